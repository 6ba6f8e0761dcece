# SPDX-License-Identifier: Apache-2.0
"""The way to a due time that a page shows ends at the due time that the engine gives."""

from datetime import datetime

import pytest

from liuhen.law.evaluate import evaluate
from liuhen.law.packs import known_packs, load_pack
from liuhen.law.reasons import derivations
from liuhen.law.workdays import load_calendar
from liuhen.simulate import cases

NOW = datetime.fromisoformat("2026-06-10T12:00:00+08:00")


@pytest.mark.parametrize("pack_id", known_packs())
def test_every_period_of_simulated_cases_is_derived_to_the_due_time_of_its_finding(
    pack_id: str,
) -> None:
    pack, calendar = load_pack(pack_id), load_calendar()
    within = {one.id for one in pack.obligations if one.within}
    derived = 0
    for facts in cases(pack_id, 8, 5, NOW):
        made = derivations(facts, pack, calendar, NOW)
        for finding in evaluate(facts, pack, calendar, NOW).findings:
            found = made.get((finding.obligation, finding.subject))
            if finding.obligation not in within or finding.due is None:
                assert found is None
                continue
            assert found is not None
            assert found.at == finding.due
            derived += 1
    assert derived > 0
