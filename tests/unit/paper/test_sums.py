# SPDX-License-Identifier: Apache-2.0
"""Sums in the words of a penalty, as people write them."""

from decimal import Decimal

import pytest

from liuhen.paper.sums import Said, said_of


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("没收违法所得300元，并处罚款50000元", "50000"),
        ("罚款50000元，没收违法所得300元", "50000"),
        ("没收渔具，并处5000元罚款", "5000"),
        ("没收违法所得300元，处以人民币5万元的罚款。", "50000"),
        ("罚款人民币伍万元整", "50000"),
        ("罚款人民币50000元（大写：伍万元整）", "50000"),
        ("罚款人民币伍万元整（¥50,000.00）", "50000"),
        ("罚款￥１，５００元", "1500"),
        ("罚款壹拾贰万叁仟零伍拾元陆角", "123050.6"),
        ("处一千五百元罚款", "1500"),
        ("罚款一五〇〇元", "1500"),
        ("罚款十万元", "100000"),
        ("罚款1亿2千万元", "120000000"),
        ("罚款：2000", "2000"),
        ("对船长罚款1000元；对船东罚款2000元", "3000"),
        ("对船长、船东分别罚款1000元、2000元", "3000"),
        ("对甲罚款1000元，对乙罚款2000元，罚款合计3000元", "3000"),
        ("罚款2000元，逾期每日按罚款数额的百分之三加处罚款", "2000"),
        ("罚款2000元。上述罚款应于十五日内缴纳", "2000"),
        ("责令缴纳罚款2000元", "2000"),
    ],
)
def test_a_fine_is_read(text: str, yuan: str) -> None:
    assert said_of(text, "罚款") == Said(Decimal(yuan))


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("没收违法所得300元，并处罚款50000元", "300"),
        ("罚款5万元，没收违法所得叁佰元整", "300"),
        ("没收渔获物（价值300元）、渔具", "300"),
    ],
)
def test_a_confiscation_is_read(text: str, yuan: str) -> None:
    assert said_of(text, "没收").amount == Decimal(yuan)


@pytest.mark.parametrize("text", ["处货值金额三倍的罚款", "罚款（金额见附件）", "罚款若干"])
def test_a_fine_without_a_readable_sum_is_not_taken_for_none(text: str) -> None:
    assert said_of(text, "罚款") == Said(None, unread=True)


@pytest.mark.parametrize("text", ["", "警告", "警告，不予罚款", "没收渔具", "退还押金300元"])
def test_where_no_fine_is_imposed_none_is_read(text: str) -> None:
    assert said_of(text, "罚款") == Said()


def test_a_part_that_cannot_be_read_is_told_beside_the_rest() -> None:
    assert said_of("对船长罚款1000元；对船东处货值三倍罚款", "罚款") == Said(
        Decimal(1000), unread=True
    )
