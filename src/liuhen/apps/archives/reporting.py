# SPDX-License-Identifier: Apache-2.0
"""The custody report of a bundle, from what was gathered."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from liuhen.apps.archives.gathering import Gathered
from liuhen.apps.archives.touching import CaseLeaf
from liuhen.apps.evidence.models import Original
from liuhen.apps.trace.values import object_reference
from liuhen.archive.custody import Item, Report, Step, report_page
from liuhen.archive.form import FileShown

_KINDS = {
    "cases.case": "案件",
    "cases.activity": "活动",
    "cases.document": "文书",
    "cases.recording": "音像记录",
    "cases.interruption": "中断",
    "cases.incident": "特别情形",
    "evidence.original": "原始音像",
    "evidence.storedobject": "保管库文件",
    "evidence.scan": "扫描件",
    "evidence.mark": "标记",
    "evidence.sitting": "观看",
    "evidence.derived": "派生文件",
    "evidence.upload": "上传",
    "evidence.handoverline": "移交",
}


_SYSTEM = {"vault": "保管库", "reader": "媒体读取", "demonstration": "演示数据"}


def custody_page(gathered: Gathered, *, who: str, purpose: str) -> bytes:
    """Return the page."""
    case, witnessed = gathered.case, gathered.witnessed
    since = witnessed.unwitnessed_since
    originals = {object_reference(one.original): one.original for one in gathered.rows.shares}
    return report_page(
        Report(
            number=case.number,
            title=case.title,
            pairs=(
                ("机关", case.bureau.name),
                ("案号", case.number),
                ("当事人", case.party_name),
                ("导出时间", _time(gathered.at)),
                ("导出人", who),
                ("用途", purpose),
                ("日志记录", f"{len(gathered.leaves)} 条，另有本次导出 1 条"),
                (
                    "外部见证",
                    "全部记录已由外部见证"
                    if since is None
                    else f"自 {_time_of(since)} 起的记录尚无外部见证",
                ),
            ),
            originals=tuple(
                _original(gathered, shown.shown, originals.get(shown.shown.row))
                for shown in gathered.files
                if shown.shown.kind != "paper"
            ),
            papers=tuple(
                Item(shown.shown.path, _file_pairs(shown.shown), ())
                for shown in gathered.files
                if shown.shown.kind == "paper"
            ),
            left_out=tuple(
                Item(
                    one.name,
                    (
                        ("原因", one.reason),
                        ("SHA-256", one.digest),
                        ("大小", f"{one.size_bytes} 字节"),
                    ),
                )
                for one in gathered.left_out
            ),
            steps=tuple(_steps(gathered, gathered.leaves)),
            findings=gathered.statuses,
        )
    )


def _original(gathered: Gathered, shown: FileShown, original: Original | None) -> Item:
    pairs = list(_file_pairs(shown))
    if shown.kind == "clip":
        pairs.append(("片段", f"原件 {shown.of} 的第 {shown.from_ms} 至 {shown.to_ms} 毫秒"))
    if original is None:
        return Item(shown.path, tuple(pairs))
    pairs += [
        ("设备", original.device_code),
        ("拍摄人", original.officer_name),
        ("设备时间", _span(original.raw_start, original.raw_end)),
        ("校正后时间", _span(original.start, original.end)),
        ("校正量", f"{original.offset_ms} 毫秒" if original.offset_ms else ""),
        ("入库时间", _time(original.kept_at)),
        ("文件状况", "、".join(_words(original.findings))),
    ]
    names = {object_reference(original), f"evidence.storedobject:{original.object_id}"}
    own = [one for one in gathered.leaves if one.leaf.object in names or one.changed & names]
    return Item(shown.path, tuple(pairs), tuple(_steps(gathered, own)))


def _file_pairs(shown: FileShown) -> tuple[tuple[str, str], ...]:
    return (
        ("原文件名", shown.name),
        ("SHA-256", shown.digest.partition(":")[2]),
        ("大小", f"{shown.size_bytes} 字节"),
        ("对应事实", "、".join(shown.facts)),
        ("入库记录", "" if shown.leaf is None else f"日志第 {shown.leaf} 条"),
    )


def _steps(gathered: Gathered, leaves: Iterable[CaseLeaf]) -> Iterable[Step]:
    refs = {object_reference(row): row.ref for row in gathered.rows.facts}
    for one in leaves:
        about = one.leaf.object
        kind = _KINDS.get(about.partition(":")[0], about.partition(":")[0])
        ref = refs.get(about) or "、".join(sorted({refs[n] for n in one.changed if n in refs}))
        yield Step(
            one.leaf.index,
            _time(one.leaf.at),
            gathered.people.get(one.leaf.actor) or _system(one.leaf.actor),
            one.leaf.act,
            f"{kind} {ref}".rstrip(),
        )


def _system(actor: str) -> str:
    """How a part of the system is shown that acted by itself."""
    kind, _, name = actor.partition(":")
    return f"系统 {_SYSTEM.get(name, name)}" if kind == "system" else actor


def _words(findings: object) -> Iterable[str]:
    for one in findings if isinstance(findings, list) else ():
        yield str(one.get("word", "")) if isinstance(one, dict) else str(one)


def _span(start: object, end: object) -> str:
    return " — ".join(_time(one) for one in (start, end) if one is not None)


def _time(at: object) -> str:
    if not isinstance(at, datetime):
        return ""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S")


def _time_of(text: str) -> str:
    return _time(datetime.fromisoformat(text))
