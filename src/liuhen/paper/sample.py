# SPDX-License-Identifier: Apache-2.0
"""Made-up values for every field of a form: for previews of a form, and for tests of the press.

No value is anybody's: names are those of no person, numbers those of no identity card.
"""

from collections.abc import Callable, Mapping
from typing import Any

from liuhen.paper.form import Column, Field, Form

_LONG = (
    "某日上午，执法人员在现场发现当事人未按照规定的要求经营，现场存放有关物品若干，"
    "未能提供相应的许可证明。执法人员当场拍照取证，并告知其依法享有的权利。"
)
#: What a text is likely to hold, by the last word of its id.
_TEXTS: Mapping[str, str] = {
    "basis": "《某某管理条例》第十条第一款、第三十二条",
    "violated": "《某某管理条例》第十条第一款",
    "opinion": "建议同意，请领导审批。",
    "proposal": "给予警告，并处罚款人民币贰仟元。",
    "penalty": "给予警告，并处罚款人民币贰仟元。",
    "decision": "责令停止有关活动。",
    "reason": "现有证据初步证明当事人的行为违反了有关规定。",
    "factors": "当事人系初次违法，主动配合调查，危害后果轻微。",
    "remark": "无",
    "object": "渔网两件、捕捞日志一本",
    "attachments": "有关材料复印件",
}
_PERSON = {
    "name": "张某某",
    "sex": "男",
    "born": "1990年1月1日",
    "age": "36",
    "identity": "000000199001010000",
    "unit": "某某水产有限公司",
    "post": "负责人",
    "representative": "李某某",
    "relation": "本人",
    "address": "某市某区某某路1号",
    "telephone": "00000000000",
    "email": "sample@example.org",
}
#: What a line is likely to hold, by the last word of its id.
_LINES: Mapping[str, str] = {
    "party": "某某水产有限公司",
    "person": "张某某",
    "applicant": "某某水产有限公司",
    "cause": "未按照规定的区域作业",
    "address": "某市某区某某路1号",
    "phone": "00000000000",
    "contact": "王某某",
    "identity": "000000199001010000",
    "code": "91000000000000000X",
    "representative": "李某某",
    "place": "某市某区某某码头3号泊位",
    "number": "示例〔2026〕第1号",
    "period": "三十日",
    "email": "sample@example.org",
    "recorder": "赵某某",
    "chair": "孙某某",
    "court": "某某区人民法院",
    "addressee": "某某市某某区有关单位",
    "digest": "6f1c9a0e2b7d4c58a3f0e1d2c3b4a5968778695a4b3c2d1e0f9a8b7c6d5e4f30",
}
_CELLS: Mapping[str, str] = {
    "name": "网具",
    "spec": "3米×20米",
    "quantity": "2件",
    "condition": "完好",
    "number": "YP-001",
    "view": "事实清楚，证据充分，同意承办机构的意见。",
    "title": "询问笔录",
    "pages": "1—3",
}


def sample_values(form: Form) -> dict[str, Any]:
    """Return a made-up value of the right shape for every field."""
    return {field.id: _value(field) for field in form.fields}


def _value(field: Field) -> Any:
    if field.default:
        return field.default
    makers: dict[str, Callable[[], Any]] = {
        "line": lambda: _line(field.id),
        "text": lambda: _TEXTS.get(field.id, _TEXTS.get(field.id.rpartition("_")[2], _LONG)),
        "date": lambda: "2026-03-02",
        "time": lambda: "2026-03-02T09:30:00+08:00",
        "number": lambda: 2,
        "money": lambda: "0" if field.means == "confiscated" else "2000.00",
        "choice": lambda: [field.choices[0].word] if field.many else field.choices[0].word,
        "yes_no": lambda: True,
        "officers": lambda: [
            {"name": "王某某", "certificate": "00000001"},
            {"name": "赵某某", "certificate": "00000002"},
        ],
        "items": lambda: [
            {column.id: _cell(column, at) for column in field.columns} for at in (1, 2, 3)
        ],
        "questions": lambda: [
            {"question": "请说明你的身份和职务。", "answer": "我是该公司的负责人。"},
            {"question": "现场的物品是怎么来的？", "answer": _LONG},
        ],
        "list": lambda: ["营业执照复印件一份", "进货票据两份"],
        "person": lambda: {
            part: _PERSON[part] for part in field.parts or ("name", "sex", "address")
        },
    }
    return makers[field.kind]()


def _line(name: str) -> str:
    return _LINES.get(name, _LINES.get(name.rpartition("_")[2], "示例内容"))


def _cell(column: Column, at: int) -> Any:
    if column.kind == "date":
        return f"2026-03-{at:02}"
    if column.kind == "number":
        return at
    if column.kind == "money":
        return f"{at}00.00"
    if column.label.zh.endswith(("人", "者", "姓名", "对象")):
        return "张某某"
    return _CELLS.get(column.id, "示例")
