# SPDX-License-Identifier: Apache-2.0
"""What can be said of a participant, and which of it is confidential.

What this module promises:

- whatever would tell who informed, or who a minor is, belongs to what is confidential.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.models import Participant
from liuhen.apps.cases.participants.citizen_numbers import born_by
from liuhen.apps.cases.participants.masks import mask_of
from liuhen.law import facts as law

Role = Participant.Role
SEXES = ("male", "female")
OPEN = (
    "name", "kind", "credit_code", "representative", "sex", "job", "address", "anonymous",
)  # fmt: skip
CONFIDENTIAL = (
    "name", "identity_number", "telephone", "birth_date", "religion", "address",
    "service_address", "service_email",
)  # fmt: skip
LONGEST = {
    "name": 200, "credit_code": 40, "representative": 60, "sex": 6, "job": 100, "address": 200,
    "service_address": 200, "service_email": 200, "identity_number": 40, "telephone": 40,
    "religion": 60,
}  # fmt: skip


def checked(told: Mapping[str, Any]) -> dict[str, Any]:
    """The open values, each as it may be."""
    unknown = set(told) - set(OPEN)
    if unknown:
        raise BadFactError(_("There is no such entry."), min(unknown))
    found: dict[str, Any] = {}
    for name, value in told.items():
        if name == "anonymous":
            found[name] = bool(value)
        elif name == "kind":
            found[name] = value and checks.word(value, law.PARTY_KINDS, "party_kind")
        elif name == "sex":
            found[name] = value and checks.word(value, SEXES, "sex")
        else:
            found[name] = checks.text(str(value or ""), name, LONGEST[name])
    return found


def checked_secret(secret: Mapping[str, Any]) -> dict[str, Any]:
    """The confidential values; the day of birth is read from a citizen's number where it is."""
    unknown = set(secret) - set(CONFIDENTIAL)
    if unknown:
        raise BadFactError(_("There is no such entry."), min(unknown))
    found: dict[str, Any] = {}
    for name, value in secret.items():
        if name == "birth_date":
            found[name] = _day(value)
        else:
            longest = 60 if name == "name" else LONGEST[name]
            found[name] = checks.text(str(value or ""), name, longest)
    if not found.get("birth_date") and (born := born_by(found.get("identity_number", ""))):
        found["birth_date"] = born
    return found


def _day(value: Any) -> date | None:
    if value is None or value == "":
        return None
    if not isinstance(value, date) or not 1850 <= value.year <= timezone.localdate().year:  # noqa: PLR2004  # nobody is older
        raise BadFactError(_("This day cannot be."), "birth_date")
    return value


def split_by_role(
    role: str, told: dict[str, Any], secret: dict[str, Any], *, minor: bool = False
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Move what would tell who informed, or who a minor is, into the confidential row."""
    if minor and role != Role.COMPLAINANT:
        return _of_minor(told, secret)
    if role != Role.COMPLAINANT:
        return told, secret
    open_, closed = dict(told), dict(secret)
    for name in ("name", "address"):
        if open_.get(name):
            closed.setdefault(name, checks.text(open_[name], name, 60 if name == "name" else 200))
    for name in ("name", "address", "job", "representative", "sex"):
        if name in open_:
            open_[name] = ""
    return open_, closed


def _of_minor(
    told: dict[str, Any], secret: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    open_, closed = dict(told), dict(secret)
    for name in ("name", "address"):
        if name in open_:
            longest = 60 if name == "name" else LONGEST[name]
            closed[name] = checks.text(open_.pop(name), name, longest)
    if closed.get("name"):
        open_["name"] = mask_of(closed["name"])
    return open_, closed
