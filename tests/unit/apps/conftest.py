# SPDX-License-Identifier: Apache-2.0
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation

from support.fixtures import clock, house, leaves_stay, many_writers, start

if TYPE_CHECKING:
    from support.house import House
    from support.searching import Filled

__all__ = ["clock", "house", "leaves_stay", "many_writers", "start"]


@pytest.fixture
def own_vault(settings: Any, tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    settings.LIUHEN_STORE_URL = folder.as_uri()
    return folder


@pytest.fixture
def own_home(settings: Any, tmp_path: Path) -> None:
    """Seals and vault of the test's own."""
    settings.LIUHEN_HOME = str(tmp_path)
    settings.LIUHEN_STORE_URL = f"file://{tmp_path}/vault"


@pytest.fixture
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def stick(settings: Any, tmp_path: Path) -> Path:
    """A key of this test's own, and a witness."""
    folder = tmp_path / "stick"
    folder.mkdir()
    settings.LIUHEN_SIGNING_KEY = str(tmp_path / "keys" / "journal.key")
    settings.LIUHEN_WITNESS = str(folder)
    return folder


@pytest.fixture
def filled(house: "House") -> "Filled":
    """A bureau with something of every kind to be found."""
    from support.searching import fill

    return fill(house)
