# SPDX-License-Identifier: Apache-2.0
"""Which article of a regulation says how officers behave, read once for each pack."""

from collections.abc import Callable
from functools import cache

from liuhen.law.pack_parts import Conduct, read_parts
from liuhen.law.packs import folder_of


@cache
def conduct_of(pack_id: str) -> tuple[Conduct, ...]:
    """Return the rules of conduct of a pack: prohibitions, consequences, who answers."""
    return tuple(read_parts(folder_of(pack_id)).conduct)


def article_of_conduct(pack_id: str, such: Callable[[Conduct], bool]) -> str:
    """Return the article of the first rule of conduct that is `such`, or "" where none is.

    >>> article_of_conduct("qilin-culture-tourism", lambda one: one.id == "no-hindrance")
    '17'
    """
    found = next((one for one in conduct_of(pack_id) if such(one)), None)
    return found.articles[0] if found is not None and found.articles else ""
