# SPDX-License-Identifier: Apache-2.0
"""The store of this installation, from the setting LIUHEN_STORE_URL."""

from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from liuhen.storage.local import LocalStore
from liuhen.vault.store import Store


def vault() -> Store:
    """Return the store."""
    return _store(str(settings.LIUHEN_STORE_URL))


@cache
def _store(url: str) -> Store:
    parts = urlsplit(url)
    if parts.scheme != "file":
        raise ImproperlyConfigured(
            f"LIUHEN_STORE_URL: {parts.scheme!r} is not a known store; known is file:///folder"
        )
    return LocalStore(Path(unquote(parts.path)))
