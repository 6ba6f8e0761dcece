# SPDX-License-Identifier: Apache-2.0
"""The examples in the docstrings of the law package are true."""

import doctest
import importlib
import pkgutil

import pytest

import liuhen.law

MODULES = [
    module.name for module in pkgutil.walk_packages(liuhen.law.__path__, f"{liuhen.law.__name__}.")
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples() -> None:
    attempted = sum(doctest.testmod(importlib.import_module(name)).attempted for name in MODULES)

    assert attempted > 20
