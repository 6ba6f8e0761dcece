# SPDX-License-Identifier: Apache-2.0
"""A case in which a decision was made, for stories of how it is served."""

from liuhen.apps.cases import acts
from liuhen.apps.cases.models import Case, Document, Participant
from liuhen.apps.cases.participants.acts import change_participant, confirm_address
from liuhen.apps.compliance.judging import judge
from support.house import House


def decided(house: House) -> tuple[Case, Document]:
    """A case in which a decision was made on the morning of 2 March."""
    house.clock.set("2026-03-02 09:00")
    case = house.case(party_name="某渔业公司", party_kind="organization")
    party = Participant.objects.within(case.bureau_id).get(case=case, role="party")
    told = {"address": "示例区海滨路1号"}
    party = change_participant(by=house.officer, participant=party, told=told)
    confirm_address(
        by=house.officer, participant=party, at=house.clock.time, address="示例区港口路9号"
    )
    made = acts.add_activity(
        by=house.officer, kind="decision_made", start=house.clock.time, case=case
    )
    paper = acts.add_document(
        by=house.officer, kind="decision", at=house.clock.time, events=[made.ref], case=case,
        fields={"document_number": "示例罚决字〔2026〕1号"},
    )  # fmt: skip
    return case, paper


def status(case: Case, house: House, obligation: str, subject: str) -> str:
    """How the duty stands of one service or paper."""
    report = judge(case, house.clock.time)
    return next(
        one.status
        for one in report.findings
        if (one.obligation, one.subject) == (obligation, subject)
    )
