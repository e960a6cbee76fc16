"""Letters are written from templates, whole in text and HTML, and nothing in them breaks out."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.urls import resolve

from addyours.accounts.errors import AccountRefused
from addyours.accounts.mail import Kind, letter, read_stop_token, stop_url
from addyours.conf import current

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_templates(tmp_path, settings):
    """A folder of templates that goes before the site's, as `templates/` in the data folder does."""
    mails = tmp_path / "accounts" / "mail"
    mails.mkdir(parents=True)
    (mails / "try.subject.txt").write_text("{{ name }} on\n{{ site.name }}\n")
    (mails / "try.txt").write_text(
        '{% extends "accounts/mail/_letter.txt" %}{% block content %}{{ name }} & co.{% endblock %}'
    )
    (mails / "try.html").write_text(
        '{% extends "accounts/mail/_letter.html" %}{% block content %}<p>{{ name }}</p>'
        '{% include "accounts/mail/_button.html" with url="/?a=1&b=2" label="Go" %}{% endblock %}'
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}, settings.TEMPLATES[1]]
    return mails


def write(kind=Kind.ANSWER, *, to="ada@example.com", name="Ada <b>"):
    return letter(kind, to=to, template="accounts/try", context={"name": name})


@pytest.mark.usefixtures("own_templates")
class TestLetter:
    def test_it_has_a_subject_a_text_and_html(self):
        message = write()
        (html, mime) = message.alternatives[0]
        assert message.subject == "Ada <b> on Add Yours"
        assert message.body.startswith("Ada <b> & co.\n")
        assert (mime, "<p>Ada &lt;b&gt;</p>" in html) == ("text/html", True)
        assert html.startswith('<!doctype html>\n<html lang="en" dir="ltr">')
        assert message.to == ["ada@example.com"]
        assert message.extra_headers == {"X-AddYours-Kind": "answer"}

    def test_a_letter_that_can_be_stopped_says_how_in_both_parts(self):
        message = write()
        url = stop_url(Kind.ANSWER, "ada@example.com")
        assert url.startswith(f"{current().site_url}/mail/stop/")
        assert url in message.body
        assert url in str(message.alternatives[0][0])
        assert "/mail/stop/" not in write(Kind.SIGN_IN).body

    def test_what_people_typed_breaks_no_line_of_the_header(self):
        message = write(name="Ada\r\nBcc: eve@example.com\r\n\r\nBuy\u202e")
        assert message.subject == "Ada Bcc: eve@example.com Buy on Add Yours"
        assert "Bcc" not in message.message()

    @pytest.mark.parametrize(
        "to", ["", "ada", "ada@example.com\r\nBcc: eve@example.com", "a@b.example, c@d.example"]
    )
    def test_only_one_address_can_be_written_to(self, to):
        with pytest.raises(AccountRefused):
            write(to=to)

    def test_an_owners_layout_takes_the_place_of_ours(self, own_templates):
        (own_templates / "_letter.html").write_text(
            "<h1>The Gull</h1>{% block content %}{% endblock %}"
        )
        assert str(write().alternatives[0][0]).startswith("<h1>The Gull</h1><p>Ada")


@pytest.mark.parametrize("mistake", ["{% if %}", '{% extends "nothing.html" %}', "{{ 1|nothing }}"])
def test_an_owners_template_with_a_mistake_costs_nobody_the_letter(own_templates, caplog, mistake):
    (own_templates / "_letter.html").write_text(mistake)
    message = letter(Kind.STAFF, to="ada@example.com", template="notify/trial", context={})
    assert "to see whether mails arrive" in str(message.alternatives[0][0])
    assert "can't be used" in caplog.text


def test_the_folder_templates_of_the_site_goes_before_our_own():
    assert Path(engines["django"].dirs[0]) == current().data / "templates"
    assert settings.EMAIL_BACKEND  # set to another one while tests run


def test_a_stop_link_says_the_kind_and_the_address_and_cannot_be_made_up():
    token = resolve(stop_url(Kind.DIGEST, "Ada@Example.com").removeprefix(current().site_url))
    token = token.kwargs["token"]
    assert read_stop_token(token) == (Kind.DIGEST, "ada@example.com")
    assert read_stop_token(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    assert read_stop_token("") is None
