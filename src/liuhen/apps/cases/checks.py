# SPDX-License-Identifier: Apache-2.0
"""Checks of values before they become facts; each refuses with one sentence."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases.errors import BadFactError, ServerTimeError
from liuhen.apps.cases.times import minute_said
from liuhen.apps.cases.words import SYSTEM_SIGNATURES
from liuhen.law import facts as law
from liuhen.law.decoding import convert
from liuhen.law.errors import BadInput

#: Clocks of officers and server differ a little; so much a typed time may lie ahead.
CLOCK_DIFFERENCE = timedelta(minutes=5)
_LONGEST_TEXT = 20_000
_YEARS = range(1900, 3000)  # those that the contract accepts


def word(value: str, known: Iterable[str], field: str) -> str:
    """Return `value` if it is one of `known`."""
    known = tuple(known)
    if value not in known:
        raise BadFactError(
            _("“%(found)s” is not a known word; known are: %(known)s.")
            % {"found": str(value)[:60], "known": ", ".join(known)},
            field,
        )
    return value


def words(values: Iterable[str], known: Iterable[str], field: str) -> list[str]:
    """Return `values` without doubles, each one of `known`."""
    known = tuple(known)
    return list(dict.fromkeys(word(value, known, field) for value in values))


def text(value: str, field: str, longest: int = _LONGEST_TEXT) -> str:
    """Return `value` without space around it, if it is short and without control characters."""
    value = value.strip()
    if len(value) > longest:
        raise BadFactError(
            _("At most %(longest)d characters are allowed, found %(found)d.")
            % {"longest": longest, "found": len(value)},
            field,
        )
    if any(character < " " and character not in "\n\t\r" for character in value):
        raise BadFactError(_("It contains a control character."), field)
    return value


def filled(value: str, field: str, longest: int = 200) -> str:
    """Return `value` if something stands there."""
    value = text(value, field, longest)
    if not value:
        raise BadFactError(_("It must not be empty."), field)
    return value


def year(value: datetime, field: str) -> datetime:
    """Return `value` if its year is one that the contract accepts."""
    if value.year not in _YEARS:
        raise BadFactError(
            _("The year %(year)d cannot be.") % {"year": value.year},
            field,
        )
    return value


def time(value: datetime, now: datetime, field: str) -> datetime:
    """Return `value` to the second: aware, in a sensible year, not in the future."""
    if timezone.is_naive(value):
        raise BadFactError(_("The time has no time zone."), field)
    value = year(value.replace(microsecond=0), field)
    if value > now + CLOCK_DIFFERENCE:
        raise BadFactError(
            _("%(time)s is still to come; a fact is entered once it has happened.")
            % {"time": minute_said(value)},
            field,
        )
    return value


def span(start: datetime, end: datetime | None, now: datetime, field: str) -> datetime | None:
    """Return `end` if it is no earlier than `start`."""
    if end is None:
        return None
    end = time(end, now, field)
    if end < start.replace(microsecond=0):
        raise BadFactError(_("The end is before the start."), field)
    return end


def references(values: Iterable[str], known: Iterable[str], field: str) -> list[str]:
    """Return `values` without doubles, each the `ref` of something in the case."""
    known = set(known)
    found = list(dict.fromkeys(values))
    for value in found:
        if value not in known:
            raise BadFactError(
                _("There is no entry “%(found)s” in this case.") % {"found": str(value)[:60]},
                field,
            )
    return found


def shape(value: Any, kind: type[Any], field: str) -> Any:
    """Return plain `value` if the contract accepts it as `kind`."""
    try:
        convert(value, kind, field)
    except BadInput as error:
        raise BadFactError(str(error), field) from None
    return value


def officers(values: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the officers of an event in the contract's form; `person` stays beside it."""
    found = [{key: item for key, item in one.items() if item not in (None, "")} for one in values]
    accounts = [one.pop("person", None) for one in found]
    for one in found:
        filled(str(one.get("name", "")), "officers.name", 60)
    made = shape(found, list[law.Officer], "officers")
    return [
        {**one, "person": str(key)} if key else one for one, key in zip(made, accounts, strict=True)
    ]


def attributes(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the attributes of an event of that kind; empty ones are left out."""
    found = {key: item for key, item in values.items() if item not in (None, "", [])}
    return dict(shape(found, law.ATTRS.get(kind, law.NoAttrs), "attrs"))


def fields_of(values: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a document; blank ones are left out."""
    cleaned = {filled(name, "fields", 60): text(str(item), name) for name, item in values.items()}
    return {name: item for name, item in cleaned.items() if item}


def paper_signature(value: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return one signature copied from a paper, in the contract's form.

    Raises:
        ServerTimeError: a head's or reviewer's signature; those are given in the system.
    """
    role = word(str(value.get("role", "")), law.ROLES, "role")
    if role in SYSTEM_SIGNATURES:
        raise ServerTimeError(
            _("The signature of a head or reviewer is never typed: he or she signs in the system.")
        )
    made: dict[str, Any] = {"role": role}
    if name := text(str(value.get("name") or ""), "name", 60):
        made["name"] = name
    if value.get("at"):
        made["at"] = time(value["at"], now, "at").isoformat()
    if value.get("refused"):
        if role not in law.REFUSABLE_ROLES:
            raise BadFactError(_("Only a party, witness or recipient may refuse to sign."), "role")
        made["refused"] = True
        made["reason"] = filled(str(value.get("reason") or ""), "reason", 300)
    return made
