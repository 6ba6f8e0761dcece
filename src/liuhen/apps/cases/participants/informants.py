# SPDX-License-Identifier: Apache-2.0
"""Keeping who informed out of texts that everybody reads who sees the case.

What this module promises:

- the name, telephone and address that somebody typed as confidential stand in no title, summary or
  answer that is typed beside them or later;
- it says which text does, and hands what is confidential to nobody.
"""

from collections.abc import Iterable, Mapping, Sequence

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
    for row in _known(by, case):
        _refuse(texts, _telling(row))


def telling_texts(
    by: Viewer, case: Case, texts: Mapping[str, str], typed: Iterable[str] = ()
) -> list[str]:
    """Return the names of those among `texts` that say who informed in the case.

    By what `by` may see of that, and by what was `typed` as confidential beside them.
    """
    held = [text for row in _known(by, case) for text in _telling(row)]
    plain = ("".join(one.split()) for one in typed)
    held += [one for one in plain if len(one) >= _TELLING["name"]]
    return [name for name, text in texts.items() if _says(text, held)]


def _known(by: Viewer, case: Case) -> list[dict[str, str]]:
    rows = ParticipantSecret.objects.seen_by(by).filter(
        case=case, participant__role=Participant.Role.COMPLAINANT
    )
    return list(rows.values(*_TELLING))


def _telling(informant: Mapping[str, str]) -> Sequence[str]:
    said = {name: "".join(str(informant.get(name) or "").split()) for name in _TELLING}
    return [text for name, text in said.items() if len(text) >= _TELLING[name]]


def _says(text: str, telling: Iterable[str]) -> bool:
    plain = "".join(text.split())
    return any(one in plain for one in telling)


def _refuse(texts: Mapping[str, str], telling: Sequence[str]) -> None:
    for field, text in texts.items():
        if _says(text, telling):
            raise BadFactError(
                _(
                    "Everybody who sees the case reads this: leave out the name, telephone and "
                    "address of who informed."
                ),
                field,
            )
