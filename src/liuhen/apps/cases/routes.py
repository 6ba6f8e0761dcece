# SPDX-License-Identifier: Apache-2.0
"""What can be asked for in a case, by which steps, and until when: the bureau's pack, today.

The route is copied into the request, so that a newer pack changes no request that is under way.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.models import Activity, Case
from liuhen.apps.people.models import Organisation
from liuhen.apps.rules.calendar import calendar_today
from liuhen.apps.rules.packs import pack_of
from liuhen.law.deadlines import due
from liuhen.law.pack import Pack, Says
from liuhen.law.routes import Asking, Matter, RouteStep, matters_of
from liuhen.law.zone import Zone

#: The activity that an urgent request approves afterwards; its start begins the period.
BEGINS = {"start": "case_initiated", "coercion": "coercive_measure"}

#: What is asked for before a penalty is decided, or that there is none.
DECIDING = ("decision", "no-penalty")


def pack_now(bureau: Organisation, at: datetime) -> Pack:
    """Return the regulation in force in the bureau at `at`."""
    return pack_of(bureau, timezone.localtime(at).date())


def matters_in(bureau: Organisation, at: datetime) -> Mapping[tuple[str, bool], Matter]:
    """Return all that can be asked for in the bureau."""
    return matters_of(pack_now(bureau, at))


def matter_in(case: Case, matter: str, at: datetime, *, urgent: bool) -> Matter:
    """Return what is asked for.

    Raises:
        BadFactError: the bureau knows no such matter, or not afterwards.
    """
    known = matters_in(case.bureau, at)
    if (found := known.get((matter, urgent))) is not None:
        return found
    if (matter, False) in known:
        raise BadFactError(
            _("“%(matter)s” is approved before it is done, never afterwards.")
            % {"matter": known[matter, False].says.zh},
            "urgent",
        )
    raise BadFactError(
        _("Nothing of the kind “%(matter)s” can be asked for in this bureau.")
        % {"matter": matter[:40]},
        "matter",
    )


def asking_of(case: Case, *, urgent: bool, gates: frozenset[str]) -> Asking:
    """Return what the route depends on."""
    return Asking(case.act, case.procedure, urgent, gates)


def step_values(step: RouteStep) -> dict[str, Any]:
    """Return a step as a request keeps it."""
    return {
        "roles": list(step.by),
        "says": says_values(step.says),
        "articles": list(step.articles),
        "basis": [{"law": one.law, "article": one.article} for one in step.basis],
    }


def says_values(says: Says) -> dict[str, str]:
    """Return words in both languages as plain values."""
    return {"zh": says.zh, "en": says.en}


def said_in(words: Mapping[str, str]) -> str:
    """Return words that a request keeps in both languages, in the reader's."""
    return words.get("en" if get_language() == "en" else "zh", "") or words.get("zh", "")


def due_of(case: Case, matter: Matter, subject: str, at: datetime) -> datetime | None:
    """Return until when an urgent act may be approved: its period, counted from its start."""
    if matter.within is None:
        return None
    zone = Zone(pack_now(case.bureau, at).manifest.time_zone)
    start = int(_begun(case, matter.id, subject).timestamp())
    return datetime.fromtimestamp(due(matter.within, start, calendar_today(), zone).at, UTC)


def _begun(case: Case, matter: str, subject: str) -> datetime:
    rows = Activity.objects.within(case.bureau_id).filter(
        case=case, superseded_at=None, withdrawn=False
    )
    named = rows.filter(ref=subject).first() if subject else None
    found = named or rows.filter(kind=BEGINS.get(matter, "")).order_by("start").first()
    return found.start if found else case.opened_at
