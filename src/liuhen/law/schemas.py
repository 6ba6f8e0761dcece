# SPDX-License-Identifier: Apache-2.0
"""The JSON Schemas of what goes in and comes out, made from the structs that read and write it."""

from typing import Any

import msgspec

from liuhen.law import facts
from liuhen.law.articles import ArticleEntry
from liuhen.law.findings import Report
from liuhen.law.pack import Manifest, Obligation, RetentionPlan
from liuhen.law.pack_cases import Story
from liuhen.law.pack_parts import Parts


class PackFiles(Parts, frozen=True, rename={"pack": "pack.yaml"}, kw_only=True):
    """The files of a pack folder by name, once `use:`, `each:` and `usual:` have been filled in.

    `cases` stands for each file under `cases/`.
    """

    pack: Manifest
    obligations: list[Obligation]
    retention: RetentionPlan
    articles: list[ArticleEntry]
    cases: list[Story]


def schema_of(kind: str) -> dict[str, Any]:
    """The schema of `facts`, `findings` or `pack`."""
    kinds: dict[str, Any] = {"facts": facts.Facts, "findings": Report, "pack": PackFiles}
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Liuhen {kind}",
        **msgspec.json.schema(kinds[kind]),
    }
    if kind == "facts":
        schema["$defs"]["Event"]["allOf"] = [_attrs_of(event) for event in facts.EVENT_TYPES]
    return schema


def _attrs_of(event: str) -> dict[str, Any]:
    """Each event type has attributes of its own."""
    attrs = msgspec.json.schema(facts.ATTRS.get(event, facts.NoAttrs))
    (shape,) = attrs["$defs"].values()
    return {
        "if": {"properties": {"type": {"const": event}}},
        "then": {"properties": {"attrs": shape}},
    }
