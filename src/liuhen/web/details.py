# SPDX-License-Identifier: Apache-2.0
"""What officers noted of an activity beside the contract's words, in lines of name and text."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from liuhen.apps.cases.models import Ending
from liuhen.web.moments import moment_said

#: The ways by which a complaint comes.
CHANNEL_WORDS = {
    "visit": gettext_lazy("In person"),
    "letter": gettext_lazy("By letter"),
    "telephone": gettext_lazy("By telephone"),
    "online": gettext_lazy("Online"),
    "petition": gettext_lazy("By petition (through the petition desk)"),
    "transferred": gettext_lazy("Handed on by another organ"),
    "media": gettext_lazy("From the media"),
}
#: The ways by which the complainant is told.
TOLD_WORDS = {
    "visit": pgettext_lazy("told", "In person"),
    "letter": pgettext_lazy("told", "By letter"),
    "telephone": pgettext_lazy("told", "By telephone"),
    "online": pgettext_lazy("told", "Online"),
}
_TELLING = "complainant_informed"
#: The words, in the order in which they are shown.
LABELS = {
    "present": gettext_lazy("Also present"),
    "purpose_told": gettext_lazy("Told why"),
    "filming_told": gettext_lazy("Told that it is recorded"),
    "enterprise": gettext_lazy("Enterprise"),
    "enterprise_code": gettext_lazy("Unified social credit code"),
    "approval": gettext_lazy("Approval of the inspection"),
    "task_sheet": gettext_lazy("Number of the task sheet"),
    "scanned_code": gettext_lazy("Code that was scanned"),
    "count_this_year": gettext_lazy("Inspections of the enterprise this year"),
    "channel": gettext_lazy("How it came"),
    "ending": gettext_lazy("How it ended"),
    "reason": gettext_lazy("Reason"),
    "note": gettext_lazy("Noted on the spot"),
}

_WORDS: dict[str, Mapping[str, Any]] = {"channel": CHANNEL_WORDS, "ending": dict(Ending.choices)}

#: Of a hearing.
HEARING = {"chair": gettext_lazy("Chair"), "recorder": gettext_lazy("Who records")}
#: What came of a remedy.
RESULT_WORDS = {
    "upheld": gettext_lazy("Decision upheld"),
    "changed": gettext_lazy("Decision changed"),
    "revoked": gettext_lazy("Decision revoked"),
    "unlawful": gettext_lazy("Decision found unlawful"),
    "rejected": gettext_lazy("Application or suit rejected"),
    "withdrawn": gettext_lazy("Application or suit withdrawn"),
    "settled": gettext_lazy("Settled, or ended in another way"),
}

#: Of what a court answered to an application for enforcement.
COURT_WORDS = {
    "allowed": gettext_lazy("Enforcement allowed"),
    "refused": gettext_lazy("Enforcement refused"),
    "not_accepted": gettext_lazy("Application not accepted"),
    "enforced": gettext_lazy("Everything was enforced"),
    "ended": gettext_lazy("Enforcement ended, with something left"),
}


def details_said(details: Mapping[str, Any], kind: str) -> Iterator[tuple[str, str]]:
    """Yield what was noted of an activity of that kind; what was left open is not shown."""
    if kind == _TELLING and (way := details.get("channel")):
        yield _("How"), str(TOLD_WORDS.get(way, CHANNEL_WORDS.get(way, way)))
        details = {name: value for name, value in details.items() if name != "channel"}
    for word, label in LABELS.items():
        value = details.get(word)
        if value is None:
            continue
        if isinstance(value, bool):
            yield str(label), _("Yes") if value else _("No")
        else:
            yield str(label), str(_WORDS.get(word, {}).get(value, value))
    for word, title in HEARING.items():
        if value := (details.get("hearing") or {}).get(word):
            yield str(title), str(value)
    yield from _remedy(details.get("remedy") or {})
    if answer := (details.get("court") or {}).get("result"):
        yield _("Result"), str(COURT_WORDS.get(answer, answer))
    for word, said in (("arrived", _("Arrived (server)")), ("left", _("Left (server)"))):
        if one := details.get(word):
            yield said, _tap(one)


def _remedy(note: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if who := note.get("who"):
        yield _("Of which party"), str(who)
    if word := note.get("result"):
        yield _("Result"), str(RESULT_WORDS.get(word, word))
    if number := note.get("number"):
        yield _("Number of the decision or judgment"), str(number)


def _tap(one: Mapping[str, Any]) -> str:
    said = moment_said(datetime.fromisoformat(one["server"]), seconds=True)
    if where := one.get("position"):
        said += f" · {where['latitude']:.5f}, {where['longitude']:.5f}"
        if "accuracy" in where:
            said += f" (±{where['accuracy']:.0f} m)"
    return said
