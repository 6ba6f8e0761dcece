# SPDX-License-Identifier: Apache-2.0
"""Keeping who informed out of texts that everybody reads who sees the case.

What this module promises:

- the name, telephone and address that somebody typed as confidential stand in no title, summary or
  answer that is typed beside them or later;
- it says which text does, and hands what is confidential to nobody.
"""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.models import Case, Participant, ParticipantSecret
from liuhen.apps.people.viewer import Viewer

#: What tells who somebody is, with how many characters it does so at least: a village's name alone
#: may well be that of the place where something happened.
_TELLING = {"name": 2, "telephone": 7, "identity_number": 15, "address": 8}


def require_close(texts: Mapping[str, str], informant: Mapping[str, str]) -> None:
    """Refuse texts (by their fields) that say who informed.

    Raises:
        BadFactError: one does.
    """
    _refuse(texts, _telling(informant))


def require_close_in(by: Viewer, case: Case, texts: Mapping[str, str]) -> None:
    """Refuse texts of a case, by their fields, that say who informed in it.

    Nobody learns by that who it was: it is asked only of those who may see it.

    Raises:
        BadFactError: one does.
    """
    rows = ParticipantSecret.objects.seen_by(by).filter(
        case=case, participant__role=Participant.Role.COMPLAINANT
    )
    for row in rows.values(*_TELLING):
        _refuse(texts, _telling(row))


def _telling(informant: Mapping[str, str]) -> Iterable[str]:
    said = {name: "".join(str(informant.get(name) or "").split()) for name in _TELLING}
    return [text for name, text in said.items() if len(text) >= _TELLING[name]]


def _refuse(texts: Mapping[str, str], telling: Iterable[str]) -> None:
    for field, text in texts.items():
        plain = "".join(text.split())
        if any(one in plain for one in telling):
            raise BadFactError(
                _(
                    "Everybody who sees the case reads this: leave out the name, telephone and "
                    "address of who informed."
                ),
                field,
            )
