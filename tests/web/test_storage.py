"""Stylesheets reach readers without what they say to their authors."""

from __future__ import annotations

from pathlib import Path

from addyours.web import storage

SHEETS = (Path(storage.__file__).parents[1]).glob("*/static/*/*.css")


def test_comments_and_blanks_are_left_out_and_nothing_else():
    sheet = """
        a,
        b > c { d: e  f; /* why
        */ g: "h  { i }" ; }
        @media (j: k) and (l: m) { n :hover { o: calc(1px + 2px) } }
    """
    packed = 'a,b > c{d: e f;g: "h  { i }";}@media (j: k) and (l: m){n :hover{o: calc(1px + 2px)}}'
    assert storage.packed(sheet).strip() == packed


def test_no_sheet_of_ours_has_a_text_that_looks_like_a_comment():
    sheets = [path.read_text(encoding="utf-8") for path in SHEETS]
    assert len(sheets) > 2
    for sheet in sheets:
        assert "/*" not in storage.packed(sheet)
        assert sheet.count("{") - sheet.count("}") == 0
        assert storage.packed(sheet).count("{") == sheet.count("{")
