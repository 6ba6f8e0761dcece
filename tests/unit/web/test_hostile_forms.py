# SPDX-License-Identifier: Apache-2.0
"""Whatever is sent to the forms of entering, they answer with a page and never with a fault."""

from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liuhen.apps.cases.models import Case
from support.desk import Desk
from support.house import House
from support.stories import at, inspected

FORMS = (
    ("activity", "coercive_measure"),
    ("activity", "measure_extended"),
    ("document", "initiation_approval"),
    ("recording", "video"),
    ("interruption", ""),
    ("incident", "assault"),
)
values = st.one_of(
    st.text(max_size=40),
    st.integers().map(str),
    st.floats().map(str),
    st.sampled_from(
        [
            "", "\x00", "e1", "9999-12-31T23:59", "0001-01-01T00:00", "2026-03-01T09:00:00.9999999",
            "1986-05-04T02:30", "yes", "seal", "1e400", "<script>", "A" * 30_000, "-1", "None",
        ]
    ),
)  # fmt: skip
_FEW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def typing(house: House) -> tuple[Desk, Case]:
    return inspected(house)


changes = st.lists(
    st.tuples(st.integers(0, 99), st.lists(values, max_size=2)), min_size=1, max_size=4
)


@_FEW
@given(form=st.sampled_from(FORMS), changed=changes)
def test_any_value_in_any_control(
    typing: tuple[Desk, Case], form: tuple[str, str], changed: list[tuple[int, list[str]]]
) -> None:
    desk, case = typing
    at(desk, case, *form)
    names = sorted({*desk.controls()} - {"csrfmiddlewaretoken"})
    sent = {name: desk.held(name) for name in names}
    sent |= {names[place % len(names)]: some for place, some in changed}

    answer = desk.client.post(desk.address, sent)

    assert answer.status_code in (302, 422)


@pytest.mark.parametrize(("fact", "kind"), FORMS)
def test_a_form_that_is_sent_empty(typing: tuple[Desk, Case], fact: str, kind: str) -> None:
    desk, case = typing
    at(desk, case, fact, kind)

    assert desk.client.post(desk.address, {}).status_code == 422


@pytest.mark.parametrize("total", ["", "x", "-1", "1000000", "99999999999999999999"])
def test_a_count_of_rows_that_cannot_be(typing: tuple[Desk, Case], total: str) -> None:
    desk, case = typing
    at(desk, case, "document", "decision")
    for press in ({}, {"more": "signed"}):
        sent = {"at": "2026-03-01T09:00", "signed-TOTAL_FORMS": total, **press}
        assert desk.client.post(desk.address, sent).status_code in (200, 302, 422)


@_FEW
@given(query=st.dictionaries(st.sampled_from(["kind", "event", "page"]), values))
def test_any_query(typing: tuple[Desk, Case], query: dict[str, str]) -> None:
    desk, case = typing
    words = urlencode(query, errors="replace")
    for address in (f"/cases/{case.pk}/add/activity/", "/activities/new/", "/activities/"):
        assert desk.client.get(f"{address}?{words[:2000]}").status_code == 200


@pytest.mark.parametrize("fact", ["nothing", "case", "activity-", "__class__"])
def test_a_kind_of_fact_that_is_none(typing: tuple[Desk, Case], fact: str) -> None:
    desk, case = typing
    desk.open(f"/cases/{case.pk}/add/{fact}/", 404)
