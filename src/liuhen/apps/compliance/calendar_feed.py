# SPDX-License-Identifier: Apache-2.0
"""What a calendar program fetches: the agenda of one person, by a secret address.

What this module promises:

- it names a case by its number and says what is due, nothing else: no party, no title, no content;
- the address shows what its person would see, and ends with the person's account or with the next
  address.
"""

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from liuhen.apps.compliance.agenda import Happening
from liuhen.apps.compliance.models import CalendarKey
from liuhen.apps.people.viewer import Viewer, viewer_for
from liuhen.apps.trace.journal import act
from liuhen.vault.canonical import digest_of

#: A calendar program is told of so many days, back and ahead.
BACK, AHEAD = timedelta(days=30), timedelta(days=180)
_SECRET_BYTES = 24
_FOLD = 74


# ---------------------------------------------------------------- the secret address


def make_calendar_key(*, by: Viewer) -> str:
    """Make a new secret for the viewer's calendar, shown this once; the one before ends."""
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    with act("compliance.make_calendar_key", by=by) as record:
        for row in CalendarKey.objects.select_for_update().filter(person=by.person, ended_at=None):
            record.update(row, ended_at=record.at)
        record.create(CalendarKey(person=by.person, digest=_digest(secret), made_at=record.at))
    return secret


def end_calendar_key(*, by: Viewer) -> bool:
    """End the viewer's address; say whether there was one."""
    if calendar_key_of(by) is None:
        return False
    with act("compliance.end_calendar_key", by=by) as record:
        for row in CalendarKey.objects.select_for_update().filter(person=by.person, ended_at=None):
            record.update(row, ended_at=record.at)
        return record.changed


def calendar_key_of(viewer: Viewer) -> CalendarKey | None:
    """Return what is known of the viewer's address; the secret itself is not."""
    return CalendarKey.objects.filter(person=viewer.person, ended_at=None).first()


def viewer_by_secret(secret: str, at: datetime) -> Viewer | None:
    """Return the person whose calendar the secret opens, as a viewer, while the account is open."""
    rows = CalendarKey.objects.filter(digest=_digest(secret), ended_at=None)
    key = rows.select_related("person__bureau").first()
    if key is None or not key.person.is_active:
        return None
    return viewer_for(key.person, at)


def _digest(secret: str) -> str:
    return digest_of(secret.encode())


# ---------------------------------------------------------------- iCalendar (RFC 5545)


def as_icalendar(lines: Iterator[tuple[Happening, str]], name: str, now: datetime) -> bytes:
    """Write happenings, each with its sentence, as an iCalendar file named `name`."""
    text = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Liuhen//agenda//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(name)}",
    ]
    stamp = _instant(now)
    for one, sentence in lines:
        text += [
            "BEGIN:VEVENT",
            f"UID:{one.key}@liuhen",
            f"DTSTAMP:{stamp}",
            f"DTSTART:{_instant(one.at)}",
            f"DTEND:{_instant(one.at)}",
            f"SUMMARY:{_escaped(sentence)}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    text.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in text).encode()


def _instant(at: datetime) -> str:
    return at.astimezone(timezone.get_fixed_timezone(0)).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    """A text value: backslash, comma and semicolon escaped, no line break of its own."""
    plain = " ".join(text.split()).replace("\\", "\\\\")
    return plain.replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """Break a line so that none has more than 75 octets, and no character is torn."""
    parts, octets = [""], 0
    for letter in line:
        size = len(letter.encode())
        if octets + size > _FOLD:
            parts.append(" ")
            octets = 1
        parts[-1] += letter
        octets += size
    return "\r\n".join(parts)
