# SPDX-License-Identifier: Apache-2.0
"""What papers take over of the people of a case."""

from liuhen.apps.cases.models import Participant, ParticipantSecret

_SEX = {"male": "男", "female": "女"}


def told_of(row: Participant, secret: ParticipantSecret | None) -> dict[str, str]:
    """Return what is known of a participant, by the parts of a person; papers are Chinese.

    `secret`: what is confidential of the same, where whoever asks may see it.
    """
    told = {
        "name": row.name,
        "sex": _SEX.get(row.sex, row.sex),
        "representative": row.representative,
        "post": row.job,
        "address": row.address,
        "service_address": row.service_address or row.address,
        "email": row.service_email,
        "identity": row.credit_code,
        "code": row.credit_code,
        "kind": row.kind,
        "role": row.role,
    }
    if secret is not None:
        told["name"] = secret.name or row.name
        if row.hidden:
            told["address"] = secret.address
            told["service_address"] = secret.service_address or secret.address
            told["email"] = secret.service_email
        told["identity"] = row.credit_code or secret.identity_number
        told["identity_number"] = secret.identity_number
        told["telephone"] = secret.telephone
        told["born"] = secret.birth_date.isoformat() if secret.birth_date else ""
        told["religion"] = secret.religion
    return told


def of_minor(secret: ParticipantSecret) -> ParticipantSecret:
    """Return what of a minor a field shows that is not of the confidential class."""
    names = ("name", "address", "service_address", "service_email")
    return ParticipantSecret(**{name: getattr(secret, name) for name in names})
