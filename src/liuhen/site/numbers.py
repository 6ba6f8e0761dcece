# SPDX-License-Identifier: Apache-2.0
"""Settings from the environment that are whole numbers."""

import os
from typing import TypeVar

from liuhen.errors import UserError

Default = TypeVar("Default", int, None)


def whole_number(name: str, default: Default) -> int | Default:
    """Return the setting, or `default` where it is not set.

    Raises:
        UserError: it is no whole number from 0 on.
    """
    if not (said := os.environ.get(name, "").strip()):
        return default
    if not (said.isascii() and said.isdigit()):
        raise UserError(f"{name}: {said!r} is no whole number, for example 50")
    return int(said)
