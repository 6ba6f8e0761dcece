# SPDX-License-Identifier: Apache-2.0
"""What goes wrong in a bureau. Each fault changes the facts of an honest case.

A fault answers whether it found a place in this case: the case has what it breaks, and the bureau's
regulation asks for it.
"""

from collections.abc import Callable

from liuhen.simulate.asked import Asked
from liuhen.simulate.draft import Draft
from liuhen.simulate.faults.footage import (
    burn_no_disc,
    explain_too_little,
    film_it_again,
    keep_to_oneself,
    leave_the_camera_off,
    lose_some_minutes,
    never_upload,
    play_nothing_back,
    say_nothing,
    show_no_place,
    show_too_little,
    upload_late,
)
from liuhen.simulate.faults.papers import forget_a_field, forget_a_signature, lose_a_paper
from liuhen.simulate.faults.steps import (
    act_with_expired_certificate,
    approve_afterwards,
    check_too_late,
    file_late,
    forget_a_step,
    not_say_how,
    show_no_certificate,
    start_without_form,
)

Fault = Callable[[Draft, Asked], bool]

#: Every fault, and how often it comes up beside the others.
FAULTS: dict[Fault, int] = {
    upload_late: 8,
    never_upload: 3,
    keep_to_oneself: 3,
    say_nothing: 5,
    play_nothing_back: 3,
    show_no_place: 3,
    show_too_little: 2,
    burn_no_disc: 4,
    leave_the_camera_off: 5,
    lose_some_minutes: 4,
    explain_too_little: 3,
    film_it_again: 1,
    lose_a_paper: 7,
    forget_a_signature: 8,
    forget_a_field: 5,
    start_without_form: 3,
    approve_afterwards: 4,
    file_late: 8,
    forget_a_step: 2,
    not_say_how: 2,
    check_too_late: 2,
    show_no_certificate: 3,
    act_with_expired_certificate: 2,
}


def spoil(draft: Draft, asked: Asked) -> None:
    """Let one to three faults happen to this case, as far as it has places for them."""
    left = draft.dice.choice((1, 1, 2, 3))
    for fault in _in_random_order(draft):
        if not left:
            return
        if fault(draft, asked):
            left -= 1


def _in_random_order(draft: Draft) -> list[Fault]:
    """The faults, the frequent ones first by tendency."""
    return sorted(
        FAULTS, key=lambda fault: draft.dice.random() ** (1 / FAULTS[fault]), reverse=True
    )
