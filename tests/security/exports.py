"""A small export of each system, a saved page, a mail that came back, tables: whole, to be spoiled."""

from __future__ import annotations

import json

WORDPRESS = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<title>Old</title><link>https://old.example</link><wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_login>wren</wp:author_login><wp:author_display_name><![CDATA[Wren]]></wp:author_display_name></wp:author>
<wp:category><wp:category_nicename>harbour</wp:category_nicename><wp:cat_name><![CDATA[Harbour]]></wp:cat_name></wp:category>
<item><title>Light</title><link>https://old.example/light/</link><dc:creator><![CDATA[wren]]></dc:creator>
<wp:post_id>5</wp:post_id><wp:post_type>attachment</wp:post_type><wp:attachment_url>https://old.example/wp-content/uploads/a.jpg</wp:attachment_url></item>
<item><title>Post 7</title><link>https://old.example/2020/05/post-7/</link><dc:creator><![CDATA[wren]]></dc:creator>
<content:encoded><![CDATA[<!-- wp:image {"id":5} --><figure><img src="https://old.example/wp-content/uploads/a.jpg"></figure><!-- /wp:image -->
[caption id="x" width="3"]<img src="a.jpg"> Sea[/caption] [gallery ids="5"] [embed]https://youtu.be/abcdefgh[/embed] [x a="b"]in[/x]
<blockquote>Said<cite>Ada</cite></blockquote><ul><li>one</li></ul><table><tr><td>1</td></tr></table>
https://www.youtube.com/watch?v=abcdefghijk]]></content:encoded><excerpt:encoded><![CDATA[Short]]></excerpt:encoded>
<wp:post_id>7</wp:post_id><wp:post_date_gmt>2020-05-01 12:00:00</wp:post_date_gmt><wp:post_type>post</wp:post_type><wp:status>publish</wp:status>
<wp:post_name>post-7</wp:post_name><wp:post_parent>0</wp:post_parent><wp:comment_status>open</wp:comment_status>
<category domain="category" nicename="harbour"><![CDATA[Harbour]]></category>
<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value><![CDATA[5]]></wp:meta_value></wp:postmeta>
<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_author><![CDATA[Io]]></wp:comment_author><wp:comment_author_email>io@example.com</wp:comment_author_email>
<wp:comment_author_IP>203.0.113.7</wp:comment_author_IP><wp:comment_date_gmt>2020-05-02 10:00:01</wp:comment_date_gmt>
<wp:comment_content><![CDATA[Hm <b>so</b>]]></wp:comment_content><wp:comment_approved>1</wp:comment_approved><wp:comment_type>comment</wp:comment_type>
<wp:comment_parent>0</wp:comment_parent></wp:comment></item></channel></rss>
"""
DISQUS = """<?xml version="1.0" encoding="utf-8"?>
<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">
<category dsq:id="1"><forum>tide</forum><title>General</title></category>
<thread dsq:id="10"><id>10 https://old.example/?p=10</id><forum>tide</forum><category dsq:id="1"/><link>https://old.example/10/</link>
<title>Bread &amp;amp; gulls</title><createdAt>2015-01-02T03:04:05Z</createdAt><isClosed>false</isClosed><isDeleted>false</isDeleted></thread>
<post dsq:id="1"><id/><message><![CDATA[<p>Say <b>so</b>, @io:disqus</p>]]></message><createdAt>2015-02-02T03:04:05Z</createdAt><isDeleted>false</isDeleted>
<isSpam>false</isSpam><author><name>Io</name><isAnonymous>false</isAnonymous><username>io</username></author><thread dsq:id="10"/><parent dsq:id="2"/></post>
<post dsq:id="2"><id/><message>Hm</message><createdAt>2015-02-02T03:04:05Z</createdAt><isDeleted>true</isDeleted><isSpam>false</isSpam>
<author><name>Io</name></author><thread dsq:id="10"/></post></disqus>
"""
LEXICAL = {"root": {"type": "root", "children": [
    {"type": "paragraph", "children": [{"type": "extended-text", "text": "Words", "format": 3}, {"type": "link", "url": "https://a.example/", "children": []}]},
    {"type": "heading", "tag": "h2", "children": [{"type": "text", "text": "Head", "format": 0}]},
    {"type": "list", "listType": "number", "children": [{"type": "listitem", "children": [{"type": "linebreak"}]}]},
    {"type": "image", "src": "https://old.example/a.jpg", "caption": "Sea", "width": 3}, {"type": "gallery", "images": [{"src": "/a.jpg"}]},
    {"type": "embed", "url": "https://youtu.be/abcdefgh", "html": "<iframe></iframe>"}, {"type": "html", "html": "<b>x</b>"},
    {"type": "markdown", "markdown": "*a*"}, {"type": "callout", "calloutText": "x"}, {"type": "bookmark", "url": "https://a.example", "metadata": {"title": "t"}},
    {"type": "toggle", "heading": "h", "content": "c"}, {"type": "codeblock", "code": "x", "language": "py"}, {"type": "quote", "children": []},
]}}  # fmt: skip
MOBILEDOC = {"version": "0.3.1", "atoms": [["soft-return", "", {}]], "cards": [["image", {"src": "/a.jpg"}], ["html", {"html": "<p>"}]], "markups": [["a", ["href", "/x"]], ["em"]],
    "sections": [[1, "p", [[0, [0, 1], 2, "Words"], [1, [], 0, 0]]], [10, 0], [10, 1], [3, "ul", [[[0, [], 0, "one"]]]], [2, "/b.jpg"]]}  # fmt: skip
GHOST = {"db": [{"meta": {"exported_on": 1588334400000, "version": "5.80.0"}, "data": {
    "posts": [
        {"id": "1", "title": "One", "slug": "one", "lexical": json.dumps(LEXICAL), "status": "published", "type": "post", "visibility": "public", "published_at": "2020-05-01T12:00:00.000Z", "feature_image": "/a.jpg"},
        {"id": "2", "title": "Two", "slug": "two", "mobiledoc": json.dumps(MOBILEDOC), "status": "draft", "type": "page", "visibility": "paid", "published_at": None},
    ],
    "users": [{"id": "u1", "slug": "wren", "name": "Wren", "bio": "b"}], "posts_authors": [{"post_id": "1", "author_id": "u1", "sort_order": 0}],
    "tags": [{"id": "t1", "slug": "harbour", "name": "Harbour", "visibility": "public"}], "posts_tags": [{"post_id": "1", "tag_id": "t1", "sort_order": 0}],
    "posts_meta": [{"post_id": "1", "feature_image_alt": "x", "feature_image_caption": "<i>c</i>"}],
    "settings": [{"key": "title", "value": "Old"}, {"key": "url", "value": "https://old.example"}],
    "comments": [{"id": "c1", "post_id": "1", "member_id": "m1", "html": "<p>Hm</p>", "status": "published", "created_at": "2020-05-02T12:00:00.000Z", "parent_id": None}],
    "members": [{"id": "m1", "name": "Io", "email": "io@example.com"}],
}}]}  # fmt: skip
REMARK42 = [
    {"version": 1, "users": [{"id": "a", "blocked": {"status": True, "until": "2030-01-01T00:00:00Z"}}, {"id": "b", "verified": True, "details": {"email": "io@example.com"}}],
     "posts": [{"url": "https://old.example/a/", "read_only": True}]},
    {"id": "1", "pid": "", "text": "<p>Shown</p>", "orig": "Typed **it**", "user": {"name": "Io", "id": "b", "admin": True, "ip": "x"}, "locator": {"site": "old", "url": "https://old.example/a/"},
     "score": 2, "votes": {"a": True}, "time": "2019-12-20T15:18:22.123456789-06:00", "pin": True, "title": "A"},
    {"id": "2", "pid": "1", "text": "", "user": {"name": "Io", "id": "a"}, "locator": {"url": "https://old.example/a/"}, "time": "2019-12-20T15:18:22Z", "delete": True},
]  # fmt: skip
ARTALK = [
    {"id": "1", "rid": "0", "content": "Hello *there*", "is_pending": "false", "created_at": "2021-10-28 20:50:15.123456789 +0800 CST", "nick": "Io", "email": "io@example.com",
     "page_key": "/posts/a.html", "page_title": "Page A", "site_name": "Blog", "vote_up": 2, "vote_down": "1"},
    {"id": 2, "rid": 1, "content": "So", "is_pending": True, "created_at": "2021-10-28 20:50:15", "nick": "", "email": "", "page_key": "/posts/a.html"},
]  # fmt: skip
ISSO = [{"id": "/a/", "title": "A", "comments": [
    {"id": 1, "parent": None, "text": "Hm", "author": "Io", "email": "io@example.com", "website": "", "remote_addr": "127.0.0.1", "created": "2020-01-01 00:00:00", "likes": 1},
    {"id": 2, "parent": 1, "text": "So", "author": None, "remote_addr": "127.0.0.1", "created": 1580000000.5, "mode": 2}]}]  # fmt: skip
REDIRECTS = "301:\n  /old/: /new/\n  \"/a b/\": '/c/'  # why\n302:\n  ? /x/ : https://a.example/y\n"
PAGE = """<!doctype html><html lang=en><head><meta charset=utf-8><title>The lights | Tide</title><meta property="og:image" content="a.jpg">
<meta name="author" content="Ada Quill"><link rel=canonical href="https://old.example/x"><meta property="article:published_time" content="2020-05-01T12:00:00Z">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"The lights","datePublished":"2020-05-01","author":[{"name":"Ada"}],"image":["a.jpg"]}</script></head>
<body><nav><a href=/>Home</a></nav><article><h1>The lights</h1><p class=byline>By Ada Quill</p><figure><img src="x_files/a.jpg" width="300" srcset="b.jpg 2x, c.jpg 400w"><figcaption>Sea. Photo: Io</figcaption></figure>
<p>The keeper of light number one said nothing about it, and nobody asked him why that was.</p><blockquote>“It is dark,” Ada Quill said.</blockquote>
<ul><li>One thing that is long enough to be said</li></ul><h2>Later</h2><p>“We saw it,” said Mr Tern, the harbour master, on Monday. “Nobody was there.”</p>
<img src="data:image/png;base64,iVBORw0KGgo="></article><div id=comments>3 comments</div></body></html>"""  # fmt: skip
MHTML = (
    "From: <Saved>\nSnapshot-Content-Location: https://old.example/x\nSubject: The lights\nMIME-Version: 1.0\n"
    'Content-Type: multipart/related; type="text/html"; boundary="b"\n\n--b\nContent-Type: text/html; charset=utf-8\n'
    f"Content-Transfer-Encoding: 8bit\nContent-Location: https://old.example/x\n\n{PAGE}\n--b\nContent-Type: image/jpeg\n"
    "Content-ID: <a@b>\nContent-Transfer-Encoding: base64\nContent-Location: https://old.example/x_files/a.jpg\n\n/9j/4AAQ\n--b--\n"
)
PLAIN = "The lights\nBy Ada Quill\n1 May 2020\nhttps://old.example/x\n\n" + "\n\n".join([
    "The keeper of light number one said nothing about it, and nobody asked him why that was.",
    "- One thing\n- Another thing", "“It is dark,” Ada Quill said. “Nobody was there.”", "Photo: Io", "3 comments"])  # fmt: skip
BOUNCE = (
    b"From: MAILER-DAEMON@mx.example\nTo: bounces+1z-0123456789abcdef@news.example\nReturn-Path: <>\nContent-Type: multipart/report; boundary=b\n\n"
    b"--b\nContent-Type: text/plain\n\n550 5.1.1 no such box\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
    b"Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 no such box\n\n--b\n"
    b"Content-Type: message/rfc822\n\nMessage-ID: <0123456789abcdef0123@news.example>\n\nHello\n--b--\n"
)
RULES = 'pattern,kind,action,on,note\ntramline,word,hold,yes,"a, b"\n"\'=sum",wildcard,refuse,no,\n'
JUDGED = 'CONTENT,CLASS\nbuy now,1\n"well, said",0\n'
