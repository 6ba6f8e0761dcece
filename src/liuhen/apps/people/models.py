# SPDX-License-Identifier: Apache-2.0
"""Organisations, persons, memberships, roles with dates, certificates, and tokens of the API."""

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from liuhen.apps.people.roles import Role
from liuhen.apps.trace.ids import new_id


class Kind(models.TextChoices):
    """The levels of the organisation tree."""

    DISTRICT = "district", _("District")
    BUREAU = "bureau", _("Bureau")
    UNIT = "unit", _("Unit")
    SECTION = "section", _("Section")
    OUTSIDE = "outside", _("Outside body")


class Organisation(models.Model):
    """One node of the tree. Below a bureau, `bureau` is that bureau and never changes.

    `pack_id`, `go_live_at` and `outing_days` belong to bureaus alone: the regulation it goes by,
    the moment before which nothing is judged, and after how many days an outing that nobody ended
    is said to be left open.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    bureau = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=100)
    short_name = models.CharField(max_length=20, blank=True, default="")
    code = models.CharField(max_length=40)
    pack_id = models.CharField(max_length=60, blank=True, default="")
    go_live_at = models.DateTimeField(null=True)
    demonstration = models.BooleanField(default=False)
    outing_days = models.PositiveSmallIntegerField(default=7)
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "code"],
                name="organisation_code_in_bureau",
                condition=models.Q(bureau__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["code"],
                name="organisation_code_of_bureau",
                condition=models.Q(bureau__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["name"],
                name="organisation_name_of_bureau",
                condition=models.Q(kind="bureau"),
            ),
            models.UniqueConstraint(
                fields=["short_name"],
                name="organisation_short_name_of_bureau",
                condition=models.Q(kind="bureau") & ~models.Q(short_name=""),
            ),
        ]
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    """Lets Django's sign-in find a person by user name. Persons are made by acts alone."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Return the person who signs in as `username`."""
        return self.get(username=username)


class Person(AbstractBaseUser):
    """Whoever may sign in. `bureau` never changes; people from outside have none."""

    untraced: ClassVar[frozenset[str]] = frozenset({"password", "last_login"})

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="people")
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    telephone = models.CharField(max_length=40, blank=True, default="")
    email = models.CharField(max_length=200, blank=True, default="")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)

    objects = PersonManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        """Return what names the person outside."""
        return (self.username,)

    def has_perm(self, _perm: str, _obj: Any = None) -> bool:
        """Django's own permissions are not used: `people.access` decides."""
        return False


class Dated(models.Model):
    """Something that holds from a day to a day (both counted), or without end."""

    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    def holds_on(self, day: date) -> bool:
        """Whether it holds on `day`."""
        return self.from_date <= day and (self.until_date is None or day <= self.until_date)


class Membership(Dated):
    """A person belongs to a section, unit, bureau or outside body."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")

    class Meta:
        ordering = ["from_date"]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.organisation_id}"


class RoleGrant(Dated):
    """A role over an organisation (none: the installation), with the paper that gave it.

    `delegated_by`: it is the role of that person, who is away from the one day to the other;
    `scan_digest` names the paper that says so, where it was scanned.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="grants")
    paper = models.CharField(max_length=200, blank=True, default="")
    granted_by = models.CharField(max_length=100)
    delegated_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    scan_digest = models.CharField(max_length=71, blank=True, default="")

    class Meta:
        ordering = ["from_date"]

    def __str__(self) -> str:
        return f"{self.role} of {self.person_id}"


class Certificate(models.Model):
    """A certificate of enforcement. `established`: the holder is on the establishment (在编)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="certificates")
    number = models.CharField(max_length=60)
    valid_until = models.DateField(null=True)
    established = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "number"], name="certificate_of_person")
        ]

    def __str__(self) -> str:
        return self.number


class Scope(models.TextChoices):
    """What a token of the API may be used for."""

    READ = "read", _("Read")
    IMPORT = "import", _("Import cases")
    UPLOAD = "upload", _("Upload recordings")


class ApiToken(models.Model):
    """A token acts as its person, within its scopes. Only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="tokens")
    digest = models.CharField(max_length=71, unique=True)
    hint = models.CharField(max_length=8)
    scopes = models.JSONField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"token {self.hint}…"
