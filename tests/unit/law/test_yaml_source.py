# SPDX-License-Identifier: Apache-2.0
"""YAML with a memory: strict scalars, no key twice, and the line of everything."""

from pathlib import Path

import pytest
from msgspec import Struct

from liuhen.law.errors import BadInput
from liuhen.law.yaml_source import YamlSource, read_yaml, read_yaml_as


class Entry(Struct, forbid_unknown_fields=True):
    """One entry of a list."""

    id: str
    days: int = 0
    more: dict[str, int] = {}


@pytest.fixture
def written(tmp_path: Path) -> "Written":
    return Written(tmp_path)


class Written:
    """Files that a test has written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def source(self, text: str, name: str = "a.yaml") -> YamlSource:
        file = self.folder / name
        file.write_text(text, encoding="utf-8")
        return read_yaml(file)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: yes", "yes"),
        ("a: on", "on"),
        ("a: True", "True"),
        ("a: true", True),
        ("a: false", False),
        ("a: ~", None),
        ("a: null", None),
        ("a:", None),
        ("a: 10", 10),
        ("a: -3", -3),
        ("a: 010", "010"),
        ("a: 0x10", "0x10"),
        ("a: 1_000", "1_000"),
        ("a: 1.5", "1.5"),
        ("a: 12:30", "12:30"),
        ("a: 2026-03-02", "2026-03-02"),
        ("a: '10'", "10"),
        ("a: 8(1)", "8(1)"),
    ],
)
def test_a_scalar_is_text_unless_it_is_plainly_something_else(
    written: Written, text: str, value: object
) -> None:
    assert written.source(text).value == {"a": value}


@pytest.mark.parametrize(
    ("text", "line"),
    [("a: 1\nb: 2\na: 3\n", 3), ("- a: 1\n- b: 1\n  b: 2\n", 3), ("a: {b: 1, b: 2}\n", 1)],
)
def test_a_key_that_stands_twice_is_named_with_its_line(
    written: Written, text: str, line: int
) -> None:
    with pytest.raises(BadInput, match=rf"/a\.yaml:{line}: '[ab]' stands twice$"):
        written.source(text)


@pytest.mark.parametrize(
    ("text", "line"), [("a: [1\nb: 2\n", 2), ("a: b: c\n", 1), ("\ta: 1\n", 1)]
)
def test_what_is_not_yaml_is_named_with_its_line(written: Written, text: str, line: int) -> None:
    with pytest.raises(BadInput, match=rf"/a\.yaml:{line}: not YAML: "):
        written.source(text)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_bytes(b"a: \xff\n")

    for name in ("none.yaml", "b.yaml"):
        with pytest.raises(BadInput, match=name):
            read_yaml(tmp_path / name)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("- id: a\n- id: b\n  dyas: 2\n", 3, ["[1].dyas", "'dyas'", "days"]),
        ("- id: a\n- days: 2\n", 2, ["[1].id", "missing"]),
        ("- id: a\n  days: two\n", 2, ["[0].days", "'two'"]),
        ("- id: a\n  more:\n    x: 1\n    y: z\n", 4, ["[0].more.y", "'z'"]),
        ("- {id: a}\n- {id: b, days: [1]}\n", 2, ["[1].days", "a list"]),
    ],
)
def test_a_wrong_shape_is_named_with_line_and_path(
    written: Written, text: str, line: int, words: list[str]
) -> None:
    with pytest.raises(BadInput) as refused:
        written.source(text).as_type(list[Entry])

    assert f"/a.yaml:{line}: " in str(refused.value)
    assert all(word in str(refused.value) for word in words), refused.value


def test_a_right_shape_is_given(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("- {id: a, days: 2}\n", encoding="utf-8")

    assert read_yaml_as(tmp_path / "a.yaml", list[Entry]) == [Entry("a", 2)]


SHARED = "- id: one\n  days: 1\n  more: {x: 1}\n- id: two\n  days: wrong\n"


def test_a_template_is_filled_in_and_what_is_written_wins(written: Written) -> None:
    shared = written.source(SHARED, "shared.yaml")
    own = written.source("- {use: one, days: 5}\n- {id: three}\n- {use: one, id: four}\n")

    assert own.merged_with(shared).as_type(list[Entry]) == [
        Entry("one", 5, {"x": 1}),
        Entry("three"),
        Entry("four", 1, {"x": 1}),
    ]


def test_a_template_that_is_not_there_is_named(written: Written) -> None:
    shared = written.source(SHARED, "shared.yaml")

    with pytest.raises(BadInput, match=r"/a\.yaml:2: there is no shared 'none'$"):
        written.source("- {use: one}\n- {use: none}\n").merged_with(shared)


def test_a_fault_is_found_where_it_was_written(written: Written) -> None:
    """In the template, or in the entry that uses it."""
    shared = written.source(SHARED, "shared.yaml")

    with pytest.raises(BadInput, match=r"/shared\.yaml:5: "):
        written.source("- {use: one}\n- {use: two}\n").merged_with(shared).as_type(list[Entry])
    with pytest.raises(BadInput, match=r"/a\.yaml:2: "):
        written.source("- use: one\n  days: x\n").merged_with(shared).as_type(list[Entry])
