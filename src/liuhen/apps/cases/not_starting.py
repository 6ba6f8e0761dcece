# SPDX-License-Identifier: Apache-2.0
"""What the bureau's regulation asks of a decision to start nothing, said before it is made.

What this module promises:

- the duties of the regulation in force that hang on such a decision are told with their articles;
  they are judged, as all are, once it was made;
- whether the regulation itself has a head approve it is told: where it has not, the handler decides
  and a head may be asked all the same (行政处罚法 art. 54 speaks of starting alone).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from liuhen.apps.cases.models import Activity, Case
from liuhen.apps.cases.routes import matters_in, pack_now
from liuhen.apps.cases.standing import DECISIONS, standing_of
from liuhen.law.pack import Obligation

_MATTER = "no-start"


@dataclass(frozen=True, slots=True)
class NotStarting:
    """`duties`: what is asked for once it is decided; `articles`: that have a head approve it."""

    duties: tuple[Obligation, ...]
    articles: tuple[str, ...]


def asked_of_not_starting(case: Case, at: datetime) -> NotStarting | None:
    """Return what the regulation asks where nothing is started; nothing where nothing came in."""
    came_in = standing_of(case).came_in
    if came_in is None:
        return None
    duties = pack_now(case.bureau, at).obligations
    matter = matters_in(case.bureau, at).get((_MATTER, False))
    return NotStarting(
        tuple(one for one in duties if _is_asked(one, came_in)),
        matter.articles if matter is not None else (),
    )


def _is_asked(duty: Obligation, came_in: Activity) -> bool:
    """Whether the duty hangs on the decision that nothing is started of what came in."""
    kind, word = DECISIONS[came_in.kind]
    when, other = duty.when, duty.when.with_event
    if kind not in when.event or not _fits(when.attrs, {word: False}):
        return False
    return other is None or (other.type == came_in.kind and _fits(other.attrs, came_in.attrs))


def _fits(wanted: Mapping[str, Any], there: Mapping[str, Any]) -> bool:
    """Whether what is wanted is there; what is not said counts as no."""
    return all(there.get(name, False) == value for name, value in wanted.items())
