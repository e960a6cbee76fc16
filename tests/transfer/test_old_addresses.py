"""What was found by a number, in a list or in a feed of another system is found here."""

from __future__ import annotations

import pytest

from addyours.stories.actions import found_site
from addyours.stories.models import Section, Story
from addyours.transfer.actions import begin_run
from addyours.transfer.loading import Loader
from addyours.transfer.photo_shelf import NoMedia, PhotoShelf
from addyours.transfer.report import Report
from addyours.transfer.wordpress.reader import WordPress
from tests.transfer.wordpress.exports import HEAD, TAIL, an_item


@pytest.mark.django_db
def test_old_numbers_lists_and_feeds_lead_on(tmp_path, client):
    found_site(url="http://news.example")
    file = tmp_path / "old.xml"
    picture = "<wp:attachment_url>https://old.example/a.jpg</wp:attachment_url>"
    attached = an_item(8, more=picture, post_type="attachment", post_parent="7", status="inherit")
    draft = an_item(9, status="draft")
    page = an_item(5, post_type="page")
    file.write_text(HEAD + an_item(7) + attached + draft + page + TAIL)
    reader = WordPress([file])
    reader.survey()
    run = begin_run(source="wordpress", site=reader.site, files=[])
    with Report() as report:
        Loader(run, report, PhotoShelf(run, NoMedia())).load(reader.read())
    reader.close()
    story, section = Story.objects.live().get(), Section.objects.get(title="Harbour")
    thread_feed = f"/feeds/thread/{story.thread_id}.atom"
    leads = {
        "/?p=7": story.url,
        "/?p=007&utm_source=x": story.url,
        "/?attachment_id=8": story.url,
        "/?page_id=5": "/post-5/",
        "/?feed=rss2": "/feeds/site.atom",
        "/feed/": "/feeds/site.atom",
        "/rss": "/feeds/site.atom",
        "/category/news/harbour/": section.url,
        "/category/harbour/page/3/": section.url,
        "/category/harbour/feed/": "/feeds/section/harbour.atom",
        "/author/wren/": "/authors/wren-ashby/",
        "/author/wren/feed/atom/": "/feeds/author/wren-ashby.atom",
        "/2020/05/post-7/feed/": thread_feed,
    }
    for path, wanted in leads.items():
        answer = client.get(path)
        assert (path, answer.status_code, answer.headers.get("Location")) == (path, 301, wanted)
    for path in ("/?p=9", "/?p=77", "/?p=", "/?q=7"):
        assert client.get(path).status_code == 200
    for path in ("/category/nothing/", "/author/nobody/feed/", "/what/feed/", "/category/"):
        assert client.get(path).status_code == 404
    assert client.post("/?p=7").status_code != 301
