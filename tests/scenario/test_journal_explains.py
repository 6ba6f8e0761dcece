# SPDX-License-Identifier: Apache-2.0
"""Every row is as the last leaf about it says: nothing changes but through an act."""

import json

import msgspec
from django.apps import apps

from liuhen.apps.cases import acts
from liuhen.apps.cases.demonstration import begin, build
from liuhen.apps.cases.models import Case, Document
from liuhen.apps.evidence.acts import keep_scan
from liuhen.apps.people import acts as people_acts
from liuhen.apps.people.tokens import create_token
from liuhen.apps.people.writing import CertificateValue
from liuhen.apps.trace.models import LeafPayload
from liuhen.apps.trace.values import row_values, values_digest
from liuhen.simulate import cases
from support.house import House, beijing


def unexplained() -> list[str]:
    """The rows whose values differ from what the last leaf about them says."""
    last: dict[str, str | None] = {}
    for payload in LeafPayload.objects.order_by("leaf_id").values_list("payload", flat=True):
        for change in json.loads(payload)["changes"]:
            last[change["object"]] = change["digest"]
    return [name for name, digest in last.items() if digest_today(name) != digest]


def digest_today(name: str) -> str | None:
    label, _, key = name.partition(":")
    row = apps.get_model(label)._base_manager.filter(pk=key).first()
    return None if row is None else values_digest(row_values(row))


def test_after_a_case_with_everything_in_it(house: House) -> None:
    facts = next(iter(cases("jinpu-ocean", 1, 3, house.clock.set("2026-06-10 12:00"))))
    acts.import_case(
        by=house.viewer("importer"), section=house.section, facts=msgspec.json.encode(facts)
    )
    case = house.case(secrecy=["privacy"], party_name="赵某", party_kind="person")
    start = beijing("2026-06-10 09:00")
    officer = {"name": "甲", "certificate": "1", "valid_until": "2027-12-31", "established": True}
    acts.add_activity(
        by=house.officer, kind="site_inspection", start=start, end=start, case=case,
        officers=[officer], attrs={}, identity_shown=True, place="码头",
    )  # fmt: skip
    film = acts.add_recording(
        by=house.officer, kind="video", start=start, end=start, events=["e1"], case=case,
        position={"lat": 38.9, "lon": 121.0}, vessel={"name": "辽渔1", "spoken": True},
        content=("scene", "people"),
    )  # fmt: skip
    acts.mark_stored(by=house.custodian, case=case, recordings=[film])
    scan = keep_scan(by=house.officer, file_name="a.png", chunks=[b"\x89PNG\r\n\x1a\n..."])
    paper = acts.add_document(
        by=house.officer, kind="decision", at=start, case=case, fields={"facts": "…"},
        scan_digest=scan.digest, signatures=[{"role": "party", "at": start}],
    )  # fmt: skip
    signed = acts.sign_document(by=house.head, document=paper, role="bureau_head", opinion="同意")
    acts.correct_fact(by=house.officer, fact=signed, reason="补", fields={"facts": "二"})
    acts.add_interruption(by=house.officer, start=start, end=start, cause="power", case=case)
    acts.add_incident(by=house.officer, kind="assault", at=start, case=case)
    acts.assign_handlers(by=house.officer, case=case, handlers=[house.people["colleague"]])
    people_acts.set_certificate(
        by=house.viewer("admin"),
        person=house.people["officer"],
        value=CertificateValue("1", start.date(), established=False),
    )
    create_token(by=house.officer, person=house.people["officer"], scopes=["read"])

    assert unexplained() == []


def test_after_a_demonstration_was_built(db: None) -> None:
    built = begin()
    assert len(list(build(built, 2, 5))) == 5

    assert unexplained() == []


def test_a_row_that_was_changed_past_the_journal_is_found(house: House) -> None:
    case = house.case()
    paper = acts.add_document(by=house.officer, kind="decision", at=house.clock.now(), case=case)
    Document._base_manager.filter(pk=paper.pk).update(fields={"facts": "forged"})
    Case._base_manager.filter(pk=case.pk).update(title="forged")

    assert set(unexplained()) == {f"cases.document:{paper.pk}", f"cases.case:{case.pk}"}
