# SPDX-License-Identifier: Apache-2.0
"""Mutated media files: the reader may break, the parent never does, and nobody waits for ever."""

import random
import time
from pathlib import Path

from liuhen.media.preview import Wanted, draw
from liuhen.media.probe import probe
from liuhen.media.sandbox import Limits, SandboxError
from support.media_files import MEDIA, media
from support.rounds import counted, dice, rounds

_LIMITS = Limits(seconds=10, wall_seconds=30, memory_mib=1536)
_LONGEST_SECONDS = 40  # the limit, and what a loaded machine needs to end a child
_EXTREMES = (b"\xff" * 4, b"\x7f\xff\xff\xff", b"\x80\0\0\0", b"\0" * 4)


def _flip(raw: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 8, 200))):
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)


def _extreme(raw: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 5))):
        at = chance.randrange(max(1, len(raw) - 4))
        raw[at : at + 4] = chance.choice(_EXTREMES)


def _head(raw: bytearray, chance: random.Random) -> None:
    """The index and the heads, where numbers become sizes."""
    at = raw.find(b"moov") if b"moov" in raw else 0
    for _ in range(20):
        place = min(len(raw) - 1, max(0, at) + chance.randrange(2000))
        raw[place] = chance.randrange(256)


def _cut(raw: bytearray, chance: random.Random) -> None:
    del raw[chance.randrange(1, len(raw)) :]


def _delete(raw: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(raw))
    del raw[at : at + chance.randrange(1, 5000)]


def _repeat(raw: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(raw))
    raw[at:at] = raw[at : at + chance.randrange(1, 5000)] * chance.choice((1, 50))


_MUTATIONS = (_flip, _extreme, _head, _cut, _delete, _repeat)


def test_a_mutated_file_is_answered_for_in_time(tmp_path: Path) -> None:
    chance, whole = dice("mutated media"), [name for name in MEDIA if not name.startswith("cut")]
    said: dict[str, int] = {}
    for number in range(rounds()):
        name, mutation = chance.choice(whole), chance.choice(_MUTATIONS)
        raw = bytearray(media(name, tmp_path).read_bytes())
        mutation(raw, chance)
        file = tmp_path / f"mutated-{number}"
        file.write_bytes(raw)
        begun = time.monotonic()

        found = probe(file, limits=_LIMITS)

        spent = time.monotonic() - begun
        assert spent < _LONGEST_SECONDS, (number, name, mutation.__name__)
        words = {one["word"] for one in found.findings}
        for word in words & {"reader_crashed", "reader_too_slow", "unreadable"}:
            said[word] = said.get(word, 0) + 1
        assert all(0 <= start <= end for start, end in found.segments), (number, name)
        if found.kind in ("video", "audio", "photo") and (found.streams or found.kind == "photo"):
            _draw(file, tmp_path / f"drawn-{number}", found.kind, found.duration_ms or 0)
        file.unlink()
    broken = ", ".join(f"{count} {word}" for word, count in sorted(said.items()))
    counted(f"{rounds()} files, of which {broken or 'none was found broken'}")


def _draw(file: Path, folder: Path, kind: str, duration_ms: int) -> None:
    """Pictures are made of it, or nothing; the parent goes on either way."""
    folder.mkdir()
    length = min(duration_ms, 600_000)
    wanted = Wanted(what="pictures", kind=kind, duration_ms=length, segments=[(0, length)])
    begun = time.monotonic()
    try:
        for made in draw(file, folder, wanted):
            assert (folder / made.name).is_file()
    except SandboxError:
        pass
    assert time.monotonic() - begun < 400
