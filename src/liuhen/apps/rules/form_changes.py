# SPDX-License-Identifier: Apache-2.0
"""A bureau words and lays out a form of its own: one person proposes it, another one adopts it.

What this module promises:

- nothing that a law or the bureau's own regulation asks for can be left out of the form or off
  the paper, and no field that is confidential becomes open; what a form is (its id, the fact that
  it makes) cannot change;
- no head or reviewer signs by a finger on somebody else's screen, whatever the form says;
- a proposal changes nothing until somebody else adopts it, from that day or a later one;
- papers that were issued keep the form that they were made from, and so do all former versions.
"""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import msgspec
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Organisation
from liuhen.apps.people.roles import SIGNING
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.rules.errors import BadFormError, NoFormError, NotPermittedError
from liuhen.apps.rules.form_faults import fault_said, line_of
from liuhen.apps.rules.forms import form_of, form_of_version, series_of, usual_forms
from liuhen.apps.rules.models import FormAdoption, FormVersion
from liuhen.apps.rules.packs import pack_of
from liuhen.apps.rules.paper_needs import Asked, asked_of
from liuhen.apps.trace.journal import Record, act
from liuhen.paper.form import Form, FormError
from liuhen.paper.form_reader import read_form
from liuhen.vault.canonical import canonical_json, digest_of

MOST_REASON = 300


def checked_form(bureau: Organisation, name: str, text: str, day: date) -> Form:
    """Return the form that `text` words anew, if the bureau may use it.

    Raises:
        NoFormError: there is no form of that id.
        BadFormError: not a form, or one that leaves out what has to be there.
    """
    usual = usual_forms(pack_of(bureau, day).id).get(name)
    if usual is None:
        raise NoFormError(_("There is no form “%(form)s”.") % {"form": name[:60]})
    try:
        form = read_form(text, f"{name}.yaml")
    except FormError as error:
        said = _("The text has a fault: %(sentence)s") % {"sentence": fault_said(error)}
        raise BadFormError(said, line_of(error)) from None
    for fault in _faults(usual, form, asked_of(pack_of(bureau, day), form)):
        raise BadFormError(fault)
    if form.numbering and form.numbering not in series_of(bureau, day):
        known = ", ".join(sorted(series_of(bureau, day)))
        raise BadFormError(
            _("There is no series of numbers “%(series)s”; there are: %(known)s.")
            % {"series": form.numbering, "known": known}
        )
    return form


def propose_form(*, by: Viewer, form: str, text: str, from_date: date, reason: str) -> FormAdoption:
    """Propose other words or another layout of a form of the viewer's bureau.

    Raises:
        NotPermittedError: the role does not allow it.
        NoFormError, BadFormError: as `checked_form`; no reason, a day gone by, nothing changed, or
            a proposal for this form that nobody has answered yet.
    """
    bureau = _bureau(by, Permission.FORM_MANAGE)
    today = timezone.localtime(by.at).date()
    made = checked_form(bureau, form, text, today)
    reason = _said(reason, _("Say why the form is changed."))
    _require_day(from_date, today)
    if made == form_of(bureau, form, from_date):
        raise BadFormError(_("Nothing is changed: this is the form that is in use."))
    with act("rules.propose_form", by=by) as record:
        open_rows = FormAdoption.objects.within(bureau.pk).select_for_update()
        if open_rows.filter(form=form, adopted_at=None, refused_at=None).exists():
            raise BadFormError(
                _("A change of this form is waiting for an answer; have it answered first.")
            )
        return record.create(
            FormAdoption(
                bureau=bureau,
                form=form,
                version=_kept(made, record),
                from_date=from_date,
                reason=reason,
                proposed_at=record.at,
                proposed_by=by.person,
            )
        )


def adopt_form(*, by: Viewer, proposal: UUID, from_date: date) -> FormAdoption:
    """Use what somebody else proposed, from a day on that has not gone by.

    Raises:
        NotPermittedError: the role does not allow it, or it is one's own proposal.
        NoFormError: there is no such proposal in the bureau.
        BadFormError: it was answered already, or the day has gone by, or the regulation asks for
            something by now that it leaves out.
    """
    bureau = _bureau(by, Permission.FORM_ADOPT)
    today = timezone.localtime(by.at).date()
    _require_day(from_date, today)
    with act("rules.adopt_form", by=by) as record:
        row = _open(bureau, proposal)
        if row.proposed_by_id == by.person.pk:
            raise NotPermittedError(_("You proposed this change; another person adopts it."))
        form = form_of_version(row.version)
        usual = usual_forms(pack_of(bureau, today).id)[row.form]
        for fault in _faults(usual, form, asked_of(pack_of(bureau, today), form)):
            raise BadFormError(fault)
        return record.update(row, from_date=from_date, adopted_at=record.at, adopted_by=by.person)


def refuse_form(*, by: Viewer, proposal: UUID, answer: str) -> FormAdoption:
    """Refuse a proposal, or take back one's own; the row stays.

    Raises:
        NotPermittedError: neither one's own, nor may the role adopt forms.
        NoFormError, BadFormError: there is none, it was answered already, or no reason is given.
    """
    bureau = _bureau(by, Permission.FORM_ADOPT, Permission.FORM_MANAGE)
    said = _said(answer, _("Say why not."))
    with act("rules.refuse_form", by=by) as record:
        row = _open(bureau, proposal)
        if row.proposed_by_id != by.person.pk and not by.may(Permission.FORM_ADOPT):
            raise NotPermittedError(_("Your role does not allow this."))
        return record.update(row, refused_at=record.at, answer=said)


def proposals_of(viewer: Viewer, form: str = "") -> QuerySet[FormAdoption]:
    """Return all proposals that the viewer may see, the newest first; of one form if named."""
    if not viewer.may(Permission.REGULATION_VIEW):
        return FormAdoption.objects.seen_by(viewer).none()
    rows = FormAdoption.objects.seen_by(viewer)
    rows = rows.filter(form=form) if form else rows
    return rows.select_related("bureau", "version", "proposed_by", "adopted_by").order_by(
        "-proposed_at"
    )


def form_before(proposal: FormAdoption) -> Form:
    """Return the form that a proposal changes: the one in use without it on its day."""
    rows = FormAdoption.objects.within(proposal.bureau_id).filter(
        form=proposal.form, adopted_at__isnull=False, from_date__lte=proposal.from_date
    )
    if proposal.adopted_at:
        rows = rows.filter(adopted_at__lt=proposal.adopted_at)
    newest = rows.select_related("version").order_by("from_date", "adopted_at").last()
    if newest is not None:
        return form_of_version(newest.version)
    return usual_forms(pack_of(proposal.bureau, proposal.from_date).id)[proposal.form]


def _faults(usual: Form, form: Form, asked: Asked) -> Iterator[str]:
    """What a bureau's own form may not do, a sentence each."""
    if form.id != usual.id:
        yield _("The id of this form is “%(id)s” and stays.") % {"id": usual.id}
    for key, value in (("document", usual.document), ("audience", usual.audience)):
        if getattr(form, key) != value:
            yield _("“%(key)s” stays “%(value)s”: papers and facts hang on it.") % {
                "key": key,
                "value": value or "null",
            }
    yield from _lost_fields(usual, form)
    yield from _unprinted_fields(usual, form, asked)
    for ways in asked.fields:
        signers = {f"signature:{role}" for role in form.signers}
        before = {f"signature:{role}" for role in usual.signers} | set(usual.by_id)
        if ways & before and not ways & (set(form.by_id) | signers):
            yield _("Your regulation asks for the field “%(field)s”; it may not be left out.") % {
                "field": " | ".join(sorted(ways))
            }
    for role, signing in usual.signers.items():
        asks = signing.required or any(role in ways for ways in asked.roles)
        if asks and role not in form.signers:
            yield _("“%(role)s” signs this paper by law or regulation; it may not be left out.") % {
                "role": signing.label.zh
            }
    for role, signing in form.signers.items():
        if role in SIGNING and "finger" in signing.manner:
            yield _(
                "“%(role)s” signs in the system, signed in as himself or herself; nobody draws "
                "that signature on a screen."
            ) % {"role": signing.label.zh}


def _lost_fields(usual: Form, form: Form) -> Iterator[str]:
    for field in usual.fields:
        kept = form.by_id.get(field.id)
        said = {"field": field.label.zh, "id": field.id}
        if kept is None:
            if field.required:
                yield (
                    _("“%(field)s” (%(id)s) belongs on this paper; it may not be left out.") % said
                )
            continue
        if kept.kind != field.kind:
            yield _("“%(field)s” (%(id)s) stays of the kind it is.") % said
        if field.required and not kept.required:
            yield _("“%(field)s” (%(id)s) belongs on this paper; it stays required.") % said
        if field.secret and kept.secret != field.secret:
            yield _("“%(field)s” (%(id)s) is confidential, and stays so.") % said


def _unprinted_fields(usual: Form, form: Form, asked: Asked) -> Iterator[str]:
    """What would be asked for and kept, and stand on no paper."""
    by_regulation = {name for ways in asked.fields for name in ways}
    for field in usual.fields:
        kept = form.by_id.get(field.id)
        needed = field.required or field.basis is not None or field.id in by_regulation
        if needed and field.printed and kept is not None and not kept.printed:
            yield _("“%(field)s” (%(id)s) belongs on this paper; it stays printed.") % {
                "field": field.label.zh,
                "id": field.id,
            }


def _kept(form: Form, record: Record) -> FormVersion:
    content = msgspec.to_builtins(form)
    version, _made = FormVersion.objects.get_or_create(
        digest=digest_of(canonical_json(content)),
        defaults={
            "form": form.id,
            "title": form.title.zh,
            "content": content,
            "kept_at": record.at,
        },
    )
    return version


def _bureau(by: Viewer, *needed: Permission) -> Organisation:
    if by.bureau is None or not any(by.may(permission) for permission in needed):
        raise NotPermittedError(_("Your role does not allow this."))
    return by.bureau


def _open(bureau: Organisation, proposal: UUID) -> FormAdoption:
    rows = FormAdoption.objects.within(bureau.pk).select_for_update(of=("self",))
    row = rows.select_related("version").filter(pk=proposal).first()
    if row is None:
        raise NoFormError(_("There is no such proposal."))
    if row.adopted_at or row.refused_at:
        raise BadFormError(_("This proposal was answered already."))
    return row


def _said(text: str, missing: str) -> str:
    said = " ".join(text.split())[:MOST_REASON]
    if not said:
        raise BadFormError(missing)
    return said


def _require_day(day: date, today: date) -> None:
    if day < today:
        raise BadFormError(
            _("From %(day)s at the earliest: papers of days gone by keep their form.")
            % {"day": today.isoformat()}
        )
