# SPDX-License-Identifier: Apache-2.0
"""What a person is told: reading notices, saying them, marking them as read.

A notice names a case by its number and says what is due; never a party, a title or a content. It is
shown to its person alone, and not for a case that he or she may not see any more.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from liuhen.apps.cases.models import Case
from liuhen.apps.compliance.models import Notice
from liuhen.apps.people.viewer import Viewer

#: word → what it is called in lists of what a hook is told of.
WORDS: dict[str, Promise | str] = {
    "duty_soon": gettext_lazy("A duty is due soon"),
    "duty_overdue": gettext_lazy("A duty is overdue"),
    "case_overdue": gettext_lazy("A case of the section is overdue"),
    "approval_waiting": gettext_lazy("A request waits for approval"),
    "approval_soon": gettext_lazy("An approval is due soon"),
    "approval_overdue": gettext_lazy("An approval is overdue"),
    "approval_answered": gettext_lazy("A request was answered"),
    "paper_unsigned": gettext_lazy("An issued paper waits for a signature"),
    "party_soon": gettext_lazy("What a party has to do is due soon"),
    "party_overdue": gettext_lazy("What a party has to do is overdue"),
    "recusal_asked": gettext_lazy("A recusal waits for the decision of the head"),
    "recusal_decided": gettext_lazy("A recusal was decided"),
    "hearing_planned": gettext_lazy("A hearing is planned"),
    "hearing_chair": gettext_lazy("A hearing is planned, for its chair"),
    "incident_recorded": gettext_lazy("An incident was recorded by somebody else"),
    "incident_loose": gettext_lazy("An incident waits for its case"),
    "complaint_waits": gettext_lazy("A complaint was registered that nobody handles yet"),
    "handler_named": gettext_lazy("Somebody else named a handler"),
}
#: Words of what is late already.
LATE = frozenset(word for word in WORDS if word.endswith("_overdue"))


def notices_of(viewer: Viewer, *, unread: bool = False) -> QuerySet[Notice]:
    """Return the viewer's own notices, the newest first; those withdrawn unread are left out."""
    visible = Case.objects.seen_by(viewer).filter(pk=OuterRef("case_id"))
    rows = Notice.objects.seen_by(viewer).filter(person=viewer.person, withdrawn_at=None)
    rows = rows.filter(Q(case=None) | Exists(visible))
    if unread:
        rows = rows.filter(read_at=None)
    return rows.select_related("case").order_by("-made_at", "-id")


def count_unread(viewer: Viewer) -> int:
    """Return how many notices the viewer has not read."""
    return notices_of(viewer, unread=True).count()


def mark_read(
    viewer: Viewer, keys: Iterable[UUID] | None = None, *, newest: Notice | None = None
) -> int:
    """Mark the viewer's own notices as read: those of `keys`, or all; return how many.

    `newest`: no later ones than this, which came after the page that the viewer read.
    """
    rows = Notice.objects.seen_by(viewer).filter(person=viewer.person, read_at=None)
    if keys is not None:
        rows = rows.filter(pk__in=list(keys))
    if newest is not None:
        at_once = Q(made_at=newest.made_at, pk__lte=newest.pk)
        rows = rows.filter(Q(made_at__lt=newest.made_at) | at_once)
    return rows.update(read_at=timezone.now())


def case_number(notice: Notice) -> str:
    """Return the number by which the notice names its case."""
    return str(notice.params.get("number", ""))


def place_of(notice: Notice) -> str:
    """Return the path of the page to which a notice leads: of its matter, or of all notices."""
    params, case = notice.params, notice.case_id
    if asked := params.get("request"):
        return reverse("approvals:request", args=[asked])
    if paper := params.get("paper"):
        return reverse("papers:sign", args=[paper])
    if case and (recusal := params.get("recusal")):
        return reverse("participants:decide_recusal", args=[case, recusal])
    if incident := params.get("incident"):
        return reverse("incidents:kept" if case else "incidents:assign", args=[incident])
    return reverse("cases:case", args=[case]) if case else reverse("notices:list")


def duty_said(params: dict[str, Any]) -> str:
    """Return what is due, in the reader's language, and how much else with it."""
    said = str(params.get("en" if get_language() == "en" else "zh") or params.get("zh", ""))
    more = int(params.get("more", 0))
    if not more:
        return said
    rest = ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more}
    return _("%(first)s, %(rest)s") % {"first": said, "rest": rest}


def notice_said(notice: Notice) -> str:
    """Say a notice in one sentence, in the reader's language."""
    sentences = {
        "duty_soon": _("Case %(number)s: %(what)s, due %(due)s."),
        "duty_overdue": _("Case %(number)s is overdue: %(what)s, was due %(due)s."),
        "case_overdue": _("Case %(number)s of your section is overdue: %(what)s, was due %(due)s."),
        "approval_waiting": _("Case %(number)s: “%(what)s” waits for your approval."),
        "approval_soon": _("Case %(number)s: “%(what)s” waits for your approval, due %(due)s."),
        "approval_overdue": _(
            "Case %(number)s: “%(what)s” waits for your approval and was due %(due)s."
        ),
        "approval_answered": _("Case %(number)s: “%(what)s” – %(answer)s."),
        "paper_unsigned": _("Case %(number)s: “%(what)s” waits for your signature."),
        "party_soon": _("Case %(number)s: the party has until %(due)s for: %(what)s."),
        "party_overdue": _("Case %(number)s: the party had until %(due)s for: %(what)s."),
        "recusal_asked": _(
            "Case %(number)s: decide on a recusal; the case is not decided until then."
        ),
        "recusal_decided": _("Case %(number)s: a recusal was decided: %(answer)s."),
        "hearing_planned": _("Case %(number)s: the hearing is on %(due)s."),
        "incident_recorded": _("Case %(number)s: an incident was recorded; see what it protects."),
        "incident_loose": _("An incident was recorded for your section: give it its case."),
        "complaint_waits": _(
            "Case %(number)s: a complaint was registered for your section; say who handles it."
        ),
        "handler_named": _("Case %(number)s: you were named to handle it."),
        "hearing_chair": _("Case %(number)s: you chair the hearing on %(due)s."),
    }
    if notice.params.get("section"):
        sentences["complaint_waits"] = _(
            "Case %(number)s: a complaint was registered for %(section)s, which nobody heads "
            "today; say who handles it."
        )
    return sentences.get(notice.word, "%(number)s %(what)s") % {
        "section": notice.params.get("section", ""),
        "number": case_number(notice),
        "what": duty_said(notice.params),
        "due": due_said(notice.due),
        "answer": _answer(str(notice.params.get("state", ""))),
    }


def due_said(due: datetime | None) -> str:
    """Write a due as hooks and calendars do, `2026-03-02 17:00`; nothing where there is none.

    The last second of a day is written 24:00, as the law speaks of it.
    """
    if due is None:
        return ""
    local = timezone.localtime(due)
    clock = "24:00" if f"{local:%H:%M:%S}" == "23:59:59" else f"{local:%H:%M}"
    return f"{local:%Y-%m-%d} {clock}"


def _answer(state: str) -> str:
    said = {
        "sent_back": _("sent back"),
        "agreed": _("approved"),
        "refused": _("refused"),
        "granted": _("withdraws"),
        "not_granted": _("does not withdraw"),
    }
    return said.get(state, state)
