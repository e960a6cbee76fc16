"""Mail from the shell: what came back is noted, and a trial says what the mail server answers."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner
from django.core.mail import EmailMessage

from addyours import conf
from addyours.accounts.errors import Refused
from addyours.cli import check, mail
from addyours.notify.actions import queue_mail
from addyours.notify.bounce_address import token_of
from addyours.notify.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def queued() -> Mail:
    (mail,) = queue_mail(EmailMessage("A", "B", to=["ada@example.com"]))
    return mail


@pytest.fixture
def set_url(monkeypatch):
    def change(url: str) -> None:
        changed = replace(conf.current(), mail_url=url)
        monkeypatch.setattr("addyours.notify.trial.current", lambda: changed)

    return change


def run(command, *arguments, **options) -> str:
    result = CliRunner().invoke(command, arguments, catch_exceptions=True, **options)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output


def test_a_mail_server_pipes_its_report_in(queued):
    to = f"bounces+{token_of(queued.pk)}@news.example"
    said = run(mail.command, "bounced", "--to", to, input="Return-Path: <>\n\n550 no such box\n")
    queued.refresh_from_db()
    assert (queued.state, queued.answer) == ("refused", "550 no such box")
    assert (
        said == "The mail to ada@example.com came back: 550 no such box. No more is sent there.\n"
    )


def test_a_report_comes_from_a_file_and_goes_out_as_json(queued, tmp_path):
    file = tmp_path / "report"
    file.write_text(
        f"Return-Path: <>\nTo: b+{token_of(queued.pk)}@news.example\n\n552 5.2.2 full\n"
    )
    assert json.loads(run(mail.command, "bounced", str(file), "--json")) == {
        "to": "ada@example.com",
        "answer": "552 5.2.2 full",
        "suppressed": False,
    }


def test_what_is_no_report_is_refused_in_one_line(tmp_path):
    with pytest.raises(Refused, match="no report"):
        run(mail.command, "bounced", input="Hello\n")
    with pytest.raises(Refused, match="can't be read"):
        run(mail.command, "bounced", str(tmp_path / "nothing"))


def test_a_trial_says_what_the_server_answered(smtp, set_url):
    set_url(smtp.url)
    said = run(check.command, "--mail", "ada@example.com")
    assert said.endswith("took the mail to ada@example.com: 250 2.0.0 queued as 1\n")
    assert smtp.taken[0]["Subject"] == "A mail from Add Yours"
    smtp.answers["RCPT"] = "550 5.7.1 Relaying denied"
    with pytest.raises(Refused, match=r"did not take the mail: 550 5.7.1 Relaying denied"):
        run(check.command, "--mail", "ada@example.com")


def test_a_trial_without_a_server_says_where_mails_are(set_url):
    set_url("")
    with pytest.raises(Refused, match=r"No mail server is set .* kept in .*/mail"):
        run(check.command, "--mail", "ada@example.com")


def test_a_template_of_the_owners_with_a_mistake_is_named(tmp_path, monkeypatch, settings):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "a.txt").write_text("{% if %}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path / "templates"]}]
    monkeypatch.setattr(check, "current", lambda: replace(conf.current(), data=tmp_path))
    assert any("a.txt can't be used" in problem for problem in check._problems()[0])
