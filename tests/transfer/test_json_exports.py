"""JSON exports are taken apart value by value, with the place of everything, whatever is wrong with them."""

from __future__ import annotations

import gzip
import json
from contextlib import closing
from typing import Any

import pytest

from addyours.transfer.artalk import Artalk
from addyours.transfer.errors import ImportRefused
from addyours.transfer.formats import FORMATS, open_export, recognise
from addyours.transfer.incoming import LeftOut, SiteComment, SiteThread
from addyours.transfer.isso.reader import Isso
from addyours.transfer.json_scan import Record, records, text_of
from addyours.transfer.remark42 import Remark42

META = {
    "version": 1,
    "users": [
        {"id": "a", "blocked": {"status": True, "until": "2030-01-01T00:00:00Z"}},
        {"id": "b", "verified": True, "details": {"user_id": "b", "email": "io@example.com"}},
    ],
    "posts": [{"url": "https://old.example/a/", "read_only": True}],
}


def a_remark(number: str, **fields: Any) -> dict[str, Any]:
    return {
        "id": number,
        "pid": "",
        "text": "<p>Shown</p>",
        "orig": "Typed **it** &amp; it&#39;s &gt; so",
        "user": {"name": "Io &amp; Co", "id": "b", "admin": True},
        "locator": {"site": "old", "url": "https://old.example/a/"},
        "time": "2019-12-20T15:18:22.123456789-06:00",
        **fields,
    }


def an_artran(number: Any, **fields: Any) -> dict[str, Any]:
    return {
        "id": number,
        "rid": "0",
        "content": "Hello *there* <b>you</b>",
        "is_pending": "false",
        "created_at": "2021-10-28 20:50:15.123456789 +0800 CST",
        "nick": "Io",
        "email": "io@example.com",
        "page_key": "/posts/a.html",
        "page_title": "Page A",
        "site_name": "Blog",
        **fields,
    }


def read(reader: Any) -> list[Any]:
    with closing(reader):
        reader.survey()
        return list(reader.read())


def only(kind: type, found: list[Any]) -> list[Any]:
    return [one for one in found if isinstance(one, kind)]


def scan(folder: Any, data: bytes | str) -> list[Any]:
    path = folder / "a.json"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    found: list[Any] = []
    for one in records(path, lambda _at: None):
        if isinstance(one, Record):
            found.append(one.value)
        else:
            found.append((one.place.line, one.place.byte, one.reason))
    return found


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ('[{"a":1},\n{"b":"é"}]', [{"a": 1}, {"b": "é"}]),
        ('{"a":1}\n{"b":2}\n', [{"a": 1}, {"b": 2}]),
        ('\ufeff[{"a":1}]', [{"a": 1}]),
        (b"\xff\xfe" + '[{"a":"é"}]'.encode("utf-16-le"), [{"a": "é"}]),
        (
            '[{"a":"é"},\n{"b":oops},{"c":3}]',
            [{"a": "é"}, (2, 18, "expecting value"), {"c": 3}],
        ),
        ('[{"a":1},', [{"a": 1}, (1, 9, "it ends too early")]),
        ('[{"a":"cut', [(1, 6, "it ends too early")]),
        ('[{"a":1}] x', [{"a": 1}, (1, 10, "something stands behind its end")]),
        (b'[{"a":"\xff"},{"b":2}]', [(1, 7, "it is not UTF-8"), {"b": 2}]),
        ("[" * 100_000, [(1, 2, "it is nested too deeply")]),
        ("[1" + "0" * 9000 + "]", [(1, 2, "it has a number too long")]),
        (
            '[{"a":"' + "x" * 4_300_000 + '},{"b":1}]',
            [(1, 2, "it has more than four million characters"), {"b": 1}],
        ),
    ],
)
def test_values_come_one_by_one_and_damage_has_its_place(tmp_path, data, found):
    assert scan(tmp_path, data) == found


def test_a_torn_packed_file_gives_what_is_whole(tmp_path):
    whole = json.dumps([{"n": "word" * 50, "i": i * 7919} for i in range(3000)]).encode()
    found = scan(tmp_path, gzip.compress(whole)[:-5000])
    assert len(found) > 1000
    assert found[-1][2] == "the compressed file is damaged or ends too early"


def test_what_no_database_takes_is_taken_out_of_texts():
    assert text_of("a\ud800b\0c") == "abc"
    given: tuple[Any, ...] = (True, 5, None, [], {})
    assert [text_of(one) for one in given] == ["true", "5", "", "", ""]


def test_remark42_comes_with_votes_pins_and_what_was_deleted(tmp_path):
    lines = [
        META,
        a_remark("1", votes={"x": True, "y": True, "z": False}, pin=True, title="Page A"),
        a_remark("2", pid="1", text="", orig="", delete=True, user={"id": "deleted"}),
        a_remark("3", orig="", pid="2"),
        {},
    ]
    path = tmp_path / "backup.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, lines)).encode()))
    found = read(Remark42([path]))
    (thread,) = only(SiteThread, found)
    assert (thread.title, thread.is_closed) == ("Page A", True)
    first, second, third = only(SiteComment, found)
    assert first.text == "Typed **it** & it's > so"
    assert (first.name, first.email, first.ups, first.downs) == ("Io & Co", "io@example.com", 2, 1)
    assert first.is_pick
    assert (first.at.hour, first.at.tzinfo is not None) == (21, True)
    assert (second.state, second.parent) == ("deleted", "1")
    assert third.text == "Shown"
    assert [one.kind for one in only(LeftOut, found)] == ["block", "user", "record"]


def test_artrans_comes_however_its_values_are_written(tmp_path):
    values = [
        an_artran("1", vote_up="3", is_pinned="true"),
        an_artran(
            2, rid=1, is_pending=True, email="a@b\nBcc: c@d", created_at="2021-10-29T10:00:00.000Z"
        ),
        an_artran(
            "3", rid="1", is_collapsed="true", created_at="Wed Nov 03 2021 10:00:00 GMT+0800"
        ),
        {"other": 1},
    ]
    path = tmp_path / "a.artrans"
    path.write_text(json.dumps(values))
    found = read(Artalk([path]))
    first, second, third = only(SiteComment, found)
    assert first.text == "Hello *there* **you**"
    assert (first.ups, first.is_pick, first.parent) == (3, True, "")
    assert first.at.isoformat() == "2021-10-28T12:50:15.123456+00:00"
    assert (second.id, second.parent, second.state) == ("2", "1", "pending")
    assert (first.email, second.email) == ("io@example.com", "")
    assert third.at.isoformat() == "2021-11-03T02:00:00+00:00"
    assert third.adapted
    assert only(SiteThread, found)[0].url == "/posts/a.html"


def test_isso_json_may_name_its_conversation_behind_the_comments(tmp_path):
    said = {"id": 1, "author": "Io", "email": None, "remote_addr": "", "text": "Hm *hm*"}
    said |= {"created": "2020-01-02 03:04:05"}
    path = tmp_path / "isso.json"
    path.write_text(
        json.dumps(
            [
                {"id": "/clock/", "title": "Clock", "comments": [said, {**said, "id": 2}]},
                {"comments": [said], "title": "Bell", "id": "/bell/"},
                {"id": "/empty/", "title": "Empty", "comments": []},
            ]
        )
    )
    found = read(Isso([path]))
    assert [one.url for one in only(SiteThread, found)] == ["/clock/", "/bell/"]
    assert [one.id for one in only(SiteComment, found)] == ["/clock/#1", "/clock/#2", "/bell/#1"]
    assert [one.id for one in only(LeftOut, found)] == ["/empty/"]


def test_damage_in_isso_json_costs_one_comment(tmp_path):
    path = tmp_path / "isso.json"
    path.write_text(
        '[{"id":"/a/","title":"A","comments":[{"id":1,"text":"x"},{"id":2,"text":oops},'
        '{"id":3,"text":"z"}]},{"id":"/b/","title":"B","comments":[{"id":1,"text":"y"}]}]'
    )
    with pytest.raises(ImportRefused, match="line 1, byte 7"):
        read(Isso([path]))
    found = read(Isso([path], keep_going=True))
    assert [one.id for one in only(SiteComment, found)] == ["/a/#1", "/a/#3", "/b/#1"]
    assert [one for one in only(LeftOut, found) if one.kind == "damage"]


@pytest.mark.parametrize("reader", [Artalk, Remark42, Isso])
@pytest.mark.parametrize("text", ["nonsense", "<html></html>", '"text"', "12"])
def test_what_is_no_export_is_refused(tmp_path, reader, text):
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises(ImportRefused) as refused:
        read(reader([path]))
    assert refused.value.code in ("no_export", "damaged")


def test_each_format_is_recognised_and_named_where_another_is_wanted(tmp_path):
    files = {
        "remark42": "\n".join(map(json.dumps, [META, a_remark("1")])),
        "artalk": json.dumps([an_artran("1")]),
        "isso": json.dumps([{"id": "/", "title": "", "comments": [{"remote_addr": ""}]}]),
        "disqus": '<disqus xmlns="http://disqus.com"></disqus>',
    }
    for name, text in files.items():
        path = tmp_path / name
        path.write_text(text)
        seen = recognise([path])
        assert seen is not None
        assert seen.name == name
    wanted = next(one for one in FORMATS if one.name == "disqus")
    with pytest.raises(ImportRefused, match="looks like an export of Artalk"):
        open_export(wanted, [tmp_path / "artalk"])
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG....")
    with pytest.raises(ImportRefused, match="seems to be a PNG picture"):
        open_export(wanted, [picture])
