# SPDX-License-Identifier: Apache-2.0
"""A bureau with people of every role, and a clock that a test sets: what stories are told with.

The fixtures stand in `support.fixtures`.

`house.officer` and the others are viewers at the clock's time; times are written as officers write
them, `"2026-03-02 09:00"`, and mean Beijing.
"""

import pickle
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from liuhen.apps.cases import acts
from liuhen.apps.cases.ending import end_case, way_of_ending
from liuhen.apps.cases.gates import override, states_to_pass
from liuhen.apps.cases.models import Activity, Case, Recording
from liuhen.apps.cases.setup import BureauPlan, set_up_bureau
from liuhen.apps.compliance.judging import judge
from liuhen.apps.people.models import Organisation, Person
from liuhen.apps.people.roles import Role
from liuhen.apps.people.viewer import Viewer, viewer_for
from liuhen.apps.people.writing import put_membership, put_person, put_role
from liuhen.apps.rules import packs
from liuhen.apps.trace.actors import SystemActor
from liuhen.apps.trace.inserting import insert_rows
from liuhen.apps.trace.journal import Record, act
from liuhen.apps.trace.models import Leaf
from liuhen.law.findings import Finding, Report

BEIJING = ZoneInfo("Asia/Shanghai")
NO_PASSWORD = "!none"
SYSTEM = SystemActor("init")


def beijing(text: str) -> datetime:
    """`"2026-03-02 09:00"` as an aware time."""
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


class Clock:
    """The server's clock. It stands still until a test moves it."""

    def __init__(self, start: str) -> None:
        self.time = beijing(start)

    def now(self) -> datetime:
        return self.time

    def set(self, text: str) -> datetime:
        self.time = beijing(text)
        return self.time

    def later(self, **delta: float) -> datetime:
        self.time += timedelta(**delta)
        return self.time


#: What the first house of its kind wrote, and what it knew: by pack, code and time.
_built: dict[Any, tuple[list[Model], bytes]] = {}


class House:
    """One bureau.

    Thousands are built. Where nothing is there yet and the clock is the test's, the acts that build
    one are done once in a process: from then on their rows are put there as they were.
    """

    def __init__(self, clock: Clock, pack: str = "jinpu-ocean", code: str = "bureau") -> None:
        self.clock, self.code = clock, code
        self.bureau: Organisation
        self.section: Organisation
        self.other_section: Organisation
        self.people: dict[str, Person] = {}
        known = (pack, packs.load_pack(pack).version, code, clock.time)
        first = timezone.now() == clock.time and not Leaf.objects.exists()
        if first and known in _built:
            rows, knows = _built[known]
            with transaction.atomic():
                insert_rows(rows)
            self.__dict__.update(pickle.loads(knows))
            return
        before = _tables_in_use() if first else []
        self._build(pack)
        if first:
            added = [model for model in _tables_in_use() if model not in before]
            rows = [row for model in added for row in model._base_manager.all()]
            knows = {name: one for name, one in self.__dict__.items() if name != "clock"}
            _built[known] = rows, pickle.dumps(knows)

    def _build(self, pack: str) -> None:
        code = self.code
        plan = BureauPlan(
            district="示例区",
            name=f"示例局 {code}",
            short_name="示例" if code == "bureau" else f"示例{code}",
            pack_id=pack,
            sections=["一科", "二科"],
            admin_username=f"{code}.admin",
            admin_name="管理员",
            admin_password_hash=NO_PASSWORD,
            code=code,
            go_live_at=beijing("2026-01-01 00:00"),
        )
        new = set_up_bureau(by=SYSTEM, plan=plan)
        self.bureau = new.bureau
        self.section, self.other_section = new.sections
        self.people["admin"] = new.admin
        with act("test.staff", by=SYSTEM) as record:
            for role in Role:
                if not role.endswith("_admin"):
                    self._put(record, role.value, role, self.section)
            self._put(record, "colleague", Role.OFFICER, self.section)
            self._put(record, "stranger", Role.OFFICER, self.other_section)

    def add(self, name: str, role: Role | None, section: Organisation) -> Person:
        with act("test.add", by=SYSTEM) as record:
            return self._put(record, name, role, section)

    def _put(self, record: Record, name: str, role: Role | None, section: Organisation) -> Person:
        person = put_person(
            record=record,
            bureau=self.bureau,
            username=f"{self.code}.{name}",
            name=name,
            password_hash=NO_PASSWORD,
            must_change_password=False,
        )
        day = beijing("2026-01-01 00:00").date()
        put_membership(record=record, person=person, organisation=section, from_date=day)
        if role is not None:
            over = section if role in (Role.OFFICER, Role.SECTION_HEAD) else self.bureau
            put_role(record=record, person=person, role=role, organisation=over, from_date=day)
        self.people[name] = person
        return person

    def viewer(self, name: str) -> Viewer:
        """One of the people, looking now."""
        return viewer_for(self.people[name], self.clock.now())

    @property
    def officer(self) -> Viewer:
        return self.viewer("officer")

    @property
    def head(self) -> Viewer:
        return self.viewer("bureau_head")

    @property
    def custodian(self) -> Viewer:
        return self.viewer("custodian")

    def case(self, **values: object) -> Case:
        """A penalty case of the first section, opened by the officer."""
        plain = {
            "title": "示例案",
            "kind": "penalty",
            "procedure": "general",
            "origin": "ex_officio",
        }
        return acts.open_case(by=self.officer, section=self.section, **{**plain, **values})

    def urgent(self) -> Case:
        """A case begun at once: the approval of its start follows within 24 hours."""
        case, now = self.case(), self.clock.now()
        acts.add_activity(
            by=self.officer, kind="case_initiated", start=now, end=now,
            attrs={"urgent": True}, case=case,
        )  # fmt: skip
        return case

    def end(self, case: Case, by: Viewer | None = None, **values: Any) -> Case:
        """The case, concluded by the officer: what was decided is done.

        The head passes what is asked of the way of ending, which is not what a story is about.
        """
        plain = {"ending": "performed", "reason": "已履行"}
        told = {**plain, **values}
        self.let_end(case, str(told["ending"]))
        return end_case(by=by or self.officer, case=case, **told)

    def let_end(self, case: Case, ending: str = "performed") -> None:
        """The head says why the case ends like that without a decision and an approval."""
        matter = way_of_ending(ending).matter
        for state in states_to_pass(self.head, case, matter, ending):
            if state.ending and state.stops and state.may_override:
                override(
                    by=self.head, case=case, gate=state.gate.id, matter=matter, ending=ending,
                    reason="试验",
                )  # fmt: skip

    def event(self, case: Case, ref: str) -> Activity:
        """The version of an activity that counts now."""
        rows = Activity.objects.within(case.bureau_id)
        return rows.get(case=case, ref=ref, superseded_at=None)

    def recordings(self, case: Case) -> list[Recording]:
        """The recordings of a case that count now."""
        rows = Recording.objects.within(case.bureau_id)
        return list(rows.filter(case=case, superseded_at=None).order_by("start"))

    def report(self, case: Case, **options: object) -> Report:
        """The case judged now."""
        return judge(case, self.clock.now(), **options)

    def finding(self, case: Case, obligation: str, subject: str | None = None) -> Finding:
        """The one finding of an obligation."""
        found = [
            one
            for one in self.report(case).findings
            if one.obligation == obligation and subject in (None, one.subject)
        ]
        assert len(found) == 1, [(one.obligation, one.subject) for one in found]
        return found[0]


def _tables_in_use() -> list[type[Model]]:
    """The models of which there are rows."""
    return [model for model in apps.get_models() if model._base_manager.exists()]
