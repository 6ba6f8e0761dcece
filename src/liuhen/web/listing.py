# SPDX-License-Identifier: Apache-2.0
"""Words in a row, parted as the reader's language parts them: 甲、乙, or A, B."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import get_language

from liuhen.apps.cases.named import between


def listed(words: Iterable[str | Promise]) -> str:
    """Return the words as one line."""
    return between().join(map(str, words))


def parted(sentences: Iterable[str | Promise]) -> str:
    """Return whole sentences as one line."""
    return ("; " if get_language() == "en" else "；").join(map(str, sentences))
