# SPDX-License-Identifier: Apache-2.0
"""The packs at hand, by their ids: those that come with the program, and a bureau's own.

A bureau's own packs lie in the folders that `LIUHEN_PACKS` names (several with the separator of
PATH), each pack in a folder with its id. A pack that comes with the program cannot be replaced
this way: an id names one regulation.
"""

import os
from functools import cache
from pathlib import Path

from liuhen.law.errors import BadInput, quoted
from liuhen.law.pack import PACKS, Pack
from liuhen.law.pack_cache import remembered_pack


def shipped_packs() -> list[str]:
    """The ids of the packs that come with the program, sorted."""
    return sorted(path.parent.name for path in PACKS.glob("*/pack.yaml"))


def known_packs() -> list[str]:
    """The ids of all packs at hand, sorted."""
    return sorted(_folders())


def folder_of(pack_id: str) -> Path:
    """The folder of a pack.

    Raises:
        BadInput: no pack has this id; the sentence lists those that there are.
    """
    folders = _folders()
    if pack_id not in folders:
        known = ", ".join(sorted(folders))
        raise BadInput(f"there is no pack {quoted(pack_id)}; known are: {known}")
    return folders[pack_id]


@cache
def load_pack(pack_id: str) -> Pack:
    """Return a pack.

    Raises:
        BadInput: no pack has this id, or it cannot be read.
    """
    return remembered_pack(folder_of(pack_id))


def _folders() -> dict[str, Path]:
    own = [Path(name) for name in os.environ.get("LIUHEN_PACKS", "").split(os.pathsep) if name]
    files = [file for place in (*own, PACKS) for file in place.glob("*/pack.yaml")]
    return {file.parent.name: file.parent for file in files}
