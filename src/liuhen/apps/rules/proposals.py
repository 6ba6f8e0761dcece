# SPDX-License-Identifier: Apache-2.0
"""What an upgrade of the software proposes: a newer version of the pack that a bureau goes by.

What this module promises:

- an upgrade changes no answer: the version that was adopted counts until the bureau adopts another;
- a newer version counts from a day to come, for acts that begin then; what began before is judged
  as it was;
- what would change is said beforehand, duty by duty with its articles.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Organisation
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.rules.errors import BadAdoptionError, NotPermittedError
from liuhen.apps.rules.models import PackAdoption
from liuhen.apps.rules.packs import adopted, digest_of_pack, put_adoption
from liuhen.apps.trace.journal import act
from liuhen.law.errors import BadInput
from liuhen.law.pack import Pack, Says
from liuhen.law.packs import load_pack


@dataclass(frozen=True, slots=True)
class Change:
    """A duty that is `new`, `gone` or `different`."""

    how: str
    obligation: str
    articles: tuple[str, ...]
    says: Says


@dataclass(frozen=True, slots=True)
class Proposal:
    """The version that the program brings. `retention`: periods of keeping differ, too."""

    pack: Pack
    changes: tuple[Change, ...]
    retention: bool


def proposal_for(bureau: Organisation) -> Proposal | None:
    """Return what the program brings beside what the bureau adopted last, or nothing."""
    last = _last(bureau)
    if last is None:
        return None
    try:
        brought = load_pack(bureau.pack_id)
    except BadInput:  # the pack's folder is gone or broken; what was adopted still counts
        return None
    if last.version_id == digest_of_pack(brought):
        return None
    today = adopted(last.version_id)
    changes = tuple(_changes(today, brought))
    return Proposal(brought, changes, retention=today.retention != brought.retention)


def adopt_proposal(*, by: Viewer, version: str, from_date: date) -> PackAdoption:
    """Let acts that begin on `from_date` or later be judged by what the program brings.

    `version` is the one that was shown, so that nobody adopts what nobody read.

    Raises:
        NotPermittedError: the role does not allow it.
        BadAdoptionError: nothing is proposed any more, another version is, or the day is not one
            to come after every adoption before.
    """
    if by.bureau is None or not by.may(Permission.REGULATION_LOAD):
        raise NotPermittedError(_("Your role does not allow this."))
    proposal = proposal_for(by.bureau)
    if proposal is None or proposal.pack.version != version:
        raise BadAdoptionError(_("This version is not proposed any more; look at it again."))
    first = first_day(by.bureau, timezone.localtime(by.at).date())
    if from_date < first:
        raise BadAdoptionError(
            _("From %(day)s at the earliest: what began before is judged by the text of its time.")
            % {"day": first.isoformat()}
        )
    with act("rules.adopt_pack", by=by) as record:
        return put_adoption(
            bureau=by.bureau, pack_id=by.bureau.pack_id, from_date=from_date, record=record
        )


def first_day(bureau: Organisation, today: date) -> date:
    """Return the first day from which a newer version may count."""
    last = _last(bureau)
    days = [today, *([last.from_date] if last else [])]
    return max(days) + timedelta(days=1)


def _last(bureau: Organisation) -> PackAdoption | None:
    return PackAdoption.objects.filter(bureau=bureau).order_by("-from_date").first()


def _changes(today: Pack, brought: Pack) -> Iterator[Change]:
    """New and different duties in the order of the newer version, then those that are gone."""
    held = {one.id: one for one in today.obligations}
    for one in brought.obligations:
        before = held.pop(one.id, None)
        if before != one:
            yield Change("new" if before is None else "different", one.id, one.articles, one.says)
    for one in held.values():
        yield Change("gone", one.id, one.articles, one.says)
