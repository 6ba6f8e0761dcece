# SPDX-License-Identifier: Apache-2.0
"""What a regulation says beside the duties of a case and retention: the other files of a pack.

    recording_list   which activities are recorded, from when to when, and whether that is public
    approvals        who approves what, step by step
    gates            what stops a step, or makes it ask for a reason
    access           who sees without asking, and who grants the rest
    supply           which office hands out to whom
    duties           what an office does again and again
    conduct          prohibitions, consequences, who answers
    forms            the papers of the bureau and how they are numbered
    roles            how the bureau calls its offices and posts

No part decides a finding, and `evaluate` never loads one. A part that the folder does not have is
empty. What an obligation already says (articles, signing roles, days) a part takes from it by its
id, so that it stands once. An entry may `use:` one of `packs/shared/<part>.yaml`.
"""

from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args, get_type_hints

import msgspec
from msgspec import Meta

from liuhen.law.facts import Act, DocumentType, Procedure, Secrecy
from liuhen.law.pack import PACKS, Article, Node, ObligationId, Says
from liuhen.law.period import Period
from liuhen.law.yaml_source import YamlSource, read_yaml

T = TypeVar("T")
EntryId = Annotated[str, Meta(pattern=r"^[a-z0-9-]+$")]
#: What a person may be in the system; an office or a post of the bureau holds some of these.
SystemRole = Literal[
    "officer", "section_head", "deputy_head", "bureau_head", "legal_reviewer", "custodian",
    "supervisor", "device_manager", "disclosure_officer", "petition_desk",
]  # fmt: skip
SYSTEM_ROLES: tuple[SystemRole, ...] = get_args(SystemRole)
Measure = Literal[
    "criticism", "written_self_criticism", "circular", "warning", "demerit", "major_demerit",
    "suspension", "correction", "sanction", "discipline", "criminal", "liability", "transfer",
    "as_the_law_says",
]  # fmt: skip
Body = Literal[
    "court", "reconsideration", "superior", "supervision", "justice", "petition", "police",
    "prosecution", "party", "public",
]  # fmt: skip


class Listed(Node, frozen=True):
    """An activity of the recording list. Events, mode and articles are those of the obligation."""

    obligation: ObligationId
    begins: Says
    ends: Says
    public: bool = False
    id: EntryId | None = None  # the shared entry that it uses


class Basis(Node, frozen=True):
    """An article of a law beside the bureau's own regulation."""

    law: Annotated[str, Meta(min_length=1, max_length=60)]
    article: Article


class StepWhen(Node, frozen=True):
    """On which requests a step is taken; all that is said must hold.

    `urgent`: only where the act was done before it was approved (false: only where not). `gates`:
    only where one of these gates asks for it.
    """

    urgent: bool | None = None
    act: list[Act] = []
    procedure: list[Procedure] = []
    gates: list[EntryId] = []


class ApprovalStep(Node, frozen=True):
    """One step of a route. `by` empty: whoever the entry names, by its obligation or its `by`."""

    says: Says
    by: list[SystemRole] = []
    articles: list[Article] = []
    basis: list[Basis] = []
    when: StepWhen | None = None


class Approval(Node, frozen=True):
    """Who approves what: the roles that sign the obligation's paper, or those named here.

    `by` empty and no obligation: the text leaves it to the bureau. With a `matter` it can be asked
    for in the system: `route` says the steps (none: one step by those roles), `form` the form that
    is written for it, `signs` the papers on which the approval is reported as a signature.
    `afterwards`: what is urgent is done first, and approved within that period after it began;
    where the obligation has a period of its own, that one counts.
    """

    id: EntryId
    says: Says
    articles: list[Article] = []
    obligation: ObligationId | None = None
    by: list[SystemRole] = []
    matter: EntryId | None = None
    basis: list[Basis] = []
    form: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$")] | None = None
    signs: list[DocumentType] = []
    urgent: bool = False
    afterwards: Period | None = None
    route: list[ApprovalStep] = []


#: What can be asked about a case before a step; each word is computed, none is typed.
Condition = Literal[
    "two_officers", "certificates", "identity_shown", "recusal_decided", "rights_told",
    "prior_notice", "defence_heard", "no_heavier", "legal_review", "collective_discussion",
    "hearing_told", "hearing_held", "hearing_notice_in_time", "chair_apart", "measure_approved",
    "preservation_approved", "measure_within_scope", "measure_not_expired", "minor",
    "first_offence", "report_written", "approved_before", "evidence_reviewed", "fine_apart",
    "too_young", "capacity", "within_limitation", "decision_content", "discretion_said", "educated",
    "party_of_the_case",
    "secrets_kept", "simple_small", "hearing_recorded", "measure_recorded", "chair_named_apart",
    "recorder_apart", "hearing_people",
    "decider_apart", "head_approved", "start_approved_first", "complainant_told",
    "disposal_approved", "as_told", "plea_time_over", "only_decision", "court_time",
    "ending_approved", "decided", "as_decided", "nothing_held", "fits_together", "remedy_known",
]  # fmt: skip
CONDITIONS: tuple[str, ...] = get_args(Condition)


class GateException(Node, frozen=True):
    """A case in which the law lets a gate pass. `shown_by`: the records of which one shows it."""

    id: EntryId
    says: Says
    shown_by: list[DocumentType]


class Gate(Node, frozen=True):
    """A condition that must hold before a step, and what happens where it does not.

    `level` warn: it goes on with a reason, which is kept; block: it does not go on, unless `unless`
    says in which case the law lets it pass: then with a reason that says so. `matters`: the
    requests at which it is asked, and `starting`, when a procedure is started that is not urgent
    (none: on the page of the case alone); `papers`: those that nobody has to approve, at whose
    issuing it is asked all the same. `limits`: numbers that the
    condition needs (money in fen); where the place has not set one, the condition says so.
    `words`: of a penalty, which alone make the condition be asked; of a disposal the forms and
    matters that can decide on it. `exceptions`: those that are chosen with their record, instead of
    words; `approver_at`: the requests at which nobody but whoever may approve them goes on.
    """

    id: EntryId
    says: Says
    condition: Condition
    level: Literal["warn", "block"]
    matters: list[EntryId] = []
    papers: list[DocumentType] = []
    act: list[Act] = []
    procedure: list[Procedure] = []
    articles: list[Article] = []
    basis: list[Basis] = []
    unless: Says | None = None
    exceptions: list[GateException] = []
    approver_at: list[EntryId] = []
    limits: dict[EntryId, Annotated[int, Meta(ge=0)]] = {}
    words: list[Annotated[str, Meta(min_length=2, max_length=30)]] = []

    def is_for(self, act: str, procedure: str) -> bool:
        """Whether it is asked of such a case; a procedure that nobody chose yet may be any."""
        acts = not self.act or act in self.act
        return acts and (not self.procedure or procedure in (*self.procedure, ""))


class Ground(Node, frozen=True):
    """What may be said of a case, because no row shows it; `conditions` of gates look at it."""

    id: EntryId
    says: Says
    basis: list[Basis]
    conditions: list[Condition]


class Seer(Node, frozen=True):
    """A role that sees without asking, and how far."""

    role: SystemRole
    over: Literal["assigned", "section", "bureau"]


class Access(Node, frozen=True):
    """Who sees a class of records, and who grants it to others.

    Without an article it is the rule that holds where the text is silent.
    """

    id: EntryId
    says: Says
    what: list[Literal["footage", "files"]]
    articles: list[Article] = []
    secrecy: list[Secrecy] = []
    without_asking: list[Seer] = []
    granted_by: list[SystemRole] = []
    reviewed_by: EntryId | None = None  # the office that sets the limits


class Supply(Node, frozen=True):
    """Which office hands records out, to whom. `office` null: the text names none."""

    id: EntryId
    says: Says
    to: list[Body]
    articles: list[Article] = []
    office: EntryId | None = None
    keeps_copy: bool = False
    under: Says | None = None  # other rules that govern it


class OfficeDuty(Node, frozen=True):
    """What an office does again and again.

    `every` is `bureau` where the text says "regularly" and the bureau sets the interval. `due` runs
    from the first day of the interval; `last_days` is how long before its end it may be done.
    """

    id: EntryId
    says: Says
    every: Literal["day", "month", "quarter", "year", "bureau"]
    articles: list[Article] = []
    office: EntryId | None = None
    due: Period | None = None
    last_days: Annotated[int, Meta(ge=1, le=31)] | None = None
    obligation: ObligationId | None = None  # each case is judged by it; days stand there
    ledger: bool = False


class Conduct(Node, frozen=True):
    """A prohibition, a consequence by its grade, or who answers."""

    id: EntryId
    says: Says
    kind: Literal["prohibition", "consequence", "answers", "permission"]
    articles: list[Article] = []
    grade: Literal["light", "serious", "grave"] | None = None
    measures: list[Measure] = []
    who: list[SystemRole | Literal["anyone", "leaders"]] = []


class Form(Node, frozen=True):
    """What the bureau calls a paper, and whether it bears a number of a series.

    `form`: of several standard forms of this document the bureau uses that one alone.
    """

    document: DocumentType
    title: Says
    numbering: EntryId | None = None
    form: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$")] | None = None


class Numbering(Node, frozen=True):
    """A series of numbers. The pattern may say {short_name}, {year} and {number}."""

    id: EntryId
    says: Says
    pattern: Annotated[str, Meta(pattern=r"^([^{}]|\{(short_name|year|number)\})*$")]
    every: Literal["year", "never"] = "year"


class Forms(Node, frozen=True):
    """forms.yaml."""

    numbering: list[Numbering] = []
    forms: list[Form] = []


class Office(Node, frozen=True):
    """An office or a post under the name that the regulation gives it; `holds` in the system."""

    id: EntryId
    name: Says
    kind: Literal["section", "post", "outside"]
    articles: list[Article] = []
    holds: list[SystemRole] = []


class Parts(Node, frozen=True):
    """Every part of a pack."""

    recording_list: list[Listed] = []
    approvals: list[Approval] = []
    gates: list[Gate] = []
    access: list[Access] = []
    supply: list[Supply] = []
    duties: list[OfficeDuty] = []
    conduct: list[Conduct] = []
    forms: Forms = Forms()
    roles: list[Office] = []


PARTS = Parts.__struct_fields__


def read_parts(folder: Path) -> Parts:
    """Read the parts of a pack folder.

    Raises:
        BadInput: file and line, what was found, what is allowed.
    """
    kinds = get_type_hints(Parts)
    made: dict[str, Any] = {}
    for name in PARTS:
        if (folder / f"{name}.yaml").exists():
            made[name] = source_of(folder, name).as_type(kinds[name])
    parts = Parts(**made)
    shared = read_yaml(PACKS / "shared" / "forms.yaml").as_type(Forms)
    return msgspec.structs.replace(parts, forms=_with_shared_titles(parts.forms, shared))


def source_of(folder: Path, name: str) -> YamlSource:
    """One part as it was written, what it uses of the shared file of that name filled in."""
    source = read_yaml(folder / f"{name}.yaml")
    shared = PACKS / "shared" / f"{name}.yaml"
    if isinstance(source.value, list) and shared.exists():
        return source.merged_with(read_yaml(shared))
    return source


def _with_shared_titles(own: Forms, shared: Forms) -> Forms:
    """The titles that every bureau uses, save where this one has its own."""
    named = {form.document for form in own.forms}
    rest = [form for form in shared.forms if form.document not in named]
    return Forms(numbering=own.numbering, forms=[*own.forms, *rest])
