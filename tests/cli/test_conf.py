"""Settings: each one read from the environment and from the file, and refused with one clear sentence."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest

from addyours.cli.config import without_password
from addyours.conf import SETTING_NAMES, Conf, OidcProvider, SettingsRefused, read

HARBOUR = {
    "name": "Harbour Club", "id": "news", "secret": "s3cret", "server": "https://club.example",
}  # fmt: skip
VALUES = {
    "database_url": ("postgresql://u:p@db/name", "postgresql://u:p@db/name"),
    "base_url": ("https://news.example", "https://news.example"),
    "comments_hold": ("all", "all"),
    "rate_limits": ("off", False),
    "secret_key_file": ("keys/secret", Path("keys/secret")),
    "trusted_proxies": ("10.0.0.0/8, ::1", ("10.0.0.0/8", "::1")),
    "mail_url": ("smtp://u:p@mail.example:587", "smtp://u:p@mail.example:587"),
    "mail_from": ("News <news@news.example>", "News <news@news.example>"),
    "mail_bounces": ("bounces+{token}@news.example", "bounces+{token}@news.example"),
    "mail_days": ("30", 30),
    "workers": ("3", 3),
    "host": ("::1", "::1"),
    "port": ("8123", 8123),
    "cache_megabytes": ("64", 64),
    "live_per_address": ("7", 7),
    "cdn_purge": ("http://cache.example:6081", "http://cache.example:6081"),
    "judge_url": ("https://:s3cret@judge.example/it", "https://:s3cret@judge.example/it"),
    "time_zone": ("Europe/Madrid", "Europe/Madrid"),
    "language": ("en", "en"),
    "backup_to": ("backups", Path("backups")),
    "backup_keep": ("30", 30),
    "import_megabytes": ("500", 500),
    "import_days": ("3", 3),
    "log_level": ("debug", "debug"),
    "oidc": (json.dumps([HARBOUR]), (OidcProvider(key="harbour-club", **HARBOUR),)),
}


def conf(tmp_path, text="", **environment):
    if text:
        (tmp_path / "addyours.toml").write_text(text, encoding="utf-8")
    given = {f"ADDYOURS_{name.upper()}": value for name, value in environment.items()}
    return read(given, data=tmp_path)


def test_every_setting_is_tried_here():
    assert set(VALUES) == set(SETTING_NAMES) == {field.name for field in fields(Conf)} - {"data"}


@pytest.mark.parametrize("name", VALUES)
def test_a_setting_comes_from_the_environment(tmp_path, name):
    written, expected = VALUES[name]
    expected = tmp_path / expected if isinstance(expected, Path) else expected
    assert getattr(conf(tmp_path, **{name: written}), name) == expected


@pytest.mark.parametrize("name", VALUES)
def test_a_setting_comes_from_the_file(tmp_path, name):
    written, expected = VALUES[name]
    expected = tmp_path / expected if isinstance(expected, Path) else expected
    assert getattr(conf(tmp_path, f"{name} = {json.dumps(written)}"), name) == expected


@pytest.mark.parametrize(
    ("line", "name", "expected"),
    [
        ("workers = 3", "workers", 3),
        ("PORT = 8123", "port", 8123),
        ("rate_limits = false", "rate_limits", False),
        ('trusted_proxies = ["10.0.0.1", "::1"]', "trusted_proxies", ("10.0.0.1", "::1")),
        ('trusted_proxies = "10.0.0.1,"', "trusted_proxies", ("10.0.0.1",)),
        ('host = ""', "host", "127.0.0.1"),
        ('time_zone = ""', "time_zone", "UTC"),
    ],
)
def test_the_file_may_use_its_own_types_and_leave_things_empty(tmp_path, line, name, expected):
    assert getattr(conf(tmp_path, line), name) == expected


def test_the_environment_goes_before_the_file_and_the_file_before_the_defaults(tmp_path):
    assert conf(tmp_path).port == 8000
    assert conf(tmp_path, "port = 8001").port == 8001
    assert conf(tmp_path, port="8002").port == 8002
    assert conf(tmp_path, port="").port == 8001


def test_the_data_folder_is_not_named_by_the_file_inside_it(tmp_path):
    with pytest.raises(SettingsRefused, match="no setting 'data'"):
        conf(tmp_path, 'data = "/elsewhere"')
    (tmp_path / "addyours.toml").unlink()
    assert read({"ADDYOURS_DATA": str(tmp_path)}).data == tmp_path.resolve()


WRONG = [
    ("comments_hold", "some"), ("comments_hold", "None"), ("rate_limits", "maybe"), ("rate_limits", "2"),
    ("workers", "0"), ("workers", "65"), ("workers", "-1"), ("workers", "two"), ("workers", "1.5"),
    ("workers", "9" * 5000), ("port", "0"), ("port", "65536"), ("port", "http"), ("log_level", "loud"),
    ("database_url", "mysql://h/n"), ("database_url", "postgresql://h"), ("database_url", "db.sqlite3"),
    ("database_url", "postgresql://h:port/n"), ("database_url", "postgresql://[/n"),
    ("base_url", "news.example"), ("base_url", "ftp://news.example"), ("base_url", "http://"),
    ("base_url", "http:/x"), ("base_url", "http://["), ("base_url", "https://news.example/blog"),
    ("base_url", "https://news.example?x"), ("base_url", "https://news.example:x"),
    ("mail_url", "mail.example"), ("mail_url", "http://mail.example"),
    ("mail_url", "smtp://"), ("mail_url", "smtp://u:p/q@mail.example"), ("mail_url", "smtps://m.example:x"),
    ("mail_url", "smtp://m.example/box"), ("mail_url", "smtp://m.example:0"), ("mail_from", "News"),
    ("mail_from", "News <news>"), ("mail_from", "a@b.example\nBcc: c@d.example"), ("mail_days", "0"),
    ("mail_bounces", "bounces@news.example"), ("mail_bounces", "{token}{token}@news.example"),
    ("mail_bounces", "b+{token}"), ("time_zone", "Mars/Base"),
    ("time_zone", "../../etc/passwd"), ("language", "xx"), ("language", "../en"),
    ("trusted_proxies", "all"), ("trusted_proxies", "10.0.0.0/99"), ("trusted_proxies", "proxy.example"),
    ("cache_megabytes", "0"), ("live_per_address", "-1"),
    ("oidc", "club"), ("oidc", "{}"), ("oidc", "[1]"), ("oidc", '[{"name": "Club"}]'),
    ("oidc", '[{"name": "C", "id": "i", "secret": "s", "server": "http://club.example"}]'),
    ("oidc", '[{"name": "C", "id": "i", "server": "https://club.example"}]'),
    ("oidc", '[{"name": "C", "id": "i", "secret": "s", "server": "https://c.example", "colour": "red"}]'),
    ("oidc", '[{"name": "§", "id": "i", "secret": "s", "server": "https://club.example"}]'),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_value_is_refused_in_one_sentence_that_names_the_setting(tmp_path, name, value):
    for text, environment in (
        ("", {name: value}),
        (f"{name} = {json.dumps(value)}", {}),
    ):
        with pytest.raises(SettingsRefused) as refusal:
            conf(tmp_path, text, **environment)
        assert name in str(refusal.value).lower()
        assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "text",
    [
        "workers = 1.5", "workers = inf", "workers = true", "workers = []", "port = 1979-05-27",
        "base_url = 5", "host = true", "trusted_proxies = [5]", "trusted_proxies = 5", "mail_from = {}",
        "worker = 2", "portt = 1", "[server]\nport = 1", "port = ", "port", "\x00", "port = 1\nport = 2",
        "secret_key_file = 5",
    ],
)  # fmt: skip
def test_a_file_with_a_mistake_is_refused_in_one_sentence(tmp_path, text):
    with pytest.raises(SettingsRefused) as refusal:
        conf(tmp_path, text)
    assert "addyours.toml" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "addyours.toml").write_bytes(b"\xff\xfe\x00p")
    with pytest.raises(SettingsRefused, match=r"addyours\.toml can't be read"):
        conf(tmp_path)
    (tmp_path / "addyours.toml").unlink()
    (tmp_path / "addyours.toml").mkdir()
    with pytest.raises(SettingsRefused, match=r"addyours\.toml can't be read"):
        conf(tmp_path)


@pytest.mark.parametrize(
    ("values", "url"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"host": "::1", "port": "8001"}, "http://[::1]:8001"),
        ({"base_url": "https://news.example/"}, "https://news.example"),
    ],
)
def test_the_site_knows_its_own_address(tmp_path, values, url):
    assert conf(tmp_path, **values).site_url == url
    assert conf(tmp_path, **values).is_https is url.startswith("https")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://u:secret@db/name", "postgresql://u:…@db/name"),
        ("postgresql://u:se:cr@et@db/name", "postgresql://u:…@db/name"),
        ("smtp://u:se/cret@mail.example:587", "smtp://u:…@mail.example:587"),
        ("postgresql://u@db/name", "postgresql://u@db/name"),
        ("News <news@news.example>", "News <news@news.example>"),
        ("https://news.example", "https://news.example"),
        ("", ""),
    ],
)
def test_a_password_is_not_shown(url, shown):
    assert without_password(url) == shown


def test_providers_come_from_tables_and_their_secrets_alone_from_the_environment(tmp_path):
    text = """
[[oidc]]
name = "Harbour Club"
id = "news"
secret = "from the file"
server = "https://club.example/realm/"

[[oidc]]
name = "Ferry"
id = "news"
server = "https://ferry.example"
"""
    harbour, ferry = conf(tmp_path, text, OIDC_SECRET_FERRY="from the environment").oidc
    assert (harbour.key, harbour.secret) == ("harbour-club", "from the file")
    assert harbour.server == "https://club.example/realm"
    assert ferry.secret == "from the environment"
    with pytest.raises(SettingsRefused, match="ADDYOURS_OIDC_SECRET_FERRY"):
        conf(tmp_path, text)


def test_two_providers_of_one_name_are_refused(tmp_path):
    with pytest.raises(SettingsRefused, match="same key"):
        conf(tmp_path, oidc=json.dumps([HARBOUR, HARBOUR]))
