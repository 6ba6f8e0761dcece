# SPDX-License-Identifier: Apache-2.0
"""What an act on a case may refuse. Each says one sentence that a person can act on.

CaseError
├── BadFactError           a value that cannot be: an unknown word, a time in the future …
├── NotAllowedError        the role does not reach so far, or the duty is kept apart
├── UnknownRowError        not there, or not for this viewer: the two look the same
├── ClosedCaseError        the case has been archived
├── ServerTimeError        a thing whose time only the system itself may set
├── ChangedMeanwhileError  somebody else corrected the same fact
├── GateClosedError        something must hold before this step, and does not
├── NumberTakenError       the number is in use in this bureau
└── StateSecretError       state secrets are kept on paper; here stands the shell alone
"""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liuhen.errors import UserError

#: What people call an input of the acts; one that is not here is not named: its own name is for
#: programs, and the sentence says enough.
FIELD_NAMES = {
    "act": _("Kind of act"),
    "at": _("Time"),
    "attrs": _("Particulars"),
    "cause": _("Reason"),
    "content": _("What it shows"),
    "device": _("Device"),
    "disc": _("Disc"),
    "document": _("Document"),
    "end": _("End"),
    "event": _("Activity"),
    "event_ref": _("Activity"),
    "event_refs": _("Activities"),
    "events": _("Activities"),
    "explained_by": _("Explained by"),
    "fields": _("Contents"),
    "draft": _("Draft"),
    "first_number": _("First number"),
    "gate": _("Condition"),
    "grounds": _("What is special about the case"),
    "handlers": _("Handlers"),
    "keeper": _("Keeper"),
    "kind": _("Kind"),
    "matter": _("What is asked for"),
    "name": _("Name"),
    "no_recording.document": _("Document on the missing recording"),
    "no_recording.reason": _("Why it was not recorded"),
    "number": _("Number"),
    "officer": _("Recorded by"),
    "officers": _("Officers"),
    "officers.name": _("Name of the officer"),
    "opened_at": _("Opened"),
    "opinion": _("Opinion"),
    "origin": _("Origin"),
    "outcome": _("Decision"),
    "paper": _("Paper"),
    "party_kind": _("Kind of party"),
    "party_name": _("Party"),
    "place": _("Place"),
    "position": _("Position"),
    "procedure": _("Procedure"),
    "reason": _("Reason"),
    "reported_to_head_at": _("Reported to the head"),
    "returned_at": _("Came back"),
    "role": _("Role"),
    "secrecy": _("Secrecy"),
    "start": _("Start"),
    "statement": _("Statement"),
    "subject": _("What it is about"),
    "text": _("Words to the approver"),
    "title": _("Title"),
    "type": _("Kind"),
    "urgent": _("Urgent"),
    "vessel": _("Vessel"),
}


class CaseError(UserError):
    """Base: an act that was refused."""


class BadFactError(CaseError):
    """A value that cannot be. `field` names the input it came from, where there is one.

    Its text begins with what people call that input, if they have a name for it; `sentence` is the
    text without it.
    """

    def __init__(self, sentence: str, field: str = "") -> None:
        """Keep the sentence and the field."""
        super().__init__(sentence)
        self.sentence, self.field = sentence, field

    def __str__(self) -> str:
        """Say which input and what is wrong with it."""
        name = FIELD_NAMES.get(self.field)
        if name is None:
            return self.sentence
        return gettext("%(field)s: %(sentence)s") % {"field": name, "sentence": self.sentence}


class NotAllowedError(CaseError):
    """The viewer may not do this."""


class UnknownRowError(CaseError):
    """Nothing of that name is there for this viewer."""


class ClosedCaseError(CaseError):
    """The case has been archived; nothing is added to it any more."""


class ServerTimeError(CaseError):
    """Approvals, storing, hand-over and archiving take the server's time and are never typed."""


class ChangedMeanwhileError(CaseError):
    """The fact has a newer version than the one that was to be changed."""


class GateClosedError(CaseError):
    """Something must hold before this step, and does not."""


class NumberTakenError(CaseError):
    """The number is in use."""


class StateSecretError(CaseError):
    """Material marked as state secret is not taken in."""
