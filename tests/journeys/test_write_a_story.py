"""The owner writes a story in the newsroom, with a photo and somebody's words, and readers get it."""

from __future__ import annotations

import json
import re
from io import BytesIO
from secrets import token_hex

import pytest
from django.utils.text import slugify
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.journeys.steps import begin_story, sign_in

pytestmark = pytest.mark.browser

HEADLINE = f"The clock that runs on tea {token_hex(3)}"
WORDS = "You wind it with a kettle. I would not call that madness, I would call it Tuesday."


def photo_file() -> dict[str, object]:
    """A photo as it comes from a camera's folder, unlike all others: the library knows its own."""
    data = BytesIO()
    Image.new("RGB", (1600, 1000), f"#{token_hex(3)}").save(data, "JPEG")
    return {"name": "clock.jpg", "mimeType": "image/jpeg", "buffer": data.getvalue()}


def insert_block(page: Page, name: str) -> Locator:
    """Add a block at the end of the text, and return it."""
    text = page.locator("#panel-child-content-body-section")
    blocks = text.locator("[data-streamfield-child]")
    before = blocks.count()
    text.get_by_role("button", name="Insert a block").last.click()
    page.get_by_role("option", name=name, exact=True).click()
    expect(blocks).to_have_count(before + 1)
    return blocks.last


def upload_photo(page: Page) -> None:
    """Upload the lead photo, and write beneath it."""
    dialog = page.get_by_role("dialog")
    page.get_by_role("button", name="Choose an image").click()
    dialog.get_by_role("tab", name="Upload").click()
    dialog.get_by_label("File").set_input_files(photo_file())  # type: ignore[arg-type]
    dialog.get_by_label("Title").fill("Tea clock")
    dialog.get_by_label("Alt text").fill("A brass clock with a spout")
    dialog.get_by_role("button", name="Upload").click()
    expect(dialog).to_have_count(0)
    page.get_by_role("textbox", name="Caption").fill("It has been right twice a day since 1911.")
    page.get_by_role("textbox", name="Credit").fill("Ottoline Grebe")


def quote_somebody_new(page: Page) -> None:
    """Quote a person whom the site does not know yet."""
    dialog = page.get_by_role("dialog")
    quote = insert_block(page, "Quote")
    quote.get_by_label("Words").fill(WORDS)
    # By key: saving in the background moves what is beneath the pointer.
    quote.get_by_role("button", name="Choose a person").press("Enter")
    dialog.get_by_role("tab", name="New person").click()
    dialog.get_by_label("Name").first.fill("Winnie Tamsin Orrell")
    dialog.get_by_label("Description").fill("Clockmaker")
    dialog.get_by_role("button", name="New person").click()
    expect(dialog).to_have_count(0)
    quote.get_by_label("Speaker's description").fill("81")
    quote.get_by_label("Said to").fill("The Kettle Weekly")
    quote.get_by_label("Source").fill("https://kettle.example/clock")


def take_a_quote_from_the_text(page: Page) -> None:
    """Type somebody's words into a paragraph, and let them be made a quote."""
    insert_block(page, "Paragraph").get_by_role("textbox").click()
    page.keyboard.type("“It boils on the hour,” Winnie Tamsin Orrell said. Then it rang.")
    page.get_by_role("button", name="Quotes found in the text").press("Enter")
    panel = page.locator("[data-side-panel=quotes]")
    expect(panel).to_contain_text("1 quote found")
    panel.get_by_role("button", name="Make it a quote block").last.press("Enter")
    expect(page.get_by_text("1 quote is a block of its own now.")).to_be_visible()
    expect(panel).to_contain_text("No quotes found")


def test_a_story_with_a_photo_and_a_quote_goes_from_the_newsroom_to_the_readers(
    new_page, backstage
):
    page = new_page()
    sign_in(page, backstage, "owner")
    begin_story(page, "Culture")
    page.get_by_role("textbox", name="Headline").fill(HEADLINE)
    page.get_by_role("textbox", name="Dek").fill("At four o’clock it is wound with a kettle.")
    dialog = page.get_by_role("dialog")
    page.get_by_role("button", name="Add author").click()
    dialog.get_by_label("Nell Okafor-Lund").check()
    dialog.get_by_role("button", name="Confirm selection").click()
    expect(dialog).to_have_count(0)
    upload_photo(page)
    insert_block(page, "Paragraph").get_by_role("textbox").click()
    page.keyboard.type("Nobody in the street owns a watch.")
    quote_somebody_new(page)

    # Nobody has pressed a button so far: the draft keeps itself.
    expect(page).to_have_url(re.compile(r"/newsroom/pages/\d+/edit/$"))
    take_a_quote_from_the_text(page)
    reader = new_page()
    url = f"/culture/{slugify(HEADLINE)}/"
    assert reader.goto(url).status == 404
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("has been published").first).to_be_visible()

    assert reader.goto(url).status == 200
    assert_the_story_says_all(reader)
    assert_quotation_is_told_to_machines(reader)
    quoted = reader.locator("figure.quote").get_by_role("link", name="Winnie Tamsin Orrell")
    expect(quoted).to_have_count(2)
    quoted.first.click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Winnie Tamsin Orrell")
    quotes = reader.locator("figure.quote")
    expect(quotes.filter(has_text=WORDS)).to_contain_text("to The Kettle Weekly")
    expect(quotes.filter(has_text="It boils on the hour.")).to_have_count(1)
    expect(reader.locator("article.card")).to_contain_text(HEADLINE)
    reader.goto("/")
    expect(reader.locator("main")).to_contain_text(HEADLINE)


def assert_the_story_says_all(reader: Page) -> None:
    article = reader.locator("article.story")
    expect(article.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    expect(article).to_contain_text("At four o’clock it is wound with a kettle.")
    expect(article).to_contain_text("By Nell Okafor-Lund")
    expect(article).to_contain_text("Nobody in the street owns a watch.")
    figure = article.locator("figure.photo")
    expect(figure.get_by_role("img", name="A brass clock with a spout")).to_be_visible()
    assert figure.locator("img").evaluate("it => it.decode().then(() => it.naturalWidth > 0)")
    expect(figure).to_contain_text("It has been right twice a day since 1911.")
    expect(figure).to_contain_text("Ottoline Grebe")
    said = article.locator("figure.quote").first
    expect(said.locator("blockquote")).to_have_text(WORDS)
    expect(said).to_contain_text("Winnie Tamsin Orrell, 81, to The Kettle Weekly")
    expect(said.get_by_role("link", name="Source")).to_have_attribute(
        "href", "https://kettle.example/clock"
    )
    expect(reader.locator("#who + ul")).to_contain_text("Winnie Tamsin Orrell")
    expect(reader.locator("#sources + ul")).to_contain_text("The Kettle Weekly")


def assert_quotation_is_told_to_machines(reader: Page) -> None:
    told = json.loads(reader.locator('script[type="application/ld+json"]').text_content() or "")
    assert told["headline"] == HEADLINE
    assert [author["name"] for author in told["author"]] == ["Nell Okafor-Lund"]
    quotation = next(one for one in told["citation"] if one["@type"] == "Quotation")
    assert quotation["text"] == WORDS
    assert quotation["spokenByCharacter"]["name"] == "Winnie Tamsin Orrell"
