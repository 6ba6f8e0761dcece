# SPDX-License-Identifier: Apache-2.0
"""Conditions about hearings: the right to one, that it is held, and told in time."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liuhen.apps.cases.chairing import (
    INVESTIGATED,
    RECORDER_CHAIRS,
    RECORDER_INVESTIGATED,
    WITHDREW,
    doubt_of_chair,
    doubt_of_recorder,
)
from liuhen.apps.cases.gate_facts import HELD, Known, Limits, Verdict, doubtful, lacking, stopped
from liuhen.apps.cases.notice_reached import rights_told
from liuhen.apps.cases.penalties import Penalty
from liuhen.apps.rules.calendar import calendar_today
from liuhen.law.deadlines import due
from liuhen.law.period import Period

Answer = Verdict | None


def hearing_told(known: Known, limits: Limits) -> Answer:
    """Asked for by the words of the penalty, by its amounts, or where somebody said so."""
    said = Penalty(known.penalty, known.fine, known.confiscated)
    asked = "hearing-asked" in known.grounds
    large: bool | Verdict = asked or gives_a_hearing(said, known.party_kind, limits)
    if not large or (isinstance(large, Verdict) and not large.doubtful):
        return large or None
    told = all(
        any("hearing" in row.attrs.get("rights", ()) for row in rights_told(known, one))
        for one in known.each
    )
    if told or known.of("hearing_requested", "hearing_notified", "hearing"):
        return HELD
    if isinstance(large, Verdict):
        return large
    return stopped(_("Not recorded that the right to a hearing was told."))


def gives_a_hearing(penalty: Penalty, party_kind: str, limits: Limits) -> bool | Verdict:
    """Whether the party of such a penalty has the right to a hearing: 处罚法 art. 63.

    By its words, or where fine or confiscation is large; a verdict where nobody can tell.
    """
    if any(word in penalty.words for word in limits.words):
        return True
    whose = "person" if party_kind == "person" else "organisation"
    found = {f"fine-{whose}": penalty.fine, f"confiscation-{whose}": penalty.confiscated}
    there = {word: said.amount for word, said in found.items() if said.amount is not None}
    if any(word in limits and amount * 100 >= limits[word] for word, amount in there.items()):
        return True
    if penalty.fine.unread:
        return doubtful(_("The sum of the fine cannot be read: is it not large?"))
    if all(word in limits for word in there):
        return False
    if f"fine-{whose}" in there and f"fine-{whose}" not in limits:
        return Verdict(
            "unknown",
            _(
                "The bureau has not set from which amount a fine is large: its administrator does, "
                "under “Numbers of the place”."
            ),
        )
    return Verdict(
        "unknown",
        _(
            "The bureau has not set from which amount a confiscation is large: its administrator "
            "does, under “Numbers of the place”."
        ),
    )


def hearing_held(known: Known, _limits: Limits) -> Answer:
    """The party asked for a hearing and had it: 处罚法 arts. 63, 65."""
    if not known.of("hearing_requested"):
        return None
    held = known.of("hearing") or known.papers("hearing_record")
    return lacking("" if held else _("The hearing that the party asked for was not held."))


def hearing_notice_in_time(known: Known, limits: Limits) -> Answer:
    """The party was told of the hearing in time: 处罚法 art. 64(2)."""
    hearings, told = known.of("hearing"), known.of("hearing_notified")
    days = limits.get("working-days")
    if not hearings or days is None:
        return None
    if not told:
        return stopped(_("Not recorded that the party was told when the hearing is."))
    start = int(told[0].start.timestamp())
    end = due(Period(working_days=days), start, calendar_today(), known.zone)
    late = hearings[0].start.timestamp() <= end.at
    said = _("Told of the hearing fewer than %(n)d working days before.")
    return lacking(said % {"n": days} if late else "")


def hearing_people(known: Known, _limits: Limits) -> Answer:
    """Nobody chairs or records a hearing who investigated, nor one both: 处罚法 art. 64(4).

    Asked of a paper that names them, as it is issued: what was done is recorded as it was.
    """
    says = known.proposed or {}
    chair, recorder = (str(says.get(name) or "").strip() for name in ("chair", "recorder"))
    if not (chair or recorder):
        return None
    words = [doubt_of_chair(known.case, known.at, chair)]
    words += [doubt_of_recorder(known.case, recorder, chair)]
    found = [_PEOPLE[word] for word in words if word in _PEOPLE]
    return doubtful(" ".join(dict.fromkeys(map(str, found)))) if found else HELD


#: What is said of a word of `chairing`; who reviews as well is told at the field alone.
_PEOPLE = {
    INVESTIGATED: gettext_lazy("The paper names as chair somebody who investigated the case."),
    WITHDREW: gettext_lazy("The paper names somebody who withdrew from the case."),
    RECORDER_INVESTIGATED: gettext_lazy(
        "The paper names as recorder somebody who investigated the case."
    ),
    RECORDER_CHAIRS: gettext_lazy("The paper names one person as chair and as recorder."),
}
CONDITIONS: dict[str, Callable[[Known, Limits], Answer]] = {
    "hearing_told": hearing_told,
    "hearing_people": hearing_people,
    "hearing_held": hearing_held,
    "hearing_notice_in_time": hearing_notice_in_time,
}
