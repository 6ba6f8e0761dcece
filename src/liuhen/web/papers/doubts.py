# SPDX-License-Identifier: Apache-2.0
"""What looks wrong in a number or a draft, as pages say it."""

from collections.abc import Callable, Mapping

from django.forms import Form
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liuhen.apps.cases.papers.doubts import Doubt
from liuhen.web.papers.inputs import PARTS

SAID: dict[str, Promise | str] = {
    "identity_length": gettext_lazy("A citizen's number has 18 characters: look at it again."),
    "identity_day": gettext_lazy("The day of birth in this number cannot be: look at it again."),
    "identity_check": gettext_lazy(
        "The last character of this identity number does not fit: look at it again."
    ),
    "code_shape": gettext_lazy(
        "A unified social credit code has 18 digits and letters: look at it again."
    ),
    "code_check": gettext_lazy(
        "The last character of this credit code does not fit: look at it again."
    ),
    "telephone": gettext_lazy("This is no telephone number as it stands: look at it again."),
    "reach": gettext_lazy("This is neither an e-mail address nor a number: look at it again."),
    "to_come": gettext_lazy("This time is still to come: look at it again."),
    "in_sentence": gettext_lazy(
        "On the paper this stands between “根据” and “的规定”: name the provisions alone, without "
        "a full stop."
    ),
    "advice": gettext_lazy(
        "This is the advice of the report: write what the bureau decides or intends."
    ),
    "before_all": gettext_lazy(
        "This day is before the case and all that was done in it: look at it again."
    ),
    "hearing_right": gettext_lazy(
        "Of a penalty like this the party may ask for a hearing (处罚法 art. 63): look at it again."
    ),
    "chair_investigated": gettext_lazy(
        "Nobody who investigated the case chairs the hearing (处罚法 art. 64): name somebody else."
    ),
    "chair_withdrew": gettext_lazy(
        "Whoever withdrew from this case takes no part in it (处罚法 art. 43): name somebody else."
    ),
    "recorder_investigated": gettext_lazy(
        "Like the chair, whoever records the hearing should not have investigated the case (处罚法 "
        "art. 64): name somebody else where you can."
    ),
    "recorder_chairs": gettext_lazy(
        "One person is named as chair and as recorder of the hearing: name two."
    ),
    "chair_officer": gettext_lazy(
        "You have signed this paper as its chair or recorder, and sign it as an investigator too."
    ),
    "chair_reviews": gettext_lazy(
        "Nobody else is left to review this case (法制审核), and whoever chairs its hearing "
        "neither reviews nor approves it: name somebody else where you can."
    ),
    "informant": gettext_lazy(
        "This tells who complained or informed, and more people read and find it: write “the"
        " informant” in its place."
    ),
    "device": gettext_lazy("No device of the bureau has this number: look at it again."),
}


def doubt_in(form: Form, checks: Mapping[str, Callable[[str], str]]) -> str:
    """Say what looks mistyped in a form that was sent, or nothing; `checks` by their fields."""
    for name, check in checks.items():
        if word := check(form.cleaned_data.get(name) or ""):
            told = {"field": form.fields[name].label, "what": str(SAID[word])}
            return _("%(field)s: %(what)s It is kept.") % told
    return ""


def doubt_said(doubt: Doubt) -> str:
    """Say what looks wrong, and in which part of the field."""
    if doubt.word == "no_font":
        return _(
            "No font here has %(character)s. Write it differently, or let whoever runs the system "
            "add a font that has it."
        ) % {"character": doubt.character}
    if doubt.word == "hearing_soon":
        return _(
            "The party is told %(n)d working days before the hearing (处罚法 art. 64): "
            "choose a later day."
        ) % {"n": doubt.days}
    sentence = str(SAID[doubt.word])
    if not doubt.part:
        return sentence
    return _("%(part)s: %(what)s") % {"part": PARTS[doubt.part], "what": sentence}
