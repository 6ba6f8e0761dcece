# SPDX-License-Identifier: Apache-2.0
"""A paper is signed where it is made, on the screen or on paper: what that says of its service."""

from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.errors import BadFactError, NotAllowedError
from liuhen.apps.cases.models import Case, Document, Paper, PaperSignature
from liuhen.apps.cases.papers.drafts import begin_draft, save_draft
from liuhen.apps.cases.papers.issuing import issue
from liuhen.apps.cases.papers.reading import newest_digest
from liuhen.apps.cases.papers.signing import sign_by_finger
from liuhen.apps.cases.serving.papers import papers_of
from liuhen.apps.cases.serving.served import services_in
from liuhen.apps.cases.serving.signed import record_handed_over, told_by
from liuhen.apps.rules.forms import form_of
from liuhen.apps.trace.journal import act
from liuhen.paper.sample import sample_values
from support.desk import Desk
from support.house import SYSTEM, House, beijing
from support.papers import strokes
from support.served import decided, status


def test_a_paper_that_was_issued_here_is_not_served_before_that_day(
    house: House, settings: Any, tmp_path: Path
) -> None:
    case, paper = signed_decision(house, settings, tmp_path)
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/serve/{paper.item}/electronic/")
    desk.send(422, start="2026-02-28T09:30", p0_f_process="发至确认的邮箱")
    assert desk.says("2026年3月2日制发")
    assert services_in(case) == []
    desk.send(start="2026-03-02T08:00", p0_f_process="发至确认的邮箱")
    assert len(services_in(case)) == 1


def test_a_record_that_the_party_signs_on_the_spot_is_not_served(
    house: House, settings: Any, tmp_path: Path
) -> None:
    """行政强制法第十八条第七项: the party signs the record there and then."""
    settings.LIUHEN_STORE_URL = f"file://{tmp_path}/vault"
    case, paper = decided(house)
    day = house.clock.time.date()
    draft = begin_draft(by=house.officer, case=case, form="measure_record")
    values = sample_values(form_of(house.bureau, "measure_record", day)) | draft.values
    draft = save_draft(by=house.officer, draft=draft.pk, revision=draft.revision, values=values)
    issue(by=house.officer, draft=draft.pk, revision=draft.revision)
    assert [one.kind for one in papers_of(house.officer, case)] == [paper.type]


def signed_decision(house: House, settings: Any, tmp_path: Path) -> tuple[Case, Paper]:
    """A notice of correction, handed over while they were there, and signed on the screen."""
    settings.LIUHEN_HOME, settings.LIUHEN_STORE_URL = str(tmp_path), f"file://{tmp_path}/vault"
    case = house.case(party_name="某渔业公司", party_kind="organization")
    acts.add_activity(
        by=house.officer, kind="site_inspection", start=house.clock.time, place="三号码头",
        officers=[{"name": "甲"}, {"name": "乙"}], case=case,
    )  # fmt: skip
    paper = printed(house, case, "correction_order")
    house.clock.later(minutes=10)
    sign_by_finger(
        by=house.officer, paper=paper.pk, role="recipient", name="张三", picture=strokes(),
        shown=newest_digest(paper),
    )  # fmt: skip
    house.clock.later(minutes=5)
    return case, paper


def printed(house: House, case: Case, form: str, **values: Any) -> Paper:
    used = form_of(house.bureau, form, house.clock.time.date())
    draft = begin_draft(by=house.officer, case=case, form=form)
    full = sample_values(used) | draft.values | values
    draft = save_draft(by=house.officer, draft=draft.pk, revision=draft.revision, values=full)
    return issue(by=house.officer, draft=draft.pk, revision=draft.revision)


def test_a_day_read_on_a_scan_is_told_without_an_hour(
    house: House, settings: Any, tmp_path: Path
) -> None:
    """The hour was that of the confirmation; nobody read one on the paper."""
    case, paper = signed_decision(house, settings, tmp_path)
    row = PaperSignature.objects.within(case.bureau_id).get(paper=paper, name="张三")
    with act("test.on_paper", by=SYSTEM) as record:
        record.update(row, manner="paper")

    desk = Desk(house, "officer").open(f"/papers/{paper.pk}/")
    assert desk.says("张三 于3月2日 在该文书上签名")
    told = told_by(house.officer, paper)
    assert told is not None
    assert told.day_only


def test_a_signature_on_the_paper_is_entered_as_its_service_at_one_press(
    house: House, settings: Any, tmp_path: Path
) -> None:
    case, paper = signed_decision(house, settings, tmp_path)
    desk = Desk(house, "officer").open(f"/papers/{paper.pk}/")
    assert desk.says("张三 于3月2日 08:10 在该文书上签名")

    # who was not there signs as no server
    other = Desk(house, "colleague").open(f"/cases/{case.pk}/serve/")
    assert other.says("甲、乙")
    assert "/signed/" not in other.text
    with pytest.raises(NotAllowedError):
        record_handed_over(by=house.viewer("colleague"), case=case, of=paper.item)

    desk.send(via="/signed/")

    assert desk.says("已送达")
    [one] = services_in(case)
    assert (one.at, one.to, one.row.place) == (beijing("2026-03-02 08:10"), "张三", "三号码头")
    assert [officer["name"] for officer in one.row.officers] == ["甲", "乙"]
    proof = Document.objects.within(case.bureau_id).get(type="proof_of_service")
    assert [(said["role"], said["name"]) for said in proof.signatures] == [
        ("server", "officer"), ("recipient", "张三"),
    ]  # fmt: skip
    assert status(case, house, "service.direct", one.row.ref) == "met"
    assert not desk.open(f"/papers/{paper.pk}/").says("/signed/")
    assert 'class="btn" href="/cases/' in desk.text  # to serve it is no next step any more
    with pytest.raises(BadFactError):
        record_handed_over(by=house.officer, case=case, of=paper.item)


def test_a_refusal_to_sign_leads_on_to_service_by_leaving(
    house: House, settings: Any, tmp_path: Path
) -> None:
    """民事诉讼法 art. 89, to which 处罚法 art. 61 leads."""
    settings.LIUHEN_HOME, settings.LIUHEN_STORE_URL = str(tmp_path), f"file://{tmp_path}/vault"
    case = house.case(party_name="张三", party_kind="person")
    paper = printed(house, case, "prior_notice")
    desk = Desk(house, "officer")
    assert not desk.open(f"/cases/{case.pk}/serve/{paper.item}/").says("拒绝接收文书的，可以采用")
    desk.open(f"/papers/{paper.pk}/refuse/").send(
        role="recipient", name="张三", reason="不愿意", witness="钱某"
    )
    desk.open(f"/cases/{case.pk}/serve/{paper.item}/")
    assert desk.says("拒绝接收文书的，可以采用")
    assert desk.text.index("留置送达") < desk.text.index("直接送达")


def test_another_name_than_the_party_s_is_doubted_until_it_is_said_who_that_is(
    house: House, settings: Any, tmp_path: Path
) -> None:
    """民事诉讼法 art. 88: somebody who lives there may receive it, and is not the party."""
    settings.LIUHEN_HOME, settings.LIUHEN_STORE_URL = str(tmp_path), f"file://{tmp_path}/vault"
    case = house.case(party_name="马小丽", party_kind="person")
    paper = printed(house, case, "correction_order")
    house.clock.later(minutes=10)
    desk = Desk(house, "officer").open(f"/papers/{paper.pk}/finger/")
    data = "data:image/png;base64," + b64encode(strokes()).decode()
    desk.send(422, role="recipient", name="张三", drawn=data)
    assert desk.says("与案件中当事人的姓名不一致")
    assert not PaperSignature.objects.within(case.bureau_id).exists()
    desk.send(422, role="recipient", name="艾" * 55, capacity="family", drawn=data)
    assert desk.says("最多 60 个字符"), "a long name is not cut"
    desk.send(role="recipient", name="张三", capacity="family", drawn=data)
    assert desk.says("张三（同住成年家属）")
    desk.send(via="/signed/")
    assert services_in(case)[0].to == "张三（同住成年家属）"

    # one that came by another door, with nothing said, is no proof by itself
    paper = printed(house, case, "correction_order")
    sign_by_finger(
        by=house.officer, paper=paper.pk, role="recipient", name="张三", picture=strokes(),
        shown=newest_digest(paper),
    )  # fmt: skip
    assert told_by(house.officer, paper) is None
    desk.open(f"/cases/{case.pk}/serve/")
    assert "/signed/" not in desk.text


def test_a_signed_receipt_tells_of_the_service_of_what_it_names(
    house: House, settings: Any, tmp_path: Path
) -> None:
    settings.LIUHEN_HOME, settings.LIUHEN_STORE_URL = str(tmp_path), f"file://{tmp_path}/vault"
    case, paper = decided(house)
    receipt = printed(
        house, case, "service_proof", method="direct", place="示例区港口路9号",
        document_number=paper.fields["document_number"], refusal_reason="", refusal_date="",
    )  # fmt: skip
    assert papers_of(house.officer, case)[0].open
    assert told_by(house.officer, receipt) is None
    sign_by_finger(
        by=house.officer, paper=receipt.pk, role="recipient", name="张三", picture=strokes(),
        shown=newest_digest(receipt),
    )  # fmt: skip

    Desk(house, "officer").open(f"/papers/{receipt.pk}/").send(via="/signed/")

    [one] = services_in(case)
    assert (one.row.attrs["of"], one.row.place) == (paper.ref, "示例区港口路9号")
    proof = Document.objects.within(case.bureau_id).get(item=receipt.item, superseded_at=None)
    assert one.row.ref in proof.event_refs
    assert Desk(house, "officer").open(f"/cases/{case.pk}/serve/").says("已送达")
