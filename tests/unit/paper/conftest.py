# SPDX-License-Identifier: Apache-2.0
"""One press and one seal for the tests of papers: each takes a while to begin."""

from collections.abc import Iterator

import pytest

from liuhen.paper import press as press_module
from liuhen.paper.seals import Seal, open_seal
from support.papers import SEALED_AT


@pytest.fixture(scope="session", autouse=True)
def _end_the_press() -> Iterator[None]:
    yield
    press_module.close()


@pytest.fixture(scope="session")
def seal(tmp_path_factory: pytest.TempPathFactory) -> Seal:
    folder = tmp_path_factory.mktemp("seals")
    return open_seal(folder, "jinpu-ocean", "某市某区某某局", SEALED_AT)
