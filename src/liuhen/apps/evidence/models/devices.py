# SPDX-License-Identifier: Apache-2.0
"""Recorders, cameras and other devices: register, issue, upkeep, clock.

Sources: 000/001 art. 3, 004 arts. 16, 19 and 20.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liuhen.apps.people.models import Organisation, Person
from liuhen.apps.people.viewed import ViewedManager
from liuhen.apps.trace.ids import new_id


class DeviceKind(models.TextChoices):
    """What a device is."""

    RECORDER = "recorder", _("Body-worn recorder")
    CAMERA = "camera", _("Camera")
    AUDIO = "audio", _("Voice recorder")
    FIXED = "fixed", _("Fixed camera")
    PHONE = "phone", _("Phone")


class DeviceState(models.TextChoices):
    """Whether a device may be issued."""

    IN_SERVICE = "in_service", _("In service")
    FAULTY = "faulty", _("Faulty")
    IN_REPAIR = "in_repair", _("In repair")
    RETIRED = "retired", _("Retired")


class Device(models.Model):
    """One device of a bureau; `code` is the bureau's own number for it.

    `name_pattern` tells device, officer and time from file names; empty means the usual one. Fixed
    cameras have a `place` and keep footage `keeps_days` before they overwrite it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    section = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=60)
    serial = models.CharField(max_length=60, blank=True, default="")
    kind = models.CharField(max_length=10, choices=DeviceKind.choices)
    model = models.CharField(max_length=100, blank=True, default="")
    state = models.CharField(
        max_length=10, choices=DeviceState.choices, default=DeviceState.IN_SERVICE
    )
    name_pattern = models.CharField(max_length=200, blank=True, default="")
    place = models.CharField(max_length=200, blank=True, default="")
    keeps_days = models.PositiveSmallIntegerField(null=True)
    registered_at = models.DateTimeField()

    objects = ViewedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bureau", "code"], name="device_code_in_bureau")
        ]
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class DeviceIssue(models.Model):
    """A device in one person's hands: one device, one person at a time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    returned_at = models.DateTimeField(null=True)
    returned_to = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = ViewedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device"], condition=Q(returned_at__isnull=True), name="device_in_one_hand"
            )
        ]
        indexes = [models.Index(fields=["bureau", "person", "issued_at"], name="issue_of_person")]
        ordering = ["-issued_at"]

    def __str__(self) -> str:
        return f"{self.device_id} to {self.person_id}"


class UpkeepKind(models.TextChoices):
    """What was done to a device."""

    CHECK = "check", _("Check of battery, storage and clock")
    UPKEEP = "upkeep", _("Maintenance")
    FAULT = "fault", _("Fault reported")
    REPAIR = "repair", _("Repaired")


class Upkeep(models.Model):
    """One entry of a device's upkeep."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=UpkeepKind.choices)
    at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True, default="")
    recorded_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = ViewedManager()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.device_id}"


class ClockReading(models.Model):
    """The clock of a device beside the server's: `offset_ms` = server minus device.

    It counts, and so moves times, once `confirmed_at` is set: at once where the device's holder or
    who manages devices read it, and else when one of these confirms it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    device_at = models.DateTimeField()
    offset_ms = models.BigIntegerField()
    how = models.CharField(max_length=100, blank=True, default="")
    taken_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = ViewedManager()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.device_id}: {self.offset_ms} ms"
