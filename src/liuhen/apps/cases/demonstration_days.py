# SPDX-License-Identifier: Apache-2.0
"""What else happens on the day of the demonstration: outings, explaining, setting aside, hand-over.

All of it by the real acts and at the server's time, but for the beginning of the outing that ends
today, which is an invented row.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from liuhen.apps.cases.demonstration_equipment import officers_of, viewer_in, viewer_of
from liuhen.apps.cases.demonstration_scenes import Cast
from liuhen.apps.cases.explaining import Statement, explain_gap
from liuhen.apps.cases.invented import BUILDER
from liuhen.apps.cases.sorting import set_aside
from liuhen.apps.evidence.handing_over import decide, lines_of, offer
from liuhen.apps.evidence.keeping import verify_object
from liuhen.apps.evidence.models import HandOver, Original, Outing, OutingGround
from liuhen.apps.evidence.outings import come_back, leave
from liuhen.apps.people.roles import Role
from liuhen.apps.trace.journal import act
from liuhen.simulate import bureau_of
from liuhen.simulate.takes import TAKES

#: Who comes back today, and who leaves today, counted from nought among the officers.
_BACK, _AWAY = 2, 4
_HANDED = ("late", "remote", "counter")
_OFFERED = ("hole", "gap", "talk")
_STATEMENT = "记录仪电池接触不良自动关机，更换电池后继续记录；中断期间未采取其他执法措施。"


@dataclass
class Day:
    """One day of one bureau. `footage` holds what came in, by the key of its take."""

    cast: Cast
    now: datetime
    footage: dict[str, Original] = field(default_factory=dict)
    _outing: Outing | None = None

    def begin(self) -> None:
        """Let an officer have been away for three days."""
        staffed = self.cast.staffed
        officer = officers_of(staffed)[_BACK]
        with act("demonstration.put_outing", by=BUILDER) as record:
            self._outing = record.create(
                Outing(
                    bureau=staffed.bureau,
                    section=staffed.section,
                    officer=officer,
                    ground=OutingGround.REMOTE,
                    place=self._far(0),
                    expected_back=self.now + timedelta(hours=3),
                    left_at=self.now - timedelta(days=3),
                    registered_by=officer,
                )
            )

    def end(self) -> None:
        """Do what is done once the footage is in."""
        staffed = self.cast.staffed
        people = officers_of(staffed)
        if self._outing is not None:
            come_back(by=viewer_of(staffed, people[_BACK]), outing=self._outing)
        leaving = people[_AWAY]
        leave(
            by=viewer_of(staffed, leaving),
            officer=leaving,
            ground=OutingGround.ELSEWHERE,
            place=self._far(1),
            expected_back=self.now + timedelta(days=1),
        )
        self._explain()
        set_aside(
            by=viewer_of(staffed, people[0]),
            originals=[self.footage["trial"].pk],
            reason="出发前设备自检试录，不属于执法活动",
        )
        self._hand_over()

    def _far(self, number: int) -> str:
        invented = bureau_of(self.cast.staffed.bureau.pack_id)
        return f"{invented.district}{invented.streets[-1 - number]}一带"

    def _explain(self) -> None:
        """Explain the hole of one film with a statement; the other one stays unexplained."""
        take = next(one for one in TAKES if one.key == "hole")
        begun = take.begins(self.cast.present)
        since, until = take.hole or (0, 0)
        explain_gap(
            by=viewer_of(self.cast.staffed, self.cast.who["hole"]),
            activity=self.cast.shown["hole"][0],
            start=begun + timedelta(seconds=since),
            end=begun + timedelta(seconds=until),
            cause="power",
            explained_by="document",
            statement=Statement(text=_STATEMENT),
        )

    def _hand_over(self) -> None:
        """One list that the custodian has decided on, and one that waits."""
        first = self._offered(_HANDED)
        returned = {
            line.pk: "导出时间与接待登记不一致，核对后重新移交"
            for line in lines_of(first)
            if line.original_id == self.footage["counter"].pk
        }
        decide(
            by=viewer_in(self.cast.staffed, Role.CUSTODIAN),
            hand_over=first,
            accepted=[line.pk for line in lines_of(first) if line.pk not in returned],
            returned=returned,
        )
        self._offered(_OFFERED)

    def _offered(self, keys: tuple[str, ...]) -> HandOver:
        rows = [self.footage[key] for key in keys]
        for row in rows:
            verify_object(str(row.object_id))  # only what was read again is handed over
        head = viewer_in(self.cast.staffed, Role.SECTION_HEAD)
        section = self.cast.staffed.section
        return offer(by=head, section=section, originals=[row.pk for row in rows])
