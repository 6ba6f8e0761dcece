# SPDX-License-Identifier: Apache-2.0
"""What can go wrong with the journal: faults of the program, never of the person.

TraceError
├── NestedActError   an act inside an act: two leaves for one transaction
└── EmptyActError    an act that changed nothing, so that its leaf would say nothing
"""


class TraceError(RuntimeError):
    """Base of the faults of the journal."""


class NestedActError(TraceError):
    """An act was begun inside another act or transaction."""


class EmptyActError(TraceError):
    """An act ended without a change and without a note."""
