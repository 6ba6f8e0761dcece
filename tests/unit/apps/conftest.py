# SPDX-License-Identifier: Apache-2.0
from pathlib import Path
from typing import Any

import pytest

from support.fixtures import clock, house, leaves_stay, many_writers, start

__all__ = ["clock", "house", "leaves_stay", "many_writers", "start"]


@pytest.fixture
def own_vault(settings: Any, tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    settings.LIUHEN_STORE_URL = folder.as_uri()
    return folder
