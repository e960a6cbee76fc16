"""What a reader downloads stays small, is ours, and is what it says it is."""

from __future__ import annotations

import json
import random
import re
from datetime import timedelta
from pathlib import Path

import brotli
import pytest
from django.template.loader import render_to_string
from wagtail.rich_text import RichText

import addyours.web
from addyours.accounts.writers import Writer
from addyours.comments.actions import Brought, bring_comment
from addyours.stories.actions.found import found_site
from addyours.stories.actions.people import make_person
from addyours.stories.actions.write import StoryText, write_story
from addyours.stories.models import Author, Section

STATIC = Path(addyours.web.__file__).parent / "static/web"
HTMX = STATIC / "vendor/htmx"
STORY_PAGE = 14 * 1024
"""Bytes of HTML and CSS together, compressed; of which the stylesheet may take:"""
STYLESHEET = 5632
SCRIPTS = 25 * 1024


def compressed(*contents: bytes) -> int:
    return sum(len(brotli.compress(content)) for content in contents)


def prose(words: int, seed: int) -> str:
    """Text that compresses about as badly as prose does: few words twice in a row of a big vocabulary."""
    source = random.Random(seed)
    syllables = ["ha", "lo", "ri", "mun", "ter", "as", "bel", "con", "du", "ev", "fi", "gar", "st"]
    vocabulary = [
        "".join(random.Random(number).choices(syllables, k=1 + number % 4)) for number in range(900)
    ]
    return " ".join(source.choices(vocabulary, k=words)).capitalize() + "."


@pytest.fixture
def story_url(db, clock):
    """A story of the usual length: 800 words, four quotes, and 20 comments of 40 words."""
    found_site(url="http://testserver")
    speaker = make_person("Ada Quillfeather", description="harbour pilot")
    body = []
    for number in range(16):
        body.append(("paragraph", RichText(f"<p>{prose(50, number)}</p>")))
        if number % 4 == 3:
            quote = {"words": prose(25, 100 + number), "speaker": speaker, "said_to": "The Buoy"}
            body.append(("quote", quote))
    text = StoryText(
        headline="The pilot who knew every sandbank by its first name",
        dek=prose(20, 999),
        body=body,
        authors=[Author.objects.create(name="Ivo Marsh", slug="ivo-marsh")],
        people=[speaker],
        tags=["harbour", "work"],
        published_at=clock.now,
    )
    story = write_story(text, section=Section.objects.get(), publish=True)
    latest = None
    for number in range(20):
        brought = Brought(
            body=prose(40, 200 + number),
            created_at=clock.now + timedelta(minutes=7 * number),
            parent=latest if number % 3 else None,
        )
        writer = Writer(name=f"{prose(1, number)[:-1]} {number}", email="", guest_id=None)
        latest = bring_comment(story.thread, writer=writer, brought=brought)
    return story.get_url()


def test_a_story_page_with_twenty_comments_keeps_its_budget(story_url, client):
    page = client.get(story_url)
    assert page.status_code == 200
    assert len(re.findall(rb' id="comment-\d+"', page.content)) == 20
    sheet = (STATIC / "addyours.css").read_bytes()
    assert compressed(page.content, sheet) <= STORY_PAGE


def test_a_story_page_asks_for_one_stylesheet_and_runs_nothing_inline(story_url, client):
    html = client.get(story_url).content.decode()
    assert html.count('rel="stylesheet"') == 1
    for tag in re.findall(r"<script\b[^>]*>", html):
        is_deferred = "src=" in tag and (" defer" in tag or 'type="module"' in tag)
        assert is_deferred or 'type="application/ld+json"' in tag, tag
    assert not re.findall(r"<style\b|\sstyle=|\son[a-z]+=", html)


def test_htmx_is_told_to_evaluate_nothing_and_to_stay_on_this_site(story_url, client):
    html = client.get(story_url).content.decode()
    told = json.loads(re.search(r"name=\"htmx-config\" content='([^']+)'", html)[1])
    assert told["allowEval"] is False
    assert told["allowScriptTags"] is False
    assert told["includeIndicatorStyles"] is False
    assert told["selfRequestsOnly"] is True


def test_the_structured_data_of_a_story_page_is_valid_json(story_url, client):
    html = client.get(story_url).content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert json.loads(found[1])["commentCount"] == 20


def test_the_stylesheet_stays_small():
    assert compressed((STATIC / "addyours.css").read_bytes()) <= STYLESHEET


def test_all_scripts_together_stay_small():
    scripts = [path.read_bytes() for path in sorted(STATIC.rglob("*.js"))]
    assert len(scripts) > 1
    assert compressed(*scripts) <= SCRIPTS


def test_the_stylesheet_and_the_scripts_fetch_nothing_from_elsewhere():
    ours = [STATIC / "addyours.css", *STATIC.glob("*.js"), *STATIC.glob("*.svg")]
    for path in ours:
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "//" not in re.sub(r"(?m)^\s*//.*$", "", text), path.name


def test_the_vendored_htmx_is_the_version_it_says():
    version = (HTMX / "VERSION").read_text(encoding="ascii").strip()
    assert version == "2.0.11"
    assert f'version:"{version}"' in (HTMX / "htmx.min.js").read_text(encoding="utf-8")
    assert "Zero-Clause BSD" in (HTMX / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_a_page_for_what_went_wrong_needs_neither_request_nor_database(name):
    html = render_to_string(f"web/{name}")
    assert "<h1>" in html
    assert "web/addyours.css" in html
