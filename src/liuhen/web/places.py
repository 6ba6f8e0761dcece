# SPDX-License-Identifier: Apache-2.0
"""Where a person belongs, as the head of every page shows it: bureau · section."""

from liuhen.apps.people.viewer import Viewer


def place_of(viewer: Viewer) -> str:
    """Return bureau and, where there is just one, section of the viewer."""
    names = [] if viewer.bureau is None else [viewer.bureau.name]
    over = {held.organisation: held.name for held in viewer.held if held.organisation is not None}
    sections = [name for key, name in over.items() if key != viewer.bureau_id]
    names += sections if len(sections) == 1 else []
    return " · ".join(names)
