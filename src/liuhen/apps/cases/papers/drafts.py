# SPDX-License-Identifier: Apache-2.0
"""Drafts: begun from what is known, saved as one types, given up or issued.

A draft is no fact and leaves no leaf; nothing is judged by it. What is saved is whatever was typed,
right or not yet: `lacks` says what keeps it from being issued. Two people at one draft are told of
each other by `revision`; nobody's words are overwritten in silence. What one page sends twice, by
itself and by a button, are not two people. What nobody wrote follows the case (`taking_up`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases.acting import event_refs_of, locked_case, require_over_case
from liuhen.apps.cases.checks import references, text
from liuhen.apps.cases.errors import (
    BadFactError,
    ChangedMeanwhileError,
    ClosedCaseError,
    NotAllowedError,
    UnknownRowError,
)
from liuhen.apps.cases.models import Activity, Case, Document, Draft, Paper
from liuhen.apps.cases.papers.reading import frozen_of, sees_secrets
from liuhen.apps.cases.papers.series import make_void
from liuhen.apps.cases.papers.sources import Sources
from liuhen.apps.cases.participants.masks import masked, masks_of
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.rules.forms import form_of, forms_of
from liuhen.apps.rules.packs import pack_of
from liuhen.apps.rules.paper_needs import Occasion, needs_of
from liuhen.apps.trace.journal import act
from liuhen.apps.trace.locking import refuse_while_locked
from liuhen.paper.checking import Lack, check_values
from liuhen.paper.form import Form
from liuhen.paper.values import is_empty

#: A draft's values take no more than this, in characters of their JSON.
MOST_CHARACTERS = 400_000
#: Stands among what was written where a person said which activities the paper is about.
ABOUT = "@activities"


@dataclass(frozen=True, slots=True)
class Writing:
    """A draft with its form, and what keeps it from being issued."""

    draft: Draft
    form: Form
    lacks: list[Lack]


def forms_for(case: Case, by: Viewer) -> list[Form]:
    """Return the forms that may be written in the case, those of its kind of act only."""
    day = timezone.localtime(by.at).date()
    return [
        form
        for form in forms_of(case.bureau, day).values()
        if not form.acts or case.act in form.acts
    ]


def begin_draft(
    *,
    by: Viewer,
    case: Case,
    form: str,
    events: Iterable[str] = (),
    replaces: Paper | None = None,
    reason: str = "",
    received: UUID | None = None,
) -> Draft:
    """Begin a paper, filled in from what the case knows, or from the paper that it replaces.

    `received`: the paper from outside for which it is a receipt.

    Raises:
        UnknownRowError, NotAllowedError, ClosedCaseError: see `acting.case_act`.
        NoFormError: the bureau has no such form.
        BadFactError: a replacement without a reason, or of a paper that was replaced already.
    """
    now = timezone.now()
    earlier = earlier_values(by, replaces) if replaces is not None else {}
    with transaction.atomic(durable=True):
        refuse_while_locked()
        locked = _open_case(by, case)
        used = form_of(locked.bureau, form, timezone.localtime(now).date())
        refs = references(events, event_refs_of(locked), "events")
        if replaces is not None:
            reason = _replacing(by, locked, replaces, used, reason)
        values = earlier if replaces else Sources(by, locked, refs, now, received).values(used)
        draft = Draft(
            bureau=locked.bureau,
            section=locked.section,
            case=locked,
            form=used.id,
            form_digest=used.digest,
            values={name: value for name, value in values.items() if name in used.by_id},
            event_refs=refs or (list(replaces.event_refs) if replaces else []),
            replaces=replaces,
            reason=reason,
            written=_filled(values) if replaces or received else [],
            begun_at=now,
            begun_by=by.person,
            saved_at=now,
            saved_by=by.person,
        )
        draft.save(force_insert=True)
    return draft


def save_draft(
    *,
    by: Viewer,
    draft: UUID,
    revision: int,
    values: Mapping[str, Any],
    events: Any = None,
    page: str = "",
) -> Draft:
    """Keep what was typed: `values` of some fields, the others stay. An empty value empties.

    `page`: by which page, as it was loaded with `revision`; its own earlier saving is no conflict.

    Raises:
        ChangedMeanwhileError: somebody saved it since `revision`.
        BadFactError: a field that the form has not, or more than a draft may hold.
    """
    with transaction.atomic(durable=True):
        refuse_while_locked()
        row = open_draft(by, draft)
        require_revision(row, revision, page)
        form = form_of_draft(row)
        unknown = [name for name in values if name not in form.by_id]
        if unknown:
            raise BadFactError(
                _("The form “%(form)s” has no field “%(field)s”.")
                % {"form": form.title.zh, "field": str(unknown[0])[:60]}
            )
        typed = {name for name, value in values.items() if differs(value, row.values.get(name))}
        row.written = sorted({*row.written, *typed})
        row.values = {**row.values, **values}
        if len(str(row.values)) > MOST_CHARACTERS:
            raise BadFactError(
                _("A paper holds at most %(most)d characters; put the rest into an annex.")
                % {"most": MOST_CHARACTERS}
            )
        if events is not None:
            refs = references(events, event_refs_of(row.case), "events")
            if sorted(refs) != sorted(row.event_refs):
                row.event_refs, row.written = refs, sorted({*row.written, ABOUT})
        if not page or page != row.page:
            row.page, row.page_from = page, row.revision
        saved(row, by)
    return row


def saved(row: Draft, by: Viewer) -> None:
    """Write a draft as its next revision, inside a transaction."""
    row.revision += 1
    row.saved_at, row.saved_by = timezone.now(), by.person
    row.save(
        update_fields=[
            "values", "written", "event_refs", "revision", "page", "page_from", "saved_at",
            "saved_by",
        ]
    )  # fmt: skip


def earlier_values(by: Viewer, paper: Paper) -> dict[str, Any]:
    """Return what the paper said, with what is confidential where the viewer may see it."""
    if sees_secrets(by, paper.case):
        return dict(frozen_of(paper).values)
    return dict(paper.values)


def give_up_draft(*, by: Viewer, draft: UUID, reason: str = "") -> None:
    """End a draft that will not be issued. A number that it has becomes void, with the reason."""
    with act("cases.give_up_draft", by=by) as record:
        row = open_draft(by, draft)
        record.about(row.case)
        make_void(row, text(reason, "reason", 300), record)
        record.note(form=row.form, reason=reason)
        record.update(row, ended_at=record.at)


def draft_for(by: Viewer, draft: UUID) -> Writing:
    """Return a draft that the viewer may write, with what it lacks.

    Raises:
        UnknownRowError: none, or not for this viewer, or issued or given up already.
    """
    row = Draft.objects.seen_by(by).select_related("case", "bureau").filter(pk=draft).first()
    if row is None or row.ended_at is not None:
        raise UnknownRowError(_("There is no such draft; it may have been issued meanwhile."))
    require_over_case(by, row.case, Permission.PAPER_WRITE)
    require_draft_open(by, row)
    return writing(row)


def writing(row: Draft) -> Writing:
    """Return a draft with its form and what it lacks."""
    form = form_of_draft(row)
    return Writing(row, form, lacks_of(row, form))


def open_draft(by: Viewer, draft: UUID) -> Draft:
    """Return a draft that the viewer may write, locked with its case.

    Raises:
        UnknownRowError, NotAllowedError, ClosedCaseError.
    """
    found = Draft.objects.seen_by(by).filter(pk=draft, ended_at=None).first()
    if found is None:
        raise UnknownRowError(_("There is no such draft; it may have been issued meanwhile."))
    _open_case(by, found.case)
    require_draft_open(by, found)
    rows = Draft.objects.within(found.bureau_id).select_for_update(of=("self",))
    locked = rows.select_related("case", "bureau", "section").filter(pk=draft, ended_at=None)
    if (row := locked.first()) is None:
        raise UnknownRowError(_("There is no such draft; it may have been issued meanwhile."))
    return row


def require_draft_open(by: Viewer, row: Draft) -> None:
    """Refuse whoever may not see what is confidential a draft that names a minor.

    Raises:
        NotAllowedError
    """
    if not sees_secrets(by, row.case) and masked(row.values, masks_of(row.case)) != row.values:
        raise NotAllowedError(_("The draft names a minor: only the handlers of the case write it."))


def form_of_draft(row: Draft) -> Form:
    """Return the form of a draft as the bureau has it today: a draft is no paper yet."""
    return form_of(row.bureau, row.form, timezone.localtime(timezone.now()).date())


def lacks_of(row: Draft, form: Form) -> list[Lack]:
    """Return what keeps the draft from being issued: by law, and by the bureau's regulation.

    A field that somebody writes when signing (an opinion) is not lacking before.
    """
    pack = pack_of(row.bureau, timezone.localtime(row.case.opened_at).date())
    needs = needs_of(pack, form, _occasion(row))
    later = {signing.opinion for signing in form.signatures if signing.opinion}
    return [lack for lack in check_values(form, row.values, needs) if lack.field not in later]


def _occasion(row: Draft) -> Occasion:
    """The case and the activities that the draft is written for."""
    case = row.case
    rows = Activity.objects.within(row.bureau_id).filter(
        case=case, ref__in=row.event_refs, superseded_at=None, withdrawn=False
    )
    activities = tuple((one.kind, dict(one.attrs)) for one in rows)
    return Occasion(case.act, case.procedure, case.origin, activities)


def _filled(values: Mapping[str, Any]) -> list[str]:
    return sorted(name for name, value in values.items() if not is_empty(value))


def differs(value: Any, known: Any) -> bool:
    """Whether a value says something else, whatever empty parts stand beside.

    >>> differs([{"name": "张三", "certificate": ""}], [{"name": "张三"}, {}])
    False
    >>> differs("", None), differs(False, None)
    (False, True)
    """
    return bool(told(value) != told(known))


def told(value: Any) -> Any:
    """Return what a value says, without its empty parts."""
    if isinstance(value, Mapping):
        return {name: told(part) for name, part in value.items() if not is_empty(part)} or None
    if isinstance(value, list):
        return [told(one) for one in value if not is_empty(one)] or None
    return None if is_empty(value) else value


def _open_case(by: Viewer, case: Case) -> Case:
    locked = locked_case(by, case.pk)
    require_over_case(by, locked, Permission.PAPER_WRITE)
    if locked.archived_at is not None:
        raise ClosedCaseError(
            _("Case %(number)s has been archived; nothing is added to it any more.")
            % {"number": locked.number}
        )
    return locked


def require_revision(row: Draft, revision: int, page: str = "") -> None:
    """Refuse where somebody saved the draft since `revision`, but not for the own page's saving.

    Raises:
        ChangedMeanwhileError
    """
    own = bool(page) and page == row.page and revision >= row.page_from
    if row.revision != revision and not own:
        raise ChangedMeanwhileError(
            _("%(name)s changed the draft meanwhile; look at it again before you go on.")
            % {"name": row.saved_by.name}
        )


def _replacing(by: Viewer, case: Case, paper: Paper, form: Form, reason: str) -> str:
    known = Paper.objects.seen_by(by).filter(pk=paper.pk, case=case)
    if not known.exists() or paper.form != form.id:
        raise UnknownRowError(_("There is no such paper."))
    if Paper.objects.within(case.bureau_id).filter(replaces=paper).exists():
        raise BadFactError(_("This paper was replaced already; correct the one that replaced it."))
    if not (said := text(reason, "reason", 300)):
        raise BadFactError(_("Say why the paper is issued anew."), "reason")
    return said


def document_of(paper: Paper) -> Document | None:
    """Return the newest version of the fact that the paper made, if its form makes one."""
    if paper.item is None:
        return None
    rows = Document.objects.within(paper.bureau_id)
    return rows.filter(item=paper.item, superseded_at=None).first()
