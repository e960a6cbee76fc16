"""Every reader gets a body in an encoding their browser understands, the smallest there is."""

from __future__ import annotations

import gzip

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from addyours.pagecache.encoding import ENCODINGS, best_encoding, encode

BODY = "Nobody had touched the rope – “nobody”.".encode() * 100


@pytest.mark.parametrize(
    ("accepted", "best"),
    [
        (b"", b"identity"),
        (b"identity", b"identity"),
        (b"gzip, deflate, br, zstd", b"br"),
        (b"gzip, deflate, zstd", b"zstd"),
        (b"gzip, deflate", b"gzip"),
        (b"GZIP", b"gzip"),
        (b"br;q=0.5, gzip;q=0.8", b"gzip"),
        (b"br;q=0, gzip", b"gzip"),
        (b"br ; q=0.9 , zstd ; q=0.9", b"br"),
        (b"*", b"br"),
        (b"*;q=0", b"identity"),
        (b"br;q=0, *", b"zstd"),
        (b"identity;q=1, *;q=0", b"identity"),
        (b"identity, gzip;q=0.5", b"identity"),
        (b"gzip, identity;q=0.5", b"gzip"),
        (b"deflate", b"identity"),
        (b"br;q=nonsense, gzip", b"gzip"),
        (b",,;q=1,", b"identity"),
        (b"x-gzip", b"identity"),
    ],
)
def test_the_best_encoding_a_browser_accepts(accepted, best):
    assert best_encoding(accepted) == best


@given(st.binary(max_size=80))
def test_no_header_is_too_odd(accepted):
    assert best_encoding(accepted) in ENCODINGS


def test_what_is_encoded_is_decoded_again():
    assert brotli.decompress(encode(BODY, b"br")) == BODY
    assert zstandard.ZstdDecompressor().decompress(encode(BODY, b"zstd")) == BODY
    assert gzip.decompress(encode(BODY, b"gzip")) == BODY
    assert encode(BODY, b"identity") == BODY


def test_the_same_body_is_always_encoded_the_same():
    # The ETag is strong: it promises the same bytes.
    for encoding in ENCODINGS:
        assert encode(BODY, encoding) == encode(BODY, encoding)
