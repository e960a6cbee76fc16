"""Writes small WordPress exports for tests."""

from __future__ import annotations

from pathlib import Path

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<title>Old</title><link>https://old.example</link><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_blog_url>https://old.example</wp:base_blog_url>
<wp:author><wp:author_login>wren</wp:author_login>
<wp:author_display_name><![CDATA[Wren Ashby]]></wp:author_display_name></wp:author>
"""
TAIL = "</channel></rss>\n"


def an_item(number: int = 7, content: str = "Words.", more: str = "", **fields: str) -> str:
    """A post, unless fields say otherwise; a field `status` is the element `wp:status`."""
    given = {
        "post_date_gmt": "2020-05-01 12:00:00",
        "comment_status": "open",
        "post_name": f"post-{number}",
        "status": "publish",
        "post_parent": "0",
        "post_type": "post",
        **fields,
    }
    elements = "".join(f"<wp:{name}><![CDATA[{text}]]></wp:{name}>" for name, text in given.items())
    return f"""
<item>
<title>Post {number}</title><link>https://old.example/2020/05/post-{number}/</link>
<dc:creator><![CDATA[wren]]></dc:creator>
<content:encoded><![CDATA[{content}]]></content:encoded>
<excerpt:encoded><![CDATA[]]></excerpt:encoded>
<wp:post_id>{number}</wp:post_id>{elements}
<category domain="category" nicename="harbour"><![CDATA[Harbour]]></category>{more}
</item>"""


def a_comment(
    number: int, parent: int = 0, *, approved: str = "1", kind: str = "comment", text: str = "Hm."
) -> str:
    """A comment of the item it is put into."""
    return f"""<wp:comment><wp:comment_id>{number}</wp:comment_id>
<wp:comment_author><![CDATA[Io]]></wp:comment_author>
<wp:comment_author_email>io@example.com</wp:comment_author_email>
<wp:comment_date_gmt>2020-05-02 10:00:{number % 60:02}</wp:comment_date_gmt>
<wp:comment_content><![CDATA[{text}]]></wp:comment_content>
<wp:comment_approved>{approved}</wp:comment_approved><wp:comment_type>{kind}</wp:comment_type>
<wp:comment_parent>{parent}</wp:comment_parent></wp:comment>"""


def write(path: Path, *items: str, head: str = HEAD, tail: str = TAIL) -> Path:
    """Put an export with these items into a file."""
    path.write_text(head + "".join(items) + tail, encoding="utf-8")
    return path
