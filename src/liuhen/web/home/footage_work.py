# SPDX-License-Identifier: Apache-2.0
"""Work on footage: to link, to fetch from a camera, and what a notice is about.

Each function looks for one kind, within what the viewer may see and the list that is wanted, with a
number of queries of its own that does not grow.
"""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liuhen.apps.cases.camera_footage import unfetched
from liuhen.apps.cases.linking.reading import unlinked
from liuhen.apps.cases.models import Handler
from liuhen.apps.cases.named import day_said
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.web.home.choice import Choice
from liuhen.web.home.tasks import MOST_OF_A_KIND, Source, Task, urgency_or
from liuhen.web.moments import moment_said
from liuhen.web.recordings.notices import notices_for
from liuhen.web.words import label


def _unlinked(viewer: Viewer, choice: Choice) -> Iterator[Task]:
    """Recordings that nobody has linked, in one line."""
    if not viewer.may(Permission.EVIDENCE_ADD):
        return
    rows = unlinked(viewer).order_by()
    asked: dict[str, str] = {"order": "oldest"}
    if (person := choice.person(viewer)) is not None:
        rows = rows.filter(officer=person)
        asked["officer"] = str(person)
    if choice.section is not None:
        rows = rows.filter(section=choice.section)
    found = rows.aggregate(n=Count("pk"), oldest=Min("start"))
    if not found["n"]:
        return
    said = ngettext(
        "Link %(n)d recording to what it shows",
        "Link %(n)d recordings to what they show",
        found["n"],
    )
    about = ""
    if found["oldest"] is not None:
        oldest = timezone.localdate(found["oldest"])
        about = _("the oldest is of %(day)s") % {
            "day": day_said(oldest, timezone.localdate(viewer.at).year)
        }
    address = f"{reverse('linking:list')}?{urlencode(asked)}"
    yield Task("recording", "now", said % {"n": found["n"]}, address, about=about)


def _cameras(viewer: Viewer, choice: Choice) -> Iterator[Task]:
    """Footage that a camera will overwrite, by when."""
    found = [
        one
        for one in unfetched(viewer)
        if one.overwritten_at is not None
        and not one.lost(viewer.at)
        and choice.section in (None, one.activity.section_id)
    ][:MOST_OF_A_KIND]
    if found and (person := choice.person(viewer)) is not None:
        keys = {one.activity.case_id for one in found} - {None}
        handled = set(
            Handler.objects.filter(person=person, case__in=keys).values_list("case_id", flat=True)
        )
        found = [one for one in found if one.activity.case_id in handled | {None}]
    for one in found:
        activity = one.activity
        what = {"what": label("event", activity.kind), "at": moment_said(activity.start)}
        yield Task(
            kind="recording",
            when=urgency_or(one.overwritten_at, viewer.at, "now"),
            text=_("Fetch the footage of the camera: %(what)s, %(at)s") % what,
            address=reverse("cameras:list"),
            due=one.overwritten_at,
            about=_("after that the camera overwrites it"),
            case=activity.case,
        )


def _notices(viewer: Viewer, choice: Choice) -> Iterator[Task]:
    """Outings, clocks, lists of hand-over."""
    if choice.is_of_viewer(viewer) and choice.section is None:
        for one in notices_for(viewer):
            yield Task("recording", "now", one.sentence, one.address)


SOURCES: tuple[Source, ...] = (_unlinked, _cameras, _notices)
