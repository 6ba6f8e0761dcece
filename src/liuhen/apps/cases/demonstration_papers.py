# SPDX-License-Identifier: Apache-2.0
"""Papers of the demonstration, so that a new user sees them at once: issued, sealed, signed.

They are written and issued by the same acts as real ones, now; everybody is invented. In each
bureau one case gets a prior notice that the party signed, a form of approval with the opinions of
the heads, and the decision; in another a form of approval waits for the heads.
"""

from typing import Any

from liuhen.apps.cases.acts import add_activity
from liuhen.apps.cases.demonstration_equipment import handler_of, viewer_of
from liuhen.apps.cases.errors import GateClosedError, NotAllowedError
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.invented import Staffed
from liuhen.apps.cases.models import Approval, Case, Document, Paper
from liuhen.apps.cases.papers.drafts import begin_draft, save_draft, writing
from liuhen.apps.cases.papers.gating import gates_at_issuing
from liuhen.apps.cases.papers.issuing import issue
from liuhen.apps.cases.papers.known import cause_of
from liuhen.apps.cases.papers.reading import newest_digest
from liuhen.apps.cases.papers.signers import names_for
from liuhen.apps.cases.papers.signing import sign_by_finger, sign_in_system
from liuhen.apps.people.viewer import Viewer
from liuhen.paper.form import Form
from liuhen.paper.press import draw_stamp
from liuhen.paper.sample import sample_values

#: Who signs the form of approval: the end of the user name, the role, and what is written.
_HEADS = (
    (".section", "section_head", "同意承办人意见，报请审批。"),
    (".head", "bureau_head", "同意。"),
)
_REASON = "演示数据"


def put_papers(staffed: Staffed) -> int:
    """Issue papers in two open cases of the bureau, or in as many as it has; returns how many."""
    rows = Case.objects.within(staffed.bureau.pk).filter(
        archived_at=None, concluded_at=None, from_outside=False, ending=""
    )
    cases = list(rows.order_by("-opened_at", "number"))
    asked = {one.case_id for one in Approval.objects.within(staffed.bureau.pk)}
    decided = {
        one.case_id for one in Document.objects.within(staffed.bureau.pk).filter(type="decision")
    }
    # those about which nothing was asked or decided yet come first
    cases.sort(key=lambda one: (one.pk in decided, one.pk in asked, one.procedure == "simple"))
    penalties = [one for one in cases if one.act == "penalty"][:1]
    rest = [one for one in cases if one not in penalties]
    others = sorted(rest, key=lambda one: one.act != "penalty")[:1]
    made = 0
    for case in (*penalties, *others):
        viewer = handler_of(staffed, case)
        if viewer is None:
            continue
        if case in penalties:
            made += _told(staffed, viewer, case)
            made += 0 if case.pk in decided else _decided(viewer, case)
        else:
            _issue(viewer, case, "decision_approval")
            made += 1
    return made


def _told(staffed: Staffed, viewer: Viewer, case: Case) -> int:
    """The prior notice, which the party signed, and the form of approval with all opinions."""
    notice = _issue(viewer, case, "prior_notice")
    name = next(iter(names_for(viewer, notice).get("recipient", ())), "甲某")
    sign_by_finger(
        by=viewer, paper=notice.pk, role="recipient", name=name, shown=newest_digest(notice),
        picture=draw_stamp(width=160, height=45, name=name),
    )  # fmt: skip
    approval = _issue(viewer, case, "decision_approval")
    for ending, role, opinion in _HEADS:
        person = next(one for one in staffed.people.values() if one.username.endswith(ending))
        _sign(viewer_of(staffed, person), approval, role, opinion)
    return 2


def _decided(viewer: Viewer, case: Case) -> int:
    add_activity(by=viewer, kind="decision_made", start=viewer.at, end=viewer.at, case=case)
    try:
        _issue(viewer, case, "penalty_decision")
    except GateClosedError:
        return 0
    return 1


def _issue(viewer: Viewer, case: Case, form: str) -> Paper:
    """Write and issue a paper; where a gate asks for a reason there is one."""
    draft = begin_draft(by=viewer, case=case, form=form)
    used = writing(draft).form
    values = _fitting(used, _values(viewer, case)) | {k: v for k, v in draft.values.items() if v}
    draft = save_draft(by=viewer, draft=draft.pk, revision=draft.revision, values=values)
    if lacks := writing(draft).lacks:
        sample = sample_values(used)
        more = {one.field: sample[one.field] for one in lacks if one.field in sample}
        draft = save_draft(by=viewer, draft=draft.pk, revision=draft.revision, values=more)
    states = gates_at_issuing(viewer, case, used, draft.values)
    reasons = {
        one.gate.id: one.choices[0].value if one.choices else _REASON for one in states if one.stops
    }
    return issue(by=viewer, draft=draft.pk, revision=draft.revision, reasons=reasons)


def _fitting(form: Form, values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in form.by_id}


def _values(viewer: Viewer, case: Case) -> dict[str, Any]:
    """What the papers say; `viewer` makes them."""
    party, cause = case.party_name or "甲某", cause_of(case)
    penalty = "给予警告，并处罚款人民币2000元。"
    count = max(len(known_rows(Document, case)), 2)
    return {
        "party": party,
        "party_address": "示范路1号",
        "cause": cause,
        "facts": f"{party}存在“{cause}”的行为，执法人员检查时当场发现并取证，当事人予以认可。"
        if case.act == "penalty"
        else f"{party}“{cause}”一案，材料已经核实。",
        "evidence": f"检查、询问笔录及现场照片等材料共{count}份。",
        "reason": "上述行为违反了有关规定，事实清楚，证据确实充分。",
        "reasoning": "事实清楚，证据确实充分，应当依法予以处罚。",
        "factors": "当事人系初次违法，主动配合调查，违法行为轻微，已按裁量基准从轻处罚。",
        "violated": "《某某管理条例》第十条",
        "legal_basis": "《某某管理条例》第三十二条",
        "penalty": penalty,
        "fine": "2000",
        "proposal": penalty if case.act == "penalty" else "依法作出处理决定。",
        "plea": "告知后当事人未提出陈述、申辩，未要求听证。",
        "hearing": False,
        "heavier": False,
        "handler_opinion": "事实清楚，证据充分，程序合法，建议按拟定内容作出决定。",
        "maker": viewer.person.name,
        "contact_phone": "00000000",
    }


def _sign(viewer: Viewer, paper: Paper, role: str, opinion: str) -> None:
    """Sign, unless another part in the case stands against it."""
    try:
        sign_in_system(by=viewer, paper=paper.pk, role=role, opinion=opinion)
    except NotAllowedError:
        return
