# SPDX-License-Identifier: Apache-2.0
"""Checks of a file, a case and everything that cannot be made: they say why, and begin again."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from liuhen.apps.archives import case_checking, file_checking, house_checking
from liuhen.apps.archives.models import CaseCheck, FileCheck, HouseCheck, WorkState
from liuhen.apps.jobs.models import Job, State
from liuhen.apps.trace.audit import audit
from liuhen.errors import UserError
from support.administrators import audit_administrator
from support.bundles import EvidenceFile
from support.desk import Desk
from support.house import House

pytestmark = pytest.mark.django_db
Row = CaseCheck | FileCheck | HouseCheck


@dataclass
class Kind:
    """One of the checks: asked for, run, shown, and what it does."""

    ask: Callable[[], Row]
    run: Callable[[str], None]
    shown: Callable[[], Row]
    module: Any
    makes: str


@pytest.fixture
def file(house: House, settings: Any, tmp_path: Path) -> EvidenceFile:
    settings.LIUHEN_WITNESS = str(tmp_path)
    return EvidenceFile(house)


@pytest.fixture(params=["file", "case", "everything"])
def kind(request: pytest.FixtureRequest, file: EvidenceFile, house: House) -> Kind:
    film = file.original()
    admin = audit_administrator(house)

    def of_the_file() -> Row:
        done, waiting, failed = file_checking.file_checks(house.officer, film)
        row = failed or waiting or done
        assert row is not None
        return row

    return {
        "file": Kind(
            lambda: file_checking.ask_file_check(by=house.officer, original=film),
            file_checking.run_file_check,
            of_the_file,
            file_checking,
            "check_original",
        ),
        "case": Kind(
            lambda: case_checking.ask_check(by=house.officer, case=file.case),
            case_checking.run_check,
            lambda: case_checking.checks_of(house.officer, file.case)[0],
            case_checking,
            "check_case",
        ),
        "everything": Kind(
            lambda: house_checking.ask_house_check(by=admin),
            house_checking.run_house_check,
            lambda: house_checking.house_checks(admin)[0],
            house_checking,
            "audit",
        ),
    }[request.param]


def test_a_check_that_cannot_be_made_says_why(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object) -> None:
        raise UserError("the disk is full")

    monkeypatch.setattr(kind.module, kind.makes, broken)
    row = kind.ask()

    kind.run(str(row.pk))

    row.refresh_from_db()
    assert (row.state, row.said) == ("failed", "the disk is full")


def test_a_check_that_ends_by_a_fault_is_failed_and_can_be_started_again(
    kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object) -> None:
        raise LookupError("张三")

    row = kind.ask()
    with monkeypatch.context() as patch:
        patch.setattr(kind.module, kind.makes, broken)
        kind.run(str(row.pk))

    row.refresh_from_db()
    assert row.state == WorkState.FAILED
    assert "LookupError" in row.said
    assert "张三" not in row.said
    Job.objects.all().delete()

    second = kind.ask()
    kind.run(str(second.pk))

    assert second != row
    second.refresh_from_db()
    assert second.state == WorkState.READY


def test_a_check_that_every_worker_died_over_is_shown_failed_and_can_be_started_again(
    kind: Kind,
) -> None:
    Job.objects.all().delete()
    row = kind.ask()
    assert kind.ask() == row
    Job.objects.update(state=State.RUNNING)
    assert kind.shown().state == WorkState.WAITING
    Job.objects.update(state=State.FAILED, last_error="every worker ended", ended_at=row.asked_at)

    shown = kind.shown()
    assert shown.state == WorkState.FAILED
    assert "every worker ended" in shown.said

    second = kind.ask()

    row.refresh_from_db()
    assert (row.state, "every worker ended" in row.said) == (WorkState.FAILED, True)
    assert second != row
    assert Job.objects.filter(state=State.QUEUED).count() == 1
    assert audit().findings == []


def test_the_pages_say_that_a_check_failed_and_offer_another(
    file: EvidenceFile, house: House
) -> None:
    film = file.original()
    case_checking.ask_check(by=house.officer, case=file.case)
    file_checking.ask_file_check(by=house.officer, original=film)
    Job.objects.update(state=State.FAILED, last_error="every worker ended", ended_at=None)

    for address, form in (
        (f"/cases/{file.case.pk}/integrity/", ""),
        (f"/recordings/{film.pk}/", "integrity/"),
    ):
        desk = Desk(house, "officer").open(address)
        assert desk.says("every worker ended"), address
        desk.send(via=form)
        assert Job.objects.filter(state=State.QUEUED, name__startswith="archives.check_").exists()
        Job.objects.filter(state=State.QUEUED).delete()
