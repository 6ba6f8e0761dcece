# SPDX-License-Identifier: Apache-2.0
"""How a regulation writes a period: the closed grammar that packs use under `within` and the like.

    {hours: 24}  {minutes: 30}                 exact, to the second
    {days: 2}  {weeks: 1}                      calendar days, first day not counted; rolled over
    {working_days: 7}                          working days, first day not counted
    {months: 6}  {years: 1}                    by the calendar, to the end of the day
    {end_of: day}  {end_of: month}  {end_of: year}
    {next_day: "12:00"}                        a time of the next day; "24:00" is its end
    {longest: [{days: 1}, {hours: 36}]}  {shortest: […]}

Rolled over means: where the last day is no working day, the end of the next working day counts.
`roll: false` switches that off for days and weeks, `roll: true` on for months, years, `end_of`.
"""

from typing import Annotated, Literal

import msgspec

_MAY_ROLL = frozenset({"days", "weeks", "months", "years", "end_of"})

# The look-ahead refuses a final line break, which `$` alone lets pass.
_CLOCK = r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$(?!\n)"
Clock = Annotated[str, msgspec.Meta(pattern=_CLOCK)]


def _count(most: int) -> msgspec.Meta:
    return msgspec.Meta(ge=1, le=most)


class Period(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A period of exactly one kind; `roll` only beside a kind that can roll over."""

    minutes: Annotated[int, _count(527_040)] | None = None
    hours: Annotated[int, _count(87_840)] | None = None
    days: Annotated[int, _count(36_600)] | None = None
    working_days: Annotated[int, _count(5_000)] | None = None
    weeks: Annotated[int, _count(5_300)] | None = None
    months: Annotated[int, _count(1_200)] | None = None
    years: Annotated[int, _count(100)] | None = None
    end_of: Literal["day", "month", "year"] | None = None
    next_day: Clock | None = None
    longest: "Parts | None" = None
    shortest: "Parts | None" = None
    roll: bool | None = None

    def __post_init__(self) -> None:
        """Refuse what no grammar of single fields can: the text becomes part of msgspec's message.

        >>> msgspec.convert({"days": 2, "hours": 1}, Period)
        Traceback (most recent call last):
        msgspec.ValidationError: a period has exactly one kind, not days and hours together
        """
        kinds = [name for name in KINDS if getattr(self, name) is not None]
        if not kinds:
            raise ValueError(f"a period has exactly one kind: {', '.join(KINDS)}")
        if len(kinds) > 1:
            together = " and ".join(sorted(kinds))
            raise ValueError(f"a period has exactly one kind, not {together} together")
        if self.roll is not None and kinds[0] not in _MAY_ROLL:
            raise ValueError(f"roll has no meaning for {kinds[0]}; it goes with whole days")
        if any(part.parts for part in self.parts):
            raise ValueError(f"{kinds[0]} compares plain periods, none that compares others")

    @property
    def kind(self) -> str:
        """The name of the one field that is filled."""
        return next(name for name in KINDS if getattr(self, name) is not None)

    @property
    def parts(self) -> tuple["Period", ...]:
        """The periods that `longest` or `shortest` compares; of another kind, none."""
        return self.longest or self.shortest or ()

    @property
    def rolls(self) -> bool:
        """Whether a last day that is no working day moves the end to the next working day."""
        if self.roll is None:
            return self.days is not None or self.weeks is not None
        return self.roll


Parts = Annotated[tuple[Period, ...], msgspec.Meta(min_length=2, max_length=8)]
KINDS = tuple(name for name in Period.__struct_fields__ if name != "roll")
