"""Whatever stands in a file that is imported, its reader reads it or refuses it, and never breaks."""

from __future__ import annotations

import json
import shutil
import sqlite3
import struct
import zipfile
from contextlib import closing, suppress
from email import message_from_bytes
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from addyours.comments.models import Comment
from addyours.moderation.errors import RuleRefused
from addyours.moderation.models import WordRule
from addyours.moderation.scorer.table import TableRefused, read_table
from addyours.moderation.words import table as word_table
from addyours.notify import reports
from addyours.notify.errors import MailRefused
from addyours.stories.models import Story
from addyours.text.fold import clean, clean_line
from addyours.transfer.archive import HEADER
from addyours.transfer.archive_file import opened as opened_archive
from addyours.transfer.archive_models import EXPORTED
from addyours.transfer.archive_rows import Maker
from addyours.transfer.errors import ArchiveRefused, ImportRefused, PageRefused
from addyours.transfer.formats import FORMATS, format_named, open_export, recognise
from addyours.transfer.html_blocks import to_blocks
from addyours.transfer.page_pictures import choose
from addyours.transfer.page_source import open_bytes, open_page
from tests.security.exports import (
    ARTALK,
    BOUNCE,
    DISQUS,
    GHOST,
    ISSO,
    JUDGED,
    LEXICAL,
    MHTML,
    MOBILEDOC,
    PAGE,
    PLAIN,
    REDIRECTS,
    REMARK42,
    RULES,
    WORDPRESS,
)
from tests.security.spoiled import ODD_VALUES, odd_fields, odd_values, spoiled, tries

bounded = tries(25)


def as_lines(values: Any) -> bytes:
    return (
        b"\n".join(as_json(one) for one in values) if isinstance(values, list) else as_json(values)
    )


def as_json(value: Any) -> bytes:
    return json.dumps(value).encode()


def _ghost_of(lexical: Any, mobiledoc: Any) -> Any:
    value = json.loads(json.dumps(GHOST))
    posts = value["db"][0]["data"]["posts"]
    posts[0]["lexical"], posts[1]["mobiledoc"] = json.dumps(lexical), json.dumps(mobiledoc)
    return value


SEEDS: dict[str, list[Any]] = {
    "wordpress": [odd_fields(WORDPRESS), spoiled(WORDPRESS.encode())],
    "disqus": [odd_fields(DISQUS), spoiled(DISQUS.encode())],
    "ghost": [
        odd_values(GHOST).map(as_json),
        spoiled(as_json(GHOST)),
        some.builds(_ghost_of, odd_values(LEXICAL), odd_values(MOBILEDOC)).map(as_json),
    ],
    "remark42": [odd_values(REMARK42).map(as_lines), spoiled(as_lines(REMARK42))],
    "artalk": [odd_values(ARTALK).map(as_json), spoiled(as_json(ARTALK))],
    "isso": [odd_values(ISSO).map(as_json), spoiled(as_json(ISSO))],
}  # fmt: skip


def read_export(path: Path, wanted: str, **options: Any) -> int:
    """Read an export as the loader does; return how many things are in it."""
    try:
        with closing(open_export(format_named(wanted), [path], **options)) as reader:
            reader.survey(lambda _at: None)
            return sum(1 for _ in reader.read(lambda _at: None))
    except ImportRefused:
        return -1


WHOLE = {
    "wordpress": WORDPRESS.encode(), "disqus": DISQUS.encode(), "ghost": as_json(GHOST), "remark42": as_lines(REMARK42),
    "artalk": as_json(ARTALK), "isso": as_json(ISSO),
}  # fmt: skip


def test_what_is_spoiled_is_read_while_it_is_whole(tmp_path):
    assert {one.name for one in FORMATS} == set(SEEDS) == set(WHOLE)
    for name, data in WHOLE.items():
        (tmp_path / "export").write_bytes(data)
        assert recognise([tmp_path / "export"]) is format_named(name)
        assert read_export(tmp_path / "export", name) > 2
    assert len(open_bytes(MHTML.encode())[0].blocks) > 4
    assert len(open_bytes(PLAIN.encode())[0].blocks) > 2
    assert reports._failure_in(message_from_bytes(BOUNCE))[0] == "5.1.1"
    assert len(word_table.read(RULES.encode())) == 2


@pytest.mark.parametrize("wanted", SEEDS)
def test_an_export_is_read_or_refused(wanted, tmp_path):
    path = tmp_path / "export"

    @bounded
    @given(data=some.one_of(SEEDS[wanted]), keep_going=some.booleans())
    def attack(data, keep_going):
        path.write_bytes(data)
        with suppress(ImportRefused):
            recognise([path])
        read_export(path, wanted, keep_going=keep_going)

    attack()


def test_signs_that_html_may_not_have_are_no_trouble():
    """lxml gives them out and does not take them back."""
    html = "<p>a&#11;b<b>c</b>d&#1;e</p><blockquote>x<cite>y</cite>z&#2;</blockquote><table><tr><td>1</table>&#3;"
    assert len(to_blocks(html).blocks) > 2


@bounded
@given(data=some.one_of(odd_fields(REDIRECTS, r"/[^\s:'\"]*"), spoiled(REDIRECTS.encode())))
def test_redirects_of_ghost_are_read_or_refused(data, tmp_path):
    path = tmp_path / "redirects.yaml"
    path.write_bytes(data)
    (tmp_path / "export").write_bytes(WHOLE["ghost"])
    read_export(tmp_path / "export", "ghost", redirects=path)


@bounded
@given(value=odd_values([{"from": "^/a/$", "to": "/b/", "permanent": True}]))
def test_redirects_in_json_are_read_or_refused(value, tmp_path):
    path = tmp_path / "redirects.json"
    path.write_bytes(as_json(value))
    (tmp_path / "export").write_bytes(WHOLE["ghost"])
    read_export(tmp_path / "export", "ghost", redirects=path)


@pytest.fixture(scope="module")
def isso_database(tmp_path_factory) -> bytes:
    path = tmp_path_factory.mktemp("isso") / "isso.db"
    with closing(sqlite3.connect(path)) as made:
        made.executescript("""
            CREATE TABLE preferences (key VARCHAR PRIMARY KEY, value VARCHAR);
            CREATE TABLE threads (id INTEGER PRIMARY KEY, uri VARCHAR(256) UNIQUE, title VARCHAR(256));
            CREATE TABLE comments (tid REFERENCES threads(id), id INTEGER PRIMARY KEY, parent INTEGER, created FLOAT NOT NULL,
                modified FLOAT, mode INTEGER, remote_addr VARCHAR, text VARCHAR, author VARCHAR, email VARCHAR, website VARCHAR,
                likes INTEGER DEFAULT 0, dislikes INTEGER DEFAULT 0, voters BLOB NOT NULL, notification INTEGER DEFAULT 0);
            INSERT INTO preferences VALUES ('session-key', 'never told');
            INSERT INTO threads VALUES (1, '/clock/', 'Clock');
            INSERT INTO comments (tid, id, parent, created, mode, text, author, email, voters)
                VALUES (1, 1, NULL, 1580000000.5, 1, 'Hm *hm*', 'Io', 'io@example.com', x'00'), (1, 2, 1, 1580000100, 2, 'Held', NULL, NULL, x'00');
        """)
    return path.read_bytes()


@bounded
@given(data=some.data())
def test_a_database_of_isso_is_read_or_refused(isso_database, data, tmp_path):
    path = tmp_path / "isso.db"
    path.write_bytes(isso_database)
    change = data.draw(some.sampled_from(["bytes", "values"]))
    if change == "values":
        column = data.draw(some.sampled_from(["tid", "parent", "created", "mode", "text", "author", "likes", "voters"]))  # fmt: skip
        value = data.draw(some.sampled_from([b"\xff\xfe", -(2**62), 1e300, "9" * 400, "\0", None, 2**62]))  # fmt: skip
        with closing(sqlite3.connect(path)) as made, suppress(sqlite3.IntegrityError):
            made.execute(f"UPDATE comments SET {column} = ?", [value])
            made.commit()
    else:
        path.write_bytes(data.draw(spoiled(isso_database)))
    read_export(path, "isso")


@bounded
@given(
    data=some.one_of(
        odd_fields(
            PAGE, r'(?<=content=")[^"]*|(?<=>)[^<>]+(?=</)|(?<=src=")[^"]*|(?<=srcset=")[^"]*'
        ),
        spoiled(PAGE.encode()),
        spoiled(MHTML.encode()),
        odd_fields(MHTML, r"(?<=: )[^\n]*"),
        spoiled(PLAIN.encode()),
    )
)
def test_a_saved_page_and_its_pictures_are_read_or_refused(data, tmp_path):
    (tmp_path / "x.html").write_bytes(data)
    with suppress(PageRefused):
        choose(*open_bytes(data))
    with suppress(PageRefused):
        choose(*open_page(tmp_path / "x.html"))


@bounded
@given(value=odd_values(json.loads(PAGE.partition('ld+json">')[2].partition("</script>")[0])))
def test_what_a_page_says_of_itself_is_read(value):
    before, _start, rest = PAGE.partition('ld+json">')
    data = f'{before}ld+json">{json.dumps(value)}</script>{rest.partition("</script>")[2]}'
    choose(*open_bytes(data.encode()))


@bounded
@given(data=some.one_of(spoiled(BOUNCE), odd_fields(BOUNCE.decode(), r"(?<=: )[^\n]*")))
@example(data=b"".join(b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(1_100)))  # fmt: skip
def test_a_mail_that_came_back_is_read_or_refused(data, monkeypatch):
    monkeypatch.setattr(reports, "_mail_of", lambda *_: None)
    with pytest.raises(MailRefused):
        reports.read_report(data)


def test_parts_within_parts_are_refused():
    """As deep as only an attack is; what reads mails goes a level down for each."""
    parts = [
        b"Content-Type: multipart/related; boundary=%d\n\n--%d\n" % (n, n) for n in range(1_100)
    ]
    with pytest.raises(PageRefused):
        open_bytes(b"".join(parts))


@bounded
@given(
    data=some.one_of(
        spoiled(RULES.encode()),
        odd_fields(RULES, r"\w+"),
        some.text(max_size=100).map(
            lambda text: f"pattern,note\n{text}".encode("utf-8", "replace")
        ),
    )
)
@example(data=b"pattern," + b"x" * 200_000)
@example(data=b'pattern,"' + b"x" * 200_000)
def test_word_rules_are_read_or_refused(data):
    with suppress(RuleRefused):
        assert word_table.read(data)


CELL = some.text(max_size=30).map(lambda text: clean_line(clean(text))) | some.sampled_from(
    ["=1", "'=1", "''=1", "+", "-a", "@x", "'", "''", 'a"b', "a,b", "pattern", "'\"", "-"]
)


@bounded
@given(pattern=CELL.filter(bool), note=CELL, kind=some.sampled_from(["word", "wildcard", "regex"]), is_on=some.booleans())  # fmt: skip
def test_word_rules_come_back_as_they_were_written(pattern, note, kind, is_on):
    rule = WordRule(pattern=pattern, note=note, kind=kind, action="mark", is_on=is_on)
    (found,) = word_table.read("".join(word_table.written([rule])).encode())
    assert (found.pattern, found.kind, found.rest) == (pattern, kind, ("mark", note, is_on))


@bounded
@given(data=some.one_of(spoiled(JUDGED.encode()), odd_fields(JUDGED, r"[\w ]+")))
@example(data=b"CONTENT,CLASS\n" + b"x" * 1_100_000 + b",1\n")
def test_judged_comments_are_read_or_refused(data, tmp_path):
    (tmp_path / "a.csv").write_bytes(data)
    with suppress(TableRefused):
        read_table(tmp_path / "a.csv")


def an_archive() -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        made.writestr(HEADER, json.dumps({"format": 1, "rows": dict.fromkeys(EXPORTED, 0)}))
        for label in EXPORTED:
            made.writestr(f"data/{label}.jsonl", "")
        made.writestr("media/a.jpg", "x")
    return data.getvalue()


@bounded
@given(data=spoiled(an_archive()))
def test_an_archive_is_opened_or_refused(data, tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    with suppress(ArchiveRefused), opened_archive(path, folder=tmp_path) as archive:
        for label in archive.rows:
            list(archive.lines(label))
        for info in archive.media():
            archive.unpack(info, tmp_path)


def test_an_archive_that_would_fill_the_disk_is_refused(tmp_path, monkeypatch):
    """What is packed may be a thousandth of it."""
    data = BytesIO(an_archive())
    with zipfile.ZipFile(data, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr("media/bomb.jpg", bytes(1_000_000))
    (tmp_path / "a.zip").write_bytes(data.getvalue())
    assert len(data.getvalue()) < 50_000
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=900_000))
    with (
        pytest.raises(ArchiveRefused, match="room"),
        opened_archive(tmp_path / "a.zip", folder=tmp_path),
    ):
        pass


def test_no_file_of_an_archive_is_unpacked_beyond_what_it_says(tmp_path):
    data = BytesIO(an_archive())
    with zipfile.ZipFile(data, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr("media/liar.jpg", bytes(1_000_000))
    lies = data.getvalue().replace(struct.pack("<I", 1_000_000), struct.pack("<I", 10))
    (tmp_path / "a.zip").write_bytes(lies)
    with opened_archive(tmp_path / "a.zip", folder=tmp_path) as archive:
        info = next(one for one in archive.media() if one.filename.endswith("liar.jpg"))
        with suppress(ArchiveRefused):
            archive.unpack(info, tmp_path)
    assert (tmp_path / "media/liar.jpg").stat().st_size <= 10


@pytest.mark.parametrize("model", [Comment, Story, WordRule])
@bounded
@given(data=some.data())
def test_a_row_of_an_archive_is_read_or_refused(model, data):
    maker = Maker(model, {})
    names = some.sampled_from([*maker._read, "nothing"])
    row = data.draw(some.dictionaries(names, some.sampled_from(ODD_VALUES), max_size=4))
    with suppress(ArchiveRefused):
        maker.make(json.dumps(row), 1)
