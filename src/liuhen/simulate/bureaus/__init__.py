# SPDX-License-Identifier: Apache-2.0
"""The bureaus that the simulator knows, by the id of their pack."""

from liuhen.law.errors import BadInput, quoted
from liuhen.simulate.bureau import Bureau
from liuhen.simulate.bureaus.culture_tourism import QILIN_CULTURE_TOURISM
from liuhen.simulate.bureaus.education import XIGANG_EDUCATION
from liuhen.simulate.bureaus.ethnic_religious import JINPU_ETHNIC_RELIGIOUS
from liuhen.simulate.bureaus.labour import XIGANG_HRSS
from liuhen.simulate.bureaus.ocean import JINPU_OCEAN

BUREAUS: dict[str, Bureau] = {
    bureau.pack: bureau
    for bureau in (
        JINPU_ETHNIC_RELIGIOUS,
        XIGANG_EDUCATION,
        QILIN_CULTURE_TOURISM,
        JINPU_OCEAN,
        XIGANG_HRSS,
    )
}


def bureau_of(pack_id: str) -> Bureau:
    """The bureau whose regulation this pack is.

    Raises:
        BadInput: the simulator knows no such bureau; the sentence lists those that it knows.
    """
    if pack_id not in BUREAUS:
        known = ", ".join(sorted(BUREAUS))
        raise BadInput(f"nothing to simulate for {quoted(pack_id)}; known are: {known}")
    return BUREAUS[pack_id]
