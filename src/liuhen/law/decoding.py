# SPDX-License-Identifier: Apache-2.0
"""Strict JSON into typed values, with errors that a person can act on.

What this module promises:

- refused: repeated keys in one object, NaN and Infinity, numbers out of range, lone surrogates,
  strings over 1 MiB, nesting deeper than 64, bytes that are not UTF-8;
- a byte order mark is accepted;
- a refusal is one sentence: file, JSON path, what was found, what is allowed;
- the quick way (msgspec) answers good input; only doubtful input takes the slow way, which decides.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from math import isfinite
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

import msgspec

from liuhen.law.errors import LONGEST_QUOTE, BadInput, quoted

MAX_STRING_BYTES = 1024 * 1024
MAX_DEPTH = 64
_BOM = b"\xef\xbb\xbf"

T = TypeVar("T")


def decode(raw: bytes, kind: type[T], name: str) -> T:
    """Read one JSON value of type `kind`; `name` is what a message calls the file.

    Raises:
        BadInput: the bytes are not strict JSON, or the value does not have the shape of `kind`.
    """
    raw = raw.removeprefix(_BOM)
    try:
        value = msgspec.json.decode(raw)
        if len(raw) <= MAX_STRING_BYTES and _no_key_was_lost(raw, value):
            return msgspec.convert(value, kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        pass  # the slow way finds the reason and says it
    return convert(_strict(raw, name), kind, name)


def convert(value: Any, kind: type[T], name: str, path: str = "", note: str = "") -> T:
    """Give `value` (plain dicts, lists, strings …) the shape of `kind`.

    `path` stands before every path in a message; `note` follows the word "keys" ("of service").

    Raises:
        BadInput: `value` does not have that shape.
    """
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        refusal = error
    rewritten = _with_plain_times(value)
    if rewritten != value:  # ISO 8601 knows more ways to write a time than RFC 3339
        try:
            return msgspec.convert(rewritten, kind)
        except msgspec.ValidationError as error:
            refusal = error
    raise BadInput(f"{name}: {_refusal(refusal, value, kind, path, note)}")


# ---------------------------------------------------------------- strict JSON


def _no_key_was_lost(raw: bytes, value: Any) -> bool:
    """Whether no object of `raw`, decoded as `value`, repeats a key; False may be an odd escape.

    A decoder keeps the last of two equal keys. Written out again, the value then has fewer quotes
    that open or close a string: dropping a member loses at least the quote that opens its key, and
    no other rewriting (of escapes, of numbers, of white space) adds one.
    """
    again = msgspec.json.encode(value)
    return _bare_quotes(again) == _bare_quotes(raw)


def _bare_quotes(raw: bytes) -> int:
    return raw.count(b'"') - raw.count(b'\\"')


class _Repeated(dict[str, Any]):
    """An object in which `key` stands twice."""

    key = ""


def _strict(raw: bytes, name: str) -> Any:
    """Decode `raw` slowly, and say precisely why it is refused."""
    import json  # good input never needs it

    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(f"{name}: byte {error.start} is not UTF-8; save the file as UTF-8") from None
    if _depth(text) > MAX_DEPTH:
        raise BadInput(f"{name}: nested deeper than {MAX_DEPTH} levels")
    try:
        value = json.loads(
            text, object_pairs_hook=_object, parse_constant=float, parse_int=_whole_number
        )
    except json.JSONDecodeError as error:
        raise BadInput(
            f"{name}: not JSON at line {error.lineno}, column {error.colno}: {error.msg.lower()}"
        ) from None
    for path, fault in _faults(value, ""):
        raise BadInput(f"{name}: {_at(path, fault)}")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    repeated = _Repeated(made)
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            repeated.key = key
            break
        seen.add(key)
    return repeated


def _whole_number(digits: str) -> int | float:
    try:
        return int(digits)
    except ValueError:  # thousands of digits: Python refuses, and so do we, with the path
        return float("inf")


def _depth(text: str) -> int:
    """The deepest nesting of brackets outside strings."""
    depth = deepest = 0
    for token in re.finditer(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', text, re.DOTALL):
        mark = token.group()[0]
        if mark in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif mark in "]}":
            depth -= 1
    return deepest


def _faults(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """What strict JSON refuses in a decoded value, with the path of each."""
    if isinstance(value, str):
        yield from ((path, fault) for fault in _text_faults(value))
    elif isinstance(value, float) and not isfinite(value):
        yield path, "NaN, Infinity and numbers out of range are not allowed"
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _faults(item, f"{path}[{i}]")
    elif isinstance(value, dict):
        if isinstance(value, _Repeated):
            yield _below(path, value.key), f"the key {quoted(value.key)} stands twice in one object"
        for key, item in value.items():
            for fault in _text_faults(key):
                yield path, f"in the key {quoted(key)}: {fault}"
            yield from _faults(item, _below(path, key))


def _text_faults(text: str) -> Iterator[str]:
    if (
        len(text) > MAX_STRING_BYTES // 4
        and len(text.encode("utf-8", "replace")) > MAX_STRING_BYTES
    ):
        yield "a string is longer than 1 MiB"
    elif not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        yield "half of a surrogate pair is no character"


def _below(path: str, key: str) -> str:
    shown = key if len(key) <= LONGEST_QUOTE else key[:LONGEST_QUOTE] + "…"
    shown = shown.encode("ascii", "backslashreplace").decode() if not shown.isprintable() else shown
    return f"{path}.{shown}" if path else shown


# ---------------------------------------------------------------- times

_TIME_KEYS = frozenset(
    {"start", "end", "at", "from", "to", "stored_at", "returned_at", "handed_over_at"}
    | {"reported_to_head_at", "rectify_by", "until"}
)


def _with_plain_times(value: Any) -> Any:
    """A copy of `value` whose times, where they are ISO 8601 at all, are RFC 3339."""
    if isinstance(value, list):
        return [_with_plain_times(item) for item in value]
    if isinstance(value, dict):
        return {
            key: _plain_time(item) if key in _TIME_KEYS else _with_plain_times(item)
            for key, item in value.items()
        }
    return value


def _plain_time(value: Any) -> Any:
    if not isinstance(value, str) or len(value) < len("20260302T0900Z"):
        return value
    try:
        return datetime.fromisoformat(value).isoformat()
    except ValueError:
        return value


# ---------------------------------------------------------------- messages

_AT = re.compile(r"^(?P<what>.*?)(?: - at `(?P<path>\$?.*)`)?$", re.DOTALL)
_STEP = re.compile(r"\[(?P<index>\d+|\.\.\.)\]|\.?(?P<key>[^.\[\]]+)")


def _refusal(error: msgspec.ValidationError, value: Any, kind: Any, path: str, note: str) -> str:
    """Turn msgspec's reason into a sentence that says what is allowed at that place."""
    match = _AT.match(str(error))
    if match is None:
        raise AssertionError("the pattern matches every string")
    place = (match["path"] or "$").removeprefix("key` in `")
    what, at = match["what"], place.removeprefix("$").removeprefix(".")
    if place != (match["path"] or "$"):  # YAML knows keys that are numbers, or true
        return _at(f"{path}{at}", "a key is text; put it into quotes")
    found, wanted, at = _walk(value, kind, at)
    full = f"{path}.{at}" if path and at and not at.startswith("[") else path + at
    if unknown := re.match(r"Object contains unknown field `(.*)`$", what, re.DOTALL):
        key = unknown[1]
        known = ", ".join(_keys(wanted)) or "none"
        sentence = f"unknown key {quoted(key)}; the keys{note and ' ' + note} here are: {known}"
        full = _below(full, key)
    elif missing := re.match(r"Object missing required field `(.*)`$", what):
        sentence = f"the key {quoted(missing[1])} is missing"
        full = _below(full, missing[1])
    elif words := _words(wanted):
        sentence = f"{_shown(found)} is not a known word; known are: {', '.join(map(str, words))}"
    elif "RFC3339" in what or "datetime" in what or "timezone" in what:
        sentence = f"{_shown(found)} is not {_time_wanted(what)}"
    else:
        sentence = f"{_plain(what)}, found {_shown(found)}"
    return _at(full, sentence)


def _at(path: str, sentence: str) -> str:
    """A sentence with the path it is about; the file's name says enough of the whole of it."""
    return f"{path}: {sentence}" if path else sentence


def _time_wanted(what: str) -> str:
    if what.endswith("encoded date"):
        return "a date such as 2026-03-02"
    return "an ISO 8601 time with an offset, such as 2026-03-02T09:00:00+08:00"


def _plain(what: str) -> str:
    return what[:1].lower() + what[1:].replace("`", "").replace("\n", " ")


def _shown(found: Any) -> str:
    if isinstance(found, str):
        return quoted(found)
    if isinstance(found, bool) or found is None:
        return {True: "true", False: "false", None: "null"}[found]
    if isinstance(found, dict | list):
        return "an object" if isinstance(found, dict) else "a list"
    return str(found)[:LONGEST_QUOTE]


def _walk(value: Any, kind: Any, path: str) -> tuple[Any, Any, str]:
    """What stands at `path` in `value`, the type that should stand there, the path in full."""
    full = ""
    for step in _STEP.finditer(path):
        kind = _unwrapped(kind)
        if step["index"] == "...":  # msgspec's way to write "one of the values of this object"
            key = _first_misfit(value, kind)
            value, kind, full = value[key], get_args(kind)[-1], _below(full, key)
        elif step["index"]:
            value, kind = value[int(step["index"])], (get_args(kind) or (Any,))[-1]
            full += step.group()
        else:
            value, kind = value[step["key"]], _fields(kind).get(step["key"], Any)
            full = _below(full, step["key"])
    return value, _unwrapped(kind), full


def _first_misfit(value: dict[str, Any], kind: Any) -> str:
    for key, item in value.items():
        try:
            msgspec.convert(item, get_args(kind)[-1])
        except msgspec.ValidationError:
            return key
    raise AssertionError("msgspec refused a value of this object, and none is at fault")


def _unwrapped(kind: Any) -> Any:
    while get_origin(kind) in (Annotated, Union, UnionType):
        options = [
            option
            for option in get_args(kind)[: 1 if get_origin(kind) is Annotated else None]
            if option not in (type(None), msgspec.UnsetType)
        ]
        kind = options[0] if options else Any
    return kind


def _fields(kind: Any) -> dict[str, Any]:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return {field.encode_name: field.type for field in msgspec.structs.fields(kind)}
    return {}


def _keys(kind: Any) -> list[str]:
    return list(_fields(kind))


def _words(kind: Any) -> tuple[Any, ...]:
    return get_args(kind) if get_origin(kind) is Literal else ()
