# SPDX-License-Identifier: Apache-2.0
"""What telling people may refuse.

TellingError
├── BadLeadError        a time ahead that is none
├── BadReasonError      a reason for lateness that cannot be
├── BadHookError        an address or template that cannot be used
├── NoHookError         there is no such hook
└── NotPermittedError   the role does not allow it
"""

from liuhen.errors import UserError


class TellingError(UserError):
    """Base: something about reminders, reasons or hooks was refused. `field`: by which input."""

    def __init__(self, sentence: str, field: str = "") -> None:
        """Keep the sentence and the field."""
        super().__init__(sentence)
        self.field = field


class BadLeadError(TellingError):
    """No time ahead."""


class BadReasonError(TellingError):
    """A word that is not in the list, or nothing said."""


class BadHookError(TellingError):
    """An address or a template that cannot be used."""


class NoHookError(TellingError):
    """Not there, or not for this viewer."""


class NotPermittedError(TellingError):
    """The viewer's role does not allow the act."""
