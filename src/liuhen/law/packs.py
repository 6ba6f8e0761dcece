# SPDX-License-Identifier: Apache-2.0
"""The packs that come with the program, by their ids."""

from functools import cache

from liuhen.law.errors import BadInput, quoted
from liuhen.law.pack import PACKS, Pack
from liuhen.law.pack_cache import remembered_pack


def known_packs() -> list[str]:
    """The ids of the packs that come with the program, sorted."""
    return sorted(path.parent.name for path in PACKS.glob("*/pack.yaml"))


@cache
def load_pack(pack_id: str) -> Pack:
    """Return a pack that comes with the program.

    Raises:
        BadInput: no pack has this id; the sentence lists those that there are.
    """
    if pack_id not in known_packs():
        raise BadInput(f"there is no pack {quoted(pack_id)}; known are: {', '.join(known_packs())}")
    return remembered_pack(PACKS / pack_id)
