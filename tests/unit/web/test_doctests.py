# SPDX-License-Identifier: Apache-2.0
"""The examples in docstrings of the pages."""

import doctest
from types import ModuleType

import pytest

from liuhen.web import sizes
from liuhen.web.cases.axis import packing
from liuhen.web.templatetags import svg


@pytest.mark.parametrize("module", [packing, sizes, svg], ids=lambda one: one.__name__)
def test_the_examples_hold(module: ModuleType) -> None:
    done = doctest.testmod(module)
    assert done.attempted > 0
    assert done.failed == 0
