# SPDX-License-Identifier: Apache-2.0
"""The people of the bureau: list, one person, adding and changing."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from liuhen.apps.people.access import Permission
from liuhen.apps.people.acts import (
    add_person,
    end_role,
    grant_role,
    reset_password,
    set_active,
    set_certificate,
    set_email,
)
from liuhen.apps.people.models import Person
from liuhen.apps.people.queries import people, tree
from liuhen.apps.people.roles import Role
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.errors import UserError
from liuhen.web.listing import listed
from liuhen.web.pages import page
from liuhen.web.people.forms import CertificateForm, EmailForm, PersonForm, RoleForm
from liuhen.web.people.lines import line_of, lines_of
from liuhen.web.setup.founding import SignIn


@page(Permission.PEOPLE_VIEW)
def people_list(request: HttpRequest) -> HttpResponse:
    """Show the tree and everybody in it."""
    viewer = viewer_of(request)
    lines = lines_of(people(viewer), _today(viewer))
    states = [one.state for line in lines if line.person.is_active for one in line.certificates]
    values = {
        "nodes": tree(viewer),
        "lines": lines,
        "expired": states.count("expired"),
        "soon": states.count("soon"),
    }
    return render(request, "people/list.html", values)


@page(Permission.PEOPLE_VIEW)
def person(request: HttpRequest, person: UUID) -> HttpResponse:
    """Show one person with roles and certificates."""
    viewer = viewer_of(request)
    return _shown(request, viewer, _person(viewer, person))


@page(Permission.PEOPLE_MANAGE)
def add(request: HttpRequest) -> HttpResponse:
    """Add a person; the password is shown once."""
    viewer = viewer_of(request)
    form = PersonForm(viewer, request.POST or None)
    if form.is_valid():
        values = form.cleaned_data
        try:
            made, password = add_person(
                by=viewer,
                username=values["username"],
                name=values["name"],
                section=form.organisation,
                roles=values["roles"],
                telephone=values["telephone"],
                email=values["email"],
                certificate=form.value(),
                paper=values["paper"],
            )
        except UserError as error:
            field = getattr(error, "field", "")
            form.add_error(field if field in form.fields else None, str(error))
        else:
            roles = listed(Role(role).label for role in values["roles"])
            return _passwords(request, [SignIn(made.name, made.username, password, roles)])
    status = 422 if form.is_bound else 200
    return render(request, "people/add.html", {"form": form}, status=status)


@page(Permission.PEOPLE_MANAGE)
@require_POST
def change(request: HttpRequest, person: UUID) -> HttpResponse:
    """Change one thing of a person: `what` says which."""
    viewer = viewer_of(request)
    row = _person(viewer, person)
    what = request.POST.get("what", "")
    if what == "password":
        signs = SignIn(row.name, row.username, reset_password(by=viewer, person=row), "")
        return _passwords(request, [signs])
    form = _CHANGES[what](request, viewer, row) if what in _CHANGES else None
    if form is not None:
        return _shown(request, viewer, _person(viewer, person), **{what: form})
    messages.success(request, _("Saved."))
    return redirect("people:person", person=row.pk)


# ---------------------------------------------------------------- one change each
# Each returns its form where something is wrong with it, and nothing where it is done.


def _grant(request: HttpRequest, viewer: Viewer, row: Person) -> RoleForm | None:
    form = RoleForm(viewer, request.POST)
    if not form.is_valid():
        return form
    values = form.cleaned_data
    try:
        grant_role(
            by=viewer,
            person=row,
            role=values["role"],
            organisation=form.organisation,
            from_date=values["from_date"],
            until_date=values["until_date"],
            paper=values["paper"],
        )
    except UserError as error:
        form.add_error(None, str(error))
        return form
    return None


def _end(request: HttpRequest, viewer: Viewer, row: Person) -> None:
    wanted = request.POST.get("grant", "")
    grant = next((one for one in row.grants.all() if str(one.pk) == wanted), None)
    if grant is None:
        raise Http404
    end_role(by=viewer, grant=grant)


def _certify(request: HttpRequest, viewer: Viewer, row: Person) -> CertificateForm | None:
    form = CertificateForm(request.POST)
    if form.is_valid() and (value := form.value()):
        set_certificate(by=viewer, person=row, value=value)
        return None
    return form


def _mail(request: HttpRequest, viewer: Viewer, row: Person) -> EmailForm | None:
    form = EmailForm(request.POST)
    if form.is_valid():
        try:
            set_email(by=viewer, person=row, email=form.cleaned_data["email"])
        except UserError as error:
            form.add_error("email", str(error))
    return form if form.errors else None


def _activate(request: HttpRequest, viewer: Viewer, row: Person) -> None:
    set_active(by=viewer, person=row, active=request.POST.get("active") == "yes")


_CHANGES: dict[str, Callable[[HttpRequest, Viewer, Person], Any]] = {
    "role": _grant,
    "end": _end,
    "certificate": _certify,
    "email": _mail,
    "active": _activate,
}


# ---------------------------------------------------------------- showing


def _person(viewer: Viewer, key: UUID) -> Person:
    found = people(viewer).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _shown(request: HttpRequest, viewer: Viewer, row: Person, **forms: Any) -> HttpResponse:
    offered = {
        "role": RoleForm(viewer),
        "certificate": CertificateForm(),
        "email": EmailForm(initial={"email": row.email}),
    } | forms
    values = {"line": line_of(row, _today(viewer)), "forms": offered, "viewer": viewer}
    return render(request, "people/person.html", values, status=422 if forms else 200)


def _passwords(request: HttpRequest, made: list[SignIn]) -> HttpResponse:
    return render(request, "people/passwords.html", {"made": made})


def _today(viewer: Viewer) -> date:
    return timezone.localtime(viewer.at).date()
