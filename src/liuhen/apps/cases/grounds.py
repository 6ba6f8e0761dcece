# SPDX-License-Identifier: Apache-2.0
"""What may be said of a case when something is asked for, because no row shows it.

It is kept with the request, by whom it was said and when; gates hang on it.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Which conditions look at which ground: it is asked for only where one of them is.
LOOKED_AT: dict[str, frozenset[str]] = {
    "public-interest": frozenset({"legal_review"}),
    "major-rights": frozenset({"legal_review"}),
    "complex": frozenset({"legal_review", "collective_discussion"}),
    "grave": frozenset({"collective_discussion"}),
    "review-by-law": frozenset({"legal_review"}),
    "hearing-asked": frozenset({"hearing_told"}),
    "slight": frozenset({"first_offence"}),
    "scope": frozenset({"measure_within_scope"}),
    "monitoring": frozenset({"evidence_reviewed"}),
    "incapacity": frozenset({"capacity"}),
    "harm": frozenset({"within_limitation"}),
    "secrets": frozenset({"secrets_kept"}),
}
GROUNDS: dict[str, Promise | str] = {
    "public-interest": _("Concerns a major public interest (处罚法 58)"),
    "major-rights": _("Concerns major rights of the party or a third person (处罚法 58)"),
    "complex": _("Difficult, or several legal relations (处罚法 57, 58)"),
    "grave": _("A grave breach with a heavy penalty (处罚法 57)"),
    "review-by-law": _("A law asks for a legal review (处罚法 58)"),
    "hearing-asked": _("A penalty of which a hearing is told (licence, closing …; 处罚法 63)"),
    "slight": _("Slight, corrected or a first offence (处罚法 33)"),
    "scope": _("Checked: things of the case alone, no necessities of life (强制法 23)"),
    "monitoring": _("Evidence of monitoring equipment passed both reviews (处罚法 41)"),
    "incapacity": _("The party could not tell or control what it did (处罚法 31)"),
    "harm": _("Life, health or financial safety was harmed: five years (处罚法 36)"),
    "secrets": _("Checked: the papers tell no secret and nothing private (处罚法 50)"),
}
