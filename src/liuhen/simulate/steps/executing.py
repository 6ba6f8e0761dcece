# SPDX-License-Identifier: Apache-2.0
"""How a decision reaches the party and is carried out, and how the file is closed."""

from datetime import timedelta
from typing import Any

from liuhen.law.facts import Document, Event
from liuhen.simulate.camera import film, photograph
from liuhen.simulate.draft import Draft, signed_until

_WAYS = ("direct",) * 12 + ("mail",) * 4 + ("lien", "lien", "public_notice", "entrusted")


def way_of_service(draft: Draft) -> str:
    """How the decision of this case can be served."""
    return draft.dice.choice(_WAYS)


def serve(draft: Draft, paper: Document, way: str) -> None:
    """Serve a paper in one of the ways that regulations know."""
    draft.diary.wait(1, 4)
    _SERVE[way](draft, paper)


def _directly(draft: Draft, paper: Document) -> None:
    service = _service(draft, paper, "direct", 10, 25)
    draft.write("proof_of_service", service)
    if draft.happens(0.3):
        photograph(draft, service)


def _by_mail(draft: Draft, paper: Document) -> None:
    returned = draft.happens(0.15)
    service = _service(draft, paper, "mail", 5, 10, returned=returned)
    receipt = draft.write("mail_receipt", service)
    number = receipt.fields["consignment_number"]
    draft.diary.wait(2, 6)
    if returned:
        draft.write("returned_mail_record", service, consignment_number=number)
        serve(draft, paper, "direct")
    else:
        draft.write("delivery_confirmation", service, consignment_number=number)


def _by_leaving(draft: Draft, paper: Document) -> None:
    service = _service(draft, paper, "lien", 15, 30)
    film(draft, service)
    day = f"{service.start:%Y年%m月%d日}"
    proof = draft.write(
        "proof_of_service", service, refusal_reason="受送达人拒绝签收", refusal_date=day
    )
    draft.refused(proof, "recipient", "witness", "拒绝签收")


def _by_public_notice(draft: Draft, paper: Document) -> None:
    service = _service(draft, paper, "public_notice", 15, 25)
    photograph(draft, service)
    draft.write("public_notice", service)
    draft.write("service_record", service, reason="直接送达、邮寄送达均无法送达")
    draft.diary.wait(22, 24)  # thirty days until it counts as served


def _through_others(draft: Draft, paper: Document) -> None:
    service = _service(draft, paper, "entrusted", 10, 20)
    draft.write("proof_of_service", service, reason="受送达人在外地，委托当地机关送达")
    draft.write("service_record", service, reason="受送达人在外地，委托当地机关送达")


_SERVE = {
    "direct": _directly,
    "mail": _by_mail,
    "lien": _by_leaving,
    "public_notice": _by_public_notice,
    "entrusted": _through_others,
}


def _service(draft: Draft, paper: Document, way: str, least: int, most: int, **attrs: Any) -> Event:
    return draft.happen("service", least, most, method=way, of=paper.id, **attrs)


def perform(draft: Draft) -> None:
    """The party does what was decided, within fifteen days."""
    draft.diary.wait(2, 9)
    done = draft.happen("performance", 5, 15)
    draft.write("performance_record", done, process="当事人已到指定银行足额缴纳罚款")


def check_correction(draft: Draft) -> None:
    """See by the day that was set whether the party has put things right."""
    last = next(
        (e.attrs["rectify_by"] for e in draft.events if "rectify_by" in e.attrs), draft.diary.now
    )
    draft.diary.until(last - timedelta(hours=draft.dice.randint(1, 6)))
    check = draft.happen("rectification_check", 20, 45)
    if draft.happens(0.6):
        film(draft, check)
    draft.write("rectification_record", check)
    draft.diary.pause(10, 30)


def enforce_by_court(draft: Draft) -> None:
    """Demand, and where that does not help apply to the court once remedies have run out."""
    draft.diary.wait(126, 132)  # six months for a suit
    demand = draft.happen("demand", 10, 20)
    notice = draft.write("demand_notice", demand)
    serve(draft, notice, "direct")
    draft.diary.wait(11, 15)
    asked = draft.happen("court_application", 20, 40)
    draft.write("court_application", asked)
    draft.diary.wait(12, 25)
    result = draft.happen("court_result", 5, 10, by=())
    draft.write("court_result_record", result, process="法院裁定准予执行，款项已执行到位")
    draft.write("performance_record", process="经人民法院强制执行完毕")
    draft.diary.wait(1, 3)


def dispose_of_things(draft: Draft) -> None:
    """Destroy or hand over what was confiscated, filmed."""
    draft.diary.wait(2, 6)
    disposal = draft.happen("confiscated_property_disposal", 20, 45)
    film(draft, disposal)
    draft.write("property_disposal_record", disposal)


def close(draft: Draft, least: int = 4, most: int = 14) -> None:
    """Conclude the case and file it within thirty days."""
    latest = max((signed_until(document) for document in draft.documents), default=draft.diary.now)
    draft.diary.until(latest)
    draft.diary.wait(1, 3)
    end = draft.happen("case_concluded")
    draft.write("closing_report", end)
    draft.diary.wait(least, most)
    filed = draft.happen("archived")
    draft.write("case_file_catalogue", filed)
