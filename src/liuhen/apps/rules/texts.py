# SPDX-License-Identifier: Apache-2.0
"""The bureau's own text of its regulation, beside the pack that judges."""

from typing import Any

from django.utils.translation import gettext as _

from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Organisation
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.rules.errors import BadTextError, NotPermittedError
from liuhen.apps.rules.models import RegulationText
from liuhen.apps.trace.journal import Actor, act


def load_text(
    *,
    by: Actor,
    file_name: str,
    digest: str,
    parsed: dict[str, Any],
    bureau: Organisation | None = None,
) -> RegulationText:
    """Keep the parsed text (as `liuhen law parse` gives it) as the bureau's own, not any before.

    `digest` is that of the file. `by` is a viewer, who loads for the own bureau, or the command
    line of the installation, which names one.

    Raises:
        NotPermittedError: the role does not allow it.
        BadTextError: no article was found.
    """
    if isinstance(by, Viewer):
        bureau = by.bureau if by.may(Permission.REGULATION_LOAD) else None
    if bureau is None:
        raise NotPermittedError(_("Your role does not allow this."))
    if not any(chapter["articles"] for chapter in parsed["chapters"]):
        raise BadTextError(_("%(file)s: no article was found.") % {"file": file_name})
    with act("rules.load_text", by=by) as record:
        before = RegulationText.objects.select_for_update()
        for row in before.filter(bureau=bureau, superseded_at=None):
            record.update(row, superseded_at=record.at)
        return record.create(
            RegulationText(
                bureau=bureau,
                digest=digest,
                file_name=file_name[:200],
                title=str(parsed.get("title") or file_name)[:200],
                parsed=parsed,
                loaded_at=record.at,
                loaded_by=by.reference,
            )
        )


def text_of(viewer: Viewer) -> RegulationText | None:
    """Return the text that the viewer's bureau loaded last."""
    if viewer.bureau is None or not viewer.may(Permission.REGULATION_VIEW):
        return None
    return RegulationText.objects.filter(bureau=viewer.bureau, superseded_at=None).first()
