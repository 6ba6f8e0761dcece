# SPDX-License-Identifier: Apache-2.0
"""Pages of heads: how far the proof reaches, and the sheet that goes out of the house."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from liuhen.apps.cases.models import Case
from liuhen.apps.people.installation import add_administrator
from liuhen.apps.people.roles import Role
from liuhen.apps.trace import epochs, heads, tree
from liuhen.apps.trace.actors import SystemActor
from support.desk import Desk
from support.house import SYSTEM, House
from support.signing import signed_in


@pytest.fixture(autouse=True)
def stick(settings: Settings, tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    settings.LIUHEN_WITNESS = str(folder)
    return folder


def administrator(house: House, role: Role) -> Client:
    person, _password = add_administrator(
        by=SYSTEM, role=role, username=role.value.replace("_", "."), name=role.value
    )
    house.people[role.value] = person
    return signed_in(house, role.value)


def test_before_and_after_the_first_head(house: House) -> None:
    audit = administrator(house, Role.AUDIT_ADMIN)
    page = audit.get("/journal/heads/").content.decode()
    assert "尚无签名日志头" in page
    assert "未见证" in page
    assert "尚无签名日志头" in audit.get("/journal/heads/sheet/").content.decode()

    head = heads.sign_and_publish()
    assert head is not None

    page = audit.get("/journal/heads/").content.decode()
    assert f"全部 {tree.size()} 条记录已由外部见证" in page
    assert head.root_hex[:16] in page
    assert f"全部 {tree.size()} 条记录已由外部见证" in audit.get("/").content.decode()


def test_the_sheet_has_the_head_as_text_and_as_a_code(house: House) -> None:
    head = heads.sign_and_publish()
    assert head is not None

    page = administrator(house, Role.AUDIT_ADMIN).get("/journal/heads/sheet/").content.decode()

    assert head.note.split("\n")[2].replace("+", "&#x2B;") in page.replace("+", "&#x2B;")
    assert head.root_groups in page
    code = re.search(r'src="(data:image/svg\+xml[^"]+)"', page)
    assert code is not None
    assert "<path" in unquote(code[1]) or "base64" in code[1]


def test_a_witness_that_is_away_and_a_restore_are_said(house: House, stick: Path) -> None:
    heads.sign_and_publish()
    house.case()
    stick.rename(stick.parent / "away")
    heads.sign_first_head()
    audit = administrator(house, Role.AUDIT_ADMIN)

    page = audit.get("/journal/heads/").content.decode()
    assert "无法写入" in page
    epochs.lock_after_restore(source="backup")
    assert "恢复" in audit.get("/journal/heads/").content.decode()
    epochs.begin_epoch(by=SystemActor("test"), reason="磁盘损坏")
    assert "磁盘损坏" in audit.get("/journal/heads/").content.decode()


def test_an_act_while_locked_is_refused_in_a_sentence(house: House) -> None:
    epochs.lock_after_restore(source="backup")

    desk = Desk(house, "officer")
    desk.open("/cases/new/")
    desk.send(422, title="示例案", act="penalty", procedure="general", origin="ex_officio")

    assert "新纪元" in desk.text
    assert not Case.objects.within(house.bureau.pk).exists()


@pytest.mark.parametrize("name", ["officer", "section_head", "bureau_head", "admin"])
@pytest.mark.parametrize("address", ["/journal/heads/", "/journal/heads/sheet/"])
def test_heads_are_for_the_audit_administrator(house: House, name: str, address: str) -> None:
    assert signed_in(house, name).get(address).status_code == 403
