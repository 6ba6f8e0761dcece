# SPDX-License-Identifier: Apache-2.0
"""An opinion that is written after a paper was issued: printed at its place, by one signature."""

from pathlib import Path

import pytest

from liuhen.paper.press import draw_stamp, press
from liuhen.paper.sample import sample_values
from liuhen.paper.sealing import seal_pdf, sign_place, sign_unseen, verify_pdf
from liuhen.paper.seals import Seal, SealError
from liuhen.paper.sheets import Place, PressError, Printed
from liuhen.paper.standard import standard_forms
from support.papers import SEALED_AT, a_sheet, drawn
from unit.paper.test_sealing import inside

FORM = standard_forms()["decision_approval"]
OPINION = "同意承办机构的意见，按裁量基准从轻处罚。"


@pytest.fixture(scope="module")
def printed() -> Printed:
    values = sample_values(FORM)
    later = {one.opinion for one in FORM.signatures}
    return press(a_sheet(FORM, values={k: v for k, v in values.items() if k not in later}))


def places(printed: Printed, role: str) -> tuple[Place, Place]:
    (room,) = [one for one in printed.places if (one.role, one.kind) == (role, "opinion")]
    (place,) = [one for one in printed.places if (one.role, one.kind) == (role, "")]
    return place, room


def ink(pdf: bytes, place: Place) -> int:
    picture = inside(drawn(pdf, page=place.page - 1), place).convert("L")
    return sum(tone < 128 for tone in picture.tobytes())


def test_each_role_with_an_opinion_has_room_for_it(printed: Printed) -> None:
    rooms = {one.role for one in printed.places if one.kind == "opinion"}
    assert rooms == {one.role for one in FORM.signatures if one.opinion}
    for role in rooms:
        place, room = places(printed, role)
        assert room.box[1] >= place.box[3] - 5, "above the line where one signs"
        assert room.box[2] - room.box[0] > 300


def test_what_was_written_before_leaves_no_room(printed: Printed) -> None:
    made = press(a_sheet(FORM, values=sample_values(FORM)))
    assert not [one for one in made.places if one.kind]


def test_opinion_name_and_time_are_seen_and_one_signature(printed: Printed, seal: Seal) -> None:
    place, room = places(printed, "bureau_head")
    sealed = seal_pdf(printed.pdf, seal, at=SEALED_AT)

    signed = sign_place(
        sealed, place, seal, name="王某", at=SEALED_AT, reason="机关负责人",
        day="2026年3月2日9时30分", opinion=OPINION, room=room,
    )  # fmt: skip

    assert signed.startswith(sealed)
    assert ink(signed, room) > ink(sealed, room) + 300
    assert ink(signed, place) > ink(sealed, place) + 100
    found = verify_pdf(signed, [seal.authority.read_bytes()])
    assert [(one.name, one.intact, one.trusted) for one in found][1:] == [("王某", True, True)]
    other, _room = places(printed, "section_head")
    assert ink(signed, other) == ink(sealed, other), "nobody else's place is touched"


@pytest.mark.parametrize("length", [1, 60, 400, 2000])
def test_an_opinion_of_any_length_stays_in_its_room(length: int) -> None:
    how = {"room": (0, 0, 340, 30), "inner": (120, 34, 220, 30), "width": 340, "height": 64}
    assert draw_stamp(opinion="同意" * (length // 2 + 1), name="王某", **how).startswith(b"\x89PNG")


def test_a_character_without_a_font_is_named() -> None:
    with pytest.raises(PressError) as caught:
        draw_stamp(
            width=340, height=64, opinion="同意\U0001f600", name="王某", room=(0, 0, 340, 30),
            inner=(120, 34, 220, 30),
        )  # fmt: skip
    assert caught.value.character == "\U0001f600"


def test_a_role_without_a_place_signs_unseen(printed: Printed, seal: Seal, tmp_path: Path) -> None:
    signed = sign_unseen(
        printed.pdf, seal, role="bureau_head", name="王某", at=SEALED_AT, reason="同意"
    )

    assert signed.startswith(printed.pdf)
    (found,) = verify_pdf(signed, [seal.authority.read_bytes()])
    assert (found.name, found.reason, found.whole) == ("王某", "同意", True)
    with pytest.raises(SealError):
        sign_unseen(signed, seal, role="bureau_head", name="李某", at=SEALED_AT, reason="同意")
