# SPDX-License-Identifier: Apache-2.0
"""A bureau words a form anew: what it may not leave out, who adopts it, and what stays."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from liuhen.apps.cases.models import Case, Paper
from liuhen.apps.cases.papers.drafts import begin_draft, save_draft
from liuhen.apps.cases.papers.issuing import issue
from liuhen.apps.cases.papers.reading import frozen_of, open_pdf, paper_of
from liuhen.apps.people.access import POLICY, Permission
from liuhen.apps.people.roles import Role
from liuhen.apps.rules.errors import BadFormError, NoFormError, NotPermittedError
from liuhen.apps.rules.form_changes import (
    adopt_form,
    form_before,
    proposals_of,
    propose_form,
    refuse_form,
)
from liuhen.apps.rules.forms import form_of, forms_of, usual_forms
from liuhen.apps.rules.models import FormAdoption, FormVersion
from liuhen.apps.trace.models import Leaf
from liuhen.paper.form import Form
from liuhen.paper.form_text import text_of
from liuhen.paper.sample import sample_values
from support.house import House

OCEAN = "jinpu-ocean"
TODAY = date(2026, 3, 2)
LATER = date(2026, 3, 10)


def usual(name: str) -> Form:
    return usual_forms(OCEAN)[name]


def reworded(name: str, words: str = "（改）") -> str:
    form = usual(name)
    return text_of(replace(form, title=replace(form.title, zh=form.title.zh + words)))


def propose(house: House, name: str, text: str, day: date = TODAY) -> FormAdoption:
    return propose_form(
        by=house.viewer("admin"), form=name, text=text, from_date=day, reason="用语"
    )


@pytest.fixture
def house(house: House) -> House:
    house.clock.set("2026-03-02 09:00")
    return house


def test_a_proposal_changes_nothing_until_another_person_adopts_it(house: House) -> None:
    row = propose(house, "demand", reworded("demand"))
    assert form_of(house.bureau, "demand", TODAY).title.zh == "履行催告书"
    with pytest.raises(NotPermittedError):
        adopt_form(by=house.viewer("admin"), proposal=row.pk, from_date=TODAY)
    with pytest.raises(NotPermittedError):
        adopt_form(by=house.officer, proposal=row.pk, from_date=TODAY)
    adopt_form(by=house.viewer("legal_reviewer"), proposal=row.pk, from_date=LATER)
    assert form_of(house.bureau, "demand", TODAY).title.zh == "履行催告书"
    assert form_of(house.bureau, "demand", LATER).title.zh == "履行催告书（改）"


def test_nobody_adopts_the_own_proposal_whatever_roles_one_has(house: House) -> None:
    """A head who administers the bureau too may not do both."""
    assert Permission.FORM_ADOPT not in POLICY[Role.BUREAU_ADMIN]
    row = propose(house, "demand", reworded("demand"))
    FormAdoption.objects.within(house.bureau.pk).filter(pk=row.pk).update(
        proposed_by=house.people["bureau_head"]
    )
    with pytest.raises(NotPermittedError):
        adopt_form(by=house.head, proposal=row.pk, from_date=TODAY)


def test_a_later_version_follows_and_the_former_ones_stay(house: House) -> None:
    first = propose(house, "demand", reworded("demand", "一"))
    adopt_form(by=house.head, proposal=first.pk, from_date=TODAY)
    house.clock.set("2026-03-05 09:00")
    second = propose(house, "demand", reworded("demand", "二"), LATER)
    assert form_before(second).title.zh == "履行催告书一"
    adopt_form(by=house.head, proposal=second.pk, from_date=LATER)
    assert form_of(house.bureau, "demand", date(2026, 3, 9)).title.zh == "履行催告书一"
    assert form_of(house.bureau, "demand", LATER).title.zh == "履行催告书二"
    assert FormVersion.objects.filter(form="demand").count() == 2
    assert [row.pk for row in proposals_of(house.head, "demand")] == [second.pk, first.pk]


def test_each_step_has_a_leaf(house: House) -> None:
    row = propose(house, "demand", reworded("demand"))
    adopt_form(by=house.head, proposal=row.pk, from_date=TODAY)
    other = propose(house, "av_note", reworded("av_note"))
    refuse_form(by=house.head, proposal=other.pk, answer="不必改")
    acts = list(Leaf.objects.filter(act__startswith="rules.").values_list("act", flat=True))
    assert acts[-4:] == [
        "rules.propose_form", "rules.adopt_form", "rules.propose_form", "rules.refuse_form",
    ]  # fmt: skip


def test_a_bureau_s_own_form_is_its_own_alone(house: House) -> None:
    other = House(house.clock, code="other")
    row = propose(house, "demand", reworded("demand"))
    with pytest.raises(NoFormError):
        adopt_form(by=other.head, proposal=row.pk, from_date=TODAY)
    adopt_form(by=house.head, proposal=row.pk, from_date=TODAY)
    assert form_of(other.bureau, "demand", TODAY).title.zh == "履行催告书"
    assert not proposals_of(other.head).exists()


@pytest.mark.parametrize(
    ("name", "before", "after", "said"),
    [
        ("demand", "id: demand", "id: demands", "demand"),
        ("demand", "document: demand_notice\n", "", "document"),
        ("demand", "audience: outside", "audience: inside", "audience"),
        ("demand", "numbering: demand", "numbering: nowhere", "nowhere"),
        ("demand", "kind: text\n    required: true", "kind: text", "obligations"),
        ("complaint_reply", "    secret: informant\n", "", "informant"),
        ("demand", "{{ party }}", "{{ partie }}", "第97行（body"),
        ("demand", "title:", "titel:", "第2行（titel）"),
    ],
)
def test_what_a_form_may_not_become(
    house: House, name: str, before: str, after: str, said: str
) -> None:
    text = text_of(usual(name))
    assert before in text
    with pytest.raises(BadFormError, match=said):
        propose(house, name, text.replace(before, after, 1))
    assert not FormAdoption.objects.within(house.bureau.pk).exists()


def test_what_the_regulation_asks_for_stays_even_where_no_law_does(house: House) -> None:
    """003 art. 18 asks for the factors on a demand; another bureau may leave them out."""
    form = usual("demand")
    fields = [field for field in form.fields if field.id != "factors"]
    body = [block for block in form.body if block.when != "factors"]
    text = text_of(replace(form, fields=fields, body=body))
    with pytest.raises(BadFormError, match="factors"):
        propose(house, "demand", text)
    other = House(house.clock, pack="xigang-education", code="school")
    row = propose(other, "demand", text)
    adopt_form(by=other.head, proposal=row.pk, from_date=TODAY)
    assert "factors" not in form_of(other.bureau, "demand", TODAY).by_id


@pytest.mark.parametrize("name", ["legal_basis", "remedies"])
def test_what_the_law_puts_on_the_paper_stays_printed(house: House, name: str) -> None:
    """行政处罚法 art. 59: what is asked for and kept would stand on no decision."""
    form = usual("penalty_decision")
    fields = [replace(one, printed=False) if one.id == name else one for one in form.fields]
    with pytest.raises(BadFormError, match=rf"{name}.*仍应当印在文书上"):
        propose(house, "penalty_decision", text_of(replace(form, fields=fields)))


def test_a_signer_of_the_law_stays(house: House) -> None:
    form = usual("seizure_release")
    signatures = [one for one in form.signatures if one.role != "party"]
    body = [
        replace(block, signatures=["officer"]) if block.signatures else block for block in form.body
    ]
    text = text_of(replace(form, signatures=signatures, body=body))
    with pytest.raises(BadFormError, match="领取人"):
        propose(house, "seizure_release", text)


def test_no_form_lets_somebody_else_draw_the_signature_of_a_head(house: House) -> None:
    form = usual("decision_approval")
    signatures = [
        replace(one, manner=["finger", "paper"]) if one.role == "deputy_head" else one
        for one in form.signatures
    ]
    with pytest.raises(BadFormError, match="分管负责人"):
        propose(house, "decision_approval", text_of(replace(form, signatures=signatures)))


def test_nothing_changed_a_day_gone_by_and_a_second_proposal_are_refused(house: House) -> None:
    with pytest.raises(BadFormError, match="没有改动"):
        propose(house, "demand", text_of(usual("demand")))
    with pytest.raises(BadFormError, match="2026-03-02"):
        propose(house, "demand", reworded("demand"), date(2026, 3, 1))
    with pytest.raises(NoFormError):
        propose(house, "nothing", reworded("demand"))
    with pytest.raises(NotPermittedError):
        propose_form(
            by=house.officer, form="demand", text=reworded("demand"), from_date=TODAY, reason="x"
        )
    propose(house, "demand", reworded("demand"))
    with pytest.raises(BadFormError, match="等待答复"):
        propose(house, "demand", reworded("demand", "二"))


def test_a_proposal_is_answered_once(house: House) -> None:
    row = propose(house, "demand", reworded("demand"))
    with pytest.raises(BadFormError):
        refuse_form(by=house.head, proposal=row.pk, answer="  ")
    with pytest.raises(NotPermittedError):
        refuse_form(by=house.officer, proposal=row.pk, answer="不必改")
    refuse_form(by=house.viewer("admin"), proposal=row.pk, answer="撤回")  # one's own
    with pytest.raises(BadFormError, match="已经答复"):
        adopt_form(by=house.head, proposal=row.pk, from_date=TODAY)


def test_a_change_touches_no_issued_paper(house: House, settings: Any, tmp_path: Path) -> None:
    settings.LIUHEN_HOME, settings.LIUHEN_STORE_URL = str(tmp_path), f"file://{tmp_path}/vault"

    def issued(case: Case) -> Paper:
        draft = begin_draft(by=house.officer, case=case, form="demand")
        used = form_of(house.bureau, "demand", TODAY)
        saved = save_draft(
            by=house.officer,
            draft=draft.pk,
            revision=draft.revision,
            values=sample_values(used),
        )
        return issue(by=house.officer, draft=draft.pk, revision=saved.revision)

    case = house.case(party_name="某某渔业有限公司")
    paper = issued(case)
    pdf, frozen = open_pdf(by=house.officer, paper=paper).read(), frozen_of(paper)
    assert frozen.form == usual("demand")
    row = propose(house, "demand", reworded("demand"))
    adopt_form(by=house.head, proposal=row.pk, from_date=TODAY)

    later = issued(case)

    kept = paper_of(house.officer, paper.pk)
    assert open_pdf(by=house.officer, paper=kept).read() == pdf
    assert frozen_of(kept) == frozen
    assert (kept.title, later.title) == ("履行催告书", "履行催告书（改）")
    assert frozen_of(later).form.title.zh == "履行催告书（改）"


def test_every_form_that_a_bureau_has_may_be_proposed_again_as_it_is_worded(house: House) -> None:
    """What came with the program satisfies the rules for a bureau's own forms."""
    for name in forms_of(house.bureau, TODAY):
        row = propose(house, name, reworded(name))
        refuse_form(by=house.head, proposal=row.pk, answer="试")
