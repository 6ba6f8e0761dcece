# SPDX-License-Identifier: Apache-2.0
"""Linking a file to the activity that was named when it was brought in, once its times are known.

The name is a claim: whoever brought the file must be allowed to link it, and where the two do not
overlap nothing is linked and the file stays on the list of what nobody has linked. It makes no
difference whether the bytes were kept before: what is declared now is done with the kept file.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.linking.acts import link_original
from liuhen.apps.cases.linking.reading import links_seen
from liuhen.apps.cases.models import Activity, Recording
from liuhen.apps.evidence.claims import Claims
from liuhen.apps.evidence.intake import LINK_CLAIMED, declared_start, remember_claims
from liuhen.apps.evidence.models import Original
from liuhen.apps.jobs.queue import enqueue, under_way
from liuhen.apps.people.models import Person
from liuhen.apps.people.viewer import Viewer, viewer_for
from liuhen.errors import UserError

log = logging.getLogger(__name__)
_AGAIN, _PATIENCE = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a claim: the link, or one sentence why there is none; or it waits."""

    link: Recording | None = None
    why: str = ""
    waits: bool = False


def link_claimed(original_id: str, activity_id: str, person_id: str, begins: str = "") -> None:
    """Link an original to the activity that was claimed. The job `cases.link_claimed`.

    It may run twice: what is linked already stays as it is. `begins`: see `link_as_claimed`.
    """
    original = Original._base_manager.select_related("bureau").get(pk=UUID(original_id))
    person = Person.objects.select_related("bureau").get(pk=UUID(person_id))
    by = viewer_for(person, timezone.now(), original.bureau)
    start = datetime.fromisoformat(begins) if begins else None
    made = link_as_claimed(by=by, original=original, activity=activity_id, begins=start)
    if made.waits:
        _again(original_id, activity_id, person_id, begins)
    elif made.why:
        log.info("original %s is not linked as it was claimed: %s", original_id, made.why)


def declare(*, by: Viewer, original: Original, claims: Claims) -> Outcome:
    """Do with a kept original what is declared of it now, and say what became of it.

    A file that has not been read yet is linked by the job that was left when it came.
    """
    remember_claims(by, original, claims)
    begins = declared_start(by, original.file_name, claims)
    made = link_as_claimed(by=by, original=original, activity=claims.activity, begins=begins)
    key = f"{LINK_CLAIMED} {original.pk} {claims.activity}"
    if made.waits and not under_way(key):
        said = begins.isoformat() if begins else ""
        _again(str(original.pk), claims.activity, str(by.person_id), said)
    return made


def link_as_claimed(
    *, by: Viewer, original: Original, activity: str, begins: datetime | None = None
) -> Outcome:
    """Link an original to the activity of this id, if that may be.

    `begins` is when it began as somebody typed it; it counts only where the file itself tells no
    time, and then as a claim that the custodian confirms.
    """
    if original.probed_at is None and timezone.now() < original.kept_at + _PATIENCE:
        return Outcome(waits=True)
    row = _activity(original, activity)
    if row is None:
        return Outcome(why=_("There is no such activity."))
    start = begins if original.start is None else None
    made = Outcome(link=_there(by, original, row))
    if made.link is not None:
        return made
    try:
        return Outcome(link=link_original(by=by, original=original, activity=row, begins=start))
    except BadFactError as refusal:  # perhaps because page and job came to it at once
        link = _there(by, original, row)
        return Outcome(link=link) if link is not None else Outcome(why=refusal.sentence)
    except UserError as refusal:
        return Outcome(why=str(refusal))


def _there(by: Viewer, original: Original, activity: Activity) -> Recording | None:
    """The link to this activity that is there already, as far as the viewer sees it."""
    rows = links_seen(by, original).filter(case=activity.case_id)
    return next((one for one in rows if activity.ref in one.event_refs), None)


def _activity(original: Original, said: str) -> Activity | None:
    try:
        key = UUID(said)
    except ValueError:
        return None
    rows = Activity.objects.within(original.bureau_id)
    named = rows.filter(Q(pk=key) | Q(item=key)).values("item")
    return rows.filter(item__in=named, superseded_at=None, withdrawn=False).first()


def _again(original_id: str, activity_id: str, person_id: str, begins: str) -> None:
    arguments = {
        "original_id": original_id, "activity_id": activity_id, "person_id": person_id,
        "begins": begins,
    }  # fmt: skip
    key = f"{LINK_CLAIMED} {original_id} {activity_id}"
    enqueue(LINK_CLAIMED, arguments, after=timezone.now() + _AGAIN, key=key)
