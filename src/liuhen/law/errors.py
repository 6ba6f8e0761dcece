# SPDX-License-Identifier: Apache-2.0
"""The one error of the law package: input that cannot be used.

    BadInput   facts, packs, calendars, texts, options: the sentence says which, where, what was
               found and what is allowed

Its text is one line, meant for the person who wrote the input.
"""

from liuhen.errors import UserError

LONGEST_QUOTE = 60


class BadInput(UserError, ValueError):
    """Input that cannot be used; its text is one sentence: the thing, the place, the way out."""


def quoted(found: object) -> str:
    r"""Return `found` as it may stand in a message: on one line, cut to 60 characters.

    >>> quoted("a\nb")
    "'a\\nb'"
    """
    text = str(found)
    return repr(text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + "…")
