# SPDX-License-Identifier: Apache-2.0
"""People of a house at their browser."""

import re

from django.test import Client

from liuhen.apps.people.models import Person
from support.house import House


def signed_in(house: House, name: str) -> Client:
    """The browser of one of the people, who has changed the first password already."""
    person = house.people[name]
    Person.objects.filter(pk=person.pk).update(must_change_password=False)
    client = Client()
    client.force_login(person)
    return client


def hidden(page: str, name: str) -> str:
    """What a hidden field of a page holds."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no field {name}"
    return found[1]
