# SPDX-License-Identifier: Apache-2.0
"""The people of a case outside the bureau, and what about them is confidential.

What only few may see (who informed, identity number, telephone, religion, a minor) stands in a row
of its own, so that no list, search or export can show it by mistake: the row has its own manager.
No leaf holds its values: in their place it has one digest of them with the row's salt, by which an
audit sees every change.
"""

import secrets
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.models.owned import BeforeCase, CasePart, OfCase
from liuhen.apps.cases.visibility import CasePartManager, SecretManager
from liuhen.apps.people.models import Person


class Participant(CasePart):
    """A party, agent, legal representative, complainant, witness or third person.

    `anonymous`: a complainant who gave no name. Who informed is named in the secret row alone.
    `agrees_electronic`: agreed in writing to be served electronically (处罚法 art. 61). `hidden`: a
    minor at the time of the facts; name and addresses stand in the secret row, here `name` is a
    mask of it.
    """

    class Role(models.TextChoices):
        """What somebody is in the case."""

        PARTY = "party", _("Party")
        REPRESENTATIVE = "representative", _("Legal representative")
        AGENT = "agent", _("Agent")
        COMPLAINANT = "complainant", _("Complainant or informant")
        WITNESS = "witness", _("Witness")
        THIRD = "third", _("Third person")

    role = models.CharField(max_length=16, choices=Role.choices)
    name = models.CharField(max_length=200, blank=True, default="")
    kind = models.CharField(max_length=12, blank=True, default="")
    credit_code = models.CharField(max_length=40, blank=True, default="")
    representative = models.CharField(max_length=60, blank=True, default="")
    sex = models.CharField(max_length=6, blank=True, default="")
    job = models.CharField(max_length=100, blank=True, default="")
    address = models.CharField(max_length=200, blank=True, default="")
    anonymous = models.BooleanField(default=False)
    hidden = models.BooleanField(default=False)
    service_address = models.CharField(max_length=200, blank=True, default="")
    service_email = models.CharField(max_length=200, blank=True, default="")
    agrees_electronic = models.BooleanField(null=True)
    address_confirmed_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["case", "role"], name="participant_case")]

    def __str__(self) -> str:
        return self.name or self.role


def new_salt() -> str:
    """Return 64 random hex digits."""
    return secrets.token_hex(32)


class ParticipantSecret(OfCase):
    """What about a participant only handlers and those with the permission see.

    `name` and the addresses are those of an informant or a minor; others have theirs in the open
    row. `salt` goes into the digest that leaves hold in the place of the values, so that nobody
    finds them by trying.
    """

    sealed: ClassVar[frozenset[str]] = frozenset(
        {
            *("salt", "name", "identity_number", "telephone", "birth_date", "religion", "address"),
            *("service_address", "service_email"),
        }
    )
    sealed_later: ClassVar[frozenset[str]] = frozenset({"service_address", "service_email"})

    salt = models.CharField(max_length=64, default=new_salt, editable=False)
    participant = models.OneToOneField(Participant, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60, blank=True, default="")
    identity_number = models.CharField(max_length=40, blank=True, default="")
    telephone = models.CharField(max_length=40, blank=True, default="")
    birth_date = models.DateField(null=True)
    religion = models.CharField(max_length=60, blank=True, default="")
    address = models.CharField(max_length=200, blank=True, default="")
    service_address = models.CharField(max_length=200, blank=True, default="")
    service_email = models.CharField(max_length=200, blank=True, default="")

    objects = SecretManager()

    def __str__(self) -> str:
        return f"secret of {self.participant_id}"


class FilmingRestriction(BeforeCase):
    """Officers restricted somebody's own filming, and why (002 art. 17).

    `ground` is one of the two that the article knows; entries of before have none.
    """

    class Ground(models.TextChoices):
        """What alone allows to restrict it."""

        HINDERS = "hinders", _("It hinders the enforcement")
        STATE_SECRET = "state_secret", _("State secrets are concerned")

    activity_item = models.UUIDField()
    who = models.CharField(max_length=100, blank=True, default="")
    ground = models.CharField(max_length=12, choices=Ground.choices, blank=True, default="")
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    objects = CasePartManager()

    def __str__(self) -> str:
        return f"filming restricted at {self.at}"
