# SPDX-License-Identifier: Apache-2.0
"""What is kept of a job's failure: enough to find the fault, and nothing of what rows hold.

Jobs are looked at by administrators, who see no case. So of an error stay its class, the first line
of its message and the place in our own code. PostgreSQL writes a row's values into the lines after
the first; whatever else is quoted is left out, but for the names of tables and constraints.
"""

import re
import traceback
from pathlib import Path

_CODE = Path(__file__).resolve().parent.parent
_LONGEST = 300
_QUOTED = re.compile(
    r"""(?P<name>\b(?:constraint|relation|table|column|index)\ "\w+")"""
    r"""|(?<!\w)(?P<mark>["']).*?(?P=mark)(?!\w)|“.*?”|「.*?」""",
    re.VERBOSE,
)


def described(error: Exception) -> str:
    """Return one line about `error`.

    >>> described(ValueError("no number: '张三'"))
    "ValueError: no number: '…'"
    """
    message = str(error).strip().partition("\n")[0]
    line = f"{type(error).__name__}: {_QUOTED.sub(_shortened, message)[:_LONGEST]}".rstrip(": ")
    place = _place(error)
    return f"{line} ({place})" if place else line


def _shortened(found: re.Match[str]) -> str:
    return found["name"] or "'…'"


def _place(error: Exception) -> str:
    """Where in our own code it happened, the innermost place, as `liuhen/apps/…:line`."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(_CODE):
            return f"{path.relative_to(_CODE.parent)}:{frame.lineno}"
    return ""
