"""Pictures come from the address named, and from nowhere it leads to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import pytest

from addyours.stories.elsewhere import is_public
from addyours.transfer.errors import ImportRefused
from addyours.transfer.picture_check import MediaLost
from addyours.transfer.remote_media import Remote


class _Old(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        led = {
            "/wp-content/uploads/near.jpg": "/wp-content/uploads/a.jpg",
            "/wp-content/uploads/far.jpg": "http://elsewhere.example/a.jpg",
            "/wp-content/uploads/up.jpg": "/private/a.jpg",
            "/wp-content/uploads/ring.jpg": "/wp-content/uploads/ring.jpg",
        }.get(self.path)
        self.send_response(302 if led else 200 if self.path.endswith("/a.jpg") else 404)
        if led:
            self.send_header("Location", led)
        self.end_headers()
        self.wfile.write(self.path.encode())

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def old() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Old)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_picture_is_found_beneath_the_base_whatever_its_old_host(old):
    below = Remote(f"{old}/wp-content/uploads/", may_connect=lambda _ip: True)
    for path in ("/wp-content/uploads/a.jpg", "/blog/wp-content/uploads/a.jpg"):
        assert below.read(f"https://x.example{path}") == b"/wp-content/uploads/a.jpg"
    whole = Remote(old, may_connect=lambda _ip: True)
    assert whole.read("https://x.example/files/a.jpg") == b"/files/a.jpg"


@pytest.mark.parametrize(
    ("name", "reason"),
    [("far", "away"), ("up", "away"), ("ring", "next"), ("no", "404"), ("../a", "out")],
)
def test_what_leads_elsewhere_is_not_followed(old, name, reason):
    media = Remote(f"{old}/wp-content/uploads", may_connect=lambda _ip: True)
    with pytest.raises(MediaLost, match=reason):
        media.read(f"https://x.example/wp-content/uploads/{name}.jpg")


def test_a_redirect_beneath_the_base_is_followed(old):
    media = Remote(f"{old}/wp-content/uploads", may_connect=lambda _ip: True)
    assert media.read("https://x.example/wp-content/uploads/near.jpg").endswith(b"a.jpg")


def test_a_private_network_is_never_asked(old):
    with pytest.raises(MediaLost, match="private"):
        Remote(old).read("/a.jpg")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "192.168.1.1",
        "0.0.0.0",
        "100.64.0.1",
        "::1",
        "fe80::1",
        "fc00::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "224.0.0.1",
    ],
)
def test_private_addresses_are_known(address):
    assert not is_public(ip_address(address))


def test_public_addresses_are_known():
    assert is_public(ip_address("9.9.9.9"))
    assert is_public(ip_address("2620:fe::fe"))


@pytest.mark.parametrize(
    "base", ["ftp://a.example/", "https://", "https://me:pw@a.example/", "http://a.example:99999/"]
)
def test_other_addresses_are_refused(base):
    with pytest.raises(ImportRefused):
        Remote(base)
