# SPDX-License-Identifier: Apache-2.0
"""Reading cases and facts, within what a viewer may see."""

from collections.abc import Collection, Iterable
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet, UUIDField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext as _

from liuhen.apps.cases.acting import FACTS
from liuhen.apps.cases.errors import UnknownRowError
from liuhen.apps.cases.models import (
    Activity,
    Case,
    Fact,
    Handler,
    SecretShell,
)
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer

F = TypeVar("F", bound=Fact)
_BRACKETS = str.maketrans("[]【】()（）", "〔〕〔〕〔〕〔〕")
_KINDS = {kind._meta.model_name: kind for kind in FACTS}  # documented by Django


def get_case(viewer: Viewer, key: UUID | str) -> Case:
    """Return a case by its key, or by its number.

    Raises:
        UnknownRowError: not there, or not for this viewer.
    """
    rows = Case.objects.seen_by(viewer).select_related("bureau", "section", "created_by")
    found = rows.filter(Q(pk=key) if isinstance(key, UUID) else Q(number=key)).first()
    if found is None:
        raise UnknownRowError(_("There is no such case."))
    return found


def find_cases(viewer: Viewer, words: str = "") -> QuerySet[Case]:
    """Return the cases whose number, title or party contains each of the `words`, newest first."""
    rows = Case.objects.seen_by(viewer).select_related("section")
    for word in words.split()[:8]:
        rows = rows.filter(_has(word))
    return rows.order_by("-opened_at", "-id")


def numbers_meant(text: str) -> list[str]:
    """Return what number of a case may be meant: blanks are left out, brackets count as one kind.

    >>> numbers_meant(" 示罚[2026] 5号")
    ['示罚[2026] 5号', '示罚[2026]5号', '示罚〔2026〕5号']
    """
    said = "".join(text.split())
    meant = (text.strip(), said, said.translate(_BRACKETS))
    return [one for one in dict.fromkeys(meant) if one]


def another_case(viewer: Viewer, case: Case, number: str) -> Case | None:
    """Return the other case that is meant by `number`, if the viewer sees it."""
    rows = Case.objects.seen_by(viewer).filter(number__in=numbers_meant(number))
    return rows.exclude(pk=case.pk).first()


def without_handler(viewer: Viewer) -> QuerySet[Case]:
    """Return the open cases that nobody handles and the viewer may give to somebody.

    They came from outside, or who handled them withdrew. Those that came last stand first.
    """
    rows = Case.objects.seen_by(viewer).filter(
        ~Exists(Handler.objects.filter(case=OuterRef("pk"))),
        archived_at=None, concluded_at=None,
    )  # fmt: skip
    if not viewer.reaches_bureau(Permission.CASE_CORRECT):
        rows = rows.filter(section_id__in=viewer.sections(Permission.CASE_CORRECT))
    return rows.order_by("-recorded_at")


def _has(word: str) -> Q:
    """That one of the columns people look in holds the word.

    A word that has no capitals, as Chinese and numbers have none, is looked for as it stands: that
    is several times quicker than to compare small letters, and every case may have to be looked at.
    """
    columns = ("number", "title", "party_name")
    if word.lower() != word.upper():
        return Q(*(Q(**{f"{name}__icontains": word}) for name in columns), _connector=Q.OR)
    return Q(*(GreaterThan(StrIndex(name, Value(word)), 0) for name in columns), _connector=Q.OR)


def get_fact(viewer: Viewer, kind: str, item: UUID) -> Fact:
    """Return the version of a fact that counts today; `kind` as in `fact_kind`.

    Raises:
        UnknownRowError: not there, or not for this viewer.
    """
    model: Any = _KINDS.get(kind)
    found: Fact | None = model and (
        model.objects.seen_by(viewer)
        .select_related("case", "section", "entered_by", "recorded_by")
        .filter(item=item, superseded_at=None)
        .first()
    )
    if found is None:
        raise UnknownRowError(_("There is no such entry."))
    return found


def fact_kind(fact: Fact) -> str:
    """Return the word for the kind of fact in addresses, such as `activity`."""
    return str(fact._meta.model_name)  # documented by Django


def facts_called(
    kind: type[F], wanted: Collection[tuple[UUID, str]], told: Iterable[str]
) -> list[F]:
    """Return what is called so in these cases today: (key of the case, reference) of each.

    `told`: the columns that are read, beside what names a fact.

    Who may see the cases, the caller knows. Many cases have an `e1`: pairs are asked for, and
    nothing but them, because a database that is also told the bureau may go through it.
    """
    if not wanted:
        return []
    key = UUIDField()
    pairs = ", ".join(["(%s, %s)"] * len(wanted))
    values = [one for case, ref in wanted for one in (key.get_db_prep_value(case, connection), ref)]
    called = RawSQL(f"(case_id, ref) IN (VALUES {pairs})", values, BooleanField())  # noqa: S611  # marks of parameters alone
    rows = kind._base_manager.filter(case_id__in={case for case, _ref in wanted})  # documented
    return list(rows.filter(called, superseded_at=None).only("case_id", "ref", *told))


def versions(viewer: Viewer, fact: F) -> list[F]:
    """Return all versions of a fact, oldest first."""
    model: Any = type(fact)
    rows = (
        model.objects.seen_by(viewer)
        .select_related("entered_by", "recorded_by")
        .filter(item=fact.item)
    )
    return list(rows.order_by("recorded_at", "id"))


def loose_activities(viewer: Viewer) -> QuerySet[Activity]:
    """Return the activities that belong to no case (yet), newest first."""
    rows = Activity.objects.seen_by(viewer).select_related("section", "entered_by")
    return rows.filter(case=None, superseded_at=None, withdrawn=False).order_by("-start", "-id")


def handlers_of(case: Case) -> list[UUID]:
    """Return the keys of those who handle the case now."""
    return list(Handler.objects.filter(case=case).values_list("person_id", flat=True))


def entered_last(viewer: Viewer, most: int = 3) -> list[Activity]:
    """Return the activities that the viewer entered last, in whatever case."""
    rows = Activity.objects.seen_by(viewer).filter(entered_by=viewer.person_id)
    return list(rows.filter(superseded_at=None, withdrawn=False).order_by("-recorded_at")[:most])


def shells(viewer: Viewer) -> QuerySet[SecretShell]:
    """Return the shells of state-secret cases."""
    return SecretShell.objects.seen_by(viewer).order_by("number")
