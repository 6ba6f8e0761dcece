# SPDX-License-Identifier: Apache-2.0
"""Where a person belongs, as the head of every page shows it: bureau · section."""

from liuhen.apps.people.models import Organisation
from liuhen.apps.people.viewer import Viewer


def place_of(viewer: Viewer) -> str:
    """Return bureau and, where there is just one, section of the viewer."""
    names = [] if viewer.bureau is None else [viewer.bureau.name]
    keys = {held.organisation for held in viewer.held if held.organisation is not None}
    sections = Organisation.objects.filter(pk__in=keys - {viewer.bureau_id})[:2]
    names += [section.name for section in sections] if len(sections) == 1 else []
    return " · ".join(names)
