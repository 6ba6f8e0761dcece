# SPDX-License-Identifier: Apache-2.0
"""The sheet of people: what its columns are called, what a row says, what is wrong with it.

One row a person. The first row names the columns, in Chinese or English, in any order:

    user name · name · section · roles · appointed by (paper) · certificate · valid until ·
    established · telephone · e-mail

Roles are words such as 执法人员 or `officer`, several with 、 or a comma between them. Sections
that the bureau does not have yet are added.
"""

import io
import json
import re
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.styles import Font

from liuhen.apps.people.errors import BadPersonError, BadRosterError
from liuhen.apps.people.roles import OF_INSTALLATION, Role, conflict
from liuhen.apps.people.writing import CertificateValue, email_address
from liuhen.media.sandbox import SandboxError, read_apart

MOST_BYTES = 5 * 1024 * 1024

#: Column → the headings by which it may be named.
COLUMNS = {
    "username": ("用户名", "user name", "username"),
    "name": ("姓名", "name"),
    "section": ("科室", "部门", "section"),
    "roles": ("角色", "职责", "roles", "role"),
    "paper": ("任职文件", "paper", "appointed by"),
    "certificate": ("执法证号", "certificate"),
    "valid_until": ("有效期至", "valid until"),
    "established": ("在编", "established"),
    "telephone": ("电话", "telephone"),
    "email": ("电子邮箱", "邮箱", "e-mail", "email"),
}
_NEEDED = ("username", "name", "section", "roles")
_ROLE_WORDS = {
    "执法人员": Role.OFFICER, "科室负责人": Role.SECTION_HEAD, "承办机构负责人": Role.SECTION_HEAD,
    "分管负责人": Role.DEPUTY_HEAD, "机关负责人": Role.BUREAU_HEAD, "单位负责人": Role.BUREAU_HEAD,
    "法制审核人员": Role.LEGAL_REVIEWER, "法制审核": Role.LEGAL_REVIEWER,
    "档案管理员": Role.CUSTODIAN, "音像记录管理员": Role.CUSTODIAN, "监督人员": Role.SUPERVISOR,
    "设备管理员": Role.DEVICE_MANAGER, "信息公开人员": Role.DISCLOSURE_OFFICER,
    "案件导入员": Role.IMPORTER, "本单位管理员": Role.BUREAU_ADMIN,
}  # fmt: skip
_YES, _NO = {"是", "在编", "yes", "y", "true", "1"}, {"否", "非在编", "no", "n", "false", "0"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One person of the sheet; `row` is the row's number as the sheet shows it."""

    row: int
    username: str
    name: str
    section: str
    roles: tuple[Role, ...]
    paper: str = ""
    telephone: str = ""
    email: str = ""
    certificate: CertificateValue | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one row (0: in the sheet as a whole), in one sentence."""

    row: int
    sentence: str


@dataclass(slots=True)
class Preview:
    """What a sheet would bring."""

    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    new_sections: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether it can be entered as it is."""
        return bool(self.entries) and not self.faults


def read_sheet(raw: bytes) -> Preview:
    """Return what each row says and what is wrong with it, looked at by itself.

    Raises:
        BadRosterError: no XLSX file, too large, or a column is missing.
    """
    found = Preview()
    header, *rows = _rows(raw)
    columns = _columns(header)
    for number, cells in enumerate(rows, start=2):
        values = {name: cells[at].strip() for name, at in columns.items() if at < len(cells)}
        if any(values.values()):
            _read_row(number, values, found)
    return found


def example_sheet() -> bytes:
    """Return an XLSX file with the headings and two people, as a pattern to fill in."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "人员"
    sheet.append([names[0] for names in COLUMNS.values()])
    sheet.append(
        [
            *("zhangwei", "张伟", "执法一科", "执法人员", "示例文件〔2026〕1号"),
            *("EX-0001", "2027-12-31", "是", "0411-0000000", "zhangwei@example.gov.cn"),
        ]
    )
    sheet.append(
        ["lina", "李娜", "法规科", "法制审核人员", "示例文件〔2026〕2号", "", "", "是", "", ""]
    )
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column in "ABCDEFGHIJ":
        sheet.column_dimensions[column].width = 18
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _rows(raw: bytes) -> list[list[str]]:
    if len(raw) > MOST_BYTES:
        raise BadRosterError(_("The sheet is larger than 5 MiB."))
    try:
        read = json.loads(read_apart("liuhen.paper.sheet", raw))
    except SandboxError:
        read = {"error": ""}
    if isinstance(read, dict) or not read:
        raise BadRosterError(_("This is no XLSX file that can be read. Save it as .xlsx again."))
    rows: list[list[str]] = read
    return rows


def _columns(header: list[str]) -> dict[str, int]:
    heads = [cell.strip().casefold() for cell in header]
    found = {
        name: heads.index(word)
        for name, words in COLUMNS.items()
        for word in words
        if word in heads
    }
    if missing := [COLUMNS[name][0] for name in _NEEDED if name not in found]:
        raise BadRosterError(
            _("The first row must name the columns; missing: %(names)s.")
            % {"names": "、".join(missing)}
        )
    return found


def _read_row(number: int, values: dict[str, str], found: Preview) -> None:
    faults = [
        _("%(c)s is empty.") % {"c": COLUMNS[one][0]} for one in _NEEDED if not values.get(one)
    ]
    roles = [_role(word) for word in re.split(r"[、,，;；/\s]+", values.get("roles", "")) if word]
    faults += [role for role in roles if not isinstance(role, Role)]
    held = [role for role in roles if isinstance(role, Role)]
    for role in held:
        if (other := conflict(frozenset(held), role)) is not None and other < role:
            faults.append(
                _("%(one)s and %(two)s may not stand in one hand.")
                % {"one": other.label, "two": role.label}
            )
    certificate, email = _certificate(values, faults), ""
    try:
        email = email_address(values.get("email", ""))
    except BadPersonError as error:
        faults.append(str(error))
    found.faults.extend(Fault(number, sentence) for sentence in faults)
    if not faults:
        found.entries.append(
            Entry(
                row=number,
                username=values["username"].lower(),
                name=values["name"],
                section=values["section"],
                roles=tuple(held),
                paper=values.get("paper", ""),
                telephone=values.get("telephone", ""),
                email=email,
                certificate=certificate,
            )
        )


def _role(word: str) -> Role | str:
    """The role that a word names, or a sentence."""
    role = _ROLE_WORDS.get(word)
    if role is None:
        for language in ("zh-hans", "en"):
            with override(language):
                role = role or next((one for one in Role if str(one.label) == word), None)
    if role is None and word.lower() in Role.values:
        role = Role(word.lower())
    if role is None or role in OF_INSTALLATION:
        known = "、".join(_ROLE_WORDS)
        return _("Role “%(w)s” is not known; known are: %(k)s.") % {"w": word[:30], "k": known}
    return role


def _certificate(values: dict[str, str], faults: list[str]) -> CertificateValue | None:
    established = values.get("established", "").lower()
    if established and established not in _YES | _NO:
        faults.append(_("“%(w)s”: 在编 is 是 or 否.") % {"w": established[:20]})
    until = values.get("valid_until", "")
    day = _day(until)
    if until and day is None:
        faults.append(_("“%(w)s” is not a date such as 2027-12-31.") % {"w": until[:20]})
    if not values.get("certificate"):
        return None
    return CertificateValue(
        values["certificate"], day, None if not established else established in _YES
    )


def _day(text: str) -> date | None:
    numbers = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", text)
    try:
        return date(*map(int, numbers.groups())) if numbers else None
    except ValueError:
        return None
