# SPDX-License-Identifier: Apache-2.0
"""What about recordings should not wait: lines of the desk, each with the way there."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liuhen.apps.evidence.clock_readings import may_confirm, waiting_readings
from liuhen.apps.evidence.hand_over_window import hand_over_rule
from liuhen.apps.evidence.handing_over import hand_overs, sections_that_offer, waiting
from liuhen.apps.evidence.outings import away, is_left_open, is_long_past
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.web.listing import listed

#: So many devices are named; of more, the list tells.
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Notice:
    """One line and where it leads."""

    sentence: str
    address: str


def notices_for(viewer: Viewer) -> Iterator[Notice]:
    """Yield what should not wait, for this viewer."""
    yield from _returns(viewer)
    yield from _clocks(viewer)
    if viewer.may(Permission.CASE_STORE):
        yield from _lists(viewer)
    if viewer.may(Permission.EVIDENCE_ADD):
        yield from _window(viewer)


def _returns(viewer: Viewer) -> Iterator[Notice]:
    for one in away(viewer):
        values: dict[str, str | int] = {"name": one.officer.name, "place": one.place}
        if is_left_open(one, viewer.at):
            said = _(
                "The outing of %(name)s to %(place)s is left open for %(days)d days: end it now; "
                "until then what was recorded there is not counted from the return."
            )
            values["days"] = (viewer.at - one.left_at).days
            yield Notice(said % values, reverse("outings:list"))
        elif one.officer_id == viewer.person_id:
            said = _("You are away, at %(place)s: end the outing the moment you are back.")
            yield Notice(said % values, reverse("outings:list"))
        elif is_long_past(one, viewer.at):
            said = _("%(name)s should be back from %(place)s long since: end the outing on return.")
            yield Notice(said % values, reverse("outings:list"))


def _clocks(viewer: Viewer) -> Iterator[Notice]:
    if not may_confirm(viewer, None):
        return
    codes = sorted({one.device.code for one in waiting_readings(viewer)})
    if codes:
        said = ngettext(
            "The reading of %(n)d clock waits to be confirmed: %(devices)s.",
            "The readings of %(n)d clocks wait to be confirmed: %(devices)s.",
            len(codes),
        )
        named = [*codes[:_NAMED], "…"] if len(codes) > _NAMED else codes
        values = {"n": len(codes), "devices": listed(named)}
        yield Notice(said % values, reverse("devices:list"))


def _lists(viewer: Viewer) -> Iterator[Notice]:
    count = hand_overs(viewer).filter(closed_at=None).exclude(offered_by=viewer.person).count()
    if count:
        said = ngettext(
            "%(n)d list of hand-over waits for the custodian.",
            "%(n)d lists of hand-over wait for the custodian.",
            count,
        )
        yield Notice(said % {"n": count}, reverse("handing_over:list"))


def _window(viewer: Viewer) -> Iterator[Notice]:
    """A section is reminded in the regulation's own window, and only while something waits."""
    if viewer.bureau is None or viewer.reaches_bureau(Permission.EVIDENCE_ADD):
        return
    window = hand_over_rule(viewer.bureau, viewer.at).window
    if window is None or not window.open:
        return
    count = sum(waiting(viewer, one).count() for one in sections_that_offer(viewer))
    if count:
        said = ngettext(
            "%(n)d recording is to be handed over this week.",
            "%(n)d recordings are to be handed over this week.",
            count,
        )
        yield Notice(said % {"n": count}, reverse("handing_over:list"))
