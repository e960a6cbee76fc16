"""Browsers that sign in, as a reader would."""

from __future__ import annotations

import re
import time

from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from addyours.accounts.actions import save_sign_in_settings
from addyours.accounts.models import SignInSettings

LOGIN, CONFIRM = "/account/login/", "/account/login/code/confirm/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"
SECRET = "JBSWY3DPEHPK3PXP"
PASSWORD = "a good long one"


def visitor(**headers):
    """A browser that nobody knows."""
    return Client(headers={"Sec-Fetch-Site": "same-origin", "User-Agent": FIREFOX, **headers})


def code_in(mail):
    """The code of a letter."""
    return re.search(r"\d{4}-\d{4}", mail.body)[0]


def ask(browser, email, **more):
    """Ask for a code."""
    return browser.post(LOGIN, {"login": email, **more})


def sign_in(browser, email, mailbox, **more):
    """Ask for a code and type it in."""
    ask(browser, email, **more)
    return browser.post(CONFIRM, {"code": code_in(mailbox[-1]), **more})


def is_in(browser):
    """Tell whether somebody is signed in."""
    return "_auth_user_id" in browser.session


def add_app(user):
    """Give an account an app for the second step."""
    return totp.TOTP.activate(user, SECRET)


def app_code(secret=SECRET):
    """What the app shows now."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def rule(**values):
    """Say how people sign in on this site."""
    save_sign_in_settings(SignInSettings(**values))
