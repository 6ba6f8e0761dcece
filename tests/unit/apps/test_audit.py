# SPDX-License-Identifier: Apache-2.0
"""The audit answers for every model, is silent where everything came by acts, and stays small."""

import gc
import tracemalloc

import pytest
import time_machine
from django.apps import apps
from django.utils import timezone

from liuhen.apps.cases import acts
from liuhen.apps.trace import heads, scope, tree
from liuhen.apps.trace.appending import Draft, append
from liuhen.apps.trace.audit import audit
from support.auditing import write
from support.house import House

pytestmark = pytest.mark.usefixtures("stick")


def test_every_model_has_chosen_how_the_journal_answers_for_it() -> None:
    chosen = [*scope.AUDITED, *scope.UNDER_WAY, *scope.SELF_NAMED, *scope.OUTSIDE]
    models = {model._meta.label_lower for model in apps.get_models(include_auto_created=True)}

    assert models - set(chosen) == set(), "put it into a list of liuhen.apps.trace.scope"
    assert len(chosen) == len(set(chosen)), "a model stands in two lists"
    assert all(reason for reason in scope.OUTSIDE.values())


def test_a_house_in_order_gives_no_finding(house: House) -> None:
    case = house.case()
    fact = acts.add_activity(by=house.officer, kind="inquiry", start=house.clock.now(), case=case)
    acts.correct_fact(by=house.officer, fact=fact, reason="补", place="码头")
    heads.sign_and_publish()

    report = audit()

    assert report.findings == []
    assert report.leaves == tree.size() == report.witnessed
    assert report.root == tree.StoredTree().root(report.leaves).hex()


def test_a_clock_that_went_back_is_a_remark(db: None) -> None:
    with time_machine.travel("2026-03-02 10:00", tick=False):
        write(1)
    with time_machine.travel("2026-03-02 09:00", tick=False):
        write(1)

    report = audit()
    assert report.findings == []
    assert report.remarks == [
        "the clock went back by 1:00:00 at leaf 1: its order holds, its time may be wrong"
    ]


def test_memory_does_not_grow_with_the_leaves(db: None) -> None:
    """Five times the leaves, the same memory: nothing of a leaf is kept but in a file."""

    def peak() -> int:
        seldom = gc.get_threshold()
        gc.collect()
        gc.set_threshold(700, 10, 10)  # as a program has it: garbage is not what is counted here
        tracemalloc.start()
        try:
            audit()
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
            gc.set_threshold(*seldom)

    def grow(count: int) -> None:
        now, by, nothing = timezone.now(), "system:test", b'{"changes":[]}'
        append([Draft(now, by, "test.act", f"jobs.job:{one}", nothing) for one in range(count)])

    grow(2000)
    peak()
    small = peak()
    grow(8000)
    assert peak() < small * 1.5
