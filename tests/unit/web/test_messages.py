# SPDX-License-Identifier: Apache-2.0
"""No page speaks English to a reader of Chinese because a translation is lacking."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_every_msgid_has_its_chinese_and_none_is_left_over() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/messages.py", "check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
