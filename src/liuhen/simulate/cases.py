# SPDX-License-Identifier: Apache-2.0
"""Cases of one bureau, one after the other: who, when, which course, what went wrong."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from liuhen.law.facts import Facts
from liuhen.law.workdays import load_calendar
from liuhen.simulate.asked import asked_by
from liuhen.simulate.bureau import Bureau
from liuhen.simulate.bureaus import bureau_of
from liuhen.simulate.casting import begin
from liuhen.simulate.cut import cut
from liuhen.simulate.diary import BEIJING, Diary
from liuhen.simulate.dice import dice_for, happens
from liuhen.simulate.draft import Draft
from liuhen.simulate.faults import spoil
from liuhen.simulate.stories import STORIES, WHOLE

#: The day on which a simulation looks at its cases, unless told otherwise.
DEFAULT_NOW = datetime(2026, 6, 10, 12, 0, tzinfo=BEIJING)


def cases(
    pack_id: str, count: int, seed: int, now: datetime | None = None, faults: float = 0.3
) -> Iterator[Facts]:
    """`count` cases of a bureau as they stand at `now`, a share `faults` of them with faults.

    Raises:
        BadInput: the simulator knows no bureau with this pack.
    """
    now = (now or DEFAULT_NOW).astimezone(BEIJING)
    asked = asked_by(bureau_of(pack_id).pack)
    for draft in drafts(pack_id, count, seed, now):
        if happens(draft.dice, faults):
            spoil(draft, asked)
        yield cut(draft.facts(), now)


def drafts(pack_id: str, count: int, seed: int, now: datetime = DEFAULT_NOW) -> Iterator[Draft]:
    """The whole lives of `count` honest cases that begin before `now` and may end after it."""
    bureau, calendar = bureau_of(pack_id), load_calendar()
    for number in range(1, count + 1):
        dice = dice_for(pack_id, seed, number)
        story = STORIES[_name_of_story(bureau, dice)]
        first = now.date() - timedelta(days=_age(dice))
        draft = begin(bureau, story, number, Diary(first, dice, calendar), dice)
        story.tell(draft)
        yield draft


def _name_of_story(bureau: Bureau, dice: Random) -> str:
    name = dice.choices(list(bureau.stories), list(bureau.stories.values()))[0]
    after_complaint = name == "penalty" and happens(dice, 0.3)
    return "penalty_after_complaint" if after_complaint else name


def _age(dice: Random) -> int:
    """How many days ago a case began: most lately, some long ago."""
    return dice.randint(2, 60) if happens(dice, 0.6) else dice.randint(60, 420)


def whole_case(pack_id: str, seed: int) -> Facts:
    """One filed case of the size that benchmarks take: about 22 events, 25 documents, 8 recordings.

    All of it lies before `DEFAULT_NOW`, and nothing is wrong with it.

    Raises:
        BadInput: the simulator knows no bureau with this pack.
    """
    bureau = _with_long_files(bureau_of(pack_id))
    dice = dice_for("whole", pack_id, seed)
    first = DEFAULT_NOW.date() - timedelta(days=dice.randint(240, 400))
    draft = begin(bureau, WHOLE, seed, Diary(first, dice, load_calendar()), dice)
    WHOLE.tell(draft)
    return draft.facts()


def _with_long_files(bureau: Bureau) -> Bureau:
    """The same bureau with recorders that write one file an activity."""
    return replace(bureau, habits=replace(bureau.habits, segment_minutes=(90,)))
