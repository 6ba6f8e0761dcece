# SPDX-License-Identifier: Apache-2.0
"""What a regulation asks for on a paper depends on what the paper is written for."""

from typing import Any

from liuhen.apps.rules.forms import usual_forms
from liuhen.apps.rules.paper_needs import Occasion, needs_of
from liuhen.law.packs import load_pack

OCEAN, SCHOOL = "jinpu-ocean", "xigang-education"


def needs(pack: str, form: str, *activities: tuple[str, dict[str, Any]], **case: str) -> set[str]:
    occasion = Occasion(case.pop("act", "penalty"), **case, activities=activities)
    return set(needs_of(load_pack(pack), usual_forms(pack)[form], occasion))


def service(method: str) -> tuple[str, dict[str, Any]]:
    return "service", {"method": method}


def test_a_refusal_is_asked_of_service_by_leaving_alone() -> None:
    refusal = {"refusal_reason", "refusal_date"}
    assert refusal <= needs(OCEAN, "service_proof", service("lien"))
    assert not refusal & needs(OCEAN, "service_proof", service("direct"))
    assert needs(SCHOOL, "service_proof", service("direct")) == {"time"}


def test_another_way_of_the_article_leaves_the_paper_free() -> None:
    """001 art. 15: whoever films the service needs no witness and no reason on the proof."""
    assert needs(SCHOOL, "service_proof", service("lien")) == set()


def test_a_fine_that_is_not_collected_on_the_spot_needs_no_word_of_it() -> None:
    plain = needs(OCEAN, "onspot_decision", ("on_the_spot_penalty", {"collected_on_site": False}))
    collected = needs(
        OCEAN, "onspot_decision", ("on_the_spot_penalty", {"collected_on_site": True})
    )
    assert collected - plain == {"collection"}


def test_maker_and_factors_stand_on_the_papers_of_the_bureau_whose_regulation_says_so() -> None:
    asked = {"maker", "reviewer|signature:section_head", "factors", "evidence"}
    assert asked <= needs(OCEAN, "demand")
    assert not asked & needs(SCHOOL, "demand")


def test_a_start_by_the_simple_procedure_needs_no_approval() -> None:
    start = ("case_initiated", {"urgent": False})
    assert "head_opinion" in needs(OCEAN, "start_approval", start, procedure="general")
    assert needs(OCEAN, "start_approval", start, procedure="simple") == set()


def test_a_paper_that_makes_no_fact_is_asked_for_nothing() -> None:
    assert needs(OCEAN, "receipt_of_things") == set()
