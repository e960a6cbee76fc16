"""Machines of elsewhere are asked only where they are on the open internet, and only so much."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from wagtail.embeds.exceptions import EmbedNotFoundException
from wagtail.embeds.finders import get_finders
from wagtail.embeds.oembed_providers import all_providers

from addyours.stories.elsewhere import NotAsked, TooMuch, ask
from addyours.stories.embed_finder import LONGEST_WORDS, CarefulFinder
from addyours.transfer.errors import ImportRefused
from addyours.transfer.picture_check import MediaLost
from addyours.transfer.remote_media import Remote

PRIVATE = [
    "127.0.0.1",
    "127.1",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "2130706433",
    "017700000001",
    "0.0.0.0",
    "localhost",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "0xa9fea9fe",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:a9fe:a9fe]",
    "[fd00:ec2::254]",
    "[fe80::1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "224.0.0.1",
    "255.255.255.255",
    "both.example",
]
NO_ADDRESS = [
    "file:///etc/passwd",
    "ftp://a.example/",
    "gopher://a.example/",
    "//a.example/",
    "http:///x",
    "http://[",
    "http://a.example:99999/",
    "http://me@a.example/",
    "http://me:pw@a.example/",
    "http://@a.example/",
    "javascript:alert(1)",
    "",
]
OPEN = "93.184.215.14"
NAMES = {"both.example": [OPEN, "127.0.0.1"], "localhost": ["127.0.0.1"], "open.example": [OPEN]}


@pytest.fixture
def connected(monkeypatch) -> list[str]:
    """Names as a hostile server of names would give them; who is connected to is noted and away."""
    places: list[str] = []

    def found(host, port, **_options):
        given = NAMES.get(host) or [host if ":" in host else socket.inet_ntoa(_numeric(host))]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in given]

    def connect(address, **_options):
        places.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", found)
    monkeypatch.setattr(socket, "create_connection", connect)
    return places


def _numeric(host: str) -> bytes:
    try:
        return socket.inet_aton(host)
    except OSError as error:
        raise socket.gaierror from error


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", PRIVATE)
def test_no_spelling_of_a_private_address_is_connected_to(connected, scheme, host):
    with pytest.raises(NotAsked):
        ask(f"{scheme}://{host}:8000/", accept="*/*", most_bytes=9, seconds=1)
    with pytest.raises(MediaLost, match="private"):
        Remote(f"{scheme}://{host}:8000/").read("/a.jpg")
    assert connected == []


@pytest.mark.parametrize("address", NO_ADDRESS)
def test_what_is_no_address_of_the_web_is_not_asked(connected, address):
    with pytest.raises(NotAsked):
        ask(address, accept="*/*", most_bytes=9, seconds=1)
    with pytest.raises(ImportRefused):
        Remote(address)
    assert connected == []


def test_a_name_is_looked_up_once_and_what_was_looked_at_is_connected_to(connected, monkeypatch):
    """Asked twice, a name could stand for an open address first and for a private one then."""
    with pytest.raises(ConnectionRefusedError):
        ask("https://open.example/", accept="*/*", most_bytes=9, seconds=1)
    assert connected == [OPEN]


def test_the_site_asks_for_embeds_through_the_careful_finder_alone(connected):
    assert [type(one) for one in get_finders()] == [CarefulFinder]
    assert not CarefulFinder().may_connect(ip_address("127.0.0.1"))
    assert len(settings.WAGTAILEMBEDS_FINDERS) == 1
    for provider in all_providers:
        parts = urlsplit(provider["endpoint"].replace("{format}", "json"))
        assert parts.scheme in ("http", "https")
        # Nothing that an editor types gets into the host.
        assert "{" not in parts.netloc
        assert "." in parts.netloc
    finder = CarefulFinder()
    for address in [*(f"http://{host}/watch?v=1" for host in PRIVATE), *NO_ADDRESS]:
        assert not finder.accept(address)
        with pytest.raises(EmbedNotFoundException):
            finder.find_embed(address)
    assert connected == []


class Site:
    """A site on this machine that tells of embeds whatever it is made to."""

    def __init__(self) -> None:
        self.status, self.body, self.leads_to = 200, b"{}", ""
        self.asked: list[str] = []
        self.is_slow = False
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                self.send_response(site.status)
                if site.leads_to:
                    self.send_header("Location", site.leads_to)
                self.end_headers()
                self.wfile.write(site.body)
                if site.is_slow:
                    site.wait.wait(10)

            def log_message(self, *args: object) -> None: ...

        self.wait = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=[0.01], daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    made = Site()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def site(server) -> Site:
    server.status, server.body, server.leads_to, server.is_slow = 200, b"{}", "", False
    server.wait.clear()
    server.asked.clear()
    return server


class Near(CarefulFinder):
    """Takes this machine for the open internet, but for its other addresses."""

    def may_connect(self, address):
        return address == ip_address("127.0.0.1")


@pytest.fixture
def finder(site) -> CarefulFinder:
    return Near([{"endpoint": f"{site.url}/oembed.{{format}}", "urls": ["^https://a.example/.+$"]}])


def test_words_of_an_embed_are_kept_and_nothing_else(site, finder):
    told: dict[str, object] = {
        "type": "video",
        "title": "Gulls\0 <b>",
        "author_name": "x" * 9_999,
        "html": "<script>",
    }
    told |= {"provider_name": 7, "thumbnail_url": "http://10.0.0.1/", "width": 10**9, "cache_age": 10**30}  # fmt: skip
    site.body = json.dumps(told).encode()
    found = finder.find_embed("https://a.example/1?b=ü")
    assert site.asked == ["/oembed.json?url=https%3A%2F%2Fa.example%2F1%3Fb%3D%C3%BC&format=json"]
    assert (found["title"], found["type"], found["provider_name"]) == ("Gulls <b>", "video", "")
    assert len(found["author_name"]) == LONGEST_WORDS
    assert found["html"] == '<a href="https://a.example/1?b=ü">Gulls &lt;b&gt;</a>'
    assert not any(found[name] for name in ("thumbnail_url", "width", "height"))


@pytest.mark.parametrize(
    "body", [b"", b"no", b"[]", b'["type"]', b"7", b"{}", b"[" * 100_000, b'{"type":"' + b"x" * 1_100_000]
)  # fmt: skip
def test_an_answer_that_describes_nothing_is_no_embed(site, finder, body):
    site.body = body
    with pytest.raises(EmbedNotFoundException):
        finder.find_embed("https://a.example/1")


@pytest.mark.parametrize("to", ["http://127.0.0.2:{port}/", "http://[::1]:{port}/", "file:///etc/passwd", "ftp://a.example", "http://x@127.0.0.1:{port}/"])  # fmt: skip
def test_a_site_of_embeds_leads_to_no_private_place(site, finder, to):
    site.status, site.leads_to = 302, to.format(port=site.server.server_port)
    with pytest.raises(EmbedNotFoundException):
        finder.find_embed("https://a.example/1")
    assert len(site.asked) == 1


def test_a_ring_of_redirects_ends(site, finder):
    site.status, site.leads_to = 302, "/again"
    with pytest.raises(EmbedNotFoundException):
        finder.find_embed("https://a.example/1")
    assert len(site.asked) == 4


def test_who_sends_on_and_on_is_hung_up_on(site):
    site.body, site.is_slow = b"x", True
    with pytest.raises((TooMuch, HTTPException)):
        ask(f"{site.url}/", accept="*/*", most_bytes=9, seconds=0.1, may_connect=lambda _ip: True)
    site.wait.set()
    site.body, site.is_slow = b"x" * 100_000, False
    with pytest.raises(TooMuch):
        ask(f"{site.url}/", accept="*/*", most_bytes=9, seconds=9, may_connect=lambda _ip: True)
