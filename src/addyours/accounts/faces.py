"""The key of a writer's drawn face: the same everywhere, telling nobody whose account or cookie it is."""

from __future__ import annotations

import hmac
from functools import lru_cache

from django.conf import settings
from django.urls import reverse

_DIGEST, _PROOF = 7, 5
FACE_KEY = "[0-9a-f]{12}"


@lru_cache(maxsize=4096)
def face_key(writer_key: str) -> str:
    """Return the key of a writer (`user:5`, `guest:12`) by which pages name them.

    Its end proves that it is one of ours: nobody can have pictures drawn by guessing.
    """
    digest = _hash(f"face {writer_key}")[:_DIGEST]
    return digest + _hash(f"proof {digest}")[:_PROOF]


def is_face_key(key: str) -> bool:
    """Tell whether a key was made here."""
    return hmac.compare_digest(key[_DIGEST:], _hash(f"proof {key[:_DIGEST]}")[:_PROOF])


@lru_cache(maxsize=4096)
def face_url(key: str) -> str:
    """Return where the drawn face of a key is."""
    return reverse("accounts:face", args=[key])


def picture_name(avatar: str, side: int) -> str:
    """Return where in the media folder an uploaded picture of so many pixels a side is."""
    return f"{avatar}-{side}.webp"


def picture_url(avatar: str, side: int = 96) -> str:
    """Return the address of an uploaded picture."""
    return f"{settings.MEDIA_URL}{picture_name(avatar, side)}"


def _hash(text: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), "sha256").hexdigest()
