# SPDX-License-Identifier: Apache-2.0
from collections.abc import Callable
from pathlib import Path

import pytest

from support.media_files import media

Media = Callable[[str], Path]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Media:
    """Gives the media file of a name."""
    folder = tmp_path_factory.mktemp("media")
    return lambda name: media(name, folder)
