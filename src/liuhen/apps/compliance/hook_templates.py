# SPDX-License-Identifier: Apache-2.0
"""What is sent to an address outside: a template, and what may be filled in.

What this module promises:

- a template is text with names in double braces, nothing of which is run;
- what is filled into JSON is escaped, and a template that gives no JSON is refused when it is
  entered;
- of a notice numbers and paraphrases may be said, nothing confidential.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Annotated

from django.conf import settings
from django.utils.translation import gettext as _
from msgspec import Meta

from liuhen.apps.compliance.errors import BadHookError
from liuhen.apps.compliance.models import Notice
from liuhen.apps.compliance.notices import (
    case_number,
    due_said,
    duty_said,
    notice_said,
    place_of,
)
from liuhen.apps.people.models import Organisation, Person
from liuhen.law.pack import PACKS, Node, Says
from liuhen.law.yaml_source import read_yaml_as

#: What a template may name.
NAMES = ("sentence", "number", "what", "due", "person", "bureau", "path", "link")
_LONGEST_TEMPLATE = 4000
_SLOT = re.compile(r"\{\{\s*(\w*)\s*\}\}")


class Sample(Node, frozen=True):
    """A template to begin with; `address`: what the address of such a messenger looks like."""

    id: Annotated[str, Meta(pattern=r"^[a-z]+$")]
    says: Says
    address: str
    template: str


@cache
def samples() -> dict[str, Sample]:
    """Return the templates of packs/shared/hook_samples.yaml by their ids."""
    read = read_yaml_as(PACKS / "shared" / "hook_samples.yaml", list[Sample])
    return {one.id: one for one in read}


def filled(template: str, values: Mapping[str, str], *, as_json: bool) -> str:
    """Return the template with its names filled in; in JSON, as parts of its strings."""

    def value(found: re.Match[str]) -> str:
        text = values.get(found[1], "")
        return json.dumps(text, ensure_ascii=False)[1:-1] if as_json else text

    return _SLOT.sub(value, template)


def check_template(template: str, *, as_json: bool) -> str:
    """Return the template if it can be used.

    Raises:
        BadHookError: a name that is not known, too long, or no JSON.
    """
    if not template.strip() or len(template) > _LONGEST_TEMPLATE:
        said = _("A template has 1 to %(n)d characters.") % {"n": _LONGEST_TEMPLATE}
        raise BadHookError(said, "template")
    unknown = [name for name in _SLOT.findall(template) if name not in NAMES]
    left = _SLOT.sub("", template)
    if unknown or "{{" in left or "{%" in left:
        said = _("A template may name only: %(names)s.") % {"names": ", ".join(NAMES)}
        raise BadHookError(said, "template")
    if as_json:
        try:
            json.loads(filled(template, dict.fromkeys(NAMES, 'a "b"\n'), as_json=True))
        except ValueError:
            raise BadHookError(
                _("What comes of the template is no JSON; put the names into strings."), "template"
            ) from None
    return template


def values_of(notice: Notice, bureau: Organisation, person: Person) -> dict[str, str]:
    """Return what a template may say of a notice: numbers and paraphrases, nothing confidential."""
    path = place_of(notice)
    return {
        "sentence": notice_said(notice),
        "number": case_number(notice),
        "what": duty_said(notice.params),
        "due": due_said(notice.due),
        "person": person.name,
        "bureau": bureau.name,
        "path": path,
        "link": settings.LIUHEN_ADDRESS and settings.LIUHEN_ADDRESS + path,
    }
