# SPDX-License-Identifier: Apache-2.0
"""Facts as cases write them: the words of the contract, with less typing.

- an item stands under its id: `e1: {event: inquiry, start: 03-02 09:00}`; `document`, `recording`,
  `interruption` and `incident` likewise;
- a time is the bureau's own, `MM-DD HH:MM[:SS]` in 2026, or with the year before it;
- `fields: [reason]` fills a field, `signed: [officer]` and `refused: [party]` are signatures.
"""

import re
from datetime import date, datetime, time
from typing import Any

from liuhen.law.decoding import convert
from liuhen.law.errors import BadInput, quoted
from liuhen.law.facts import Facts
from liuhen.law.reading import checked
from liuhen.law.zone import Zone

#: The year of a time that names none; its working days are published.
YEAR = 2026
_TIME = re.compile(r"(?:(\d{4})-)?(\d\d)-(\d\d) (\d\d):(\d\d)(?::(\d\d))?")
_LISTS = {
    "event": ("events", "type"),
    "document": ("documents", "type"),
    "recording": ("recordings", "kind"),
    "interruption": ("interruptions", "reason"),
    "incident": ("incidents", "type"),
}


def facts_of(case: dict[str, Any], items: dict[str, dict[str, Any] | None], zone: Zone) -> Facts:
    """The facts of a case; an item that is None is left out.

    Raises:
        BadInput: what is given is no case; the sentence begins with `given`.
    """
    facts: dict[str, Any] = {"case": {"id": "case", "act": "penalty", **case}}
    for key, item in items.items():
        if item is not None:
            name, fact = _fact(key, item, zone)
            facts.setdefault(name, []).append(fact)
    return checked(convert(facts, Facts, "given"), "given")


def instant_of(text: str, zone: Zone) -> datetime:
    """The instant that a short time names.

    >>> instant_of("03-02 09:00", Zone("Asia/Shanghai")).isoformat()
    '2026-03-02T09:00:00+08:00'

    Raises:
        BadInput: it names none.
    """
    written = timed(text, zone)
    if written == text:
        raise BadInput(f"at: {quoted(text)} is no time such as 03-02 09:00")
    return datetime.fromisoformat(written)


def _fact(key: str, item: dict[str, Any], zone: Zone) -> tuple[str, dict[str, Any]]:
    heads = [head for head in _LISTS if head in item]
    # an interruption and an incident may also name their `event`
    head = heads[-1] if heads and heads[-1] in ("interruption", "incident") else (heads or [""])[0]
    if not head:
        raise BadInput(f"given.{key}: needs one of {', '.join(_LISTS)}")
    name, word = _LISTS[head]
    fact = {"id": key, word: item[head]}
    for name_of, value in item.items():
        if name_of != head and value is not None:
            fact[name_of] = timed(value, zone)
    if isinstance(fact.get("fields"), list):
        fact["fields"] = dict.fromkeys(fact["fields"], "as written")
    signatures = [{"role": role} for role in fact.pop("signed", [])]
    signatures += [
        {"role": role, "refused": True, "reason": "would not sign"}
        for role in fact.pop("refused", [])
    ]
    if signatures:
        fact["signatures"] = [*fact.get("signatures", []), *signatures]
    return name, fact


def timed(value: Any, zone: Zone) -> Any:
    """Every short time below `value` written in full."""
    if isinstance(value, dict):
        return {key: timed(item, zone) for key, item in value.items()}
    if isinstance(value, list):
        return [timed(item, zone) for item in value]
    if not isinstance(value, str) or not (found := _TIME.fullmatch(value)):
        return value
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        local = date(year or YEAR, month, day).toordinal()
        at = zone.instant(local, time(hour, minute, second))
    except ValueError as error:
        raise BadInput(f"{quoted(value)} is no time: {error}") from None
    return zone.datetime_of(at).isoformat()
