# SPDX-License-Identifier: Apache-2.0
"""People from a sheet: read, shown with every error, and only then entered, all or none.

One row a person. The first row names the columns, in Chinese or English, in any order:

    user name · name · section · roles · appointed by (paper) · certificate · valid until ·
    established · telephone

Roles are words such as 执法人员 or `officer`, several with 、 or a comma between them. Sections
that the bureau does not have yet are added.
"""

import io
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.styles import Font

from liuhen.apps.people.access import Permission
from liuhen.apps.people.acts import role_organisation
from liuhen.apps.people.errors import BadRosterError, NotPermittedError, PeopleError
from liuhen.apps.people.models import Kind, Organisation, Person
from liuhen.apps.people.roles import OF_INSTALLATION, Role, conflict
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.people.writing import (
    CertificateValue,
    put_certificate,
    put_membership,
    put_person,
    put_role,
    put_section,
    random_password,
    today,
)
from liuhen.apps.trace.journal import Record, act
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


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person who was entered, with the password that is shown once."""

    person: Person
    password: str


def preview(viewer: Viewer, raw: bytes) -> Preview:
    """Read a sheet and say what it would bring and what is wrong with it; nothing is written.

    Raises:
        NotPermittedError: the viewer does not manage people.
        BadRosterError: no XLSX file, too large, or a column is missing.
    """
    bureau = _bureau_of(viewer)
    found = Preview()
    header, *rows = _rows(raw)
    columns = _columns(header)
    for number, cells in enumerate(rows, start=2):
        values = {name: cells[at].strip() for name, at in columns.items() if at < len(cells)}
        if any(values.values()):
            _read_row(number, values, found)
    _check_together(bureau, found)
    if not found.faults:
        _try(viewer, bureau, found)
    return found


def import_roster(*, by: Viewer, entries: Iterable[Entry]) -> list[NewPerson]:
    """Enter everyone of a good preview, all or none; passwords are returned once.

    Raises:
        PeopleError: somebody can no longer be entered; then nobody was.
    """
    bureau = _bureau_of(by)
    entries = list(entries)
    if not entries:
        raise BadRosterError(_("The sheet names nobody."))
    passwords = [random_password() for _entry in entries]
    hashes = list(map(make_password, passwords))
    with act("people.import_roster", by=by) as record:
        people = _put(record, bureau, entries, hashes)
    return [NewPerson(*pair) for pair in zip(people, passwords, strict=True)]


def example_sheet() -> bytes:
    """Return an XLSX file with the headings and two people, as a pattern to fill in."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "人员"
    sheet.append([names[0] for names in COLUMNS.values()])
    sheet.append(
        [
            *("zhangwei", "张伟", "执法一科", "执法人员", "示例文件〔2026〕1号"),
            *("EX-0001", "2027-12-31", "是", "0411-0000000"),
        ]
    )
    sheet.append(
        ["lina", "李娜", "法规科", "法制审核人员", "示例文件〔2026〕2号", "", "", "是", ""]
    )
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column in "ABCDEFGHI":
        sheet.column_dimensions[column].width = 18
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


# ---------------------------------------------------------------- reading


def _bureau_of(viewer: Viewer) -> Organisation:
    if viewer.bureau is None or not viewer.may(Permission.PEOPLE_MANAGE):
        raise NotPermittedError(_("Your role does not allow this."))
    return viewer.bureau


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
    certificate = _certificate(values, faults)
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


def _check_together(bureau: Organisation, found: Preview) -> None:
    """Faults that show only beside the other rows, and sections that are new."""
    seen: dict[str, int] = {}
    for entry in found.entries:
        if (first := seen.setdefault(entry.username, entry.row)) != entry.row:
            sentence = _("The user name stands in row %(r)d already.") % {"r": first}
            found.faults.append(Fault(entry.row, sentence))
    names = set(Organisation.objects.filter(bureau=bureau).values_list("name", flat=True))
    names.add(bureau.name)
    wanted = dict.fromkeys(entry.section for entry in found.entries)
    found.new_sections = [name for name in wanted if name not in names]
    if not found.entries and not found.faults:
        found.faults.append(Fault(0, _("The sheet names nobody.")))
    found.faults.sort(key=lambda fault: fault.row)


def _try(viewer: Viewer, bureau: Organisation, found: Preview) -> None:
    """Enter the people for a moment, to learn what only writing can tell, and take them back."""
    for entry in found.entries:
        with transaction.atomic():
            record = Record("people.preview_roster", viewer, viewer.at)
            try:
                _put(record, bureau, [entry], [""])
            except PeopleError as error:
                found.faults.append(Fault(entry.row, str(error)))
            transaction.set_rollback(True)


# ---------------------------------------------------------------- entering


def _put(
    record: Record, bureau: Organisation, entries: list[Entry], hashes: list[str]
) -> list[Person]:
    made = []
    for entry, password_hash in zip(entries, hashes, strict=True):
        section = _section(record, bureau, entry.section)
        person = put_person(
            record=record,
            bureau=bureau,
            username=entry.username,
            name=entry.name,
            password_hash=password_hash,
            telephone=entry.telephone,
        )
        put_membership(record=record, person=person, organisation=section, from_date=today())
        for role in entry.roles:
            put_role(
                record=record,
                person=person,
                role=role,
                organisation=role_organisation(role, section),
                from_date=today(),
                paper=entry.paper,
            )
        if entry.certificate is not None:
            put_certificate(record=record, person=person, value=entry.certificate)
        made.append(person)
    return made


def _section(record: Record, bureau: Organisation, name: str) -> Organisation:
    if name == bureau.name:
        return bureau
    known = Organisation.objects.filter(bureau=bureau, name=name).first()
    return known or put_section(record=record, parent=bureau, name=name, kind=Kind.SECTION)
