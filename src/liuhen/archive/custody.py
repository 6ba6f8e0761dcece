# SPDX-License-Identifier: Apache-2.0
"""The custody report (监管链报告): a page that a person reads, Chinese first, in every bundle.

It repeats in words what contents.json and the leaves say; it is made of plain values and holds
neither script nor address. Whoever doubts it verifies the bundle.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """One leaf: when, who, what, about what."""

    index: int
    at: str
    who: str
    act: str
    about: str


@dataclass(frozen=True, slots=True)
class Item:
    """One file: its name in the bundle, what is known of it, and what was done with it."""

    title: str
    pairs: tuple[Pair, ...]
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What the page shows."""

    number: str
    title: str
    pairs: tuple[Pair, ...]
    originals: tuple[Item, ...]
    papers: tuple[Item, ...]
    left_out: tuple[Item, ...]
    steps: tuple[Step, ...]
    findings: Mapping[str, int] = field(default_factory=dict)


_STYLE = """
body{font:15px/1.6 "Noto Sans SC","Microsoft YaHei","PingFang SC",sans-serif;color:#1d2129;
margin:2rem auto;max-width:60rem;padding:0 1rem}
h1{font-size:1.5rem;margin:0}
h2{font-size:1.15rem;margin:2rem 0 .5rem;border-bottom:1px solid #c9cdd4}
h3{font-size:1rem;margin:1.2rem 0 .3rem;overflow-wrap:anywhere}
.en{color:#6b7785;font-size:.85rem;font-weight:normal}
table{border-collapse:collapse;width:100%;margin:.3rem 0 1rem}
td,th{border:1px solid #e5e6eb;padding:.25rem .5rem;text-align:left;vertical-align:top;
overflow-wrap:anywhere}th{background:#f7f8fa;font-weight:600;white-space:nowrap}
.few td:first-child{width:11rem;color:#4e5969}
.n{text-align:right;font-variant-numeric:tabular-nums}
@media print{body{margin:0;max-width:none}h2,h3{break-after:avoid}tr{break-inside:avoid}}
"""

_STATUS = {
    "met": "已完成",
    "late": "逾期完成",
    "pending": "尚未到期",
    "overdue": "逾期未完成",
    "breached": "已违反",
    "excused": "例外适用",
    "advised": "建议事项",
}

#: Acts in the words of the trade; what is not here is shown by its name in the journal.
ACTS = {
    "archives.export_bundle": "导出证据包",
    "cases.add_activity": "录入活动",
    "cases.add_document": "录入文书",
    "cases.add_incident": "录入特别情形",
    "cases.add_interruption": "录入记录中断",
    "cases.add_participant": "登记案件参加人",
    "cases.add_platform": "导入平台表格对应关系",
    "cases.add_recording": "录入音像记录",
    "cases.add_scanned": "批量登记扫描文书",
    "cases.add_signature": "录入签名",
    "cases.approve": "在系统中审批",
    "cases.archive_case": "归档",
    "cases.arrive": "到达并开始活动",
    "cases.ask": "报请审批",
    "cases.assign_handlers": "指定承办人",
    "cases.attach_activity": "活动归入案件",
    "cases.carry_out": "登记办理结果",
    "cases.change_participant": "修改案件参加人信息",
    "cases.charge": "决定加处罚款",
    "cases.check_correction": "登记改正核查",
    "cases.conclude": "结案",
    "cases.confirm_address": "登记送达地址确认",
    "cases.confirm_report": "确认已报告负责人",
    "cases.confirm_signatures": "确认扫描件上的签名",
    "cases.assign_incident": "将特殊情形归入案件",
    "cases.correct_case": "更正案件信息",
    "cases.correct_ending": "更正结案",
    "cases.correct_fact": "更正",
    "cases.correct_thing": "更正物品登记",
    "cases.decide": "办理审批",
    "cases.decide_anew": "立案重新作出决定",
    "cases.decide_start": "决定是否启动程序",
    "cases.drop_due": "登记不再履行",
    "cases.end_case": "结案",
    "cases.end_participant": "注销案件参加人",
    "cases.end_platform": "停用平台表格对应关系",
    "cases.end_received": "登记来文办理结果",
    "cases.end_thing": "登记物品处理结果",
    "cases.explain_gap": "说明记录中断",
    "cases.explain_missing": "说明未作音像记录的原因",
    "cases.export_dues": "导出未履行事项表",
    "cases.export_facts": "导出案件事实",
    "cases.export_received": "导出来文登记簿",
    "cases.export_things": "导出物品清单",
    "cases.file_page": "扫描页归入文书",
    "cases.file_scan": "扫描页按页码归入文书",
    "cases.correct_received": "更正来文登记",
    "cases.give_received_case": "将来文归入案件",
    "cases.give_up_draft": "放弃草稿",
    "cases.import_case": "导入案件",
    "cases.announce_hearing": "登记听证时间",
    "cases.inform_complainant": "登记告知投诉人",
    "cases.issue": "制发文书",
    "cases.keep_sender_close": "对来文人信息保密",
    "cases.leave_site": "离开并结束活动",
    "cases.link_claimed": "按设备声明关联音像",
    "cases.link_original": "关联原始音像",
    "cases.mark_handed_over": "确认移交",
    "cases.mark_returned": "确认返回时间",
    "cases.mark_stored": "确认存储",
    "cases.move_received": "登记来文流转",
    "cases.move_thing": "登记物品流转",
    "cases.note_on_site": "记录现场情况",
    "cases.open_case": "建立案件",
    "cases.open_paper": "打开文书",
    "cases.put_on_disc": "登记刻录光盘",
    "cases.order": "登记决定内容",
    "cases.order_nothing": "登记决定无须履行",
    "cases.override": "对关口提示说明理由后继续办理",
    "cases.patrol_of": "由音像建立巡查",
    "cases.pay": "登记缴款",
    "cases.photo_of_thing": "添加物品照片",
    "cases.print_approval": "将审批签名载入文书",
    "cases.put_in_parts": "登记延期、分期缴纳",
    "cases.record_incident": "登记特殊情形",
    "cases.refuse_to_sign": "记录拒绝签名",
    "cases.register_received": "登记来文",
    "cases.register_thing": "收取物品",
    "cases.relink": "更改关联范围",
    "cases.reserve_number": "预留文号",
    "cases.restrict_filming": "限制他人自行拍摄",
    "cases.ask_recusal": "登记回避申请",
    "cases.decide_recusal": "决定回避申请",
    "cases.reopen": "撤回结案，恢复办理",
    "cases.resume": "恢复办理案件",
    "cases.serve": "登记文书送达",
    "cases.set_aside": "搁置音像",
    "cases.set_page_aside": "搁置扫描页",
    "cases.sign_document": "在系统中签名",
    "cases.sign_paper": "文书签名",
    "cases.split": "分案",
    "cases.start_case": "登记案件",
    "cases.suspend": "中止案件",
    "cases.take_step": "登记催告、申请执行",
    "cases.take_up_again": "重新处理搁置的音像",
    "cases.tell_result": "登记送达结果",
    "cases.tell_rights": "告知当事人权利",
    "cases.unlink": "取消关联",
    "cases.withdraw_fact": "撤回",
    "cases.withdraw_request": "撤回报批",
    "demonstration.put_activity": "生成演示活动",
    "demonstration.put_case": "生成演示案件",
    "evidence.add_mark": "添加标记",
    "evidence.clip": "制作片段",
    "evidence.come_back": "登记返回",
    "evidence.complete_upload": "接收原件入库",
    "evidence.correct_mark": "更正标记",
    "evidence.damaged": "发现原件受损",
    "evidence.end_sitting": "观看结束",
    "evidence.keep": "接收原件入库",
    "evidence.keep_scan": "保存扫描件",
    "evidence.leave": "登记外出",
    "evidence.offer": "提出移交",
    "evidence.open_scan": "打开扫描件",
    "evidence.preview": "制作预览",
    "evidence.probe": "读取媒体信息",
    "evidence.probed": "读取媒体信息",
    "evidence.proxy": "制作播放副本",
    "evidence.register_scans": "扫描件登入保管库目录",
    "evidence.scrub": "定期重读校验",
    "evidence.take_over": "接收或退回移交",
    "evidence.verify": "回读校验（SHA-256 与 SM3）",
    "evidence.watched": "观看",
    "evidence.whole_again": "受损原件已恢复",
    "evidence.withdraw_mark": "撤回标记",
}


def report_page(report: Report) -> bytes:
    """Return the page as HTML."""
    return "\n".join(_page(report)).encode()


def _page(report: Report) -> Iterator[str]:
    title = f"监管链报告 {report.number}"
    yield '<!DOCTYPE html>\n<html lang="zh-Hans">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>"
    yield f"<h1>监管链报告 <span class='en'>Custody report</span></h1><p>{escape(report.title)}</p>"
    yield from _pairs(report.pairs)
    yield _heading("原始音像", "Original recordings")
    yield from _items(report.originals, "本证据包没有原始音像。")
    yield _heading("文书扫描件", "Scanned papers")
    yield from _items(report.papers, "本证据包没有扫描件。")
    if report.left_out:
        yield _heading("未放入证据包的文件", "Not in this bundle")
        yield from _items(report.left_out, "")
    if report.findings:
        yield _heading("法定义务（导出时）", "Duties at the export")
        yield from _pairs(
            (_STATUS.get(status, status), f"{count} 项")
            for status, count in report.findings.items()
        )
    yield _heading("全部操作记录", "Every act in the case")
    yield from _steps(report.steps)
    yield _heading("如何核验", "How to verify")
    yield (
        "<p>在任何装有本软件的计算机上运行 <code>liuhen verify 证据包文件夹</code>，"
        "不需要网络和数据库。加上 <code>--trust</code> "
        "并给出从别处取得的公钥、日志头或见证文件，可核对来源。"
        "格式公开，可用其他程序核验。</p></body>\n</html>"
    )


def _heading(chinese: str, english: str) -> str:
    return f'<h2>{chinese} <span class="en">{english}</span></h2>'


def _items(items: Iterable[Item], nothing: str) -> Iterator[str]:
    empty = True
    for item in items:
        empty = False
        yield f"<h3>{escape(item.title)}</h3>"
        yield from _pairs(item.pairs)
        if item.steps:
            yield from _steps(item.steps)
    if empty and nothing:
        yield f"<p>{nothing}</p>"


def _pairs(pairs: Iterable[Pair]) -> Iterator[str]:
    yield '<table class="few">'
    for name, value in pairs:
        if value:
            yield f"<tr><td>{escape(name)}</td><td>{escape(value)}</td></tr>"
    yield "</table>"


def _steps(steps: Iterable[Step]) -> Iterator[str]:
    yield (
        "<table><tr><th>日志序号</th><th>时间</th><th>操作人</th><th>操作</th><th>对象</th></tr>"
    )
    for step in steps:
        cells = (step.at, step.who, ACTS.get(step.act, step.act), step.about)
        shown = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        yield f'<tr><td class="n">{step.index}</td>{shown}</tr>'
    yield "</table>"
