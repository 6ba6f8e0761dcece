# SPDX-License-Identifier: Apache-2.0
"""What papers and ways of service are called, who receives, why a service does not count yet."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.serving.papers import ToServe
from liuhen.apps.cases.serving.served import Served
from liuhen.web.words import label

#: Who receives or signs where it is not the party itself (民事诉讼法 art. 88).
CAPACITIES = [
    ("", _("The person named in the case")),
    ("agent", _("Somebody with the party's power of attorney")),
    ("family", _("An adult of the family who lives there")),
    ("head", _("The legal representative or head of the organisation")),
    ("office", _("Whoever receives the post of the organisation")),
    ("other", _("Somebody else who may receive it")),
]
#: Why a service does not count yet, by what its way counts from (民事诉讼法 arts. 87 to 94).
_UNPROVEN = {
    "signature": _("No signature of the recipient yet: it does not count as served."),
    "witness": _(
        "No witness has signed, and there is no photo or film of it yet: it does not count as "
        "served."
    ),
    "result": _("The proof of receipt is not there yet: it does not count as served."),
}


def title_of(paper: ToServe) -> str:
    """Return the title of a paper: that of its form, or of its kind."""
    return paper.title or label("document", paper.kind)


def unproven(one: Served | None) -> str:
    """Return why a service that was entered does not count yet; nothing while it is on its way."""
    if one is None:
        return ""
    if one.unagreed:
        return gettext(
            "Without the written consent of the party it does not count as served, and no period "
            "runs from it."
        )
    if not one.waits or one.way is None:
        return ""
    if one.way.counts_from == "result" and one.reached is None:
        return ""
    return str(_UNPROVEN[one.way.counts_from])
