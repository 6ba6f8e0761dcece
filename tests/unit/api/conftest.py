# SPDX-License-Identifier: Apache-2.0
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from support.fixtures import clock, house, leaves_stay, many_writers, start

if TYPE_CHECKING:
    from support.house import House
    from support.tus import Speaker

__all__ = ["clock", "house", "leaves_stay", "many_writers", "start"]


@pytest.fixture
def own_vault(settings: Any, tmp_path: Path) -> None:
    settings.LIUHEN_STORE_URL = (tmp_path / "vault").as_uri()


@pytest.fixture
def speaker(house: "House", own_vault: None) -> "Speaker":
    from support.tus import Speaker

    return Speaker(house)
