# SPDX-License-Identifier: Apache-2.0
"""Who took part: people of the bureau with their certificates, and others by name."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.named import day_said
from liuhen.apps.cases.queries import entered_last, handlers_of
from liuhen.apps.people.models import Person
from liuhen.apps.people.queries import colleagues, officer_value
from liuhen.apps.people.roles import Role
from liuhen.web.entering.inputs import DayField, LineField, SaidField
from liuhen.web.entering.kinds import LASTING
from liuhen.web.entering.parts import PartForm
from liuhen.web.entering.where import Where

#: Who reviews and decides indoors says nothing of who goes out to the party.
_INDOORS = LASTING | {"approval", "decision_made"}


class OtherOfficerForm(PartForm):
    """Somebody of another body, or whose certificate is not in the system."""

    name = LineField(label=_("Name"), longest=60)
    certificate = LineField(label=_("Certificate"), longest=60)
    valid_until = DayField(label=_("Valid until"), required=False)
    established = SaidField(
        label=_("On the establishment"), yes=_("On the establishment"), no=_("Not established")
    )

    def clean(self) -> dict[str, Any]:
        """A certificate belongs to a name."""
        cleaned = super().clean() or {}
        if cleaned.get("certificate") and not cleaned.get("name"):
            self.add_error("name", gettext("Whose certificate is it?"))
        return cleaned


class Team:
    """The people who may be chosen, as officers of the contract."""

    def __init__(self, where: Where) -> None:
        """Read the people of the bureau once."""
        found = colleagues(where.viewer).prefetch_related("certificates")
        self.people: dict[str, Person] = {str(person.pk): person for person in found}
        self.where = where

    def values(
        self, keys: Iterable[str], before: Iterable[Mapping[str, Any]] = ()
    ) -> list[dict[str, Any]]:
        """The chosen people as officers.

        Who stood there `before` with a certificate keeps that one: it was shown then.
        """
        shown = {self._key_of(one): dict(one) for one in before if one.get("certificate")}
        return [shown.get(key) or officer_value(self.people[key]) for key in keys]

    def choices(self, chosen: Iterable[str]) -> list[tuple[str, str]]:
        """Name and certificate of each; first the chosen, the last ones, the handlers, oneself."""
        own = str(self.where.viewer.person_id)
        likely = [*chosen, *self.last(), *self._handlers(), own]
        order = {key: place for place, key in enumerate(dict.fromkeys(likely))}
        keys = sorted(self.people, key=lambda key: (order.get(key, len(order)),))
        return [(key, person_said(self.people[key])) for key in keys]

    def last(self, *, here: bool = False) -> list[str]:
        """Who is likely: an officer always oneself, with those of the last activity, if one's own.

        Else with all who handle the case; who handles none of it, or heads it, finds the people of
        its last activity. One alone counts for less than all handlers: two are asked for. Who was
        along elsewhere says something only where nobody else handles the case, or where there is
        none. `here`: the person is on the spot, officer or not.
        """
        viewer = self.where.viewer
        own = str(viewer.person_id)
        along = own in self.people and (here or Role.OFFICER in viewer.roles)
        handlers = [key for key in self._handlers() if key in self.people]
        team = handlers if own in handlers and len(handlers) > 1 else []
        rows = self.where.facts.activities or ([] if team else entered_last(viewer))
        with_officers = [row for row in rows if row.officers and row.kind not in _INDOORS]
        if with_officers:
            newest = max(with_officers, key=lambda row: row.recorded_at)
            chosen = self.split(newest.officers)[0]
            if chosen and (own in chosen or not along):
                return team if team and chosen == [own] else chosen
        return team or ([own] if own in self.people else [])

    def _handlers(self) -> list[str]:
        case = self.where.case
        return [str(key) for key in handlers_of(case)] if case else []

    def split(
        self, officers: Iterable[Mapping[str, Any]]
    ) -> tuple[list[str], list[dict[str, Any]]]:
        """Part officers of an activity into people of the bureau and others."""
        chosen, others = [], []
        for one in officers:
            key = self._key_of(one)
            if key is None:
                until = one.get("valid_until")
                free = {name: value for name, value in one.items() if name != "person"}
                others.append(free | {"valid_until": date.fromisoformat(until) if until else None})
            else:
                chosen.append(key)
        return chosen, others

    def _key_of(self, officer: Mapping[str, Any]) -> str | None:
        """Find a person by the account, by name and certificate, or by a name of one person."""
        if (own := str(officer.get("person", ""))) in self.people:
            return own
        name, certificate = officer.get("name", ""), officer.get("certificate", "")
        named = [key for key, person in self.people.items() if person.name == name]
        if not certificate and len(named) == 1:
            return named[0]
        holds = (
            k for k in named if officer_value(self.people[k]).get("certificate") == certificate
        )
        return next(holds, None)


def person_said(person: Person, *, number: bool = True) -> str:
    """Name a person with the certificate, and say where it is missing or has expired.

    `number`: with a valid certificate's number, too.
    """
    value = officer_value(person)
    held = value.get("certificate")
    if not held:
        return gettext("%(name)s (no certificate)") % {"name": person.name}
    until = value.get("valid_until")
    today = timezone.localdate()
    if until and date.fromisoformat(until) < today:
        day = day_said(date.fromisoformat(until), today.year)
        return gettext("%(name)s · %(number)s (expired on %(day)s)") % {
            "name": person.name,
            "number": held,
            "day": day,
        }
    return f"{person.name} · {held}" if number else person.name


def others_as_officers(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the typed rows as officers of the contract."""
    made = []
    for row in rows:
        one = {key: value for key, value in row.items() if value not in (None, "")}
        if "valid_until" in one:
            one["valid_until"] = one["valid_until"].isoformat()
        if one:
            made.append(one)
    return made
