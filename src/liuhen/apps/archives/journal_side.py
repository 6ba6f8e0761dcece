# SPDX-License-Identifier: Apache-2.0
"""What a bundle takes from the journal: a fresh signed head, proofs to it, earlier heads, keys."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from liuhen.apps.archives.errors import NotExportableError
from liuhen.apps.archives.touching import CaseLeaf
from liuhen.apps.trace import keys
from liuhen.apps.trace.errors import SigningError, TreeError
from liuhen.apps.trace.models import Head, LeafPayload
from liuhen.apps.trace.outside import outside, publish
from liuhen.apps.trace.signing import sign_head
from liuhen.apps.trace.tree import StoredTree
from liuhen.archive.form import HeadLine, LeafLine, Witnessed
from liuhen.vault.journal import instant
from liuhen.vault.merkle import ProofError

#: So many earlier heads go into a bundle; those that a witness holds are always among them.
_MOST_HEADS = 500


@dataclass(frozen=True, slots=True)
class Signed:
    """The head of a bundle and the keys of the journal."""

    size: int
    note: str
    keys: str


def require_key() -> None:
    """Refuse early where no head can be signed.

    Raises:
        NotExportableError: the key is gone or damaged.
    """
    try:
        keys.signing_key()
    except SigningError as error:
        raise NotExportableError(str(error)) from None


def signed_head(leaf: int) -> Signed:
    """Sign a head that covers `leaf`, give it to the witnesses, and return it.

    The next leaf comes at once, so that no later head would be this one: unless it is given away
    now, nobody could ever hold the bundle against a witness to its last leaf. A witness that does
    not take it is named by the job; the bundle says how far it reaches.

    Raises:
        NotExportableError: the signer refuses.
    """
    try:
        head = sign_head()
        public = keys.public_keys()
    except (SigningError, TreeError) as error:
        raise NotExportableError(str(error)) from None
    if head is None or head.size <= leaf:
        raise NotExportableError(_("The journal has no signed head yet; try again."))
    publish()
    return Signed(head.size, head.note, "".join(f"{key.text}\n" for key in public))


def leaf_lines(leaves: Iterable[CaseLeaf], export: int, size: int) -> Iterator[LeafLine]:
    """The lines of the leaves in their order, the export's own last, each with its proof."""
    tree = StoredTree()
    for one in leaves:
        yield LeafLine(
            one.leaf.body.canonical().decode(),
            _hex(tree.inclusion(one.leaf.index, size)),
            one.payload,
            None if one.salt is None else one.salt.hex(),
        )
    own = LeafPayload.objects.select_related("leaf").get(leaf_id=export)
    yield LeafLine(
        own.leaf.body.canonical().decode(),
        _hex(tree.inclusion(export, size)),
        own.payload,
        bytes(own.salt).hex(),
    )


def head_lines(first_leaf: int, size: int) -> Iterator[HeadLine]:
    """Earlier heads from the one before `first_leaf` on, each with the proof that ours goes on."""
    tree = StoredTree()
    held = {state.size for state in outside().witnesses if state.size}
    before = Head.objects.filter(size__lte=first_leaf).order_by("-size").first()
    rows = Head.objects.filter(size__gte=before.size if before else 1, size__lt=size)
    chosen = {row.size: row for row in rows.order_by("-size")[:_MOST_HEADS]}
    chosen |= {row.size: row for row in Head.objects.filter(size__in=held, size__lt=size)}
    for row in sorted(chosen.values(), key=lambda head: head.size):
        try:
            if tree.root(row.size) != bytes(row.root):
                continue  # of an epoch that a restore has ended
            yield HeadLine(row.note, _hex(tree.consistency(row.size, size)))
        except (TreeError, ProofError):
            continue


def witnessed() -> Witnessed:
    """How far witnesses reach, as it is known now."""
    found = outside()
    return Witnessed(
        found.witnessed,
        tuple(state.name for state in found.witnesses),
        None if found.since is None else instant(found.since),
    )


def _hex(proof: Iterable[bytes]) -> tuple[str, ...]:
    return tuple(one.hex() for one in proof)
