# SPDX-License-Identifier: Apache-2.0
"""What adopting packs, entering notices and loading texts may refuse.

RulesError
├── NoPackError         the bureau has no regulation yet
├── BadAdoptionError    a version or day that cannot be adopted
├── BadNoticeError      a notice that contradicts itself
├── BadFormError        words or a layout that the bureau may not use
├── NoFormError         a form that the bureau has not
├── BadLimitError       a number of the place that cannot be
├── BadTextError        a text that is none of a regulation
└── NotPermittedError   the role does not allow it
"""

from liuhen.errors import UserError


class RulesError(UserError):
    """Base: something about regulations or calendars was refused."""


class NoPackError(RulesError):
    """Nothing to judge by."""


class BadAdoptionError(RulesError):
    """The version cannot be adopted from that day."""


class BadNoticeError(RulesError):
    """A notice that cannot be."""


class BadFormError(RulesError):
    """A form that cannot be used, or not this way. `line`: of its text, from 1; 0: of all of it."""

    def __init__(self, sentence: str, line: int = 0) -> None:
        super().__init__(sentence)
        self.line = line


class NoFormError(RulesError):
    """There is no such form."""


class BadLimitError(RulesError):
    """A number of the place that cannot be. `field` names the input it came from."""

    def __init__(self, sentence: str, field: str = "") -> None:
        """Keep the sentence and the field."""
        super().__init__(sentence)
        self.field = field


class BadTextError(RulesError):
    """A text that cannot be used."""


class NotPermittedError(RulesError):
    """The viewer may not do this."""
