"""A draft keeps itself, whatever moment somebody types in."""

from __future__ import annotations

import pytest
from playwright.sync_api import Request, Route, expect

pytestmark = pytest.mark.browser


def kept_dek(request: Request) -> str | None:
    """Return the dek that a request to keep the draft carries."""
    if request.method != "POST" or "/edit/" not in request.url:
        return None
    parts = (request.post_data or "").split('name="dek"', 1)
    return parts[1].split("------", 1)[0].strip() if len(parts) == 2 else None


def test_what_is_typed_while_a_draft_is_being_kept_is_kept_next(editor, backstage):
    story = backstage.story(publish=False)
    held: list[Route] = []

    def hold(route: Route) -> None:
        if kept_dek(route.request) == "Rung by nobody.":
            held.append(route)
        else:
            route.continue_()

    editor.goto(f"/newsroom/pages/{story.id}/edit/")
    editor.route("**/edit/", hold)
    dek = editor.get_by_role("textbox", name="Dek")
    with editor.expect_request(lambda request: kept_dek(request) == "Rung by nobody."):
        dek.fill("Rung by nobody.")
    dek.fill("Rung by a gull.")
    with editor.expect_request(lambda request: kept_dek(request) == "Rung by a gull."):
        held.pop().continue_()
    expect(editor.get_by_text("Saved", exact=True).first).to_be_visible()


def test_what_is_typed_as_soon_as_the_editor_opens_is_kept(editor, backstage):
    story = backstage.story(publish=False)
    editor.goto(f"/newsroom/pages/{story.id}/edit/", wait_until="domcontentloaded")
    with editor.expect_request(lambda request: kept_dek(request) == "Rung at once."):
        editor.get_by_role("textbox", name="Dek").fill("Rung at once.")
