# SPDX-License-Identifier: Apache-2.0
"""Cases of one bureau, one after the other: who, when, which course, what went wrong."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
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
from liuhen.simulate.people import person
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


@dataclass(frozen=True, slots=True)
class Team:
    """Officers who work together."""

    name: str
    officers: tuple[str, ...]


#: How many officers a team of a large bureau has.
TEAM = 20


def teams_of(pack_id: str, count: int) -> list[Team]:
    """`count` teams of a large bureau, of people who do not exist; the bureau's own where it is 0.

    Raises:
        BadInput: the simulator knows no bureau with this pack.
    """
    bureau = bureau_of(pack_id)
    if not count:
        return [Team(bureau.section, bureau.officers)]
    dice, names = dice_for("teams", pack_id), dict.fromkeys(bureau.officers)
    while len(names) < count * TEAM:
        names[person(dice)] = None
    every = tuple(names)
    return [
        Team(f"执法{number + 1}大队", every[number * TEAM : (number + 1) * TEAM])
        for number in range(count)
    ]


def whole_cases(
    pack_id: str,
    count: int,
    seed: int,
    now: datetime | None = None,
    faults: float = 0.3,
    *,
    years: int = 1,
    teams: int = 0,
) -> Iterator[Facts]:
    """`count` cases of the size of `whole_case` as they stand at `now`.

    They began within the last `years`, one after the other, so that numbers rise with time, most
    are over and the last are under way; so each also depends on how many are asked for. With
    `teams` it is a large bureau, of so many teams of 20 officers (`teams_of`).

    Raises:
        BadInput: the simulator knows no bureau with this pack.
    """
    now = (now or DEFAULT_NOW).astimezone(BEIJING)
    bureau, calendar = _with_long_files(bureau_of(pack_id)), load_calendar()
    asked = asked_by(bureau.pack)
    bureaus = [
        replace(
            bureau,
            section=team.name,
            officers=team.officers,
            certificate=f"{bureau.certificate}{number:02}" if teams else bureau.certificate,
        )
        for number, team in enumerate(teams_of(pack_id, teams), start=1)
    ]
    for number in range(1, count + 1):
        dice = dice_for("whole cases", pack_id, seed, number)
        first = now.date() - timedelta(days=2 + 365 * years * (count - number) // count)
        of_team = dice.choice(bureaus)
        draft = begin(of_team, WHOLE, number, Diary(first, dice, calendar), dice)
        WHOLE.tell(draft)
        if happens(dice, faults):
            spoil(draft, asked)
        yield cut(draft.facts(), now)


def _with_long_files(bureau: Bureau) -> Bureau:
    """The same bureau with recorders that write one file an activity."""
    return replace(bureau, habits=replace(bureau.habits, segment_minutes=(90,)))
