# SPDX-License-Identifier: Apache-2.0
"""What follows the decisions of the demonstration: services by every way, dues, endings, a sheet.

They are entered by the same acts as real ones, now; everything is invented.
"""

from datetime import timedelta

from liuhen.apps.cases.before_ending import gates_before
from liuhen.apps.cases.demonstration_approvals import approved
from liuhen.apps.cases.demonstration_equipment import handler_of, viewer_of
from liuhen.apps.cases.ending import end_case, suspend
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.invented import Staffed
from liuhen.apps.cases.models import Case, Document
from liuhen.apps.cases.performing.carrying_out import take_step
from liuhen.apps.cases.performing.ordering import Ordered, order
from liuhen.apps.cases.performing.paying import pay
from liuhen.apps.cases.platform_sheets.importing import import_sheet
from liuhen.apps.cases.serving.asking import needs_of, way_of
from liuhen.apps.cases.serving.entering import serve, tell_result
from liuhen.apps.cases.serving.papers import papers_of
from liuhen.apps.cases.serving.proofs import RECEIVING, ProofGiven
from liuhen.apps.cases.ways import CLOSING
from liuhen.apps.people.roles import Role
from liuhen.apps.people.viewer import Viewer
from liuhen.law.statutory import ways

_SHEET = (
    ("立案号", "案由", "执法类别", "适用程序", "案件来源", "当事人名称", "立案日期", "决定日期",
     "决定书文号", "送达日期"),
    ("省平台〔2026〕{0}01号", "未公示信息", "行政处罚", "普通程序", "双随机检查", "示范店",
     "2026-01-12", "2026-02-10", "示范罚决字〔2026〕01号", "2026-02-12"),
    ("省平台〔2026〕{0}02号", "未建立台账", "行政处罚", "简易程序", "投诉举报", "示范商行",
     "2026-02-03", "", "", ""),
)  # fmt: skip


def put_following(staffed: Staffed, elsewhere: int = len(_SHEET) - 1) -> int:
    """Enter services, dues and endings, and `elsewhere` cases that the provincial platform keeps.

    Returns how many cases that made besides those that were there.
    """
    rows = Case.objects.within(staffed.bureau.pk).filter(
        archived_at=None, concluded_at=None, from_outside=False
    )
    cases = list(rows.order_by("opened_at", "number"))
    decided = [case for case in cases if case.act == "penalty" and _decision(case) is not None]
    for number, case in enumerate(decided):
        viewer = handler_of(staffed, case)
        if viewer is not None:
            _follow(viewer, case, number)
    _end(staffed, [case for case in cases if case not in decided])
    return _bring_in(staffed, elsewhere)


def _decision(case: Case) -> Document | None:
    rows = [row for row in known_rows(Document, case) if row.type == "decision"]
    return rows[0] if rows else None


def _follow(viewer: Viewer, case: Case, number: int) -> None:
    """A fine or a correction, paid in part every other time; and what has not been served."""
    paper = _decision(case)
    assert paper is not None  # noqa: S101  # chosen so
    fine = Ordered("fine", "", (number + 1) * 200_000)
    items = [fine]
    if number % 2:
        due = viewer.at + timedelta(days=7 + number)
        items.append(Ordered("rectification", "停止违法行为，限期改正", None, due))
    [owed, *_rest] = order(by=viewer, case=case, document=paper.ref, items=items)
    if number % 3 == 1:
        pay(
            by=viewer, due=owed, amount_fen=100_000, at=viewer.at - timedelta(minutes=5),
            receipt=f"0000{number:04d}",
        )  # fmt: skip
    way = list(ways())[number % len(ways())]
    if owed.due is not None and owed.due < viewer.at - timedelta(days=1) and number % 3 != 1:
        at = viewer.at - timedelta(hours=3)
        take_step(by=viewer, case=case, step="demand", at=at, text="逾期未缴纳罚款，催告履行")
    waiting = [one.document for one in papers_of(viewer, case) if one.open and one.document]
    if waiting:
        _serve(viewer, case, waiting[-1], way)


def _serve(viewer: Viewer, case: Case, paper: Document, way: str) -> None:
    """Serve by a way, with all that it asks for; mail comes back every time."""
    start = max(viewer.at - timedelta(hours=2), paper.at)
    proofs = _proofs(case, way, viewer, "")
    row = serve(
        by=viewer, case=case, of=paper.item, way=way, start=start, to=case.party_name,
        address="示范路1号", proofs=proofs,
    )  # fmt: skip
    if way == "mail":
        back = _proofs(case, way, viewer, "returned")
        tell_result(
            by=viewer, case=case, service=row.item, returned=True, at=viewer.at, proofs=back
        )


def _proofs(case: Case, way: str, viewer: Viewer, stage: str) -> list[ProofGiven]:
    needs = needs_of(case, way_of(way), viewer.at, stage)
    return [
        ProofGiven(
            one.paper,
            viewer.at,
            dict.fromkeys(one.fields, "（示例）"),
            tuple(
                {
                    "role": role,
                    "name": case.party_name if role in RECEIVING else "某某",
                    "at": viewer.at,
                }
                for role in one.signed_by
            ),
        )
        for one in needs.proofs
    ]


def _end(staffed: Staffed, cases: list[Case]) -> None:
    """One case stands still, and one is merged into another, where there are enough."""
    if len(cases) < 6:  # noqa: PLR2004  # the footage plays in three of them
        return
    still, merged, other = cases[0], cases[1], cases[2]
    viewer = handler_of(staffed, still)
    if viewer is not None and approved(staffed, viewer, still, "suspension"):
        suspend(by=viewer, case=still, reason="等待鉴定结果")
    viewer = handler_of(staffed, merged)
    if viewer is not None and approved(staffed, viewer, merged, CLOSING, "merged"):
        states = gates_before(viewer, merged, CLOSING, "merged", other.pk)
        open_ = [one.gate.id for one in states if one.stops]
        end_case(
            by=viewer, case=merged, ending="merged", reason="两案系同一现场共同实施，合并办理",
            other=other.number,
            reasons=dict.fromkeys(open_, "转入合并后的案件一并处理"),
        )  # fmt: skip


def _bring_in(staffed: Staffed, count: int) -> int:
    """Bring in cases that the provincial platform keeps."""
    importers = [
        one for one in staffed.people.values() if one.username.endswith(f".{Role.IMPORTER.value}")
    ]
    if not importers or not count:
        return 0
    short = staffed.bureau.short_name
    cells = [[cell.format(short) for cell in row] for row in _SHEET[: count + 1]]
    import_sheet(
        by=viewer_of(staffed, importers[0]), section=staffed.section, cells=cells,
        name="示范台账.xlsx",
    )  # fmt: skip
    return len(cells) - 1
