"""Hands mails to the mail server, and tells what its answers mean for what is tried next."""

from __future__ import annotations

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parseaddr
from ipaddress import ip_address
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

from django.core.mail.message import sanitize_address

from addyours.conf import current
from addyours.notify.models import Outcome
from addyours.text.fold import clean_line

PATIENCE = 15.0
"""Seconds that a mail server has for each answer but the last."""
PATIENCE_WITH_MESSAGE = 120.0
"""Seconds for the last one: who gives up while the server still looks at the message sends it twice."""
LONGEST_ANSWER = 500
NOT_US = frozenset({421, 530, 534, 535, 538})
"""Answers about the connection or our login, whatever mail they come to."""
STATUS = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")
ABOUT_THE_BOX = re.compile(r"5\.0\.|5\.1\.(?![78]$)|5\.2\.1$")
"""Enhanced codes (RFC 3463) by which an address is no good: it is not known, or it was closed. Not
those of policy, of a full box, of the way there, of the sender."""
ABOUT_US = re.compile(
    r"relay|block|black|listed|spam|policy|reputation|denied|auth|spf|dkim|dmarc", re.I
)
"""Words of refusals without such a code that would meet any receiver."""


@dataclass(frozen=True)
class Answer:
    """What became of one try, and the words it was said in."""

    outcome: Outcome
    words: str = ""


class ServerAway(Exception):
    """The mail server can't be used just now; the message says why."""


class MailServer:
    """One connection to the server of `mail_url`, made when it is first needed and kept for more mails."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host = parts.hostname or ""
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self.is_tls = parts.scheme == "smtps"
        self.port = parts.port or (465 if self.is_tls else 587 if self.user else 25)
        self.name = f"{self.host}:{self.port}"
        self._smtp: smtplib.SMTP | None = None
        self._is_used = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._smtp.quit()
        self._drop()

    def send(self, *, sender: str, to: str, message: bytes) -> Answer:
        """Try to send one message, and return what the server made of it. Raises nothing of its own."""
        try:
            smtp = self._smtp or self._connect()
            answer = self._hand_over(smtp, sender=sender, to=to, message=message)
        except ServerAway as error:
            answer = Answer(Outcome.AWAY, str(error))
        except smtplib.SMTPResponseException as error:
            answer = Answer(Outcome.AWAY, _words(error.smtp_code, error.smtp_error))
        except (smtplib.SMTPException, OSError) as error:
            answer = Answer(Outcome.AWAY, f"{self.name}: {_reason(error)}")
        if answer.outcome == Outcome.AWAY:
            self._drop()
        return answer

    def _connect(self) -> smtplib.SMTP:
        must_be_safe = bool(self.password) and not _is_here(self.host)
        context = _checking() if must_be_safe else _not_checking()
        # Named, since it would ask the network what this machine is called otherwise.
        ours = _in_greeting(urlsplit(current().site_url).hostname or "localhost")
        smtp = self._smtp = (
            smtplib.SMTP_SSL(self.host, self.port, ours, timeout=PATIENCE, context=context)
            if self.is_tls
            else smtplib.SMTP(self.host, self.port, ours, timeout=PATIENCE)
        )
        smtp.ehlo_or_helo_if_needed()
        if not self.is_tls and smtp.has_extn("starttls"):
            smtp.starttls(context=context)
            smtp.ehlo_or_helo_if_needed()
        elif not self.is_tls and must_be_safe:
            raise ServerAway(
                f"{self.name} offers no STARTTLS, and the password is not sent in the open."
            )
        if self.user:
            smtp.login(self.user, self.password)
        return smtp

    def _hand_over(self, smtp: smtplib.SMTP, *, sender: str, to: str, message: bytes) -> Answer:
        assert smtp.sock is not None
        smtp.sock.settimeout(PATIENCE)
        if self._is_used:
            smtp.rset()
        self._is_used = True
        options = ["BODY=8BITMIME"] if smtp.has_extn("8bitmime") else []
        code, said = smtp.mail(sanitize_address(sender, "utf-8"), options)
        if code != 250:
            # It would say so to every mail of this site: the settings need a look.
            return Answer(Outcome.AWAY, _words(code, said))
        code, said = smtp.rcpt(sanitize_address(to, "utf-8"))
        if code not in (250, 251):
            return Answer(what_it_means(code, said, about_receiver=True), _words(code, said))
        smtp.sock.settimeout(PATIENCE_WITH_MESSAGE)
        try:
            code, said = smtp.data(message)
        except smtplib.SMTPDataError as error:
            code, said = error.smtp_code, _bytes(error.smtp_error)
        if code == 250:
            return Answer(Outcome.TAKEN, _words(code, said))
        return Answer(what_it_means(code, said, about_receiver=False), _words(code, said))

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
        self._smtp, self._is_used = None, False


def what_it_means(code: int, said: bytes | str, *, about_receiver: bool) -> Outcome:
    """Return what follows from an answer that is no yes."""
    if code in NOT_US:
        return Outcome.AWAY
    if not 500 <= code < 600:
        return Outcome.LATER
    return Outcome.NO_SUCH_BOX if about_receiver and is_about_the_box(said) else Outcome.REFUSED


def is_about_the_box(said: bytes | str) -> bool:
    """Tell whether a refusal for good means that nothing will ever arrive at its address.

    An enhanced code says so, or else the words do: blocked senders and full boxes change.
    """
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    status = STATUS.match(text)
    return bool(ABOUT_THE_BOX.match(status[1])) if status else not ABOUT_US.search(text)


def envelope_of(address: str) -> str:
    """Return the bare address of one that may have a name before it."""
    return parseaddr(address)[1]


def _words(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return clean_line(f"{code} {text}")[:LONGEST_ANSWER] if code > 0 else "The connection was lost."


def _bytes(said: bytes | str) -> bytes:
    return said.encode() if isinstance(said, str) else said


def _reason(error: Exception) -> str:
    said = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return clean_line(str(said))[:LONGEST_ANSWER]


def _in_greeting(host: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:
        return host.encode("idna").decode() if not host.isascii() else host
    return f"[IPv6:{address}]" if address.version == 6 else f"[{address}]"


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _checking() -> ssl.SSLContext:
    return ssl.create_default_context()


def _not_checking() -> ssl.SSLContext:
    """Encryption for who sends no password: without a check it is still better than none."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
