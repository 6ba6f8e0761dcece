# SPDX-License-Identifier: Apache-2.0
"""Heads that somebody holds: the database, the signer's memory, witnesses. Which of them fit."""

from django.utils import timezone

from liuhen.apps.trace import keys
from liuhen.apps.trace.audit.findings import Finding, Report
from liuhen.apps.trace.audit.notebook import HeadSeen, Notebook
from liuhen.apps.trace.errors import SigningError
from liuhen.apps.trace.models import Epoch, Head
from liuhen.apps.trace.outside import witnesses
from liuhen.vault.checkpoint import CheckpointError, Signed, VerifyKey, open_checkpoint
from liuhen.vault.merkle import EMPTY_ROOT
from liuhen.vault.witness import WitnessError

DATABASE = "the database"
SIGNER = "the signer's memory"


def collect_outside(report: Report, notebook: Notebook) -> list[VerifyKey]:
    """Note the heads that stand outside the database, and return the keys that verify heads."""
    public = _public(report)
    try:
        if public and (signed := keys.remembered()) is not None:
            notebook.add_head(_seen(signed, SIGNER, ""))
    except SigningError as error:
        report.add(Finding("head", str(error)))
    for witness in witnesses():
        _collect_witness(witness.name, report)
        try:
            held = witness.read(keys.origin(), public)
        except WitnessError as error:
            report.remarks.append(f"not compared with a witness: {error}")
            report.witnesses[-1]["error"] = str(error)
            continue
        for signed in held.heads:
            notebook.add_head(_seen(signed, witness.name, ""))
        report.witnesses[-1]["heads"] = len(held.heads)
        for torn in held.torn:
            says = f"witness {witness.name}, line {torn.line}: {torn.reason}"
            report.add(Finding("witness", says))
    return public


def collect_own(public: list[VerifyKey], report: Report, notebook: Notebook) -> None:
    """Note the heads of the database, and name those that were changed."""
    for row in Head.objects.order_by("pk").iterator(chunk_size=1000):
        report.heads += 1
        name = f"head {row.pk} (of {row.size} leaves)"
        try:
            head = open_checkpoint(row.note, public).checkpoint
        except CheckpointError as error:
            report.add(
                Finding("head", f"{name} was changed: {error}", object=f"trace.head:{row.pk}")
            )
            continue
        columns = (row.size, row.epoch, bytes(row.root), row.at)
        for field, here, signed in zip(
            ("size", "epoch", "root", "at"),
            columns,
            (head.size, head.epoch, head.root, head.at),
            strict=True,
        ):
            if here != signed:
                report.add(
                    Finding(
                        "head",
                        f"{name} was changed: its column {field} is not what was signed",
                        object=f"trace.head:{row.pk}",
                        field=field,
                    )
                )
        notebook.add_head(
            HeadSeen(head.size, head.epoch, head.root, DATABASE, str(row.pk), row.note)
        )


class HeadCheck:
    """Compares heads with the roots of the leaves as they come by."""

    def __init__(self, report: Report, notebook: Notebook) -> None:
        """Begin with the smallest head."""
        self._report, self._notebook = report, notebook
        self._epochs = list(Epoch.objects.order_by("number"))
        self._fit: dict[str, int] = {}
        self._contradicted: dict[str, int] = {}
        #: Set where leaves are missing without a trace: no later root can be computed.
        self.broken = False
        self._heads = notebook.heads()
        self._next = next(self._heads, None)
        if self.wanted == 0:
            self.reached(0, EMPTY_ROOT)

    @property
    def wanted(self) -> int | None:
        """The size of the next head, or nothing."""
        return self._next.size if self._next else None

    def reached(self, size: int, root: bytes) -> None:
        """Compare the heads of this size."""
        while self._next is not None and self._next.size == size:
            head, self._next = self._next, next(self._heads, None)
            if self.broken or self._declared(head):
                continue
            if head.root == root:
                self._fit[head.holder] = size
                continue
            self._contradicted[head.holder] = self._contradicted.get(head.holder, 0) + 1
            if self._contradicted[head.holder] == 1:  # every later one says the same
                low = self._fit.get(head.holder, 0)
                self._report.add(
                    Finding(
                        "head",
                        f"a leaf from {low} to {size - 1} was changed: {_named(head)} with root "
                        f"{head.root.hex()}, the leaves give {root.hex()}",
                        expected=head.root.hex(),
                        found=root.hex(),
                    )
                )

    def ended(self, leaves: int) -> None:
        """Say of the heads that are larger than the journal that leaves were cut off."""
        cut: set[str] = set()
        while self._next is not None:
            head, self._next = self._next, next(self._heads, None)
            if (epoch := self._declared(head)) is not None:
                self._report.remarks.append(
                    f"{_named(head)} is larger than what was restored; epoch {epoch.number} "
                    f"declared that loss on {timezone.localtime(epoch.begun_at):%Y-%m-%d}"
                )
            elif head.holder in cut or self.broken:
                continue
            else:
                cut.add(head.holder)
                self._report.add(_cut_off(head, leaves))
        for head in self._notebook.heads_not_held_by(DATABASE):
            if self._declared(head) is None and head.size <= leaves:
                says = f"{_named(head)}, and the database no longer has that head"
                self._report.add(Finding("head", says))
        for holder, count in self._contradicted.items():
            if count > 1:
                self._report.remarks.append(
                    f"{count - 1} later heads of {holder} do not fit either"
                )
        if self.broken:
            self._report.remarks.append("leaves are missing: later heads could not be compared")
        own = (DATABASE, SIGNER)
        reached = [size for holder, size in self._fit.items() if holder not in own]
        self._report.witnessed = max(reached, default=0)
        for one in self._report.witnesses:
            one["size"] = self._fit.get(one["name"], 0)

    def _declared(self, head: HeadSeen) -> Epoch | None:
        """Return the epoch that said that this head's leaves are lost."""
        for epoch in self._epochs:
            known = epoch.last_size or 0
            if head.epoch < epoch.number and epoch.restored_size < head.size <= known:
                return epoch
        return None


def _cut_off(head: HeadSeen, leaves: int) -> Finding:
    return Finding(
        "cut",
        f"at least {head.size - leaves} leaves were cut off the end: {_named(head)}, the journal "
        f"has {leaves}",
        leaf=leaves,
        expected=head.size,
        found=leaves,
    )


def _public(report: Report) -> list[VerifyKey]:
    try:
        public = keys.public_keys()
    except SigningError as error:
        report.add(Finding("head", str(error)))
        return []
    if not public and Head.objects.exists():
        says = f"{keys.public_path()} is not there: no signature can be verified"
        report.add(Finding("head", says))
    return public


def _collect_witness(name: str, report: Report) -> None:
    report.witnesses.append({"name": name, "heads": 0, "size": 0, "error": ""})


def _seen(signed: Signed, holder: str, line: str) -> HeadSeen:
    head = signed.checkpoint
    return HeadSeen(head.size, head.epoch, head.root, holder, line, signed.note)


def _named(head: HeadSeen) -> str:
    return f"{head.holder} holds a head of {head.size} leaves"
