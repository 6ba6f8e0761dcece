# SPDX-License-Identifier: Apache-2.0
"""Make the shipped working-day calendar from the package `chinesecalendar`.

    python scripts/seed_calendar.py            # writes src/liuhen/packs/calendar/cn.json
    python scripts/seed_calendar.py --check    # says whether that file is what it would write

Written are only the days that differ from plain weekends, under the notice that ordered them: the
last days of December belong to the notice for the coming year. Run it again when a release of the
package knows one more year, and add that year's notice to `NOTICES`.
"""

import argparse
from datetime import date
from importlib.metadata import version
from pathlib import Path

from chinese_calendar.constants import holidays, workdays

from liuhen.law.workdays import SHIPPED, Calendar, Notice, encode_calendar

# Number and date of each notice, and of the notices that changed it later.
NOTICES = {
    2008: ("国办发明电〔2007〕52号", "2007-12-15"),
    2009: ("国办发明电〔2008〕42号", "2008-12-04"),
    2010: ("国办发明电〔2009〕27号", "2009-12-08"),
    2011: ("国办发明电〔2010〕40号", "2010-12-10"),
    2012: ("国办发明电〔2011〕45号", "2011-12-06"),
    2013: ("国办发明电〔2012〕33号", "2012-12-08"),
    2014: ("国办发明电〔2013〕28号", "2013-12-11"),
    2015: ("国办发明电〔2014〕28号，国发明电〔2015〕1号", "2014-12-16"),
    2016: ("国办发明电〔2015〕18号", "2015-12-10"),
    2017: ("国办发明电〔2016〕17号", "2016-12-01"),
    2018: ("国办发明电〔2017〕12号", "2017-11-30"),
    2019: ("国办发明电〔2018〕15号，国办发明电〔2019〕3号", "2018-12-04"),
    2020: ("国办发明电〔2019〕16号，国办发明电〔2020〕1号", "2019-11-21"),
    2021: ("国办发明电〔2020〕27号", "2020-11-25"),
    2022: ("国办发明电〔2021〕11号", "2021-10-25"),
    2023: ("国办发明电〔2022〕16号", "2022-12-08"),
    2024: ("国办发明电〔2023〕7号", "2023-10-25"),
    2025: ("国办发明电〔2024〕12号", "2024-11-12"),
    2026: ("国办发明电〔2025〕7号", "2025-11-04"),
}
UNKNOWN = ("国务院办公厅放假通知（文号未核）", None)
NEXT_NOTICE = (12, 29)  # from this month and day on, the notice for the coming year decides
SATURDAY = 5


def main() -> int:
    """Write the file, or compare it; the exit status is 1 where `--check` finds a difference."""
    parser = argparse.ArgumentParser(description="Make the shipped working-day calendar.")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--out", type=Path, default=SHIPPED, help="the file to write")
    options = parser.parse_args()
    made = seeded()
    if options.check:
        same = options.out.read_bytes() == made
        print(
            f"{options.out.name}: {'as it should be' if same else 'differs, run without --check'}"
        )
        return 0 if same else 1
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_bytes(made)
    print(f"{options.out.name}: {len(made)} bytes")
    return 0


def seeded() -> bytes:
    """The calendar file that the installed package gives."""
    off = [day for day in holidays if day.weekday() < SATURDAY]
    makeup = [day for day in workdays if day.weekday() >= SATURDAY]
    years = sorted({day.year for day in holidays})
    about = (
        f"Days from chinesecalendar {version('chinesecalendar')} (MIT), only those that differ "
        "from plain weekends. Numbers and dates of the notices from a public list; 2025 and 2026 "
        "compared with the text of the notices."
    )
    return encode_calendar(Calendar(_notice(year, off, makeup) for year in years), about)


def _notice(year: int, off: list[date], makeup: list[date]) -> Notice:
    source, issued = NOTICES.get(year, UNKNOWN)
    return Notice(
        year=year,
        source=source,
        issued=date.fromisoformat(issued) if issued else None,
        off=tuple(sorted(day for day in off if _ordered_for(day) == year)),
        makeup=tuple(sorted(day for day in makeup if _ordered_for(day) == year)),
    )


def _ordered_for(day: date) -> int:
    """The year whose notice names `day`."""
    return day.year + ((day.month, day.day) >= NEXT_NOTICE)


if __name__ == "__main__":
    raise SystemExit(main())
