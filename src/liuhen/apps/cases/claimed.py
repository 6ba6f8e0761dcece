# SPDX-License-Identifier: Apache-2.0
"""Linking a file to the activity that was named when it was brought in, once its times are known.

The name is a claim: whoever brought the file must be allowed to link it, and where the two do not
overlap nothing is linked and the file stays on the list of what nobody has linked.
"""

import logging
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from liuhen.apps.cases.linking.acts import link_original
from liuhen.apps.cases.models import Activity
from liuhen.apps.evidence.intake import LINK_CLAIMED
from liuhen.apps.evidence.models import Original
from liuhen.apps.jobs.queue import enqueue
from liuhen.apps.people.models import Person
from liuhen.apps.people.viewer import viewer_for
from liuhen.errors import UserError

log = logging.getLogger(__name__)
_AGAIN, _PATIENCE = timedelta(minutes=1), timedelta(days=1)


def link_claimed(original_id: str, activity_id: str, person_id: str) -> None:
    """Link an original to the activity that was claimed. The job `cases.link_claimed`.

    It may run twice: a range that is linked already is refused, which is said in the log alone.
    """
    original = Original._base_manager.select_related("bureau").get(pk=UUID(original_id))
    if original.probed_at is None and timezone.now() < original.kept_at + _PATIENCE:
        _again(original_id, activity_id, person_id)
        return
    person = Person.objects.select_related("bureau").get(pk=UUID(person_id))
    activity = _activity(original, activity_id)
    if activity is None:
        log.info("original %s: no activity %r in the bureau", original_id, activity_id[:60])
        return
    by = viewer_for(person, timezone.now(), original.bureau)
    try:
        link_original(by=by, original=original, activity=activity)
    except UserError as error:
        log.info("original %s is not linked as it was claimed: %s", original_id, error)


def _activity(original: Original, said: str) -> Activity | None:
    try:
        key = UUID(said)
    except ValueError:
        return None
    rows = Activity.objects.within(original.bureau_id)
    named = rows.filter(Q(pk=key) | Q(item=key)).values("item")
    return rows.filter(item__in=named, superseded_at=None, withdrawn=False).first()


def _again(original_id: str, activity_id: str, person_id: str) -> None:
    arguments = {
        "original_id": original_id, "activity_id": activity_id, "person_id": person_id,
    }  # fmt: skip
    key = f"{LINK_CLAIMED} {original_id} {activity_id}"
    enqueue(LINK_CLAIMED, arguments, after=timezone.now() + _AGAIN, key=key)
