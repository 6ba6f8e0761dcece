# SPDX-License-Identifier: Apache-2.0
"""Two people who want the same at the same moment: one gets it, the other one sentence."""

import pytest

from liuhen.apps.evidence.device_issue import issue_device
from liuhen.apps.evidence.device_register import DeviceValue, register_device
from liuhen.apps.evidence.handing_over import decide, lines_of, offer
from liuhen.apps.evidence.models import Device, DeviceIssue, HandOver, Outing
from liuhen.apps.evidence.outings import leave
from liuhen.errors import UserError
from support.crowd import at_once
from support.footage import Footage
from support.house import Clock, House


@pytest.fixture
def office(many_writers: None) -> House:
    return House(Clock("2026-03-02 08:00"))


def refused(*failures: Exception) -> bool:
    """Whether each is a refusal, in one sentence, and no fault of the program."""
    return all(isinstance(one, UserError) and str(one) for one in failures)


def test_a_device_goes_into_one_hand(office: House) -> None:
    device = register_device(by=office.custodian, value=DeviceValue("DSJ-01", "recorder"))
    jobs = [
        lambda who=who: issue_device(by=office.custodian, device=device, person=office.people[who])
        for who in ("officer", "colleague", "stranger")
    ]
    failures = at_once(*jobs)
    assert len(failures) == 2
    assert refused(*failures), failures
    assert DeviceIssue.objects.within(office.bureau.pk).filter(returned_at=None).count() == 1


def test_a_number_is_given_to_one_device(office: House) -> None:
    value = DeviceValue("DSJ-01", "recorder")
    failures = at_once(*[lambda: register_device(by=office.custodian, value=value)] * 3)
    assert len(failures) == 2
    assert refused(*failures), failures
    assert Device.objects.within(office.bureau.pk).count() == 1


def test_a_person_leaves_once(office: House) -> None:
    officer = office.people["officer"]
    jobs = [
        lambda by=by: leave(by=office.viewer(by), officer=officer, ground="remote", place="海岛")
        for by in ("officer", "colleague", "section_head")
    ]
    failures = at_once(*jobs)
    assert len(failures) == 2
    assert refused(*failures), failures
    assert Outing.objects.within(office.bureau.pk).count() == 1


def test_lists_offered_at_once_have_numbers_of_their_own(office: House) -> None:
    footage = Footage(office)
    films = [footage.original("2026-03-02 06:00") for _ in range(4)]
    jobs = [
        lambda film=film: offer(by=office.officer, section=office.section, originals=[film.pk])
        for film in films
    ]
    assert at_once(*jobs) == []
    rows = HandOver.objects.within(office.bureau.pk)
    assert sorted(rows.values_list("number", flat=True)) == [1, 2, 3, 4]


def test_a_recording_stands_on_one_list(office: House) -> None:
    film = Footage(office).original("2026-03-02 06:00")
    job = lambda: offer(by=office.officer, section=office.section, originals=[film.pk])  # noqa: E731  # said thrice
    failures = at_once(job, job, job)
    assert len(failures) == 2
    assert refused(*failures), failures
    row = HandOver.objects.within(office.bureau.pk).get()

    line = lines_of(row).get()
    take = lambda: decide(by=office.custodian, hand_over=row, accepted=[line.pk], returned={})  # noqa: E731  # said twice
    failures = at_once(take, take)
    assert len(failures) == 1
    assert refused(*failures), failures
