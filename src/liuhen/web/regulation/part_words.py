# SPDX-License-Identifier: Apache-2.0
"""The closed words of a pack's parts as people say them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = dict[str, Promise | str]

BODIES: Words = {
    "court": _("Court"),
    "reconsideration": _("Body of reconsideration"),
    "superior": _("Superior body"),
    "supervision": _("Supervisory body"),
    "justice": _("Office of justice"),
    "petition": _("Petition office"),
    "police": _("Police"),
    "prosecution": _("Prosecution"),
    "party": _("Party"),
    "public": _("Public"),
}
MEASURES: Words = {
    "criticism": _("criticism"),
    "written_self_criticism": _("written self-criticism"),
    "circular": _("criticism by circular"),
    "warning": _("warning"),
    "demerit": _("demerit"),
    "major_demerit": _("major demerit"),
    "suspension": _("suspension from enforcement"),
    "correction": _("ordered correction"),
    "sanction": _("sanction"),
    "discipline": _("disciplinary action"),
    "criminal": _("criminal liability"),
    "liability": _("liability"),
    "transfer": _("transfer to the body in charge"),
    "as_the_law_says": _("as the law says"),
}
CONDUCT: Words = {
    "prohibition": _("Forbidden"),
    "consequence": _("Consequence"),
    "answers": _("Who answers"),
    "permission": _("Allowed"),
}
GRADES: Words = {"light": _("light"), "serious": _("serious"), "grave": _("grave")}
EVERY: Words = {
    "day": _("every day"),
    "month": _("every month"),
    "quarter": _("every quarter"),
    "year": _("every year"),
    "bureau": _("as often as the bureau decides"),
}
OVER: Words = {
    "assigned": _("own cases"),
    "section": _("own section"),
    "bureau": _("whole bureau"),
}
OFFICES: Words = {
    "section": _("Section"),
    "post": _("Post"),
    "outside": _("Outside body"),
}
WHO: Words = {"anyone": _("anyone"), "leaders": _("leaders in charge")}
