# SPDX-License-Identifier: Apache-2.0
"""One bit of one object turns, wherever it is: the scrub names that object, and so does a check."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from liuhen.apps.evidence.acts import keep_scan
from liuhen.apps.evidence.keeping import verify_object
from liuhen.apps.evidence.models import StoredObject
from liuhen.apps.evidence.scrub import scrub
from liuhen.apps.evidence.vault import vault
from liuhen.vault.store import ObjectDamagedError
from support.house import House
from support.rounds import counted, dice, rounds


def test_a_flipped_bit_is_found_and_named(house: House, settings: Any, tmp_path: Path) -> None:
    settings.LIUHEN_STORE_URL = (tmp_path / "vault").as_uri()
    chance, bureau = dice("flipped bit"), str(house.bureau.pk)
    for number in range(7):
        body = chance.randbytes(chance.choice([0, 1, 1000, 1_048_571, 2_000_000]))
        keep_scan(by=house.officer, file_name=f"{number}.pdf", chunks=[b"%PDF-", body])
    rows = {one.digest: one for one in StoredObject.objects.within(house.bureau.pk)}
    for one in rows.values():
        verify_object(str(one.pk))

    for _ in range(rounds()):
        digest = chance.choice(sorted(rows))
        with vault().as_file(bureau, digest) as path:
            bit = chance.randrange(8 * path.stat().st_size)
        flip(path, bit)

        with pytest.raises(ObjectDamagedError):
            vault().check(bureau, digest)
        house.clock.time += timedelta(hours=1)
        assert [one.digest for one in scrub().damaged] == [digest], bit

        flip(path, bit)
        house.clock.time += timedelta(hours=1)
        done = scrub()
        assert (done.damaged, done.whole_again, done.objects) == ([], 1, len(rows))
    counted(f"{rounds()} bits, one at a time")


def flip(path: Path, bit: int) -> None:
    path.chmod(0o600)
    with path.open("r+b") as file:
        file.seek(bit // 8)
        (byte,) = file.read(1)
        file.seek(bit // 8)
        file.write(bytes([byte ^ 1 << bit % 8]))
    path.chmod(0o400)
