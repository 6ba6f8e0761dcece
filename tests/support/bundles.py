# SPDX-License-Identifier: Apache-2.0
"""A case with recordings and papers whose bytes lie in the vault, and bundles of it.

file = EvidenceFile(house)
file.original("2026-03-02 09:00", minutes=30, body=b"...")
file.paper("询问笔录.pdf")
bundle = file.export(tmp_path / "bundle")
"""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from liuhen.apps.archives.bundling import Exported, write_bundle
from liuhen.apps.cases import acts
from liuhen.apps.cases.linking.acts import link_original
from liuhen.apps.evidence.acts import keep_scan
from liuhen.apps.evidence.keeping import register_object, verify_object
from liuhen.apps.evidence.models import Original, OriginalKind, TimeSource
from liuhen.apps.evidence.vault import vault
from liuhen.apps.trace.journal import act
from liuhen.archive.sinks import FolderSink
from support.house import SYSTEM, House, beijing

if TYPE_CHECKING:
    from liuhen.apps.cases.models import Activity, Case

MOST = 1 << 40


class EvidenceFile:
    """One case of a house, with evidence."""

    def __init__(self, house: House, **values: object) -> None:
        self.house = house
        self.case: Case = house.case(**values)
        self.event: Activity = acts.add_activity(
            by=house.officer, kind="site_inspection", start=beijing("2026-03-01 09:00"),
            end=beijing("2026-03-01 10:00"), case=self.case,
        )  # fmt: skip

    def kept(
        self, name: str, body: bytes, start: str = "2026-03-01 09:00", minutes: int = 60
    ) -> Original:
        """An original of one hour, its bytes in the vault and read again."""
        house = self.house
        stored = vault().put(str(house.bureau.pk), [body], most_bytes=MOST)
        begun = beijing(start)
        with act("evidence.keep", by=house.officer) as record:
            row = Original(
                bureau=house.bureau, section=house.section, kind=OriginalKind.VIDEO,
                file_name=name, device_code="DSJ-01", officer=house.people["officer"],
                officer_name="officer", raw_start=begun, start=begun, kept_at=record.at,
                raw_end=begun + timedelta(minutes=minutes),
                end=begun + timedelta(minutes=minutes), time_source=TimeSource.NAME,
                duration_ms=minutes * 60_000, segments=[[0, minutes * 60_000]],
                probed_at=record.at, kept_by=house.people["officer"],
            )  # fmt: skip
            row.object = register_object(record, house.bureau, stored, row)
            record.create(row)
            record.about(row)
        verify_object(str(row.object_id))
        return Original.objects.within(house.bureau.pk).get(pk=row.pk)

    def original(self, name: str = "巡查 一号.mp4", body: bytes = b"film" * 5000) -> Original:
        """An original, linked to the inspection as a whole."""
        row = self.kept(name, body)
        link_original(by=self.house.officer, original=row, activity=self.event)
        return row

    def paper(self, name: str = "现场检查笔录.pdf", body: bytes = b"%PDF-1.7 text") -> None:
        """A paper with its scan."""
        scan = keep_scan(by=self.house.officer, file_name=name, chunks=[body])
        acts.add_document(
            by=self.house.officer, kind="site_inspection_record", case=self.case,
            at=beijing("2026-03-01 10:10"), events=[self.event.ref], scan_digest=scan.digest,
            fields={"facts": "现场情况属实"},
        )  # fmt: skip

    def export(self, out: Path, **options: Any) -> Exported:
        """Write the bundle."""
        return write_bundle(
            by=SYSTEM, who="测试", case=self.case, purpose="送法院",
            sink_for=lambda size: FolderSink(out, expected_bytes=size), **options,
        )  # fmt: skip


def furnished(house: House) -> EvidenceFile:
    """A case with two originals and a paper."""
    file = EvidenceFile(house)
    file.original()
    file.original("CON:二号.mp4", b"more film" * 3000)
    file.paper()
    return file


# ---------------------------------------------------------------- tampering


def files_of(bundle: Path) -> list[Path]:
    """Every file, in order."""
    return sorted(path for path in bundle.rglob("*") if path.is_file())


def copied(bundle: Path, to: Path) -> Path:
    """A copy to do harm to."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(bundle, to)
    return to


def correct_manifests(bundle: Path) -> None:
    """What a forger does after changing files: make all manifests right again."""
    payload = {p.relative_to(bundle).as_posix(): p for p in files_of(bundle / "data")}
    _write(bundle / "manifest-sha256.txt", payload, sha)
    _write(bundle / "manifest-sm3.txt", payload, _sm3)
    size = sum(path.stat().st_size for path in payload.values())
    info = (bundle / "bag-info.txt").read_text("utf-8").splitlines()
    kept = [one for one in info if not one.startswith("Payload-Oxum")]
    text = "\n".join([*kept, f"Payload-Oxum: {size}.{len(payload)}"]) + "\n"
    (bundle / "bag-info.txt").write_text(text, "utf-8")
    tags = {
        name: path
        for path in files_of(bundle)
        if not (name := path.relative_to(bundle).as_posix()).startswith("data/")
        and name != "tagmanifest-sha256.txt"
    }
    _write(bundle / "tagmanifest-sha256.txt", tags, sha)


def sha(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _sm3(path: Path) -> str:
    from liuhen.archive.digests import sm3_of

    return sm3_of(path.read_bytes())


def _write(manifest: Path, files: dict[str, Path], digest: Callable[[Path], str]) -> None:
    lines = (f"{digest(files[name])}  {name}\n" for name in sorted(files))
    manifest.write_text("".join(lines), "utf-8")


def leaf_lines(bundle: Path) -> list[dict[str, Any]]:
    """The lines of the leaves, read."""
    text = (bundle / "journal/leaves.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def write_leaves(bundle: Path, lines: list[dict[str, Any]]) -> None:
    """Put them back."""
    text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines)
    (bundle / "journal/leaves.jsonl").write_text(text, "utf-8")


def edit_json(path: Path, change: Callable[[Any], object]) -> None:
    """Change a JSON file as somebody with an editor would."""
    value = json.loads(path.read_text("utf-8"))
    change(value)
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", "utf-8")


def told(bundle: Path) -> Iterator[str]:
    """What a verification says of the bundle, a line each."""
    from liuhen.archive.verify import verify

    yield from (f"{one.name}: {one.says}" for one in verify(bundle).findings)
