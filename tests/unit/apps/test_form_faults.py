# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a form is said in Chinese to whoever reads Chinese, with line and place."""

import re

import pytest
from django.utils.translation import override

from liuhen.apps.rules import form_faults
from liuhen.apps.rules.errors import BadFormError
from liuhen.apps.rules.form_changes import checked_form
from liuhen.apps.rules.form_faults import fault_said
from liuhen.paper.form import FormError
from liuhen.paper.form_reader import read_form
from support.house import House
from support.papers import FORM

_BLOCK = "  - {seal: true}\n"
#: What is replaced in a good form, by what; and words of the sentence that is expected.
BAD = [
    ("copies: 2", "bogus: 2", "没有 'bogus' 这个键"),
    ("id: letter\n", "", "缺少 'id' 这个键"),
    ("stage: decision", "stage: nowhere", "不认识 'nowhere'"),
    ("id: facts", "id: party", "'party' 重复出现"),
    ("copies: 2", "copies: 2\ncopies: 2", "'copies' 重复出现"),
    ("id: facts", "id: bureau", "已有的名称"),
    ("kind: text,", "kind: text, parts: [name],", "只有 person 类的栏目才有 parts"),
    ("kind: text,", "kind: choice,", "choice 类的栏目应当写明 choices"),
    ("kind: money", "kind: money, default: 一", "才可以预先写好文字|可以预先写好文字"),
    ("kind: money", "kind: money, many: true", "才可以多选|可以多选"),
    ("kind: money", "kind: money, fill: nowhere.x", "不以已知的来源开头"),
    (_BLOCK, _BLOCK + "  - {indent: true}\n", "每一块应当且只能写其中一项"),
    (_BLOCK, _BLOCK + "  - {table: [[{wide: 2}]]}\n", "每一格应当且只能写其中一项"),
    (_BLOCK, _BLOCK + "  - {table: [[{field: facts, part: name}]]}\n", "才有 parts"),
    (_BLOCK, _BLOCK + "  - {page_break: false}\n", "请写 true"),
    (_BLOCK, _BLOCK + "  - {heading: {zh: 一}, role: party}\n", "只能与“opinion”一起写"),
    (_BLOCK, _BLOCK + "  - {fields: [nothing]}\n", "没有 'nothing' 这个栏目"),
    ("{list: evidence}", "{list: facts}", "'facts' 属于 text 类"),
    ("{signatures: [party]}", "{signatures: [witness]}", "'witness' 不在本文书的签名人中"),
    ("{{ facts }}", "{{ fakt }}", "没有 'fakt' 可以打印"),
    ("{{ facts }}", "{{ facts ", "打印文字第1行的模板写法有误"),
    ("{{ facts }}", "{% if facts %}{{ facts }}", "模板写法有误（结尾缺少'elif'"),
    ("{{ facts }}", "{{ " + "(" * 4000 + " }}", "嵌套过深|写法有误"),
    ("经查，{{ facts }}", "经查", "'facts' 没有打印位置"),
    ("  - {signatures: [party]}\n", "", "'party' 在 body 中没有签名位置"),
    (_BLOCK, "", "应当与 body 中的"),
    ("id: letter", "id: letter\n#" + "长" * 100_000, "文书格式不应当这么长"),
    ("id: letter", "id: &a letter", "不得使用锚点"),
    ("id: letter", "id: !x letter", "不得使用标签"),
    ("id: letter", "id: " + "[" * 20 + "]" * 20, "嵌套超过16层"),
    ("id: letter", "id: [1", "是否漏写 ',' / ']'"),
    ("copies: 2", "copies: 2\n copies_note: x", "请检查缩进|冒号"),
    ("copies: 2", "copies: a: b", "文字中有冒号"),
    ("copies: 2", "copies: 2\n- x", "请检查缩进"),
    ("copies: 2", "copies: @2", "以符号开头的文字应当加引号"),
    ("copies: 2", "copies: '2", "不是正确的YAML，请检查缩进、冒号和括号"),
    ("id: letter", "? [a]\n: b", "键应当是一个词"),
    ("id: letter", "id: 'A B'", "'A B' 含有此处不允许的字符"),
    ("copies: 2", "copies: two", "此处的内容类型不对（应为 整数）"),
    ("copies: 2", "copies: 99", "此处不能写 99（应为 不大于20的整数）"),
    ("经查，{{ facts }}", "", "此处不能为空"),
    ("{signatures: [party]}", "{signatures: []}", "此处不能为空"),
    ("audience: outside", "audience: 3", "不认识 3"),
    ("stage: decision", "stage: [1]", "不认识 列表"),
    ("seal: true", "seal: 1", "应为 true 或者 false"),
    ("{{ facts }}", "{{ 'facts }}", "引号"),
    ("{{ facts }}", "{{ facts x }}", "'}}'"),
    ("{{ facts }}", "{% if %}{{ facts }}{% endif %}", "括号内缺少内容"),
]  # fmt: skip


def fault_of(old: str, new: str) -> FormError:
    assert old in FORM
    with pytest.raises(FormError) as caught:
        read_form(FORM.replace(old, new, 1), "letter.yaml")
    return caught.value


@pytest.mark.parametrize(("old", "new", "says"), BAD, ids=range(len(BAD)))
def test_every_fault_is_said_in_chinese(old: str, new: str, says: str) -> None:
    error = fault_of(old, new)
    with override("zh-hans"):
        said = fault_said(error)

    assert any(one in said for one in says.split("|")), said
    assert "letter.yaml" not in said
    english = "expected (str|int|array)|of length|end of (print|state)|unexpected char"
    assert not re.search(english, said), said
    line = re.match(r"letter\.yaml:(\d+)", str(error))
    assert line is None or said.startswith(f"第{line[1]}行"), said
    with override("en"):
        assert fault_said(error) == str(error)


def test_no_sentence_is_known_that_the_reader_never_says() -> None:
    used = set()
    for old, new, _says in BAD:
        head = form_faults._HEAD.fullmatch(str(fault_of(old, new)))
        assert head is not None
        used.add(
            next(
                i
                for i, (one, _said) in enumerate(form_faults._KNOWN)
                if one.fullmatch(head["fault"])
            )
        )
    rest = set(range(len(form_faults._KNOWN))) - used
    assert {form_faults._SENTENCES[i][0] for i in rest} <= {
        r"brackets are nested too deep in this text"  # only where the reader's stack is short
    }


def test_whoever_proposes_a_form_reads_the_sentence_in_one_language(house: House) -> None:
    with override("zh-hans"), pytest.raises(BadFormError) as caught:
        checked_form(house.bureau, "av_note", "id: av_note\nbogus: 1", house.clock.time.date())

    assert "文字" in str(caught.value) or "有误" in str(caught.value)
    assert "unknown key" not in str(caught.value)
    assert "第2行（bogus）：" in str(caught.value)
