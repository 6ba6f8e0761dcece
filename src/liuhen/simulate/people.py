# SPDX-License-Identifier: Apache-2.0
"""Names of people who do not exist."""

from random import Random

from liuhen.simulate.dice import happens

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董程曹袁邓许傅沈曾彭吕"
_FIRST = "建志国文明海春晓玉红立永德家庆振秀淑雅思佳俊子嘉宇浩"
_SECOND = "华军强平伟芳敏静丽娟涛磊洋勇艳杰娜超霞刚辉玲斌宁鹏波成萍云雪琳峰"


def person(dice: Random) -> str:
    """The name of one person."""
    first = dice.choice(_FIRST) if happens(dice, 0.7) else ""
    return dice.choice(_SURNAMES) + first + dice.choice(_SECOND)


def telephone(dice: Random) -> str:
    """A number that nobody can be called at."""
    return f"000-0000{dice.randrange(10_000):04d}"
