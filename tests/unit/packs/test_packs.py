# SPDX-License-Identifier: Apache-2.0
"""The five packs: whole, true to their own cases, and every article carried out by something."""

import ast
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from liuhen.law.articles import SystemPart, read_articles, system_parts
from liuhen.law.coverage import Row, coverage_of, left_out
from liuhen.law.evaluate import evaluate
from liuhen.law.facts import Facts
from liuhen.law.pack import PACKS, Says
from liuhen.law.pack_check import check_pack
from liuhen.law.pack_parts import read_parts
from liuhen.law.packs import known_packs, load_pack
from liuhen.law.reading import checked
from liuhen.law.words import ACTS
from liuhen.law.workdays import load_calendar

ROOT = Path(__file__).resolve().parents[3]
ARTICLES = {
    "jinpu-ethnic-religious": 26,
    "jinpu-ocean": 33,
    "qilin-culture-tourism": 26,
    "xigang-education": 26,
    "xigang-hrss": 24,
}
SEEDS = {
    "000": "jinpu-ethnic-religious",
    "001": "xigang-education",
    "002": "qilin-culture-tourism",
    "003": "jinpu-ocean",
    "004": "xigang-hrss",
}
SEED_TEXTS = sorted(
    Path(os.environ.get("LIUHEN_SEEDS") or ROOT.parent / "shared" / "seeds").glob("00[0-4]_*.txt")
)
#: From this many characters on a paraphrase that stands in the text is a quotation.
QUOTATION = 11


def rows_of(pack: str) -> list[Row]:
    return coverage_of(PACKS / pack)


@pytest.mark.parametrize("pack", ARTICLES)
def test_pack_cases(pack: str) -> None:
    """Schema, articles, parts, and each duty at its edge days."""
    report = check_pack(PACKS / pack)

    assert report.faults == []
    assert report.obligations == len(load_pack(pack).obligations)
    assert report.cases > 200


def test_no_pack_is_left_out_here() -> None:
    assert set(known_packs()) == set(ARTICLES)


@pytest.mark.parametrize(("pack", "count"), ARTICLES.items())
def test_every_article_has_its_row(pack: str, count: int) -> None:
    rows = rows_of(pack)

    assert [row.article for row in rows] == [str(number) for number in range(1, count + 1)]
    assert load_pack(pack).manifest.articles == count
    assert left_out(PACKS / pack) == []


@pytest.mark.parametrize("pack", ARTICLES)
def test_a_row_says_what_its_state_needs(pack: str) -> None:
    for row in rows_of(pack):
        assert row.pack == pack
        if row.state == "none":
            assert row.reason
            assert not row.obligations
            assert not row.carried_out_by
        else:
            assert row.obligations or row.carried_out_by
            assert row.proof or row.state == "planned"


def test_the_keys_of_a_row_are_those_of_the_contract() -> None:
    (row, *_) = msgspec.to_builtins(rows_of("xigang-hrss"))

    assert list(row) == [
        "pack", "article", "state", "obligations", "carried_out_by", "proof", "reason",
    ]  # fmt: skip


def proofs() -> set[str]:
    return {row.proof for pack in ARTICLES for row in rows_of(pack) if row.proof} | {
        part.proof for part in system_parts().values() if part.proof
    }


@pytest.mark.parametrize("proof", sorted(proofs()))
def test_every_proof_is_a_test_that_exists(proof: str) -> None:
    file, _, name = proof.partition("::")
    function, _, parameter = name.partition("[")
    module = ast.parse((ROOT / file).read_text(encoding="utf-8"))

    assert function in {item.name for item in module.body if isinstance(item, ast.FunctionDef)}
    assert not parameter or parameter.removesuffix("]") in ARTICLES


@pytest.mark.parametrize("part", system_parts().values(), ids=lambda part: part.id)
def test_every_part_of_the_system_carries_out_some_article(part: SystemPart) -> None:
    named = {
        name for pack in ARTICLES for entry in read_articles(PACKS / pack).entries
        for name in entry.system
    }  # fmt: skip

    assert part.id in named


def texts_of(value: object) -> Iterator[Says]:
    if isinstance(value, Says):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from texts_of(getattr(value, name))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts_of(item)


def all_texts(pack: str) -> list[Says]:
    sources = (
        load_pack(pack).obligations,
        read_articles(PACKS / pack).entries,
        read_parts(PACKS / pack),
        list(system_parts().values()),
    )
    return [text for source in sources for text in texts_of(source)]


@pytest.mark.parametrize("pack", ARTICLES)
def test_every_text_is_there_in_both_languages(pack: str) -> None:
    texts = all_texts(pack)

    assert len(texts) > 100
    for text in texts:
        assert re.search(r"[\u4e00-\u9fff]", text.zh), text
        assert re.search(r"[A-Za-z]", text.en), text
        assert not re.search(r"[\u4e00-\u9fff]", text.en), text


@pytest.mark.parametrize("file", SEED_TEXTS, ids=lambda file: str(file.name[:3]))
def test_no_text_is_a_sentence_of_the_regulation(file: Path) -> None:
    """Paraphrases, never the regulation's own words, where its text is at hand to compare."""
    regulation = re.sub(r"\s", "", file.read_text(encoding="utf-8"))

    quoted = [
        text.zh
        for text in all_texts(SEEDS[file.name[:3]])
        if len(text.zh) >= QUOTATION and text.zh in regulation
    ]

    assert quoted == []


def test_dates_in_force_are_those_of_the_texts() -> None:
    """002 art. 26 names a day; the others hold from their issue, which the bureau enters."""
    dates = {pack: load_pack(pack).manifest.in_force_from for pack in ARTICLES}

    assert dates == {**dict.fromkeys(ARTICLES), "qilin-culture-tourism": "2019-10-01"}


@pytest.mark.parametrize("pack", ARTICLES)
def test_a_case_holds_written_records_and_footage(pack: str) -> None:
    """Both forms of record, together or apart, are facts of one case."""
    raw = {
        "case": {"id": "A-1", "act": "penalty"},
        "events": [{"id": "e1", "type": "inquiry", "start": "2026-03-02T09:00:00+08:00"}],
        "documents": [{"id": "d1", "type": "inquiry_record", "at": "2026-03-02T10:00:00+08:00"}],
        "recordings": [
            {"id": f"r{n}", "kind": kind, "start": "2026-03-02T09:00:00+08:00", "evidence": True}
            for n, kind in enumerate(("video", "audio", "photo", "surveillance"))
        ],
    }
    facts = checked(msgspec.convert(raw, Facts), "case")
    as_of = datetime.fromisoformat("2026-03-03T09:00:00+08:00")

    report = evaluate(facts, load_pack(pack), load_calendar(), as_of)

    assert any("d1" in finding.evidence for finding in report.findings) or pack == "xigang-hrss"
    assert [row.basis for row in report.retention] == ["evidence"] * 4


@pytest.mark.parametrize("act", ACTS)
def test_every_act_of_enforcement_is_judged(act: str) -> None:
    """003 art. 3 names six."""
    raw = {
        "case": {"id": "A-1", "act": act},
        "events": [{"id": "e1", "type": "inquiry", "start": "2026-03-02T09:00:00+08:00"}],
    }
    facts = checked(msgspec.convert(raw, Facts), "case")
    as_of = datetime.fromisoformat("2026-03-03T09:00:00+08:00")

    report = evaluate(facts, load_pack("jinpu-ocean"), load_calendar(), as_of)

    assert "inquiry.record" in {finding.obligation for finding in report.findings}
