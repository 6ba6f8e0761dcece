# SPDX-License-Identifier: Apache-2.0
"""Work away from the seat, which lets a recording be stored later (002 art. 19, 003 art. 27(5))."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from liuhen.apps.people.models import Organisation, Person
from liuhen.apps.people.viewed import ViewedManager
from liuhen.apps.trace.ids import new_id


class OutingGround(models.TextChoices):
    """Why a recording cannot be brought in at once, in the articles' own words."""

    CONTINUOUS = "continuous", _("Continuous work")
    ELSEWHERE = "elsewhere", _("Enforcement in another place")
    REMOTE = "remote", _("Remote place or poor transport")


class Outing(models.Model):
    """An officer is away with a ground. Both ends are the server's times.

    Registered before leaving (`left_at`) and ended on return (`returned_at`); nothing else sets
    the return of a recording.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    section = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    officer = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ground = models.CharField(max_length=12, choices=OutingGround.choices)
    place = models.CharField(max_length=200)
    expected_back = models.DateTimeField(null=True)
    left_at = models.DateTimeField()
    registered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = ViewedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["officer"],
                condition=models.Q(returned_at__isnull=True),
                name="one_outing_at_a_time",
            )
        ]
        indexes = [models.Index(fields=["bureau", "officer", "-left_at"], name="outing_officer")]
        ordering = ["-left_at"]

    def __str__(self) -> str:
        return f"{self.officer_id} at {self.place}"
