# SPDX-License-Identifier: Apache-2.0
"""Reading a thing once while a page is made, however many parts of the page ask for it.

- Outside of `reading_once` everything is read each time it is asked for.
- An act reads everything anew, under its locks, and forgets what was read before it.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Thing = TypeVar("Thing")
_read: ContextVar[dict[Hashable, Any] | None] = ContextVar("read_once", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """Keep what is read with `once`, to the end."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def once(key: Hashable, read: Callable[[], Thing]) -> Thing:
    """Return what `read` gives, or gave under that key."""
    kept = _read.get()
    if kept is None:
        return read()
    if key not in kept:
        kept[key] = read()
    found: Thing = kept[key]
    return found


@contextmanager
def reading_anew() -> Iterator[None]:
    """Read everything anew, and forget what was read before."""
    kept = _read.get()
    token = _read.set(None)
    try:
        yield
    finally:
        _read.reset(token)
        if kept is not None:
            kept.clear()
