# SPDX-License-Identifier: Apache-2.0
"""The examples in docstrings are true, wherever they stand beside the law package."""

import doctest
import importlib
from pathlib import Path

import pytest

import liuhen

SOURCE = Path(liuhen.__file__).parent
MODULES = sorted(
    ".".join(("liuhen", *file.relative_to(SOURCE).with_suffix("").parts))
    for file in SOURCE.rglob("*.py")
    if not file.is_relative_to(SOURCE / "law") and ">>>" in file.read_text("utf-8")
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_hold(name: str) -> None:
    done = doctest.testmod(importlib.import_module(name))
    assert done.attempted > 0
    assert done.failed == 0
