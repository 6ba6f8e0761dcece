# SPDX-License-Identifier: Apache-2.0
"""What an act on a case may refuse. Each says one sentence that a person can act on.

CaseError
├── BadFactError           a value that cannot be: an unknown word, a time in the future …
├── NotAllowedError        the role does not reach so far, or the duty is kept apart
├── UnknownRowError        not there, or not for this viewer: the two look the same
├── ClosedCaseError        the case has been archived
├── ServerTimeError        a thing whose time only the system itself may set
├── ChangedMeanwhileError  somebody else corrected the same fact
├── NumberTakenError       the number is in use in this bureau
└── StateSecretError       state secrets are kept on paper; here stands the shell alone
"""

from liuhen.errors import UserError


class CaseError(UserError):
    """Base: an act that was refused."""


class BadFactError(CaseError):
    """A value that cannot be. `field` names the input it came from, where there is one."""

    def __init__(self, sentence: str, field: str = "") -> None:
        """Keep the sentence and the field."""
        super().__init__(sentence)
        self.field = field


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


class NumberTakenError(CaseError):
    """The number is in use."""


class StateSecretError(CaseError):
    """Material marked as state secret is not taken in."""
