# SPDX-License-Identifier: Apache-2.0
"""What a file's name tells, and what a pattern may say."""

import time
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liuhen.media.names import BadPatternError, NameParts, check_pattern, read_name

AT = datetime(2026, 3, 2, 9, 0, 5)  # noqa: DTZ001  # a device's clock has no zone
DAY = datetime(2026, 3, 2)  # noqa: DTZ001  # the same


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("D0042_zhangsan_20260302090005.mp4", NameParts("D0042", "zhangsan", AT)),
        ("D0042_张三_20260302090005_0001.MP4", NameParts("D0042", "张三", AT)),
        ("D0042_zhangsan_20260302_090005.mp4", NameParts("D0042", "zhangsan", AT)),
        ("D0042_zhangsan_20260302T090005-2.mp4", NameParts("D0042", "zhangsan", AT)),
        ("D0042_20260302090005.mp4", NameParts("D0042", "", AT)),
        ("20260302090005.jpg", NameParts("", "", AT)),
        ("DCIM/100/D0042_x_20260302090005.mp4", NameParts("D0042", "x", AT)),
        ("E:\\VIDEO\\D0042_x_20260302090005.mp4", NameParts("D0042", "x", AT)),
        ("D0042_x_20260302090005", NameParts("D0042", "x", AT)),
        ("IMG_0001.JPG", NameParts()),
        ("D0042_x_20261302090005.mp4", NameParts()),  # no month
        ("D0042_x_120260302090005.mp4", NameParts()),  # more digits than a time
        ("", NameParts()),
    ],
)
def test_the_usual_form(name: str, parts: NameParts) -> None:
    assert read_name(name) == parts


@pytest.mark.parametrize(
    ("pattern", "name", "parts"),
    [
        (
            "{serial}@{officer}@{time:%Y%m%d%H%M%S}",
            "D1@李四@20260302090005.avi",
            NameParts("D1", "李四", AT),
        ),
        (
            "CH{serial}_{time:%Y-%m-%d %H.%M.%S}",
            "ch07_2026-03-02 09.00.05.dav",
            NameParts("07", "", AT),
        ),
        ("{time:%Y%m%d}_{rest}", "20260302_whatever_it_is.mp4", NameParts("", "", DAY)),
        ("{serial}{time:%Y%m%d%H%M%S}{rest}", "AB20260302090005-1.ts", NameParts("AB", "", AT)),
        ("{officer}_{rest}", "王五_.mp4", NameParts("", "王五", None)),
        ("{serial}_{time:%Y%m%d%H%M%S}", "D1_20260302090005_2.mp4", NameParts()),  # more
        ("{serial}_{officer}", "_x.mp4", NameParts()),  # nothing is no serial
        ("{serial}-{time:%Y%m%d}", "D1-20260230.mp4", NameParts()),  # no such day
    ],
)  # fmt: skip
def test_a_pattern_of_ones_own(pattern: str, name: str, parts: NameParts) -> None:
    assert read_name(name, pattern) == parts


@pytest.mark.parametrize(
    "pattern",
    [
        "video",
        "{serial}{officer}",
        "{serial}_{serial}",
        "{serial}_{time:%Y%m}",
        "{serial}_{time:%Y%m%d%Y}",
        "{serial}_{time:%Y%m%d%j}",
        "{serial}_{time}",
        "{serial:x}_{officer}",
        "{__class__}",
        "{serial",
        "serial}",
        "{serial}" + "_" * 300,
        "{}",
    ],
)
def test_a_pattern_that_cannot_be_is_refused(pattern: str) -> None:
    with pytest.raises(BadPatternError) as refused:
        check_pattern(pattern)
    assert "\n" not in str(refused.value)


plain = st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1, max_size=20)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)).map(  # noqa: DTZ001  # as above
    lambda one: one.replace(microsecond=0)
)


@given(serial=plain, officer=plain, at=moments)
def test_what_a_pattern_writes_it_reads(serial: str, officer: str, at: datetime) -> None:
    name = f"{serial}_{officer}_{at:%Y%m%d%H%M%S}.mp4"

    assert read_name(name, "{serial}_{officer}_{time:%Y%m%d%H%M%S}") == NameParts(
        serial, officer, at
    )


@given(name=st.text(max_size=300), pattern=st.text(max_size=60))
def test_no_name_and_no_pattern_makes_a_fault(name: str, pattern: str) -> None:
    assert isinstance(read_name(name), NameParts)
    try:
        read_name(name, pattern)
    except BadPatternError:
        assert pattern


@given(st.text(alphabet="_-0123456789a{}", max_size=4000))
def test_a_long_name_takes_no_time(name: str) -> None:
    begun = time.perf_counter()
    read_name(name * 3, "{serial}_{officer}-{time:%Y%m%d}{rest}")
    assert time.perf_counter() - begun < 1
