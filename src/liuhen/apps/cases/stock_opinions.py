# SPDX-License-Identifier: Apache-2.0
"""Stock opinions: what is said most often at a step, chosen instead of typed on a phone.

Each belongs to one outcome: who chooses words of sending back does not agree with them.
"""

from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.models import StepOutcome

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


def agreeing(role: str) -> list[str]:
    """Return in which words somebody who takes a step in `role` agrees."""
    return [str(one) for one in BY_ROLE.get(role, _AGREE)]


def sending_back() -> list[str]:
    """Return in which words a request is sent back."""
    return [str(one) for one in BACK]


def outcome_of(opinion: str) -> str:
    """Return the outcome to which a stock opinion belongs; of one's own words nothing."""
    return _outcomes().get(_plain(opinion), "")


@cache
def _outcomes() -> dict[str, str]:
    """The outcome by the words, in every language of the installation."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for said in (_AGREE, *BY_ROLE.values()):
                found |= {_plain(str(one)): StepOutcome.AGREED.value for one in said}
            found |= {_plain(str(one)): StepOutcome.SENT_BACK.value for one in BACK}
    return found


def _plain(said: str) -> str:
    return said.strip().rstrip("。.")
