# SPDX-License-Identifier: Apache-2.0
"""A card, and a stand-in for the server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from liuhen.dock import sending
from support.docking import Docking
from support.standin import standing_in


@pytest.fixture
def docking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Docking]:
    monkeypatch.setattr(sending, "PIECE_BYTES", 1 << 20)
    with standing_in() as server:
        yield Docking(tmp_path, server)
