# SPDX-License-Identifier: Apache-2.0
"""Stock opinions: what is said most often at a step, to be chosen instead of typed on a phone."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Opinion = Promise | str

_AGREE: tuple[Opinion, ...] = (_("Agreed."), _("Agreed; act according to the law."))
BY_ROLE: dict[str, tuple[Opinion, ...]] = {
    "section_head": (
        _("The facts are as stated; I propose approval."),
        _("Clear facts, sufficient evidence, lawful procedure; I propose approval."),
    ),
    "legal_reviewer": (
        _("Competence, facts, evidence, basis, procedure and measure are in order; passed."),
        _("Passed, with the mending named below."),
    ),
    "deputy_head": _AGREE,
    "bureau_head": _AGREE,
}
BACK: tuple[Opinion, ...] = (
    _("Add evidence and ask again."),
    _("Complete the particulars of the party and ask again."),
    _("State the legal basis exactly and ask again."),
)


def opinions(role: str) -> list[str]:
    """Return what may be chosen by somebody who takes a step in `role`."""
    return [str(one) for one in (*BY_ROLE.get(role, _AGREE), *BACK)]
