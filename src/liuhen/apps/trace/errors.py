# SPDX-License-Identifier: Apache-2.0
"""What can go wrong with the journal.

TraceError                 a fault of the program, never of the person
├── NestedActError         an act inside an act: two leaves for one transaction
├── EmptyActError          an act that changed nothing, so that its leaf would say nothing
└── TreeError              the stored tree has a hole, or does not have the leaf that was asked for
JournalError (UserError)   something that whoever runs the installation can mend
├── WritingLockedError     data were restored, and no new epoch was begun yet
├── SigningError           no head can be signed now
│   └── ClockBackError     the clock is behind the journal
└── EpochError             an epoch cannot be begun
"""

from liuhen.errors import UserError


class TraceError(RuntimeError):
    """Base of the faults of the journal."""


class NestedActError(TraceError):
    """An act was begun inside another act or transaction."""


class EmptyActError(TraceError):
    """An act ended without a change and without a note."""


class TreeError(TraceError):
    """The stored tree has not what was asked of it."""


class JournalError(UserError):
    """Base of what whoever runs the installation can mend."""


class WritingLockedError(JournalError):
    """Data were restored from a backup, and no new epoch was begun yet."""


class SigningError(JournalError):
    """No head can be signed now; the text says why and what to do."""


class ClockBackError(SigningError):
    """The clock of the server is behind what the journal holds."""


class EpochError(JournalError):
    """An epoch cannot be begun now."""
