"""Exports of Disqus are read whole, safely, and everything in them is accounted for."""

from __future__ import annotations

import gzip
from contextlib import closing
from typing import Any

import pytest

from addyours.transfer.disqus.reader import Disqus
from addyours.transfer.errors import ImportRefused
from addyours.transfer.incoming import LeftOut, SiteComment, SiteThread

HEAD = """<?xml version="1.0" encoding="utf-8"?>
<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">
<category dsq:id="1"><forum>tide</forum><title>General</title></category>
"""


def a_thread(number: int = 10, **fields: str) -> str:
    given = {
        "id": f"{number} https://old.example/?p={number}",
        "link": f"https://old.example/{number}/",
        "title": "Bread &amp;amp; gulls",
        "createdAt": "2015-01-02T03:04:05Z",
        "isClosed": "false",
        "isDeleted": "false",
        **fields,
    }
    elements = "".join(f"<{name}>{text}</{name}>" for name, text in given.items())
    return (
        f'<thread dsq:id="{number}"><forum>tide</forum><category dsq:id="1"/>{elements}</thread>\n'
    )


def a_post(number: int, thread: int = 10, parent: int = 0, **fields: str) -> str:
    given = {
        "message": "<![CDATA[<p>Say <b>so</b>, @io:disqus</p>]]>",
        "createdAt": "2015-02-02T03:04:05Z",
        "isDeleted": "false",
        "isSpam": "false",
        **fields,
    }
    elements = "".join(f"<{name}>{text}</{name}>" for name, text in given.items())
    above = f'<parent dsq:id="{parent}"/>' if parent else ""
    return (
        f'<post dsq:id="{number}"><id/>{elements}<author><name>Io &amp;amp; Co</name>'
        f"<isAnonymous>false</isAnonymous><username>io</username></author>"
        f'<thread dsq:id="{thread}"/>{above}</post>\n'
    )


def read(folder: Any, *parts: str | bytes, keep_going: bool = False) -> list[Any]:
    path = folder / "export.xml"
    whole = b"".join(part if isinstance(part, bytes) else part.encode() for part in parts)
    path.write_bytes(whole)
    with closing(Disqus([path], keep_going=keep_going)) as reader:
        reader.survey()
        assert reader.site == "tide"
        return list(reader.read())


def only(kind: type, found: list[Any]) -> list[Any]:
    return [one for one in found if isinstance(one, kind)]


def test_a_conversation_comes_with_its_comments(tmp_path):
    found = read(
        tmp_path, HEAD, a_thread(isClosed="true"), a_post(1), a_post(2, 10, 1), "</disqus>"
    )
    (thread,) = only(SiteThread, found)
    assert (thread.url, thread.title) == ("https://old.example/10/", "Bread & gulls")
    assert thread.name == "10 https://old.example/?p=10"
    assert thread.is_closed
    first, second = only(SiteComment, found)
    assert first.text == "Say **so**, @io"
    assert (first.name, first.writer, first.state) == ("Io & Co", "io", "published")
    assert (second.parent, second.thread) == ("1", "10")
    assert first.place.line == 5
    assert [one.kind for one in only(LeftOut, found)] == ["category"]


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"isSpam": "true", "isDeleted": "true"}, "spam"),
        ({"isDeleted": "true"}, "deleted"),
        ({"isApproved": "false"}, "pending"),
        ({"isApproved": "true"}, "published"),
        ({"isSpam": "123"}, "pending"),
    ],
)
def test_states_are_kept_and_nothing_unclear_is_public(tmp_path, fields, state):
    found = read(tmp_path, HEAD, a_thread(), a_post(1, **fields), "</disqus>")
    assert [one.state for one in only(SiteComment, found)] == [state]


def test_what_was_deleted_or_is_empty_is_listed(tmp_path):
    found = read(
        tmp_path,
        HEAD,
        a_thread(10, isDeleted="true"),
        a_thread(11),
        a_post(1),
        a_post(2, 99),
        "</disqus>",
    )
    assert not only(SiteThread, found)
    reasons = [one.reason for one in only(LeftOut, found) if one.kind != "category"]
    assert reasons == [
        "It was deleted there.",
        "Nobody has commented on it.",
        "It was deleted there with its conversation.",
        "What it was a comment on is not in the file.",
    ]


def test_a_comment_without_number_or_date_still_comes(tmp_path):
    bare = a_post(1, createdAt="yesterday").replace('<post dsq:id="1"><id/>', "<post>")
    (comment,) = only(SiteComment, read(tmp_path, HEAD, a_thread(), bare, "</disqus>"))
    assert len(comment.id) == 32
    assert comment.at.year == 2015
    assert len(comment.adapted) == 1


def test_damage_is_named_and_what_is_whole_around_it_comes(tmp_path):
    parts = (HEAD, a_thread(), a_post(1), '<post dsq:id="2"><oops</post>\n', a_post(3), "</disqus>")
    with pytest.raises(ImportRefused, match="damaged at line 6, byte") as refused:
        read(tmp_path, *parts)
    assert "--keep-going" in refused.value.reason
    found = read(tmp_path, *parts, keep_going=True)
    assert [one.id for one in only(SiteComment, found)] == ["1", "3"]
    (damage,) = [one for one in only(LeftOut, found) if one.kind == "damage"]
    assert "post 2" in damage.reason


def test_packed_files_are_read_as_far_as_they_go(tmp_path):
    whole = gzip.compress("".join([HEAD, a_thread(), a_post(1), "</disqus>"]).encode())
    assert len(only(SiteComment, read(tmp_path, whole))) == 1
    with pytest.raises(ImportRefused, match="compressed file is damaged"):
        read(tmp_path, whole[:-9])
    assert only(SiteComment, read(tmp_path, whole[:-9], keep_going=True))


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ('<!DOCTYPE a [<!ENTITY b "c">]><disqus>&b;</disqus>', "hostile"),
        (
            '<!DOCTYPE a SYSTEM "file:///etc/passwd" [<!ENTITY % b SYSTEM "x">%b;]><disqus/>',
            "hostile",
        ),
        ("<disqus><post>" + "<a>" * 50, "hostile"),
        ("<html><body>Hi</body></html>", "no_export"),
        ("", "damaged"),
        ("not XML", "damaged"),
    ],
)
def test_hostile_and_foreign_files_are_refused(tmp_path, file, code):
    with pytest.raises(ImportRefused) as refused:
        read(tmp_path, file)
    assert refused.value.code == code


def test_a_giant_comment_is_left_out_and_the_next_one_comes(tmp_path):
    giant = a_post(1, message="x" * 1_100_000)
    found = read(tmp_path, HEAD, a_thread(), giant, a_post(2), "</disqus>")
    assert [one.id for one in only(SiteComment, found)] == ["2"]
    assert "million characters" in only(LeftOut, found)[-1].reason
