# SPDX-License-Identifier: Apache-2.0
"""Instants in addresses: ISO 8601 with an offset, as in facts; an offset is never guessed."""

from datetime import UTC, datetime

from django.utils.translation import gettext as _

from liuhen.apps.cases.errors import BadFactError

_FIRST_YEAR, _LAST_YEAR = 1900, 2999  # as the contract reads facts


def instant_of(name: str, text: str | None) -> datetime | None:
    """Return the instant that `text` names, to the second, or nothing where it is absent.

    In an address a plus sign that was not escaped arrives as a space; it is taken for what it was.

    Raises:
        BadFactError: no time, or one without an offset.
    """
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise BadFactError(
            _("%(name)s: an ISO 8601 time with an offset, such as 2026-03-02T09:00:00+08:00.")
            % {"name": name},
            name,
        )
    return found.astimezone(UTC).replace(microsecond=0)
