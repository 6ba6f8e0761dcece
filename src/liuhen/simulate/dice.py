# SPDX-License-Identifier: Apache-2.0
"""Chance that can be repeated."""

from random import Random


def dice_for(*words: object) -> Random:
    """Dice that fall the same way for the same words, on every machine."""
    return Random("/".join(map(str, words)))  # noqa: S311  # believable, not secret


def happens(dice: Random, share: float) -> bool:
    """Whether something comes about that comes about in this share of cases."""
    return dice.random() < share
