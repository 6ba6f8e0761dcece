# SPDX-License-Identifier: Apache-2.0
"""One recording serves several cases: each takes out what is its own, and nothing of the others."""

import json
from pathlib import Path

import av
import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.linking.acts import link_original
from liuhen.apps.evidence.marks import add_mark
from liuhen.apps.evidence.probing import probe_original
from liuhen.apps.evidence.vault import vault
from liuhen.archive.verify import verify
from support.bundles import EvidenceFile, correct_manifests, files_of, leaf_lines
from support.films import film
from support.house import House, beijing

pytestmark = pytest.mark.django_db

SECRET = "别家店铺的暗记"


@pytest.fixture
def shared(house: House) -> tuple[EvidenceFile, EvidenceFile]:
    """A four-hour patrol; the first case has its first hour, another one its last."""
    first, other = EvidenceFile(house), EvidenceFile(house, title="另一案")
    patrol = first.kept("全天巡查.mp4", b"patrol" * 9000, minutes=240)
    link_original(by=house.officer, original=patrol, activity=first.event)
    late = acts.add_activity(
        by=house.officer, kind="site_inspection", start=beijing("2026-03-01 12:00"),
        end=beijing("2026-03-01 12:50"), case=other.case,
    )  # fmt: skip
    link_original(by=house.officer, original=patrol, activity=late)
    add_mark(by=house.officer, original=patrol, at_ms=3 * 3600_000 + 60_000, word="scene",
             text=SECRET)  # fmt: skip
    return first, other


def test_what_belongs_to_another_case_does_not_leave_with_this_one(
    shared: tuple[EvidenceFile, EvidenceFile], tmp_path: Path
) -> None:
    first, other = shared
    made = first.export(tmp_path / "bundle")

    assert made.left_out
    assert "全天巡查.mp4" in made.left_out[0]
    assert not (tmp_path / "bundle/data/originals").exists()
    whole = b"".join(path.read_bytes() for path in files_of(tmp_path / "bundle"))
    assert SECRET.encode() not in whole
    assert str(other.case.pk).encode() not in whole
    result = verify(tmp_path / "bundle")
    assert result.intact, list(result.lines())
    assert "全天巡查.mp4" in result.left_out[0]


def test_whoever_says_so_takes_the_original_in_whole_and_that_is_recorded(
    shared: tuple[EvidenceFile, EvidenceFile], tmp_path: Path
) -> None:
    first, _other = shared
    first.export(tmp_path / "bundle", whole=True)

    assert [path.name for path in (tmp_path / "bundle/data/originals").iterdir()] == [
        "r1_全天巡查.mp4"
    ]
    assert '"whole":true' in leaf_lines(tmp_path / "bundle")[-1]["payload"]
    assert verify(tmp_path / "bundle").intact


@pytest.mark.parametrize(("minutes", "goes_in"), [(75, True), (80, False)])
def test_the_way_there_and_back_goes_along(
    house: House, tmp_path: Path, minutes: int, *, goes_in: bool
) -> None:
    """The inspection took an hour; up to a quarter of an hour more is the way."""
    file = EvidenceFile(house)
    row = file.kept("巡查.mp4", b"film" * 100, minutes=minutes)
    link_original(by=house.officer, original=row, activity=file.event)

    made = file.export(tmp_path / "bundle")

    assert (not made.left_out) is goes_in


def test_an_original_that_is_gone_is_named_and_the_rest_goes_out(
    house: House, tmp_path: Path
) -> None:
    file = EvidenceFile(house)
    gone = file.original("丢失.mp4", b"gone" * 1000)
    bent = file.original("损坏.mp4", b"bent" * 1000)
    file.original("完好.mp4", b"fine" * 1000)
    for row, harm in ((gone, "remove"), (bent, "bend")):
        with vault().open(str(house.bureau.pk), row.object.digest) as opened:
            path = Path(opened.name)
        if harm == "remove":
            path.unlink()
        else:
            path.chmod(0o600)
            path.write_bytes(b"benT" * 1000)

    made = file.export(tmp_path / "bundle")

    assert {one.partition(":")[0] for one in made.left_out} == {"丢失.mp4", "损坏.mp4"}
    assert [path.name for path in (tmp_path / "bundle/data/originals").iterdir()] == ["r3_完好.mp4"]
    assert verify(tmp_path / "bundle", sm3=True).intact
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bundle"], "nothing is left beside"


def test_a_clip_of_the_linked_range_goes_along_with_the_digest_of_the_original(
    house: House, tmp_path: Path
) -> None:
    file, other = EvidenceFile(house), EvidenceFile(house, title="另一案")
    row = file.kept("巡查.mp4", film(120), minutes=2)
    probe_original(str(row.pk))
    for one, start, end in ((file, "09:00:20", "09:00:50"), (other, "09:01:00", "09:01:30")):
        link_original(
            by=house.officer, original=row, activity=one.event,
            start=beijing(f"2026-03-01 {start}"), end=beijing(f"2026-03-01 {end}"),
        )  # fmt: skip

    file.export(tmp_path / "bundle")

    clips = list((tmp_path / "bundle/data/clips").iterdir())
    assert [path.name for path in clips] == ["r1_巡查_片段_20000-50000ms.mp4"]
    result = verify(tmp_path / "bundle", sm3=True)
    assert result.intact, list(result.lines())
    with av.open(str(clips[0])) as opened:
        assert 28 <= (opened.duration or 0) / 1e6 <= 32
    shown = json.loads((tmp_path / "bundle/data/contents.json").read_text("utf-8"))
    assert shown["files"][0]["of"] == row.object.digest
    clips[0].write_bytes(clips[0].read_bytes()[:-1] + b"x")
    correct_manifests(tmp_path / "bundle")
    assert any("data/clips/" in line for line in verify(tmp_path / "bundle").lines())
