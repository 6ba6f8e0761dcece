# SPDX-License-Identifier: Apache-2.0
"""The roles that a person may hold, and which of them never meet in one hand."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person does, over a section, a bureau, or (administrators) the whole installation."""

    OFFICER = "officer", _("Enforcement officer")
    SECTION_HEAD = "section_head", _("Head of section")
    DEPUTY_HEAD = "deputy_head", _("Deputy head of bureau")
    BUREAU_HEAD = "bureau_head", _("Head of bureau")
    LEGAL_REVIEWER = "legal_reviewer", _("Legal reviewer")
    CUSTODIAN = "custodian", _("Custodian of files and recordings")
    SUPERVISOR = "supervisor", _("Supervisor")
    DEVICE_MANAGER = "device_manager", _("Device manager")
    DISCLOSURE_OFFICER = "disclosure_officer", _("Disclosure officer")
    PETITION_DESK = "petition_desk", _("Petition desk")
    IMPORTER = "importer", _("Importer of cases")
    BUREAU_ADMIN = "bureau_admin", _("Administrator of the bureau")
    SYSTEM_ADMIN = "system_admin", _("System administrator")
    SECURITY_ADMIN = "security_admin", _("Security administrator")
    AUDIT_ADMIN = "audit_admin", _("Audit administrator")


#: Administrators see no case content, whatever else they hold.
ADMINISTRATORS = frozenset(
    {Role.BUREAU_ADMIN, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}
)
#: Held without a bureau.
OF_INSTALLATION = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
#: Roles whose signature the system itself takes, with the server's time.
SIGNING = frozenset({Role.SECTION_HEAD, Role.DEPUTY_HEAD, Role.BUREAU_HEAD, Role.LEGAL_REVIEWER})
#: Pairs that may not stand in one hand: whoever investigates neither imports, stores, checks nor
#: reviews; whoever enters cases imports none.
_APART = frozenset(
    frozenset(pair)
    for pair in (
        (Role.OFFICER, Role.IMPORTER),
        (Role.OFFICER, Role.CUSTODIAN),
        (Role.OFFICER, Role.SUPERVISOR),
        (Role.OFFICER, Role.LEGAL_REVIEWER),
        (Role.SECTION_HEAD, Role.IMPORTER),
    )
)


def conflict(held: frozenset[Role], wanted: Role) -> Role | None:
    """Return a held role that may not stand in one hand with `wanted`, or `None`.

    An administrator holds that one role and no other.
    """
    for role in sorted(held - {wanted}):
        pair = frozenset({role, wanted})
        if pair & ADMINISTRATORS or pair in _APART:
            return role
    return None
