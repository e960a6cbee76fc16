"""One frozen, typed settings object, so that everything an owner can set is read, checked and named once."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from email.utils import parseaddr
from functools import cache, cached_property
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

FILE_NAME = "addyours.toml"
ENVIRONMENT_PREFIX = "ADDYOURS_"
HOLD_CHOICES = ("none", "first", "all")
LANGUAGES = ("ar", "de", "en", "es", "fr")
"""Languages that the site's own words are written in."""
WHOLE_NUMBERS = {
    "workers": (1, 64), "mail_days": (1, 36_500), "live_per_address": (0, 1_000_000),
    "cache_megabytes": (1, 100_000), "port": (1, 65535), "backup_keep": (1, 3_650),
    "import_megabytes": (1, 1_000_000), "import_days": (0, 365),
}  # fmt: skip
LOG_LEVELS = ("debug", "info", "warning", "error")
CHOICES = {"comments_hold": ("", *HOLD_CHOICES), "language": LANGUAGES, "log_level": LOG_LEVELS}
PATHS = ("secret_key_file", "backup_to")
CDN_SCHEMES = ("http", "https", "cloudflare", "cloudfront")
DEFAULT_DATA = Path("addyours-site")


class SettingsRefused(Exception):
    """A setting that can't be used; the message names it, its value and what would be right."""


@dataclass(frozen=True, kw_only=True)
class OidcProvider:
    """Another site that people may sign in with, by OpenID Connect."""

    key: str
    """Its name in addresses and in the database; from `name` unless given."""
    name: str
    id: str
    secret: str
    server: str


@dataclass(frozen=True, kw_only=True)
class Conf:
    """What an owner can set. Each field is `ADDYOURS_<FIELD>` in the environment (which wins) or
    `<field>` in `addyours.toml` in the data folder.
    """

    data: Path
    """The data folder. From `--data` or `ADDYOURS_DATA`; not read from the file inside it."""
    database_url: str = ""
    """`postgresql://user:password@host/name`; empty: SQLite, `db.sqlite3` in the data folder."""
    base_url: str = ""
    """Where readers find the site, such as `https://news.example`. Empty: the address served."""
    comments_hold: str = ""
    """`none`, `first` or `all`: overrides the newsroom's own setting. Empty: the newsroom decides."""
    rate_limits: bool = True
    """`on` or `off`; off only for load tests."""
    secret_key_file: Path = Path()
    """File that holds the secret key. Default: `secret.key` in the data folder."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses or networks, separated by commas, whose `X-Forwarded-*` headers are believed."""
    mail_url: str = ""
    """`smtp://user:password@host:587` or `smtps://…`; STARTTLS where it is offered, a password never
    without, but on this machine. Empty: mails are written to the folder `mail` in the data folder."""
    mail_from: str = "Add Yours <noreply@localhost>"
    """Whom mails come from."""
    mail_bounces: str = ""
    """Where mail servers report what came back: an address with `{token}` in it, such as
    `bounces+{token}@news.example`. Empty: the address of `mail_from`."""
    mail_days: int = 90
    """Days that the mail log goes back."""
    workers: int = 1
    """Web processes."""
    host: str = "127.0.0.1"
    """Address to listen on."""
    port: int = 8000
    """Port to listen on."""
    cache_megabytes: int = 128
    """Memory of each web process for whole pages."""
    cdn_purge: str = ""
    """A cache in front that is told what changed: `http://cache:6081` (Varnish, nginx: sent PURGE),
    `cloudflare://:token@zone` or `cloudfront://distribution`. Empty: there is none."""
    judge_url: str = ""
    """An outside judge that is asked about each comment: `https://:secret@judge.example/comments`, the
    secret signing each question. Empty: nobody is asked, and no text leaves the site."""
    live_per_address: int = 40
    """Open pages that one network address may be told of new comments at a time, per process."""
    time_zone: str = "UTC"
    """The newsroom's time zone, such as `Europe/Madrid`."""
    language: str = "en"
    """The language of the site's own words: `ar`, `de`, `en`, `es` or `fr`."""
    oidc: tuple[OidcProvider, ...] = ()
    """Who else may say who somebody is (OpenID Connect). In the file one table `[[oidc]]` each with
    `name` (on the button), `id` and `secret` (from the provider), `server` (`https://…`) and, where
    the name changes later, `key`; in the environment a JSON list of the same. Secrets may come alone,
    as `ADDYOURS_OIDC_SECRET_<KEY>`. The address to tell the provider is
    `<site>/account/oidc/<key>/login/callback/`."""
    backup_to: Path | None = None
    """Folder for a backup each night, in the data folder or by its full path. Empty: none is made."""
    backup_keep: int = 7
    """So many of these backups are kept; older ones are removed."""
    import_megabytes: int = 10_240
    """Largest upload of files to import in the newsroom."""
    import_days: int = 7
    """Days that uploaded files are kept after their import, to run it again."""
    log_level: str = "warning"
    """`debug`, `info`, `warning` or `error`."""

    @property
    def media(self) -> Path:
        return self.data / "media"

    @property
    def words(self) -> Path:
        return self.data / "locale"

    @property
    def static(self) -> Path:
        return self.data / "static"

    @property
    def templates(self) -> Path:
        return self.data / "templates"

    @property
    def mail_folder(self) -> Path:
        return self.data / "mail"

    @property
    def sqlite_file(self) -> Path:
        return self.data / "db.sqlite3"

    @property
    def is_sqlite(self) -> bool:
        return not self.database_url

    @property
    def site_url(self) -> str:
        """The site's own address without a closing slash."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.base_url.rstrip("/") or f"http://{host}:{self.port}"

    def sender(self, peer: str, forwarded_for: str) -> str:
        """Return the address a request comes from: the nearest one that is no trusted proxy.

        `peer` is who connected, `forwarded_for` the X-Forwarded-For header. Only what trusted
        proxies have added to it is believed.
        """
        hops = [hop.strip() for hop in forwarded_for.split(",") if hop.strip()]
        while hops and self.trusts(peer):
            peer = hops.pop()
        return peer

    def trusts(self, address: str) -> bool:
        """Tell whether an address is one of the trusted proxies'."""
        try:
            parsed = ip_address(address)
        except ValueError:
            return False
        # A socket that listens for both kinds shows IPv4 senders in IPv6 dress.
        plain = getattr(parsed, "ipv4_mapped", None) or parsed
        return any(plain in network for network in self._proxies)

    @cached_property
    def _proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        return tuple(ip_network(item, strict=False) for item in self.trusted_proxies)

    @property
    def is_https(self) -> bool:
        return self.site_url.startswith("https://")


SETTING_NAMES = tuple(field.name for field in fields(Conf) if field.name != "data")


def read(environment: Mapping[str, str] | None = None, *, data: Path | None = None) -> Conf:
    """Read the settings of a data folder, the environment first, then its file, then the defaults.

    Raises SettingsRefused with one sentence when a value can't be used or a name is unknown.
    """
    environment = os.environ if environment is None else environment
    folder = (data or Path(environment.get("ADDYOURS_DATA") or DEFAULT_DATA)).expanduser().resolve()
    values: dict[str, Any] = {}
    for name, value in _file_values(folder / FILE_NAME).items():
        if value != "":
            values[name] = _typed(name, value, f"{FILE_NAME}: {name}")
    for name in SETTING_NAMES:
        variable = ENVIRONMENT_PREFIX + name.upper()
        if environment.get(variable):
            values[name] = _typed(name, environment[variable], variable)
    values["oidc"] = _with_secrets(values.get("oidc", ()), environment)
    values.setdefault("secret_key_file", folder / "secret.key")
    values |= {name: folder / values[name] for name in PATHS if values.get(name)}
    return Conf(data=folder, **values)


@cache
def current() -> Conf:
    """Return the settings of this process, read once from its environment."""
    return read()


def _file_values(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        # Whether the folder itself can be used is for its user to say.
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsRefused(f"{path} can't be read: {error}. Correct or remove it.") from error
    values = {name.lower(): value for name, value in values.items()}
    if unknown := [name for name in values if name not in SETTING_NAMES]:
        known = ", ".join(SETTING_NAMES)
        raise SettingsRefused(f"{path}: there is no setting {unknown[0]!r}. There are: {known}.")
    return values


def _typed(name: str, value: Any, where: str) -> Any:
    match name:
        case "rate_limits":
            return _switch(value, where)
        case _ if name in WHOLE_NUMBERS:
            return _whole_number(value, where, *WHOLE_NUMBERS[name])
        case "oidc":
            return _oidc_providers(value, where)
        case _ if name in PATHS:
            return Path(_text(value, where)).expanduser()
        case "trusted_proxies":
            items = value if isinstance(value, list) else _text(value, where).split(",")
            texts = [_text(item, where).strip() for item in items]
            return tuple(_network(text, where) for text in texts if text)
        case _:
            text = _text(value, where).strip()
            _check_text(name, text, where)
            return text


def _check_text(name: str, text: str, where: str) -> None:
    if text not in (there := CHOICES.get(name, (text,))):
        raise SettingsRefused(f"{where} is {text!r}; there is: {', '.join(filter(None, there))}.")
    if name == "database_url" and text and not _is_database(text):
        raise SettingsRefused(
            f"{where} must look like postgresql://user:password@host/name; leave it empty for SQLite."
        )
    if name == "mail_url" and text and not _is_mail_server(text):
        raise SettingsRefused(
            f"{where} must look like smtp://user:password@host:587 or smtps://user:password@host;"
            " in user and password write @ as %40, : as %3A, / as %2F."
        )
    if name == "mail_from" and ("\n" in text or not _is_address(parseaddr(text)[1])):
        raise SettingsRefused(f"{where} is {text!r}; it must look like News <news@news.example>.")
    if name == "mail_bounces" and text and not _is_address(text, with_token=True):
        raise SettingsRefused(
            f"{where} is {text!r}; it must look like bounces+{{token}}@news.example."
        )
    if name == "cdn_purge" and text and not _is_url(text, CDN_SCHEMES):
        raise SettingsRefused(
            f"{where} must look like http://cache:6081, cloudflare://:token@zone or"
            " cloudfront://distribution."
        )
    if name == "judge_url" and text and not (_is_url(text, ("http", "https")) and "@" in text):
        raise SettingsRefused(f"{where} must look like https://:secret@judge.example/comments.")
    if name == "time_zone" and text not in available_timezones():
        raise SettingsRefused(f"{where} is {text!r}; it must be a name such as Europe/Madrid.")
    if name == "base_url" and text and not _is_site(text):
        raise SettingsRefused(f"{where} is {text!r}; it must look like https://news.example.")


def _oidc_providers(value: Any, where: str) -> tuple[OidcProvider, ...]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError as error:
            raise SettingsRefused(f"{where} must be a list in JSON ({error}).") from error
    if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
        raise SettingsRefused(f"{where} must be tables [[oidc]] with name, id, secret and server.")
    providers = tuple(_oidc_provider(table, where) for table in value)
    if len({provider.key for provider in providers}) != len(providers):
        raise SettingsRefused(f"{where}: two providers have the same key; give one another `key`.")
    return providers


def _oidc_provider(table: dict[str, Any], where: str) -> OidcProvider:
    given = {name: _text(text, f"{where}.{name}").strip() for name, text in table.items()}
    names = {field.name for field in fields(OidcProvider)}
    if unknown := given.keys() - names:
        known = ", ".join(sorted(names))
        raise SettingsRefused(f"{where}: there is no {min(unknown)!r}. There are: {known}.")
    if missing := [name for name in ("name", "id", "server") if not given.get(name)]:
        raise SettingsRefused(f"{where}: a provider has no {missing[0]!r}.")
    key = re.sub(r"[^a-z0-9]+", "-", (given.get("key") or given["name"]).lower()).strip("-")
    if not key:
        raise SettingsRefused(f"{where}: give {given['name']!r} a `key` of Latin letters.")
    if not _is_safe_server(given["server"]):
        raise SettingsRefused(f"{where}: the server of {given['name']!r} must be https://….")
    return OidcProvider(
        **{"secret": "", **given, "key": key, "server": given["server"].rstrip("/")}
    )


def _is_safe_server(text: str) -> bool:
    if not _is_url(text, ("https", "http")):
        return False
    parts = urlsplit(text)
    # Plain HTTP reaches nobody else on the machine itself.
    is_near = parts.hostname in ("localhost", "127.0.0.1", "::1")
    return bool(parts.hostname) and (parts.scheme == "https" or is_near)


def _with_secrets(
    providers: tuple[OidcProvider, ...], environment: Mapping[str, str]
) -> tuple[OidcProvider, ...]:
    found = []
    for provider in providers:
        variable = f"{ENVIRONMENT_PREFIX}OIDC_SECRET_{provider.key.upper().replace('-', '_')}"
        secret = environment.get(variable) or provider.secret
        if not secret:
            raise SettingsRefused(
                f"oidc: {provider.name!r} has no secret; give it in {FILE_NAME} or as {variable}."
            )
        found.append(replace(provider, secret=secret))
    return tuple(found)


def _is_url(text: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in schemes and bool(parts.netloc or parts.path.strip("/"))


def _is_mail_server(text: str) -> bool:
    if not _is_url(text, ("smtp", "smtps")):
        return False
    parts = urlsplit(text)
    rest = parts.path.strip("/") + parts.query + parts.fragment
    return bool(parts.hostname) and parts.port != 0 and not rest


def _is_address(text: str, *, with_token: bool = False) -> bool:
    is_whole = text.count("{token}") == int(with_token)
    name, at, host = text.replace("{token}", "x").rpartition("@")
    return bool(is_whole and name and at and host) and not set(text) & set(" ,;<>()\r\n\t")


def _is_database(text: str) -> bool:
    return _is_url(text, ("postgres", "postgresql")) and bool(urlsplit(text).path.strip("/"))


def _is_site(text: str) -> bool:
    if not _is_url(text, ("http", "https")):
        return False
    parts = urlsplit(text)
    rest = parts.path.strip("/") + parts.query + parts.fragment + (parts.username or "")
    return bool(parts.hostname) and not rest


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise SettingsRefused(f"{where} is {value!r}; it must be a text in quotes.")
    return value


def _network(text: str, where: str) -> str:
    try:
        ip_network(text, strict=False)
    except ValueError as error:
        raise SettingsRefused(
            f"{where} has {text!r}; it must be addresses or networks such as 10.0.0.0/8."
        ) from error
    return text


def _switch(value: Any, where: str) -> bool:
    text = str(value).lower()
    if text not in ("on", "off", "true", "false", "1", "0", "yes", "no"):
        raise SettingsRefused(f"{where} is {value!r}; it must be on or off.")
    return text in ("on", "true", "1", "yes")


def _whole_number(value: Any, where: str, least: int, most: int) -> int:
    try:
        number = int(value) if isinstance(value, int | str) else least - 1
    except ValueError:
        number = least - 1
    if isinstance(value, bool) or not least <= number <= most:
        raise SettingsRefused(f"{where} is {value!r}; it must be a number from {least} to {most}.")
    return number
