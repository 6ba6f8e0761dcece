# SPDX-License-Identifier: Apache-2.0
"""Approving a draft: what was changed since is not what was approved, and secrets stay withheld."""

from pathlib import Path
from typing import Any

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.approval_signatures import signatures_for
from liuhen.apps.cases.errors import BadFactError, ChangedMeanwhileError
from liuhen.apps.cases.models import ApprovalState, Case, Draft
from liuhen.apps.cases.papers.drafts import begin_draft, give_up_draft, save_draft
from liuhen.apps.cases.papers.issuing import issue
from liuhen.apps.cases.papers.reading import signatures_on
from support.approving import agreed, asked, fresh, said
from support.desk import Desk
from support.house import House
from support.paperwork import ANY_REASON, fact_of, started

SECRET = "210200199001011234"
pytestmark = pytest.mark.usefixtures("english")


def written(house: House, case: Case, **values: str) -> Draft:
    """The form of a start, as the officer has it so far."""
    draft = begin_draft(by=house.officer, case=case, form="start_approval")
    plain = {"facts": "无证捕捞", "reason": "日常巡查", "party_identity": SECRET}
    return save_draft(
        by=house.officer, draft=draft.pk, revision=draft.revision, values={**plain, **values}
    )


def changed(house: House, draft: Draft, **values: str) -> Draft:
    row = Draft.objects.within(draft.bureau_id).get(pk=draft.pk)
    return save_draft(by=house.officer, draft=row.pk, revision=row.revision, values=values)


def test_what_is_issued_unchanged_bears_the_approval(house: House) -> None:
    case = house.case()
    draft = written(house, case)
    agreed(house, asked(house, case, draft=draft), "section_head", "bureau_head")

    given = signatures_for(case, "initiation_approval", draft)
    assert [one["role"] for one in given] == ["section_head", "bureau_head"]


def test_what_was_changed_after_the_approval_bears_nothing(house: House) -> None:
    case = house.case()
    draft = written(house, case)
    agreed(house, asked(house, case, draft=draft), "section_head", "bureau_head")

    assert signatures_for(case, "initiation_approval", changed(house, draft, facts="别的事")) == []


def test_what_was_changed_before_the_approval_is_sent_back(house: House) -> None:
    case = house.case()
    draft = written(house, case)
    request = asked(house, case, draft=draft)
    changed(house, draft, facts="别的事")

    with pytest.raises(ChangedMeanwhileError, match="officer changed the draft"):
        said(house, request, "section_head", opinion="同意")
    said(house, request, "section_head", "sent_back", opinion="请重新报批")
    again = asked(house, case, draft=draft)
    assert agreed(house, again, "section_head", "bureau_head").state == ApprovalState.AGREED


def test_both_sides_are_told_before_anybody_presses(house: House) -> None:
    """Who decides is offered to send it back alone; who writes it sees that it was asked for."""
    case = house.case()
    draft = written(house, case)
    request = asked(house, case, draft=draft)
    head = Desk(house, "section_head").open(f"/approvals/{request.pk}/")
    assert 'value="agreed"' in head.text
    assert "请撤回后重新报批" not in Desk(house, "officer").open(f"/papers/drafts/{draft.pk}/").text
    changed(house, draft, facts="别的事")

    head.open(f"/approvals/{request.pk}/")

    assert head.says("修改了草稿")
    assert 'value="agreed"' not in head.text
    assert 'value="sent_back"' in head.text
    assert Desk(house, "officer").open(f"/papers/drafts/{draft.pk}/").says("请撤回后重新报批")


def test_saving_the_same_words_again_changes_nothing(house: House) -> None:
    case = house.case()
    draft = written(house, case)
    request = asked(house, case, draft=draft)
    changed(house, draft, facts="无证捕捞")

    said(house, request, "section_head", opinion="同意")
    assert fresh(request).state == ApprovalState.OPEN


def test_another_document_of_that_type_is_not_signed_in_its_place(house: House) -> None:
    case = house.case()
    agreed(house, asked(house, case, draft=written(house, case)), "section_head", "bureau_head")

    typed = acts.add_document(
        by=house.officer, kind="initiation_approval", at=house.clock.now(), case=case
    )
    assert typed.signatures == []
    assert signatures_for(case, "initiation_approval") == []


def test_a_draft_that_was_given_up_is_not_asked_for(house: House) -> None:
    case = house.case()
    draft = written(house, case)
    give_up_draft(by=house.officer, draft=draft.pk)

    with pytest.raises(BadFactError, match="no such draft"):
        asked(house, case, draft=Draft.objects.within(case.bureau_id).get(pk=draft.pk))


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        *(("officer", True), ("section_head", True), ("bureau_head", True)),
        *(("colleague", False), ("supervisor", False), ("custodian", False)),
    ],
)
def test_what_is_confidential_is_withheld_beside_the_opinion_box(
    house: House,
    name: str,
    sees: bool,  # noqa: FBT001  # pytest hands it in
) -> None:
    case = house.case()
    request = asked(house, case, draft=written(house, case))

    page = Desk(house, name).open(f"/approvals/{request.pk}/")

    assert page.says("无证捕捞")
    assert page.says(SECRET) is sees
    assert page.says("•••") is not sees


@pytest.mark.parametrize("agreed_first", [False, True])
def test_a_draft_that_was_changed_and_then_issued_bears_no_approval(
    house: House, settings: Any, tmp_path: Path, *, agreed_first: bool
) -> None:
    """Issuing what was changed does not make it what was asked for, before or after the head."""
    settings.LIUHEN_HOME, settings.LIUHEN_STORE_URL = str(tmp_path), f"file://{tmp_path}/vault"
    draft = started(house, "closing_report")
    request = asked(house, draft.case, "closing", draft=draft)
    if agreed_first:
        said(house, request, "bureau_head", opinion="同意", reasons=ANY_REASON)
    changed = save_draft(
        by=house.officer, draft=draft.pk, revision=draft.revision,
        values={"handler_opinion": "罚款减半后结案"},
    )  # fmt: skip
    paper = issue(by=house.officer, draft=changed.pk, revision=changed.revision)

    if not agreed_first:
        with pytest.raises(ChangedMeanwhileError, match="changed the draft"):
            said(house, request, "bureau_head", opinion="同意")
    assert fact_of(paper).fields["handler_opinion"] == "罚款减半后结案"
    assert [one["role"] for one in fact_of(paper).signatures] == []
    assert list(signatures_on(paper)) == []
