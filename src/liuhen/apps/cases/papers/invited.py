# SPDX-License-Identifier: Apache-2.0
"""Who signs a paper without seeing its case: whom it names as its chair or its recorder.

What this module promises:

- who chairs or records a hearing need not be of the section of the case (行政处罚法 art. 64): he or
  she opens that one paper, as it is to be signed and with what is confidential in it, and signs it
  with the own account;
- nothing else of the case opens by that, also no paper that names the person for others to read
  and has no such signature; nor for whoever withdrew from it, or shares the name with somebody else
  of the bureau; nor once the paper was replaced or the case archived.
"""

from uuid import UUID

from django.utils.translation import gettext as _

from liuhen.apps.cases.acting import has_withdrawn
from liuhen.apps.cases.errors import UnknownRowError
from liuhen.apps.cases.models import Paper
from liuhen.apps.cases.papers.reading import frozen_of, paper_of, require_open
from liuhen.apps.cases.papers.signers import NAMED_IN, is_named, same_name
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Person
from liuhen.apps.people.viewer import Viewer


def is_invited(by: Viewer, paper: Paper) -> bool:
    """Whether the paper names the viewer alone of that name as its chair or recorder, who signs.

    Raises:
        UnknownFileError: its bytes are not in the store.
    """
    if by.bureau_id != paper.bureau_id or not by.may(Permission.CASE_VIEW):
        return False
    name = by.person.name
    named = [one for one in NAMED_IN if is_named(paper, one, name)]
    if paper.case.archived_at is not None or not named:
        return False
    if Paper.objects.within(paper.bureau_id).filter(replaces=paper).exists():
        return False
    people = Person.objects.filter(bureau=paper.bureau_id, name__startswith=name[:1])
    others = people.filter(is_active=True).exclude(pk=by.person_id)
    alike = any(same_name(other, name) for other in others.values_list("name", flat=True))
    if alike or has_withdrawn(by, paper.case):
        return False
    signers = frozen_of(paper).form.signers
    return any(one in signers and "system" in signers[one].manner for one in named)


def paper_to_sign(by: Viewer, key: UUID) -> Paper:
    """Return a paper that the viewer opens to sign it.

    Raises:
        UnknownRowError: none, or not for this viewer.
        NotAllowedError: something in it is confidential, and not for this viewer, who is none whom
            it names.
    """
    if by.bureau_id is None:
        raise UnknownRowError(_("There is no such paper."))
    rows = Paper.objects.within(by.bureau_id).select_related(
        "case", "bureau", "section", "issued_by"
    )
    row = rows.filter(pk=key).first()
    if row is None or not is_invited(by, row):
        row = paper_of(by, key)
        require_open(by, row)
    return row
