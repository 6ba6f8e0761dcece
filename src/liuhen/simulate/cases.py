# SPDX-License-Identifier: Apache-2.0
"""Cases of one bureau, one after the other: who, when, which course, what went wrong."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from msgspec import UNSET

from liuhen.law.facts import Case, Facts, Party
from liuhen.law.workdays import Calendar, load_calendar
from liuhen.simulate.asked import asked_by
from liuhen.simulate.bureau import Bureau, Matter
from liuhen.simulate.bureaus import bureau_of
from liuhen.simulate.cut import cut
from liuhen.simulate.diary import BEIJING, Diary
from liuhen.simulate.dice import dice_for, happens
from liuhen.simulate.draft import Draft
from liuhen.simulate.faults import spoil
from liuhen.simulate.people import person
from liuhen.simulate.stories import STORIES, Story
from liuhen.simulate.wording import Occasion

#: The day on which a simulation looks at its cases, unless told otherwise.
DEFAULT_NOW = datetime(2026, 6, 10, 12, 0, tzinfo=BEIJING)


def cases(
    pack_id: str, count: int, seed: int, now: datetime | None = None, faults: float = 0.3
) -> Iterator[Facts]:
    """`count` cases of a bureau as they stand at `now`, a share `faults` of them with faults.

    Raises:
        BadInput: the simulator knows no bureau with this pack.
    """
    bureau = bureau_of(pack_id)
    now = (now or DEFAULT_NOW).astimezone(BEIJING)
    calendar, asked = load_calendar(), asked_by(pack_id)
    for number in range(1, count + 1):
        dice = dice_for(pack_id, seed, number)
        draft = _case(bureau, number, dice, calendar, now)
        if happens(dice, faults):
            spoil(draft, asked)
        yield cut(draft.facts(), now)


def _case(bureau: Bureau, number: int, dice: Random, calendar: Calendar, now: datetime) -> Draft:
    name = dice.choices(list(bureau.stories), list(bureau.stories.values()))[0]
    if name == "penalty" and happens(dice, 0.3):
        name = "penalty_after_complaint"
    first = now.date() - timedelta(days=_age(dice))
    draft = begin(bureau, STORIES[name], number, Diary(first, dice, calendar), dice)
    STORIES[name].tell(draft)
    return draft


def _age(dice: Random) -> int:
    """How many days ago a case began: most lately, some long ago."""
    return dice.randint(2, 60) if happens(dice, 0.6) else dice.randint(60, 420)


def begin(bureau: Bureau, story: Story, number: int, diary: Diary, dice: Random) -> Draft:
    """A case of which nothing has been told but what it is about."""
    matter = _matter(bureau, story, dice)
    vessel = dice.choice(bureau.vessels) if matter.at_sea else None
    organization = vessel is None and happens(dice, 0.75)
    speaker = person(dice)
    party = dice.choice(bureau.organizations) if organization else speaker
    if vessel:
        party = f"{vessel[0]}船长{speaker}"
    handlers = tuple(dice.sample(bureau.officers, 2))
    year = diary.now.year
    on = Occasion(
        bureau=bureau,
        matter=matter,
        party=party,
        speaker=speaker,
        place=f"{bureau.district}{dice.choice(bureau.streets)}{dice.randint(1, 160)}号",
        source="投诉举报"
        if story.origin == "complaint"
        else dice.choice(("日常检查发现", "上级交办", "专项检查发现")),
        witness=person(dice),
        appraiser=person(dice),
        handlers=handlers,
        vessel=vessel,
    )
    return Draft(
        case=Case(
            id=f"{bureau.code}-{year}-{number:04d}",
            act=story.act,
            procedure=story.procedure or UNSET,
            origin=story.origin,
            title=_title(story, on),
            party=Party(name=party, kind="organization" if organization else "person"),
        ),
        on=on,
        diary=diary,
        dice=dice,
        officers=[bureau.officer(name, year) for name in handlers],
    )


def _matter(bureau: Bureau, story: Story, dice: Random) -> Matter:
    if story.act == "licensing":
        licence = dice.choice(bureau.licences)
        return Matter(
            licence.title, licence.basis, f"申请{licence.title}，材料齐全", "申请材料一套"
        )
    return dice.choice([m for m in bureau.matters if m.levies == (story.act == "levy")])


def _title(story: Story, on: Occasion) -> str:
    if story.act == "licensing":
        return f"{on.party}申请{on.matter.title}"
    if story.act == "inspection":
        return f"对{on.party}的行政检查"
    if story.act == "levy":
        return f"{on.party}{on.matter.title}"
    return f"{on.party}涉嫌{on.matter.title}案"
