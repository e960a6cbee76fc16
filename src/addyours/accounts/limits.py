"""Keeps the counts of rate limits where every process sees them and a restart forgets none."""

from __future__ import annotations

from typing import Any

from django.core.cache import BaseCache, caches
from django.core.cache.backends.locmem import LocMemCache

SHARED = "limits"
SHARED_KEYS = ("allauth:", "allauth.", "jwt:")
"""How often something was tried, and which codes of an app and tokens of a provider are used up."""


class LocalWithSharedLimits(LocMemCache):
    """A process's own memory for what can be read again, the database for what allauth counts.

    allauth counts in the default cache and can't be told another; Wagtail remembers there what
    every page needs, which must cost no query.
    """

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        if _is_shared(key):
            return _shared().get(key, default, version)
        return super().get(key, default, version)

    def add(
        self, key: Any, value: Any, timeout: float | None = 300, version: int | None = None
    ) -> bool:
        if _is_shared(key):
            return _shared().add(key, value, timeout, version)
        return super().add(key, value, timeout, version)

    def set(
        self, key: Any, value: Any, timeout: float | None = 300, version: int | None = None
    ) -> None:
        if _is_shared(key):
            _shared().set(key, value, timeout, version)
        else:
            super().set(key, value, timeout, version)

    def delete(self, key: Any, version: int | None = None) -> bool:
        if _is_shared(key):
            return _shared().delete(key, version)
        return super().delete(key, version)


def _is_shared(key: Any) -> bool:
    return isinstance(key, str) and key.startswith(SHARED_KEYS)


def _shared() -> BaseCache:
    return caches[SHARED]
