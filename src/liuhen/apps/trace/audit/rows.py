# SPDX-License-Identifier: Apache-2.0
"""Comparing rows with the last leaf about them, and naming the field that no leaf explains."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet

from liuhen.apps.trace import scope
from liuhen.apps.trace.audit.findings import Finding, Report, shown
from liuhen.apps.trace.audit.leaves import said_by
from liuhen.apps.trace.audit.notebook import Last, Notebook
from liuhen.apps.trace.audit.readable import Unreadable, readable
from liuhen.apps.trace.models import Leaf
from liuhen.apps.trace.values import object_reference, plain_value, row_values, values_digest
from liuhen.vault.canonical import canonical_json, digest_of

_CHUNK = 500


def audit_rows(report: Report, notebook: Notebook) -> None:
    """Compare every row that the journal answers for."""
    for model in apps.get_models():
        label = model._meta.label_lower
        if label in scope.SELF_NAMED:
            _self_named(model, report)
        elif label in scope.AUDITED or label in scope.UNDER_WAY:
            _of_model(model, report, notebook)
        elif label not in scope.OUTSIDE:
            report.remarks.append(f"{label} is in no list of liuhen.apps.trace.scope: not compared")
    for name, leaf in notebook.gone():
        label = name.partition(":")[0]
        if label in scope.AUDITED or label in scope.UNDER_WAY:
            says = f"{_described(name)} is gone: leaf {leaf} was the last about it, none deleted it"
            report.add(Finding("deleted", says, leaf=leaf, object=name))


def _of_model(model: type[Model], report: Report, notebook: Notebook) -> None:
    rows = model._base_manager.order_by("pk")
    under_way = scope.UNDER_WAY.get(model._meta.label_lower)
    if under_way:
        for part in _parts(_readable(rows.filter(**under_way[0]), report)):
            _under_way(part, report, notebook)
        rows = rows.exclude(**under_way[0])
    for part in _parts(_readable(rows, report)):
        named = [(object_reference(row), row) for row in part]
        lasts = notebook.lasts([name for name, _row in named])
        for name, row in named:
            report.rows += 1
            _row(name, row, lasts.get(name), report)


def _under_way(part: list[Model], report: Report, notebook: Notebook) -> None:
    """Compare those of which a leaf speaks: the act that wrote it has ended them, once and for all.

    Else whoever changes an ended row would only have to let it look as if it were still going on.
    """
    named = [(object_reference(row), row) for row in part]
    lasts = notebook.lasts([name for name, _row in named])
    for name, row in named:
        if name in lasts:
            report.rows += 1
            _row(name, row, lasts[name], report)


def _readable(rows: QuerySet[Model], report: Report) -> Iterator[Model]:
    for found in readable(rows, _CHUNK):
        if isinstance(found, Unreadable):
            name = f"{rows.model._meta.label_lower}:{found.key}"
            report.add(Finding("row", f"{name} was changed: {found.reason}", object=name))
        else:
            yield found


def _parts(rows: Iterator[Model]) -> Iterator[list[Model]]:
    part: list[Model] = []
    for row in rows:
        part.append(row)
        if len(part) == _CHUNK:
            yield part
            part = []
    yield part


def _row(name: str, row: Model, last: Last | None, report: Report) -> None:
    if last is None:
        says = f"{_described(name, row)} was created by no act: no leaf speaks of it"
        report.add(Finding("created", says, object=name))
        return
    now = row_values(row)
    if not last.digest or values_digest(now) == last.digest:
        return
    said = said_by(last.leaf, name)
    if said is None:
        says = f"{_described(name, row)} is not as leaf {last.leaf} left it"
        report.add(Finding("row", says, leaf=last.leaf, object=name))
        return
    act = Leaf.objects.filter(index=last.leaf).values_list("act", flat=True).first()
    for field, here in now.items():
        expected = said[field] if field in said else _default(row, field)
        if here != expected:
            report.add(
                Finding(
                    "field",
                    f"{_described(name, row)}: {field} is {shown(here)}, "
                    f"leaf {last.leaf} ({act}) says {shown(expected)}",
                    leaf=last.leaf,
                    object=name,
                    field=field,
                    expected=expected,
                    found=here,
                )
            )


def _default(row: Model, column: str) -> Any:
    """Return what a column holds that came with a later version, in rows that were there before."""
    for field in row._meta.concrete_fields:
        if field.attname == column:
            return plain_value(field.get_default())
    return None


def _described(name: str, row: Model | None = None) -> str:
    if row is None:
        return name
    number = getattr(row, "ref", "") or getattr(row, "number", "") or getattr(row, "username", "")
    return f"{name} ({number})" if number else name


def _self_named(model: type[Model], report: Report) -> None:
    named = scope.SELF_NAMED[model._meta.label_lower]
    for row in _readable(model._base_manager.order_by("pk"), report):
        report.rows += 1
        content, name = getattr(row, named.content), object_reference(row)
        if digest_of(canonical_json(content)) != getattr(row, named.key):
            says = f"{name} was changed: its {named.content} no longer has the digest that names it"
            report.add(Finding("field", says, object=name, field=named.content))
            continue
        for column, path in named.repeats.items():
            expected = content
            for step in path:
                expected = expected[step]
            if getattr(row, column) != expected:
                says = f"{name} was changed: {column} is not what its {named.content} says"
                report.add(Finding("field", says, object=name, field=column))
