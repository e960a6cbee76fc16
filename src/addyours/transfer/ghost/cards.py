"""Makes HTML of the cards of Ghost's editors, of which the common converter makes blocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from markdown_it import MarkdownIt

from addyours.transfer.embeds import embed_address
from addyours.transfer.json_scan import text_of

Given = Mapping[str, Any]
_markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_NAMES = {
    "code": "codeblock",
    "hr": "horizontalrule",
    "card-markdown": "markdown",
    "image-card": "image",
    "html-card": "html",
    "email-cta-card": "email-cta",
}
_ONLY_MAIL = "It is shown in newsletters alone; it was left out."
_DRAWN = "Ghost draws it itself; it was left out."
_LEFT_OUT = {
    "email": _ONLY_MAIL,
    "email-cta": _ONLY_MAIL,
    "signup": "There are no subscriptions to sign up for; it was left out.",
    "collection": _DRAWN,
    "transistor": _DRAWN,
    "paywall": "What stood behind it is not for everybody.",
}


class Cards:
    """Draws cards, and notes what is not as it was."""

    def __init__(self) -> None:
        self.adapted: list[str] = []

    def html(self, name: str, given: Given) -> str:
        """Return the HTML of a card; nothing for one that not everybody was shown."""
        name = _NAMES.get(name, name)
        if _is_hidden(given):
            self._note(name, "Not everybody was shown it; it was left out.")
            return ""
        if name in _LEFT_OUT:
            self._note(name, _LEFT_OUT[name])
            return ""
        draw = _DRAWN_BY.get(name)
        if draw is None:
            self._note(name, "It is not known here; it was left out.")
            return ""
        return draw(self, given)

    def _note(self, name: str, what: str) -> None:
        self.adapted.append(f"A card “{name[:60]}”: {what}")

    def image(self, given: Given) -> str:
        return _figure(_text(given, "src"), _text(given, "alt"), _text(given, "caption"))

    def gallery(self, given: Given) -> str:
        images = [one for one in _list(given, "images") if _text(one, "src")]
        caption = _text(given, "caption")
        return "".join(
            _figure(
                _text(one, "src"),
                _text(one, "alt"),
                _text(one, "caption") or (caption if one is images[-1] else ""),
            )
            for one in images
        )

    def before_after(self, given: Given) -> str:
        both = [given.get("beforeImage"), given.get("afterImage")]
        shown = [one for one in both if isinstance(one, Mapping)]
        return "".join(_figure(_text(one, "src"), "", _text(given, "caption")) for one in shown)

    def embed(self, given: Given) -> str:
        url, caption = _text(given, "url"), _paragraph(_text(given, "caption"))
        if embed_address(url):
            return f"<p>{escape(url)}</p>{caption}"
        if "<iframe" in _text(given, "html"):
            return _text(given, "html") + caption
        metadata = given.get("metadata")
        title = _text(metadata, "title") if isinstance(metadata, Mapping) else ""
        self._note("embed", f"It became a link: {url[:200]}")
        return _link(url, title) + caption

    def bookmark(self, given: Given) -> str:
        found = given.get("metadata")
        metadata = found if isinstance(found, Mapping) else given
        url = _text(given, "url") or _text(metadata, "url")
        description = _text(metadata, "description")
        self._note("bookmark", f"It became a link: {url[:200]}")
        return (
            _link(url, _text(metadata, "title"))
            + (f"<p>{escape(description)}</p>" if description else "")
            + _paragraph(_text(given, "caption"))
        )

    def raw(self, given: Given) -> str:
        source = _text(given, "html")
        if any(tag in source.lower() for tag in ("<script", "<style", "<form")):
            self._note("html", "What runs or styles something in it was left out.")
        return f"<div>{source}</div>"

    def markdown(self, given: Given) -> str:
        return _markdown.render(_text(given, "markdown"))

    def codeblock(self, given: Given) -> str:
        code = f"<pre><code>{escape(_text(given, 'code'))}</code></pre>"
        return code + _paragraph(_text(given, "caption"))

    def rule(self, _given: Given) -> str:
        return "<hr>"

    def callout(self, given: Given) -> str:
        emoji = _text(given, "calloutEmoji")
        self._note("callout", "It became a paragraph.")
        title = _text(given, "calloutTitle")
        words = f"<b>{escape(title)}</b> " if title else ""
        return f"<p>{escape(emoji)} {words}{_bare(_text(given, 'calloutText'))}</p>"

    def toggle(self, given: Given) -> str:
        self._note("toggle", "What it hid stands open.")
        heading = _bare(_text(given, "heading"))
        return f"<p><b>{heading}</b></p><div>{_text(given, 'content')}</div>"

    def button(self, given: Given) -> str:
        return self._button(given, "buttonUrl", "buttonText")

    def _button(self, given: Given, url: str, words: str) -> str:
        if not _text(given, url):
            return ""
        self.adapted.append("A button became a link.")
        return _link(_text(given, url), _text(given, words))

    def file(self, given: Given) -> str:
        source = _text(given, "src")
        title = _text(given, "title") or _text(given, "fileTitle") or _text(given, "fileName")
        caption = _text(given, "caption") or _text(given, "fileCaption")
        self.adapted.append(f"A file stays where it was; a link leads there: {source[:200]}")
        return _link(source, title) + _paragraph(caption)

    def product(self, given: Given) -> str:
        button = self._button(given, "productUrl", "productButton")
        self._note("product", "It became text.")
        return (
            f"<p><b>{_bare(_text(given, 'productTitle'))}</b></p>"
            + _figure(_text(given, "productImageSrc"), "", "")
            + f"<div>{_text(given, 'productDescription')}</div>"
            + (button if given.get("productButtonEnabled") else "")
        )

    def header(self, given: Given) -> str:
        self._note("header", "It became a heading and a paragraph.")
        heading = _bare(_text(given, "header"))
        return (
            _figure(_text(given, "backgroundImageSrc"), "", "")
            + (f"<h2>{heading}</h2>" if heading else "")
            + _paragraph(_text(given, "subheader"))
            + (self._button(given, "buttonUrl", "buttonText") if given.get("buttonEnabled") else "")
        )

    def call_to_action(self, given: Given) -> str:
        self._note("call-to-action", "It became text.")
        label = _text(given, "sponsorLabel") if given.get("hasSponsorLabel") else ""
        picture = _text(given, "imageUrl") if given.get("hasImage") else ""
        return (
            f"<div>{label}</div>{_figure(picture, '', '')}<div>{_text(given, 'textValue')}</div>"
            + (self._button(given, "buttonUrl", "buttonText") if given.get("showButton") else "")
        )


_DRAWN_BY: dict[str, Callable[[Cards, Given], str]] = {
    "image": Cards.image,
    "gallery": Cards.gallery,
    "before-after": Cards.before_after,
    "embed": Cards.embed,
    "bookmark": Cards.bookmark,
    "html": Cards.raw,
    "markdown": Cards.markdown,
    "codeblock": Cards.codeblock,
    "horizontalrule": Cards.rule,
    "callout": Cards.callout,
    "toggle": Cards.toggle,
    "button": Cards.button,
    "audio": Cards.file,
    "video": Cards.file,
    "file": Cards.file,
    "product": Cards.product,
    "header": Cards.header,
    "call-to-action": Cards.call_to_action,
}


def _is_hidden(given: Given) -> bool:
    """Tell whether some readers of the site were not shown a card: what only members saw stays theirs."""
    rules = given.get("visibility")
    if not isinstance(rules, Mapping):
        return False
    if rules.get("showOnWeb") is False:
        return True
    web = rules.get("web")
    return isinstance(web, Mapping) and web.get("nonMember") is False


def _text(given: Given, name: str) -> str:
    return text_of(given.get(name))


def _list(given: Given, name: str) -> list[Given]:
    found = given.get(name)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _bare(html: str) -> str:
    """Return HTML of one line without the paragraph it may stand in."""
    return html.replace("<p>", "").replace("</p>", "")


def _paragraph(html: str) -> str:
    return f"<p>{_bare(html)}</p>" if html.strip() else ""


def _figure(source: str, alt: str, caption: str) -> str:
    if not source or source.startswith("<"):
        return ""
    words = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure><img src="{escape(source)}" alt="{escape(alt)}">{words}</figure>'


def _link(url: str, words: str) -> str:
    return f'<p><a href="{escape(url)}">{escape(words or url)}</a></p>' if url else ""
