# SPDX-License-Identifier: Apache-2.0
"""Every leaf is hashed anew from its columns and led to the newest signed head."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from liuhen.apps.archives.checking.found import Checked, Finding, leaf_name
from liuhen.apps.archives.touching import CaseLeaf
from liuhen.apps.trace import keys
from liuhen.apps.trace.errors import SigningError, TreeError
from liuhen.apps.trace.models import Head
from liuhen.apps.trace.tree import StoredTree
from liuhen.vault.checkpoint import CheckpointError, open_checkpoint
from liuhen.vault.merkle import ProofError, leaf_hash, verify_inclusion


def hold_leaves(leaves: Iterable[CaseLeaf], checked: Checked) -> None:
    """Hash each leaf anew and lead it to the newest signed head."""
    size, root = _head(checked)
    tree, newer = StoredTree(), 0
    for one in leaves:
        checked.leaves += 1
        leaf, name = one.leaf, leaf_name(one.leaf.index)
        hashed = leaf_hash(leaf.body.canonical())
        if hashed != bytes(leaf.hash):
            says = gettext_noop("(%(act)s) was changed: its columns do not give its hash")
            checked.find("leaf", name, says, act=leaf.act)
        if leaf.index >= size:
            newer += 1
            continue
        try:
            verify_inclusion(hashed, leaf.index, size, tree.inclusion(leaf.index, size), root)
        except (ProofError, TreeError):
            says = gettext_noop("(%(act)s) is not in the signed head of %(size)s leaves")
            checked.find("leaf", name, says, act=leaf.act, size=size)
    if newer:
        says = _("%(count)s steps are newer than the last signed head")
        checked.remarks.append(says % {"count": newer})


def _head(checked: Checked) -> tuple[int, bytes]:
    newest = Head.objects.order_by("-pk").first()
    if newest is None:
        return 0, b""
    try:
        head = open_checkpoint(newest.note, keys.public_keys()).checkpoint
    except (SigningError, CheckpointError) as error:
        checked.findings.append(Finding("head", f"{newest.size}", str(error)))
        return 0, b""
    checked.head = head.size
    return head.size, head.root
