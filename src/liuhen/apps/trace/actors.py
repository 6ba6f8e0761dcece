# SPDX-License-Identifier: Apache-2.0
"""Actors that are no person."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SystemActor:
    """A part of the system that acts by itself, for example `SystemActor("init")`."""

    name: str

    @property
    def reference(self) -> str:
        """How the journal names it."""
        return f"system:{self.name}"
