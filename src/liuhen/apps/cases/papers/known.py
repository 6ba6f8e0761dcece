# SPDX-License-Identifier: Apache-2.0
"""What papers say of the course of a case: where it came from, what was decided, what is owed.

What this module promises:

- only what rows say is told; what nobody entered stays empty. Words are Chinese: papers are.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone, translation

from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.hearings import planned_of
from liuhen.apps.cases.models import Activity, Case, Document, Due, ReceivedPaper, Recording
from liuhen.apps.cases.named import EVENTS
from liuhen.apps.cases.performing.course import ORDERING
from liuhen.apps.cases.performing.following import standing_of
from liuhen.apps.cases.performing.standing import Owed
from liuhen.apps.cases.serving.served import service_time
from liuhen.apps.cases.standing import standing_in
from liuhen.apps.cases.times import day_typed, minute_typed
from liuhen.apps.evidence.models import DeviceIssue, DeviceKind
from liuhen.apps.people.viewer import Viewer
from liuhen.paper.words import long_date, plain_amount

#: Where a case came from, as forms of approval say it.
_SOURCE_SAID = {
    "complaint": "投诉举报",
    "application": "当事人申请",
    "inspection": "监督检查发现",
    "transferred": "其他机关移送",
    "ex_officio": "依职权自行发现",
}
_INSPECTED = ("site_inspection", "routine_patrol", "sampling")
_FEN = 100
#: What the record of performance says of a decision that imposes nothing.
_NOTHING = {
    "imposed": "不予行政处罚",
    "process": "决定不予行政处罚，没有需要履行的内容。",
    "result": "nothing",
}
#: How an officer proposes to the head what a paper then imposes.
_PROPOSING = re.compile(r"^\s*(?:建议(?:[:：，,]\s*)?|拟(?!定))+")


def cause_of(case: Case) -> str:
    """Return the cause of the case (案由) as sentences of papers take it in.

    Where nobody entered it: what the title says, without the party, 涉嫌 and 案, which the papers
    say around it (对你涉嫌…一案).
    """
    if case.cause:
        return case.cause
    title = case.title.removeprefix(case.party_name).strip() if case.party_name else case.title
    before, found, after = title.partition("涉嫌")
    said = after if found else before
    if said == case.title:
        return said
    return said.removesuffix("案").removesuffix("一").strip() or case.title


def source_of(case: Case) -> str:
    """Return the word of where the case came from, or "" where nobody said so."""
    if case.origin != "ex_officio":
        return case.origin
    rows = Activity.objects.within(case.bureau_id).filter(
        case=case, kind__in=_INSPECTED, superseded_at=None, withdrawn=False
    )
    if rows.filter(start__lte=case.opened_at).exists():
        return "inspection"
    letters = ReceivedPaper.objects.within(case.bureau_id).filter(case=case)
    if letters.filter(recorded_at__lte=case.opened_at, informant=False).exists():
        return "transferred"
    return "ex_officio"


def source_said(case: Case) -> str:
    """Return where the case came from, in words."""
    return _SOURCE_SAID.get(source_of(case), "")


def started_at(case: Case) -> datetime | None:
    """Return when a procedure was started, if it was."""
    begun = standing_in(known_rows(Activity, case)).initiated
    return begun.start if begun is not None else None


def hearing_in(case: Case, at: datetime) -> dict[str, Any]:
    """Return when, where and before whom the hearing is that is planned in a case."""
    planned = planned_of(case, at)
    if planned is None:
        return {}
    return {
        "planned": timezone.localtime(planned.at).isoformat(timespec="seconds"),
        "place": planned.place,
        "chair": planned.chair,
        "recorder": planned.recorder,
    }


def decision_in(case: Case) -> dict[str, Any]:
    """Return number, date and day of service of the newest decision.

    Of one that imposes nothing, where nothing is owed, also what there is to say of performing it.
    """
    rows = [row for row in known_rows(Document, case) if row.type in ORDERING]
    row = max(rows, key=lambda one: one.at, default=None)
    if row is None:
        return {}
    served = service_time(case, row.ref)
    return {
        "number": row.fields.get("document_number", ""),
        "date": day_typed(row.at),
        "served": day_typed(served) if served is not None and served <= timezone.now() else "",
    } | (_NOTHING if _imposes_nothing(case, row) else {})


def _imposes_nothing(case: Case, decision: Document) -> bool:
    owed = Due.objects.within(case.bureau_id).filter(case=case)
    return decision.type == "no_penalty_decision" and not owed.exists()


def owed_in(by: Viewer, case: Case) -> dict[str, str]:
    """Return what is not done yet, and what is still to be paid, by lines."""
    left = standing_of(by, case).open
    return {
        "text": "\n".join(_duty(one) for one in left if _duty(one)),
        "amount": "\n".join(line for one in left if one.is_money for line in _sums(one, by.at)),
    }


def imposed(said: Any) -> Any:
    """Return a penalty as a paper for the party says it, without 建议 or 拟 before it.

    >>> imposed("建议罚款5000元。"), imposed("拟对其罚款5000元"), imposed("拟定方案")
    ('罚款5000元。', '对其罚款5000元', '拟定方案')
    """
    return _PROPOSING.sub("", said) if isinstance(said, str) else said


def activity_said(row: Activity) -> str:
    """Return what was recorded: 现场检查 2026-03-02 09:00 三号码头."""
    with translation.override("zh-hans"):
        kind = str(EVENTS.get(row.kind, row.kind))
    return " ".join(filter(None, (kind, minute_typed(row.start), row.place)))


def span_said(row: Activity) -> str:
    """Return from when to when an activity was, once it is over: 2026年3月2日至2026年3月9日."""
    if row.end is None:
        return ""
    first, last = (timezone.localtime(at).date() for at in (row.start, row.end))
    return long_date(first) if first == last else f"{long_date(first)}至{long_date(last)}"


def recorder_of(by: Viewer, row: Activity) -> str:
    """Return the body-worn recorder that was most likely used in an activity, or nothing.

    That of whoever asks, who took part with it; else the only one that its officers had in hand.
    """
    people = [UUID(str(one["person"])) for one in row.officers if one.get("person")]
    issues = DeviceIssue.objects.seen_by(by).filter(
        person__in=people, issued_at__lte=row.start, device__kind=DeviceKind.RECORDER
    )
    held = [
        one
        for one in issues.select_related("device").order_by("issued_at")
        if one.returned_at is None or one.returned_at >= (row.end or row.start)
    ]
    for some in ([one for one in held if one.person_id == by.person_id], held):
        codes = {one.device.code for one in some}
        if len(codes) == 1:
            return codes.pop()
    return ""


def recorded_in(by: Viewer, case: Case, row: Activity) -> dict[str, Any]:
    """Return what the film of an activity says that has not been brought in yet."""
    known = Recording.objects.seen_by(by).filter(case=case, superseded_at=None, withdrawn=False)
    if any(row.ref in one.event_refs for one in known.exclude(kind="photo")):
        return {}
    return {"start": row.start, "end": row.end, "device": recorder_of(by, row)}


def _duty(one: Owed) -> str:
    if one.row.kind == Due.Kind.FINE:
        return f"缴纳罚款{_yuan(one.left_fen)}元"
    if one.row.kind == Due.Kind.SURCHARGE:
        return f"缴纳加处罚款{_yuan(one.left_fen)}元"
    return one.row.text


def _sums(one: Owed, at: datetime) -> Iterator[str]:
    name = "罚款" if one.row.kind == Due.Kind.FINE else "加处罚款"
    paid = f"，已缴{_yuan(one.paid_fen)}元" if one.paid_fen else ""
    yield f"{name}{_yuan(one.row.amount_fen or 0)}元{paid}，尚欠{_yuan(one.left_fen)}元"
    if one.surcharge is not None:
        day = timezone.localtime(at).date()
        yield (
            f"截至{long_date(day)}加处罚款{_yuan(one.surcharge.fen)}元"
            f"（逾期{one.surcharge.days}日）"
        )


def _yuan(fen: int) -> str:
    return plain_amount(Decimal(fen) / _FEN)
