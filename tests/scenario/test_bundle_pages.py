# SPDX-License-Identifier: Apache-2.0
"""A custodian asks for a bundle of a case, a worker makes it, anybody verifies it; and a check."""

import zipfile
from pathlib import Path
from typing import Any

import pytest

from liuhen.apps.archives import asking, case_checking
from liuhen.apps.archives.models import Bundle, CaseCheck, WorkState
from liuhen.apps.cases.models import Recording
from liuhen.apps.evidence.vault import vault
from liuhen.apps.jobs.models import Job
from liuhen.apps.trace.heads import sign_and_publish
from liuhen.apps.trace.models import Leaf
from liuhen.archive.trust import read_trust
from liuhen.archive.verify import verify
from liuhen.worker.run import WORK
from support.bundles import EvidenceFile, furnished
from support.desk import Desk
from support.house import House


@pytest.fixture
def file(house: House, settings: Any, tmp_path: Path) -> EvidenceFile:
    settings.LIUHEN_HOME = tmp_path
    return furnished(house)


def work() -> None:
    """Do the jobs that were left by pages of this app."""
    for job in Job.objects.filter(name__in=(asking.MAKE, case_checking.CHECK), state="queued"):
        WORK[job.name](**job.arguments)


def test_a_bundle_is_asked_for_with_its_purpose_made_and_taken(
    file: EvidenceFile, house: House, tmp_path: Path
) -> None:
    desk = Desk(house, "custodian").open(f"/cases/{file.case.pk}/")
    desk.follow("证据包").send(status=422, purpose="  ")
    assert not Bundle.everywhere.exists()
    desk.send(purpose="送法院")
    assert desk.says("送法院")
    work()
    desk.open(f"/cases/{file.case.pk}/bundle/")
    row = Bundle.everywhere.get()
    assert row.state == WorkState.READY

    answer = desk.client.post(f"/cases/{file.case.pk}/bundle/{row.pk}/")
    raw = b"".join(answer.streaming_content)
    assert answer.headers["Content-Length"] == str(len(raw))
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    (tmp_path / "taken.zip").write_bytes(raw)
    result = verify(tmp_path / "taken.zip", sm3=True)
    assert result.intact, list(result.lines())
    assert result.case == file.case.number
    acts = list(Leaf.objects.order_by("index").values_list("act", flat=True))
    assert [one for one in acts if one.startswith("archives.")] == [
        "archives.ask_bundle", "archives.export_bundle", "archives.make_bundle",
        "archives.take_bundle",
    ]  # fmt: skip
    exported = Leaf.objects.get(act="archives.export_bundle")
    assert exported.actor == house.custodian.reference
    assert exported.object == f"cases.case:{file.case.pk}"


def test_the_witness_holds_the_very_head_of_a_bundle(
    file: EvidenceFile, settings: Any, tmp_path: Path
) -> None:
    settings.LIUHEN_WITNESS = str(tmp_path / "witness")
    Path(settings.LIUHEN_WITNESS).mkdir()
    file.export(tmp_path / "bundle")
    file.paper("later.pdf")
    sign_and_publish()

    result = verify(tmp_path / "bundle", trusted=read_trust(tmp_path / "witness"))

    assert result.intact, list(result.lines())
    assert result.anchor is not None
    assert result.anchor.how == "witness"
    assert "are newer than it" not in result.anchor.says


def test_a_zip_with_a_flipped_bit_is_not_intact(
    file: EvidenceFile, house: House, tmp_path: Path
) -> None:
    asking.ask_bundle(by=house.custodian, case=file.case, purpose="送法院")
    work()
    path = asking.path_of(Bundle.everywhere.get())
    with zipfile.ZipFile(path) as packed:
        names = packed.namelist()
        assert all(name.startswith("证据包_") for name in names)
    raw = bytearray(path.read_bytes())
    at = raw.index(b"more film" * 3)
    raw[at] ^= 1
    (tmp_path / "x.zip").write_bytes(raw)

    found = "\n".join(verify(tmp_path / "x.zip").lines())

    assert "CON_二号.mp4" in found


def test_who_may_not_download_evidence_is_not_offered_a_bundle(
    file: EvidenceFile, house: House
) -> None:
    desk = Desk(house, "officer").open(f"/cases/{file.case.pk}/")
    assert not desk.says("证据包")
    desk.open(f"/cases/{file.case.pk}/bundle/", status=403)


def test_a_bundle_goes_after_its_days_and_says_so(file: EvidenceFile, house: House) -> None:
    asking.ask_bundle(by=house.custodian, case=file.case, purpose="送法院")
    work()
    row = Bundle.everywhere.get()
    assert Job.objects.get(name=asking.FORGET).run_after == house.clock.now() + asking.KEPT

    asking.forget_bundle(str(row.pk))

    assert not asking.path_of(row).exists()
    desk = Desk(house, "custodian")
    assert desk.client.post(f"/cases/{file.case.pk}/bundle/{row.pk}/").status_code == 404
    assert desk.open(f"/cases/{file.case.pk}/bundle/").says("已移除")


def test_a_case_is_checked_by_a_button_and_a_damaged_file_is_named(
    file: EvidenceFile, house: House
) -> None:
    where = f"/cases/{file.case.pk}/integrity/"
    desk = Desk(house, "officer").open(f"/cases/{file.case.pk}/").follow("核验案件").send()
    work()
    assert desk.open(where).says("完好")
    for words in ("巡查 一号.mp4", "现场检查笔录.pdf", "sm3:", "sha256:"):
        assert desk.says(words)
    assert CaseCheck.everywhere.get().findings == []

    name = _damage(file)
    desk.send()
    work()
    desk.open(where)
    assert desk.says(name)
    assert desk.says("在保管库中被改动")


def _damage(file: EvidenceFile) -> str:
    """Change a byte of an original in the vault; its name."""
    row = Recording.objects.within(file.case.bureau_id).filter(case=file.case).first()
    assert row is not None
    assert row.original is not None
    digest = row.original.object.digest
    with vault().open(str(file.case.bureau_id), digest) as opened:
        path = Path(opened.name)
    path.chmod(0o600)
    raw = bytearray(path.read_bytes())
    raw[7] ^= 1
    path.write_bytes(raw)
    return row.original.file_name
