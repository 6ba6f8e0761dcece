# SPDX-License-Identifier: Apache-2.0
"""Every word of the contract has a name, in Chinese and in English."""

import re
from typing import get_args

import pytest
from django.utils import translation

from liuhen.apps.cases.models import FactOrigin
from liuhen.apps.cases.words import STAGES
from liuhen.law import words as law
from liuhen.law.findings import Basis, Status
from liuhen.law.packs import known_packs, load_pack
from liuhen.web.missing import Phrase, missing_said
from liuhen.web.words import TABLES, choices, label

HAN = re.compile(r"[\u4e00-\u9fff]")
LISTS = {
    "event": law.EVENT_TYPES,
    "document": law.DOCUMENT_TYPES,
    "signature": law.ROLES,
    "recording": law.RECORDING_KINDS,
    "content": law.CONTENTS,
    "interruption": law.INTERRUPTION_REASONS,
    "incident": law.INCIDENT_TYPES,
    "act": law.ACTS,
    "procedure": law.PROCEDURES,
    "origin": law.ORIGINS,
    "party": law.PARTY_KINDS,
    "secrecy": law.SECRECY,
    "measure": law.MEASURES,
    "method": law.SERVICE_METHODS,
    "right": law.RIGHTS,
    "status": get_args(Status),
    "retention": get_args(Basis),
    "stage": STAGES,
    "entry": FactOrigin.values,
}


@pytest.mark.parametrize("table", sorted(LISTS))
def test_a_table_names_every_word_and_no_other(table: str) -> None:
    assert set(TABLES[table]) == set(LISTS[table])


@pytest.mark.parametrize("table", sorted(TABLES))
def test_words_differ_from_one_another_in_both_languages(table: str) -> None:
    for language, is_said in (("zh-hans", True), ("en", False)):
        with translation.override(language):
            said = [label(table, word) for word in TABLES[table]]
        assert [one for one in said if bool(HAN.search(one)) != is_said] == []
        assert len(set(said)) == len(said)


def test_a_word_that_is_not_in_the_table_is_shown_as_it_is() -> None:
    assert label("event", "landing_on_the_moon") == "landing_on_the_moon"


def test_choices_keep_the_order_of_the_words() -> None:
    assert [word for word, _said in choices("recording", ("photo", "video"))] == ["photo", "video"]


def _fields_of_packs() -> set[str]:
    return {
        word.removeprefix("field:")
        for pack_id in known_packs()
        for obligation in load_pack(pack_id).obligations
        for part in obligation.require
        for need in [*part.fields, *(one for item in part.items.values() for one in item)]
        for word in need.split("|")
        if ":" not in word
    }


def test_every_field_that_a_pack_asks_for_has_a_name() -> None:
    assert _fields_of_packs() <= set(TABLES["field"])


SAID = {
    "document:initiation_approval": "《程序启动审批表》",
    "document:decision|closing_report": "《行政执法决定书》或者《结案报告》",
    "field:facts": "文书写明基本案情",
    "field:reviewer|signature:section_head": "文书写明审核人或者承办机构负责人签名",
    "signature:bureau_head|deputy_head": "机关负责人或者分管负责人签名",
    "recording:audio|photo|surveillance|video": "同步音像记录",
    "recording:surveillance|video": "不间断录像",
    "event:rights_informed": "“告知权利”环节",
    "content:people": "画面拍到在场人员",
    "place_sign|position": "画面中的场所标志或者经纬度位置",
    "stored_at": "保管人确认入库",
}


@pytest.mark.parametrize("token", sorted(SAID))
def test_what_is_missing_is_said_in_chinese(token: str) -> None:
    with translation.override("zh-hans"):
        assert missing_said([token]) == [SAID[token]]


def test_several_of_one_kind_are_said_together_and_once() -> None:
    tokens = ["signature:party", "field:source", "field:facts", "field:source"]
    with translation.override("zh-hans"):
        assert missing_said(tokens) == ["文书写明案件来源、基本案情", "当事人签名"]


def test_of_many_papers_the_most_usual_are_said_first_and_the_rest_on_demand() -> None:
    records = (
        "coercive_measure_decision", "evidence_list", "inquiry_record", "sampling_list",
        "site_inspection_record",
    )  # fmt: skip
    with translation.override("zh-hans"):
        [phrase] = missing_said(["document:" + "|".join(records)])
        assert phrase.startswith("《现场检查（勘验）笔录》或者《询问笔录》")
        assert "3 种" in phrase
        assert isinstance(phrase, Phrase)
        assert len(phrase.rest) == 3
        assert "《证据清单》" in phrase.rest


CONTRACT = (
    "disc", "statement", "officer:certificate", "identity_shown", "informed", "stored_at",
    "handed_over_at", "reviewed_by_party", "position", "spoken", "place_sign", "manner",
)  # fmt: skip


@pytest.mark.parametrize("token", CONTRACT)
def test_no_token_of_the_contract_is_shown_raw(token: str) -> None:
    with translation.override("zh-hans"):
        assert HAN.search(missing_said([token])[0])
