# SPDX-License-Identifier: Apache-2.0
"""The sentences that stand in the fields of a case's papers."""

from dataclasses import dataclass
from random import Random

from liuhen.simulate.bureau import Bureau, Matter
from liuhen.simulate.people import telephone


@dataclass(frozen=True)
class Occasion:
    """What a case is about: who, where, what, and who of the bureau is on it."""

    bureau: Bureau
    matter: Matter
    party: str
    speaker: str  # the person who signs for the party
    place: str
    source: str
    witness: str
    appraiser: str
    handlers: tuple[str, ...]
    decision: str  # the name of the paper that ends the case
    vessel: tuple[str, str] | None = None  # name and number, where it happens at sea


def wording(on: Occasion, dice: Random) -> dict[str, str]:
    """A text for every field word that a form knows, but for `time`."""
    bureau, matter = on.bureau, on.matter
    return {
        "party": f"{on.party}，现场负责人{on.speaker}",
        "place": on.place,
        "address": on.place,
        "contact": telephone(dice),
        "email": "receipt@example.org",
        "source": on.source,
        "facts": f"{on.party}{matter.facts}",
        "object": matter.items,
        "legal_basis": matter.basis,
        "reason": f"{on.party}涉嫌{matter.title}，需要查明事实、固定证据",
        "process": f"两名执法人员出示证件后，依法在{on.place}检查、询问并制作文书",
        "evidence": f"现场检查笔录、询问笔录、{matter.items}照片及音像记录",
        "factors": dice.choice(
            (
                "初次发生、主动配合、及时改正",
                "持续时间较短，未造成危害后果",
                "曾因同类行为被责令改正",
            )
        ),
        "reasoning": "违法事实清楚、证据确凿，结合情节和裁量基准作出",
        "remedies": f"六十日内可以向{bureau.government}申请行政复议，"
        f"六个月内可以向{bureau.court}提起行政诉讼",
        "opinion": "事实清楚、证据充分、程序合法、适用依据正确",
        "handler_opinion": "建议依法处理",
        "section_opinion": "同意承办人意见，报负责人审批",
        "head_opinion": "同意",
        "maker": on.handlers[0],
        "extractor": on.handlers[-1],
        "collector": "、".join(on.handlers),
        "reviewer": bureau.section_head,
        "form": dice.choice(
            ("张贴于受送达人住所并在本局网站公布", "原地保存并加贴封条", "拍照留存并清点")
        ),
        "statement": dice.choice(("对事实无异议，请求从轻", "已经整改，请求减轻", "表示没有意见")),
        "review": "意见已经复核，事实与证据不变，情节在裁量中予以考虑",
        "filing": "作出之日起二日内报所属机构备案",
        "collection": "依法当场收缴，出具财政部门统一制发的专用票据",
        "document_title": on.decision,
        "document_number": f"{bureau.code}决字第{dice.randint(1, 99)}号",
        "consignment_number": f"EX{dice.randrange(10**9):09d}CN",
    }
