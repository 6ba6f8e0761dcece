# SPDX-License-Identifier: Apache-2.0
"""What a bundle's origin is compared with, and what is said when nothing is given."""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from liuhen.apps.trace import keys
from liuhen.apps.trace.signing import sign_head
from liuhen.archive.errors import UnreadableError
from liuhen.archive.trust import read_trust
from liuhen.archive.verify import verify
from liuhen.cli.main import main
from liuhen.vault.checkpoint import SigningKey, VerifyKey, head, read_checkpoint
from liuhen.vault.merkle import Frontier, inclusion_proof, leaf_hash, root_of
from liuhen.vault.witness import FileWitness
from support.bundles import (
    EvidenceFile,
    correct_manifests,
    edit_json,
    furnished,
    leaf_lines,
    write_leaves,
)
from support.house import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(house: House) -> EvidenceFile:
    return furnished(house)


@pytest.fixture
def bundle(file: EvidenceFile, tmp_path: Path) -> Path:
    file.export(tmp_path / "bundle")
    return tmp_path / "bundle"


def said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    status = main(["verify", "--json", *arguments])
    return status, json.loads(capsys.readouterr().out)


def test_without_trust_it_says_that_the_origin_was_not_compared(
    bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, answer = said([str(bundle)], capsys)

    assert (status, answer["intact"], answer["anchor"]) == (0, True, None)
    assert "consistent in itself; origin not compared" in answer["verdict"]
    assert main(["verify", str(bundle)]) == 0
    assert "consistent in itself; origin not compared" in capsys.readouterr().out


def test_a_key_says_who_signed(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, answer = said([str(bundle), "--trust", str(keys.public_path())], capsys)
    assert (status, answer["anchor"]["how"]) == (0, "key")

    (tmp_path / "other.pub").write_text(SigningKey.create().public.text + "\n")
    status, answer = said([str(bundle), "--trust", str(tmp_path / "other.pub")], capsys)
    assert (status, answer["intact"]) == (1, False)
    assert answer["findings"][0]["problem"] == "foreign"


def test_a_key_may_come_as_pem(bundle: Path, tmp_path: Path) -> None:
    public = keys.public_keys()[0].public
    pem = Ed25519PublicKey.from_public_bytes(public).public_bytes(
        Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    )
    (tmp_path / "key.pem").write_bytes(pem)

    result = verify(bundle, trusted=read_trust(tmp_path / "key.pem"))

    assert result.intact
    assert result.anchor is not None


def test_an_earlier_checkpoint_is_compared_by_its_proof(house: House, tmp_path: Path) -> None:
    file = furnished(house)
    early = sign_head()
    assert early is not None
    (tmp_path / "early.txt").write_text(early.note)
    file.paper("二.pdf", b"%PDF-1.7 second")
    file.export(tmp_path / "bundle")

    result = verify(tmp_path / "bundle", trusted=read_trust(tmp_path / "early.txt"))

    assert result.intact
    assert result.anchor is not None
    assert (result.anchor.how, result.anchor.size) == ("checkpoint", early.size)
    assert "newer than it" in result.anchor.says


def test_the_bundles_own_head_fits_and_another_root_of_its_size_does_not(
    bundle: Path, tmp_path: Path
) -> None:
    own = bundle / "journal/checkpoint.txt"
    assert verify(bundle, trusted=read_trust(own)).intact

    seen = read_checkpoint(own.read_bytes()).checkpoint
    other = head(seen.origin, seen.size, bytes(32), epoch=1, at=seen.at)
    (tmp_path / "other.txt").write_text(keys.signing_key().sign(other))
    result = verify(bundle, trusted=read_trust(tmp_path / "other.txt"))
    assert [one.problem for one in result.findings] == ["changed"]


def test_leaves_cut_off_the_end_of_the_journal_are_found_through_a_witness(
    bundle: Path, tmp_path: Path, house: House
) -> None:
    """The witness held more leaves at an earlier time than the bundle's head has."""
    seen = read_checkpoint((bundle / "journal/checkpoint.txt").read_bytes()).checkpoint
    before = house.clock.later(hours=-1)
    longer = head(seen.origin, seen.size + 40, bytes(32), epoch=1, at=before)
    folder = tmp_path / "witness"
    folder.mkdir()
    FileWitness(folder).append(seen.origin, keys.signing_key().sign(longer))

    for trusted in (folder, next(folder.iterdir())):
        result = verify(bundle, trusted=read_trust(trusted))
        assert [one.problem for one in result.findings] == ["cut_off"]
        assert str(seen.size + 40) in result.findings[0].says


def test_a_newer_head_of_the_same_key_is_honestly_not_comparable(
    bundle: Path, tmp_path: Path, house: House
) -> None:
    house.clock.later(hours=1)
    house.case()
    newer = sign_head()
    assert newer is not None
    (tmp_path / "newer.txt").write_text(newer.note)

    result = verify(bundle, trusted=read_trust(tmp_path / "newer.txt"))

    assert result.intact
    assert result.anchor is not None
    assert result.anchor.how == "key"
    assert "could not be compared" in result.anchor.says


def remake(bundle: Path) -> None:
    """A forger writes the journal of a bundle anew and signs it with a key of his own."""
    key = SigningKey.create(VerifyKey.parse((bundle / "journal/key.txt").read_text()).name)
    edit_json(bundle / "data/facts.json", lambda facts: facts["case"].update(title="别的"))
    edit_json(bundle / "data/contents.json", lambda c: c["case"].update(title="别的"))
    lines = leaf_lines(bundle)
    bodies = [json.loads(one["leaf"]) for one in lines]
    size = max(body["index"] for body in bodies) + 1
    by_index = {body["index"]: one for body, one in zip(bodies, lines, strict=True)}
    _bind_anew(bundle, by_index[size - 1])
    hashes = [
        leaf_hash(by_index[i]["leaf"].encode()) if i in by_index else bytes(32) for i in range(size)
    ]

    def node(level: int, index: int) -> bytes:
        return root_of(hashes[index << level : (index + 1) << level])

    for index, one in by_index.items():
        one["proof"] = [part.hex() for part in inclusion_proof(index, size, node)]
    tree = Frontier()
    for hashed in hashes:
        tree.add(hashed)
    seen = read_checkpoint((bundle / "journal/checkpoint.txt").read_bytes()).checkpoint
    made = head(seen.origin, size, tree.root(), epoch=1, at=seen.at)
    (bundle / "journal/checkpoint.txt").write_text(key.sign(made))
    (bundle / "journal/key.txt").write_text(key.public.text + "\n")
    (bundle / "journal/heads.jsonl").write_bytes(b"")
    write_leaves(bundle, [by_index[i] for i in sorted(by_index)])
    correct_manifests(bundle)


def _bind_anew(bundle: Path, line: dict[str, Any]) -> None:
    """Write the leaf of the export so that it names the forged files, and the case as forged."""
    from hashlib import sha256

    from liuhen.vault.canonical import canonical_json
    from liuhen.vault.journal import commitment_to
    from support.bundles import files_of, sha

    correct_manifests(bundle)
    payload = json.loads(line["payload"])
    payload["notes"]["files"] = {
        path.relative_to(bundle).as_posix(): sha(path) for path in files_of(bundle / "data")
    }
    for name, file in (("bag_info", "bag-info.txt"), ("sm3_manifest", "manifest-sm3.txt")):
        digest = sha256((bundle / file).read_bytes()).hexdigest()
        payload["notes"][name] = f"sha256:{digest}"
    text = canonical_json(payload)
    body = json.loads(line["leaf"])
    body["commitment"] = commitment_to(text, bytes.fromhex(line["salt"]))
    line["leaf"], line["payload"] = canonical_json(body).decode(), text.decode()


def test_a_bundle_made_anew_with_another_key_is_found_with_trust(
    bundle: Path, tmp_path: Path
) -> None:
    genuine = tmp_path / "journal.pub"
    genuine.write_bytes(keys.public_path().read_bytes())
    checkpoint = tmp_path / "checkpoint.txt"
    checkpoint.write_bytes((bundle / "journal/checkpoint.txt").read_bytes())
    remake(bundle)

    alone = verify(bundle)
    assert [one.name for one in alone.findings] == ["data/facts.json"], "a leaf tells the old title"
    for trusted in (genuine, checkpoint):
        result = verify(bundle, trusted=read_trust(trusted))
        assert any(one.problem == "foreign" for one in result.findings), trusted


def test_a_genuine_key_beside_the_forgers_does_not_help_him(bundle: Path, tmp_path: Path) -> None:
    genuine = keys.public_path().read_text()
    checkpoint = tmp_path / "checkpoint.txt"
    checkpoint.write_bytes((bundle / "journal/checkpoint.txt").read_bytes())
    remake(bundle)
    path = bundle / "journal/key.txt"
    path.write_text(path.read_text() + genuine)
    correct_manifests(bundle)

    (tmp_path / "key.txt").write_text(genuine)
    for trusted in (tmp_path / "key.txt", checkpoint):
        result = verify(bundle, trusted=read_trust(trusted))
        assert {one.problem for one in result.findings} & {"foreign", "changed"}, trusted


@pytest.mark.parametrize("content", [b"", b"hello", b"\xff\n\n", None])
def test_what_cannot_be_trusted_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "trust"
    if content is not None:
        path.write_bytes(content)
    if content == b"\xff\n\n":
        assert read_trust(path).how == "witness"
        return
    with pytest.raises(UnreadableError, match="--trust"):
        read_trust(path)
