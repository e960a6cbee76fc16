"""What WordPress's editors write becomes blocks."""

from __future__ import annotations

import pytest

from addyours.transfer.comment_text import to_markdown
from addyours.transfer.wordpress.content import to_story


def blocks(source: str) -> list[tuple[str, object]]:
    made = to_story(source, lambda _names: [("https://old.example/u/a.jpg", "A gull", "Gull")])
    return [(block.kind, block.value) for block in made.blocks]


def kinds(source: str) -> list[str]:
    return [kind for kind, _value in blocks(source)]


def test_lines_without_tags_are_paragraphs():
    assert blocks("One\ntwo\n\n<strong>Three</strong> & four") == [
        ("paragraph", "<p>One<br>two</p>"),
        ("paragraph", "<p><b>Three</b> &amp; four</p>"),
    ]


def test_scripts_and_handlers_are_gone():
    made = str(blocks('<p onclick="x()">Hi<script>x()</script> <a href="javascript:x()">y</a></p>'))
    assert "x()" not in made


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<h2>Tides</h2>After", ["heading", "paragraph"]),
        ("<blockquote>Salt.<cite>Io</cite></blockquote>", ["quote"]),
        (
            '<figure class="wp-block-pullquote"><blockquote><p>Salt.</p></blockquote></figure>',
            ["quote"],
        ),
        ("<ul><li>a</li><li><em>b</em></li></ul>", ["list"]),
        ("<ol><li>a<ul><li>b</li></ul></li></ol>", ["raw"]),
        ("<table><tr><td>1</td></tr></table>", ["raw"]),
        ("a<hr>b", ["paragraph", "divider", "paragraph"]),
        ('<p>a <img src="/u/a.jpg" alt="x"> b</p>', ["paragraph", "photo", "paragraph"]),
        ("a\nhttps://www.youtube.com/watch?v=abcdefghijk\nb", ["paragraph", "embed", "paragraph"]),
        ('<iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>', ["embed"]),
        ('<iframe src="https://elsewhere.example/x"></iframe>', ["paragraph"]),
        ("[gallery]", ["photo"]),
        ('[contact-form id="3"]', ["raw"]),
        ("He said [sic] so.", ["paragraph"]),
        ("[box]Kept[/box]", ["paragraph"]),
    ],
)
def test_each_thing_becomes_its_block(source, expected):
    assert kinds(source) == expected


def test_captions_are_kept():
    old = '[caption id="a" width="3"]<img src="/u/a.jpg" alt="A gull" /> At dawn[/caption]'
    new = '<!-- wp:image --><figure><img src="/u/a.jpg"/><figcaption>At dawn</figcaption></figure><!-- /wp:image -->'
    for source in (old, new):
        ((kind, value),) = blocks(source)
        assert kind == "photo"
        assert value["caption"] == "At dawn"  # type: ignore[index]


def test_blocks_that_wordpress_draws_are_told_of():
    made = to_story(
        '<!-- wp:latest-posts {"a":1} /--><!-- wp:paragraph --><p>x</p><!-- /wp:paragraph -->',
        lambda _n: [],
    )
    assert "latest-posts" in made.adapted[0]


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("Plain *text*\n    stays", "Plain *text*\nstays"),
        ("a &amp; b", "a & b"),
        ('<a href="https://a.example/">a</a> <b>b</b>', "[a](https://a.example/) **b**"),
        ("<blockquote>one<br>two</blockquote>three", "> one\n> two\n\nthree"),
        ("<script>x</script>ok <a href='javascript:x'>y</a>", "ok y"),
    ],
)
def test_comments_become_markdown(html, markdown):
    assert to_markdown(html) == markdown
