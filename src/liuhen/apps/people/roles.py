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
#: Whoever investigates neither imports cases nor confirms that footage was stored.
_APART_FROM_OFFICER = frozenset({Role.IMPORTER, Role.CUSTODIAN, Role.SUPERVISOR})


def conflict(held: frozenset[Role], wanted: Role) -> Role | None:
    """Return a held role that may not stand in one hand with `wanted`, or `None`."""
    for role in sorted(held - {wanted}):
        pair = frozenset({role, wanted})
        if len(pair & ADMINISTRATORS) >= 1:  # an administrator holds that one role
            return role
        if Role.OFFICER in pair and pair & _APART_FROM_OFFICER:
            return role
        if Role.LEGAL_REVIEWER in pair and Role.OFFICER in pair:  # investigate, then review
            return role
    return None
