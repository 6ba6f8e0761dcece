# SPDX-License-Identifier: Apache-2.0
"""When a duty is due, in words: the period of a pack as a person would say it."""

from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext_lazy, pgettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from liuhen.law.pack import Obligation
from liuhen.law.period import Period

_FROM: dict[str, Promise | str] = {
    "start": _l("counted from the event it hangs on"),
    "end": _l("counted from the end of the event"),
    "activity_end": _l("counted from the end of the outing"),
    "rectify_by": _l("the day that the decision sets"),
}
_ENDS: dict[str, Promise | str] = {
    "day": _l("by the end of the day"),
    "month": _l("by the end of the month"),
    "year": _l("by the end of the year"),
}


def due_said(duty: Obligation) -> str:
    """Return until when the duty is to be done."""
    if duty.within is not None:
        words = [period_said(duty.within), str(_FROM[duty.after])]
    elif duty.before is not None:
        words = [_("before it begins")]
    elif duty.during:
        words = [_("at the same time, while it goes on")]
    else:
        words = [_("before the case is archived")]
    if duty.may:
        words.insert(0, _("as needed"))
    return (", " if get_language() == "en" else "，").join(words)


def period_said(period: Period) -> str:
    """Return a period, for example 24 小时内."""
    if period.end_of is not None:
        return str(_ENDS[period.end_of])
    if period.next_day is not None:
        return _("by %(clock)s of the next day") % {"clock": period.next_day}
    if several := period.longest or period.shortest:
        between = pgettext("between periods", " or ")
        look = (
            _("the longer of: %(periods)s") if period.longest else _("the shorter of: %(periods)s")
        )
        return look % {"periods": between.join(map(period_said, several))}
    return _counted(period)


def _counted(period: Period) -> str:
    """Return a period that is a number of something."""
    phrases = {
        "minutes": ngettext_lazy("within %(n)d minute", "within %(n)d minutes", "n"),
        "hours": ngettext_lazy("within %(n)d hour", "within %(n)d hours", "n"),
        "working_days": ngettext_lazy("within %(n)d working day", "within %(n)d working days", "n"),
        "days": ngettext_lazy("within %(n)d day", "within %(n)d days", "n"),
        "weeks": ngettext_lazy("within %(n)d week", "within %(n)d weeks", "n"),
        "months": ngettext_lazy("within %(n)d month", "within %(n)d months", "n"),
        "years": ngettext_lazy("within %(n)d year", "within %(n)d years", "n"),
    }
    unit = next(name for name in phrases if getattr(period, name) is not None)
    return str(phrases[unit] % {"n": getattr(period, unit)})
