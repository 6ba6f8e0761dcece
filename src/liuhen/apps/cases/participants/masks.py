# SPDX-License-Identifier: Apache-2.0
"""What stands in the open where the name of a minor (`minors`) or of an informant would.

What this module promises:

- it reads what is confidential to keep it out of texts, and hands it to nobody;
- no row that everybody reads is written, and none anew, that says it: it is masked before that,
  whichever act writes it (`keep_close`).
"""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Model, Q

from liuhen.apps.cases.models import (
    Activity,
    Approval,
    ApprovalStep,
    Case,
    CaseLink,
    Document,
    Draft,
    Due,
    FilmingRestriction,
    GateOverride,
    Incident,
    Interruption,
    Paper,
    PaperSignature,
    Participant,
    ParticipantSecret,
    ReceivedMove,
    ReceivedPaper,
    ReceivedSecret,
    Recording,
    Recusal,
    Thing,
    ThingMove,
)

#: What stands where an address is withheld.
WITHHELD = "•••"
#: Where of a minor something stands in the confidential row, beside the name.
MOVED = ("address", "service_address", "service_email")
#: Where it may stand in rows that everybody reads who sees the case. Later apps add theirs. What a
#: gate's reason is said `about` is compared with papers and shown nowhere.
SAYING: dict[type[Model], tuple[str, ...]] = {
    Activity: ("place", "details", "no_recording", "reason"),
    Approval: ("text",),
    ApprovalStep: ("opinion",),
    Case: ("title", "cause", "summary", "ending_reason"),
    CaseLink: ("to", "reason"),
    Document: ("fields", "signatures", "reason"),
    Draft: ("reason",),
    Due: ("text", "outcome", "plans"),
    FilmingRestriction: ("who", "reason"),
    GateOverride: ("reason",),
    Incident: ("text", "about", "reason"),
    Interruption: ("reason",),
    Paper: ("values", "known", "reason"),
    PaperSignature: ("name", "reason", "witness", "opinion"),
    ReceivedMove: ("place", "keeper", "reason", "changes"),
    ReceivedPaper: ("sender", "title", "place", "keeper", "outcome"),
    Recording: ("reason",),
    Recusal: ("asked_by", "ground", "reason"),
    Thing: ("name", "spec", "owner", "place", "keeper"),
    ThingMove: ("place", "keeper", "receiver", "witness", "reason", "changes"),
}
#: Family names of two characters that are common enough to be met.
_TWO = frozenset(
    {
        *("欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "令狐", "慕容"),
        *("司徒", "夏侯", "轩辕", "长孙", "宇文", "南宫", "端木", "申屠"),
    }
)
_SHORTEST = 2
#: A shorter number is that of a hotline, and stands in times and references as well.
_SHORTEST_NUMBER = 7
#: A shorter address is that of a place which others have as well.
_SHORTEST_ADDRESS, _SHORTEST_NUMBERED = 6, 4
_INFORMED = Participant.Role.COMPLAINANT


def mask_of(name: str) -> str:
    """Return what stands in the open for the name of a minor.

    >>> mask_of("李小明"), mask_of("欧阳小明"), mask_of("Ann")
    ('李某某', '欧阳某某', '某某')
    """
    family = name[:2] if name[:2] in _TWO else name[:1]
    return f"{family}某某" if family >= "一" else "某某"


def masks_of(case: Case) -> dict[str, str]:
    """Return what the open rows of a case say in the place of names that are confidential in it."""
    return _masks(case.bureau_id, case.pk)


def keep_close(row: Model, written: Collection[str] | None = None) -> set[str]:
    """Let the masks of its case stand in a row that is about to be written.

    Nothing is asked where nothing of that is `written`: neither words nor the case. Return the
    columns in which something was masked.
    """
    names = SAYING.get(type(row), ())
    if written is not None and not {"case", *names}.intersection(written):
        return set()
    said = {name: value for name in names if (value := getattr(row, name))}
    masks = _masks_for(row) if said else {}
    kept = {name: masked(value, masks) for name, value in said.items()} if masks else {}
    changed = {name for name, value in kept.items() if value != said[name]}
    for name in changed:
        setattr(row, name, kept[name])
    return changed


def masks_in(secret: ParticipantSecret) -> dict[str, str]:
    """Return what stands in the place of what one confidential row says.

    Of an informant not even the family name is told, nor how to reach him or her.
    """
    informed = secret.participant.role == _INFORMED
    name = WITHHELD if informed else mask_of(secret.name)
    found = {secret.name: name} if len(secret.name) >= _SHORTEST else {}
    numbers = (secret.telephone, secret.identity_number) if informed else ()
    found |= {text: WITHHELD for text in numbers if len(text) >= _SHORTEST_NUMBER}
    places = (getattr(secret, name) for name in MOVED)
    return found | {text: WITHHELD for text in places if _is_own(text)}


def _is_own(place: str) -> bool:
    """Whether an address is that of one person, and not a town or an office."""
    numbered = any(one.isdecimal() for one in place)
    return len(place) >= (_SHORTEST_NUMBERED if numbered else _SHORTEST_ADDRESS)


def masked(value: Any, masks: Mapping[str, str]) -> Any:
    """Return a value of JSON in whose texts the masks stand."""
    if isinstance(value, str):
        for text in sorted(masks, key=len, reverse=True):
            value = value.replace(text, masks[text])
        return value
    if isinstance(value, dict):
        return {name: masked(one, masks) for name, one in value.items()}
    if isinstance(value, list):
        return [masked(one, masks) for one in value]
    return value


def _masks_for(row: Any) -> dict[str, str]:
    """The masks of the row's case, and of who sent the paper received that it is about."""
    case = row.pk if isinstance(row, Case) else row.case_id
    found = {} if case is None else _masks(row.bureau_id, case)
    if isinstance(row, ReceivedPaper | ReceivedMove):
        paper = row.pk if isinstance(row, ReceivedPaper) else row.paper_id
        senders = ReceivedSecret.objects.within(row.bureau_id).filter(paper=paper)
        said = senders.values_list("sender", flat=True)
        found |= {text: WITHHELD for text in said if len(text) >= _SHORTEST}
    return found


def _masks(bureau: UUID, case: UUID) -> dict[str, str]:
    close = Q(participant__hidden=True) | Q(participant__role=_INFORMED)
    rows = ParticipantSecret.objects.within(bureau).filter(close, case=case)
    found: dict[str, str] = {}
    informants: dict[str, str] = {}
    for row in rows.select_related("participant"):
        told = informants if row.participant.role == _INFORMED else found
        told |= masks_in(row)
    named = _open_names(bureau, case) if informants else set()
    for text, mask in informants.items():
        if not any(text in name for name in named):
            found.setdefault(text, mask)
    return found


def _open_names(bureau: UUID, case: UUID) -> set[str]:
    """Who is named in the case anyway: of an informant who is also the party the name is open.

    So is one that is a part of such a name: a mask in it would change whom it names.
    """
    rows = Participant.objects.within(bureau).filter(case=case, hidden=False)
    parties = Case.objects.within(bureau).filter(pk=case, party_kind="organization")
    return {
        *rows.exclude(role=_INFORMED).values_list("name", flat=True),
        *parties.values_list("party_name", flat=True),
    }
