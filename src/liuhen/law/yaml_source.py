# SPDX-License-Identifier: Apache-2.0
"""YAML that remembers where it came from.

Scalars are read by a small schema (text, true/false, whole numbers, null; no dates, no "yes"),
duplicate keys are refused, and an error names file and line. Lines are looked up only when they
are needed: a good file pays nothing for them.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml

from liuhen.law.decoding import convert
from liuhen.law.errors import BadInput, quoted

T = TypeVar("T")

_STEP = re.compile(r"\[(\d+)\]|\.?([^.\[\]]+)")


class _Loader(yaml.CSafeLoader):
    """The safe loader with a core schema and no duplicate keys."""

    yaml_implicit_resolvers = {}

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002  # PyYAML's signature
        """Refuse a key that stands twice."""
        seen = set()
        for key, _ in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise BadInput(f"{line}: a key is a word, not a list or an object")
            if key.value in seen:
                raise BadInput(f"{line}: {quoted(key.value)} stands twice")
            seen.add(key.value)
        return super().construct_mapping(node, deep)


for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:bool", r"^(?:true|false)$", "tf"),
    ("tag:yaml.org,2002:int", r"^(?:0|-?[1-9][0-9]*)$", "-0123456789"),
    ("tag:yaml.org,2002:null", r"^(?:null|~|)$", ["n", "~", ""]),
):
    _Loader.add_implicit_resolver(_tag, re.compile(_pattern), list(_first))


@dataclass(frozen=True)
class YamlSource:
    """A decoded YAML file; `behind` holds, for each entry of a list, the template it uses.

    `text` is what was read, where it does not stand in a file; `file` is then only its name.
    """

    file: Path
    value: Any
    behind: tuple[tuple["YamlSource", int] | None, ...] = ()
    text: str | None = None

    def as_type(self, kind: type[T]) -> T:
        """Give the value the shape of `kind`.

        Raises:
            BadInput: file, line, what was found, what is allowed.
        """
        try:
            return convert(self.value, kind, "")
        except BadInput as error:
            told = str(error).removeprefix(": ")
            path, _, sentence = told.partition(": ")
            if not sentence:  # about the whole of it
                raise BadInput(f"{self.place('')}: {told}") from None
            raise BadInput(f"{self.place(path)}: {path}: {sentence}") from None

    def place(self, path: str) -> str:
        """`file:line` of what stands at `path`, or of the nearest thing above it."""
        steps = _STEP.findall(path)
        if self.behind and steps and steps[0][0]:
            template = self.behind[int(steps[0][0])]
            own = self._raw()[int(steps[0][0])]
            if template and len(steps) > 1 and steps[1][1] not in own:
                source, index = template
                return source.place(f"[{index}]" + path[path.index("]") + 1 :])
        name = _shown(self.file) if self.text is None else str(self.file)
        return f"{name}:{self._line(steps)}"

    def merged_with(self, shared: "YamlSource") -> "YamlSource":
        """Fill in each entry that says `use: ID` from the entry of `shared` with that id.

        Raises:
            BadInput: there is no such entry.
        """
        if not isinstance(self.value, list):
            raise BadInput(
                f"{self.place('')}: expected a list of entries, each beginning with a dash"
            )
        places = {entry["id"]: i for i, entry in enumerate(shared.value)}
        value: list[Any] = []
        behind: list[tuple[YamlSource, int] | None] = []
        for i, entry in enumerate(self.value):
            used = entry.get("use") if isinstance(entry, dict) else None
            if not isinstance(used, str):  # an entry of its own, or one that its shape will refuse
                value.append(entry)
                behind.append(None)
                continue
            if used not in places:
                raise BadInput(f"{self.place(f'[{i}].use')}: there is no shared {quoted(used)}")
            rest = {key: item for key, item in entry.items() if key != "use"}
            value.append({**shared.value[places[used]], **rest})
            behind.append((shared, places[used]))
        return YamlSource(self.file, value, tuple(behind))

    def _raw(self) -> Any:
        return read_yaml(self.file).value

    def _line(self, steps: list[tuple[str, str]]) -> int:
        text = self.file.read_text(encoding="utf-8") if self.text is None else self.text
        node = yaml.compose(text, Loader=_Loader)
        line = 1
        for index, key in steps:
            if isinstance(node, yaml.SequenceNode) and index and int(index) < len(node.value):
                node = node.value[int(index)]
                line = node.start_mark.line + 1
            elif isinstance(node, yaml.MappingNode):
                found = [(k, v) for k, v in node.value if k.value == key]
                if not found:
                    break
                line, node = found[0][0].start_mark.line + 1, found[0][1]
            else:
                break
        return int(line)


def _shown(file: Path) -> str:
    """The file with its folder: every pack has an obligations.yaml."""
    return f"{file.resolve().parent.name}/{file.name}"


def read_yaml(file: Path) -> YamlSource:
    """Decode a YAML file.

    Raises:
        BadInput: the file cannot be read, is not YAML, or repeats a key; file and line are named.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file}: cannot be read as UTF-8 text: {error}") from None
    return YamlSource(file, _decoded(text, _shown(file)))


def read_yaml_text(text: str, name: str) -> YamlSource:
    """Decode YAML that stands in no file of ours; `name` is what a message calls it.

    Raises:
        BadInput: it is not YAML, or repeats a key; name and line are told.
    """
    return YamlSource(Path(name), _decoded(text, name), text=text)


def _decoded(text: str, name: str) -> Any:
    try:
        # the loader gives plain dicts, lists, text, booleans and whole numbers
        return yaml.load(text, Loader=_Loader)  # noqa: S506  # it is a safe one
    except BadInput as error:
        raise BadInput(f"{name}:{error}") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadInput(f"{name}:{line}: not YAML: {error.problem}") from None
    except yaml.YAMLError as error:  # a character that YAML does not allow
        raise BadInput(f"{name}: not YAML: {str(error).splitlines()[0]}") from None


def read_yaml_as(file: Path, kind: type[T]) -> T:
    """Decode a YAML file and give it the shape of `kind`.

    Raises:
        BadInput: as `read_yaml` and `YamlSource.as_type`.
    """
    return read_yaml(file).as_type(kind)
