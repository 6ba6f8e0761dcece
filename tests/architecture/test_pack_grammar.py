# SPDX-License-Identifier: Apache-2.0
"""docs/reference/pack-grammar.md names every key of a pack, with an example that loads."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from liuhen.law.articles import ArticleEntry, SystemPart
from liuhen.law.pack import PACKS, Manifest, Obligation, RetentionPlan
from liuhen.law.pack_cases import Story, stories_of
from liuhen.law.pack_check import check_pack
from liuhen.law.pack_parts import PARTS, Parts
from liuhen.law.pack_sense import nonsense_of
from liuhen.law.period import Period
from liuhen.law.yaml_source import YamlSource, read_yaml

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "pack-grammar.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml (\w+)\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
KINDS: dict[str, Any] = {
    "pack": Manifest,
    "obligations": list[Obligation],
    "retention": RetentionPlan,
    "articles": list[ArticleEntry],
    "system": list[SystemPart],
    "periods": list[Period],
    **{field.name: field.type for field in msgspec.structs.fields(Parts)},
}


def loaded(name: str, text: str, folder: Path) -> Any:
    """The example as the program reads it."""
    file = folder / f"{name}.yaml"
    file.write_text(text, encoding="utf-8")
    source = merged(read_yaml(file), name)
    if name == "cases":
        return [story for _, story in stories_of(source)]
    return source.as_type(KINDS[name])


def merged(source: YamlSource, name: str) -> YamlSource:
    shared = PACKS / "shared" / f"{name}.yaml"
    if name in ("system", "periods") or not isinstance(source.value, list) or not shared.exists():
        return source
    return source.merged_with(read_yaml(shared))


def structs_in(kind: Any, seen: set[type]) -> Iterator[type[msgspec.Struct]]:
    """Every struct that can stand somewhere in a value of this type."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind not in seen:
        seen.add(kind)
        yield kind
        for field in msgspec.structs.fields(kind):
            yield from structs_in(field.type, seen)
    for inner in getattr(kind, "__args__", ()):
        yield from structs_in(inner, seen)


def grammar() -> list[type[msgspec.Struct]]:
    seen: set[type] = set()
    return [struct for kind in (*KINDS.values(), Story, Parts) for struct in structs_in(kind, seen)]


def values_in(value: Any) -> Iterator[msgspec.Struct]:
    if isinstance(value, msgspec.Struct):
        yield value
        for name in value.__struct_fields__:
            yield from values_in(getattr(value, name))
    elif isinstance(value, dict):
        for item in value.values():
            yield from values_in(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from values_in(item)


@pytest.mark.parametrize(
    ("name", "text"), BLOCKS, ids=[f"{name}-{i}" for i, (name, _) in enumerate(BLOCKS)]
)
def test_every_example_loads(name: str, text: str, tmp_path: Path) -> None:
    value = loaded(name, text, tmp_path)

    if name == "obligations":
        assert [phrase for duty in value for phrase in nonsense_of(duty)] == []


def test_there_is_an_example_of_every_file() -> None:
    assert {name for name, _ in BLOCKS} == {*KINDS, "cases"}
    assert {*PARTS} <= {name for name, _ in BLOCKS}


@pytest.mark.parametrize("struct", grammar(), ids=lambda struct: str(struct.__name__))
def test_every_key_is_named_where_its_struct_is_explained(struct: type[msgspec.Struct]) -> None:
    (table,) = re.findall(
        rf"^\| `{struct.__name__}` \|.*?(?:\n\n|\Z)", TEXT, re.DOTALL | re.MULTILINE
    )
    named = set(re.findall(r"`(\w+)`", table))

    assert {field.encode_name for field in msgspec.structs.fields(struct)} <= named


def test_every_key_is_used_by_an_example(tmp_path: Path) -> None:
    used = {
        (type(value).__name__, field.encode_name)
        for name, text in BLOCKS
        for value in values_in(loaded(name, text, tmp_path))
        for field in msgspec.structs.fields(value)
        if field.required or getattr(value, field.name) != default_of(field)
    }
    wanted = {
        (struct.__name__, field.encode_name)
        for struct in grammar()
        if struct is not Parts
        for field in msgspec.structs.fields(struct)
    }

    assert wanted - used == set()


def default_of(field: Any) -> Any:
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return field.default


HOWTO = PAGE.parents[1] / "howto" / "write-a-pack.md"
FILES = re.findall(
    r"^```yaml ([\w/.-]+\.yaml)\n(.*?)^```$",
    HOWTO.read_text(encoding="utf-8"),
    re.DOTALL | re.MULTILINE,
)


def test_the_pack_of_the_guide_has_no_fault(tmp_path: Path) -> None:
    folder = tmp_path / "hongqi-forestry"
    for name, text in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")

    report = check_pack(folder)

    said = f"{report.obligations} obligations, {report.articles} articles, {report.cases} cases"
    assert report.faults == []
    assert f"hongqi-forestry: {said}: no fault" in HOWTO.read_text(encoding="utf-8")
