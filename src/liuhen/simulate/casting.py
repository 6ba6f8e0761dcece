# SPDX-License-Identifier: Apache-2.0
"""Who and what a case is about: party, place, matter, officers."""

from random import Random

from msgspec import UNSET

from liuhen.law.facts import Act, Case, Party
from liuhen.simulate.bureau import Bureau, Matter
from liuhen.simulate.diary import Diary
from liuhen.simulate.dice import happens
from liuhen.simulate.draft import Draft
from liuhen.simulate.people import person
from liuhen.simulate.stories import Story
from liuhen.simulate.wording import Occasion

_SEA_PLACE = "杏树渔港东南{}海里海域"
_DECISIONS: dict[Act, str] = {"licensing": "准予行政许可决定书", "levy": "行政征收决定书"}
_SOURCES = ("日常检查发现", "上级交办", "专项检查发现", "其他机关移送")


def begin(bureau: Bureau, story: Story, number: int, diary: Diary, dice: Random) -> Draft:
    """A case of which nothing has been told but what it is about."""
    on = _occasion(bureau, story, dice)
    year = diary.now.year
    return Draft(
        case=Case(
            id=f"{bureau.code}-{year}-{number:04d}",
            act=story.act,
            procedure=story.procedure or UNSET,
            origin=story.origin,
            title=_title(story, on),
            party=Party(name=on.party, kind="person" if on.speaker in on.party else "organization"),
        ),
        on=on,
        diary=diary,
        dice=dice,
        officers=[bureau.officer(name, year) for name in on.handlers],
    )


def _occasion(bureau: Bureau, story: Story, dice: Random) -> Occasion:
    matter = _matter(bureau, story, dice)
    vessel = dice.choice(bureau.vessels) if matter.at_sea else None
    speaker = person(dice)
    if vessel:
        party = f"{vessel[0]}船长{speaker}"
    else:
        usual = matter.parties or bureau.organizations
        party = dice.choice(usual) if happens(dice, 0.75) else speaker
    return Occasion(
        bureau=bureau,
        matter=matter,
        party=party,
        speaker=speaker,
        place=_place(bureau, dice) if vessel is None else _SEA_PLACE.format(dice.randint(2, 18)),
        source="投诉举报" if story.origin == "complaint" else dice.choice(_SOURCES),
        witness=person(dice),
        appraiser=person(dice),
        handlers=tuple(dice.sample(bureau.officers, 2)),
        decision=_DECISIONS.get(story.act, "行政处罚决定书"),
        vessel=vessel,
    )


def _place(bureau: Bureau, dice: Random) -> str:
    return f"{bureau.district}{dice.choice(bureau.streets)}{dice.randint(1, 160)}号"


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
