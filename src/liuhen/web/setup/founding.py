# SPDX-License-Identifier: Apache-2.0
"""A bureau from the form: the bureau itself, its heads, and its passwords, which are shown once.

In a new installation the three administrators are made as well, as `liuhen init` makes them.
"""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases.setup import NewBureau, set_up_bureau
from liuhen.apps.people.acts import add_person
from liuhen.apps.people.errors import BadPersonError
from liuhen.apps.people.installation import add_administrator, administrator_name
from liuhen.apps.people.queries import user_name_in_use
from liuhen.apps.people.roles import OF_INSTALLATION, Role
from liuhen.apps.people.tree import refuse_beside_demonstration
from liuhen.apps.people.viewer import Viewer, viewer_for
from liuhen.apps.trace.actors import SystemActor
from liuhen.web.setup.forms import BureauForm

FIRST_RUN = SystemActor("first-run")


@dataclass(frozen=True, slots=True)
class SignIn:
    """A person who can sign in now, and with what."""

    name: str
    username: str
    password: str
    role: str


def found(form: BureauForm, by: Viewer | SystemActor) -> tuple[NewBureau, list[SignIn]]:
    """Set up the bureau of a valid form.

    Raises:
        UserError: one sentence; nothing has been set up then.
    """
    refuse_beside_demonstration()
    for _role, _name, username in form.heads():  # said before anything is written
        if user_name_in_use(username):
            raise BadPersonError(_("The user name %(u)s is in use.") % {"u": username})
    new = set_up_bureau(by=by, plan=form.plan())
    made = [SignIn(new.admin.name, new.admin.username, new.password, _label(Role.BUREAU_ADMIN))]
    admin = viewer_for(new.admin, timezone.now())
    for role, name, username in form.heads():
        _person, password = add_person(
            by=admin, username=username, name=name, section=new.bureau, roles=[role]
        )
        made.append(SignIn(name, username, password, _label(role)))
    if isinstance(by, SystemActor):
        made += map(_administrator, sorted(OF_INSTALLATION))
    return new, made


def _administrator(role: Role) -> SignIn:
    username, name = administrator_name(role), _label(role)
    _person, password = add_administrator(by=FIRST_RUN, role=role, username=username, name=name)
    return SignIn(name, username, password, name)


def _label(role: Role) -> str:
    return str(role.label)
