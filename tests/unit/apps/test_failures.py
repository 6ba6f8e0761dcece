# SPDX-License-Identifier: Apache-2.0
"""What is kept of a job that failed: where and of what kind, never what a row holds."""

import re

import pytest
from django.db import IntegrityError, transaction

from liuhen.apps.cases.queries import get_case
from liuhen.apps.jobs.models import Job
from liuhen.apps.jobs.queue import enqueue
from liuhen.apps.people.models import Person
from liuhen.worker.failures import described
from liuhen.worker.run import Worker
from support.house import House

POSTGRESQL = (
    'duplicate key value violates unique constraint "people_person_username_key"\n'
    "DETAIL:  Key (username)=(zhang.san) already exists.\n"
)


@pytest.mark.parametrize(
    ("error", "kept"),
    [
        (
            IntegrityError(POSTGRESQL),
            f"IntegrityError: {POSTGRESQL.splitlines()[0]}",
        ),
        (KeyError("张三"), "KeyError: '…'"),
        (
            ValueError("invalid literal for int() with base 10: '310101'"),
            "ValueError: invalid literal for int() with base 10: '…'",
        ),
        (ValueError('bad "a" and "b", isn\'t it'), "ValueError: bad '…' and '…', isn't it"),
        (ZeroDivisionError(), "ZeroDivisionError"),
    ],
)
def test_of_an_error_stays_one_line_without_values(error: Exception, kept: str) -> None:
    assert described(error) == kept


def test_a_failed_job_keeps_no_value_of_a_row(house: House) -> None:
    def double() -> None:
        known = house.people["officer"]
        with transaction.atomic():
            Person.objects.bulk_create([Person(username=known.username, name="张三")])

    enqueue("double", {})
    Worker(work={"double": double}).run_one()

    kept = Job.objects.get().last_error
    assert kept.startswith("IntegrityError: ")
    assert "\n" not in kept
    assert house.people["officer"].username not in kept
    assert "张三" not in kept


def test_a_failed_job_keeps_the_place_in_our_code(house: House) -> None:
    enqueue("lost", {})
    Worker(work={"lost": lambda: get_case(house.officer, "示例〔2026〕1号")}).run_one()

    kept = Job.objects.get().last_error
    assert re.fullmatch(r"UnknownRowError: .* \(liuhen/apps/cases/queries\.py:\d+\)", kept)
    assert "示例" not in kept
