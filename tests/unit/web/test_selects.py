# SPDX-License-Identifier: Apache-2.0
"""A long list says what Django's own says; a choice that changes the page is sent along."""

import re
from pathlib import Path

from django import forms
from django.test import SimpleTestCase

from liuhen import web
from liuhen.web.selects import LongSelect

TEMPLATES = Path(str(web.__file__)).parent / "templates"
CHOICES = [("", "全部"), ("a", "<甲> & 乙"), ("b", "丙"), ("1", "一")]


def test_a_long_list_is_djangos_list() -> None:
    same = SimpleTestCase().assertHTMLEqual
    for chosen in ("", "b", "1", 1, None, "unknown", 'x"><script>'):
        attrs = {"id": "id_who", "class": "form-select", "required": True}
        said = LongSelect(choices=CHOICES).render("who", chosen, attrs)

        same(said, forms.Select(choices=CHOICES).render("who", chosen, attrs))
    assert "&lt;甲&gt; &amp; 乙" in said


def test_what_a_change_sends_along_is_named() -> None:
    """`this` among others is taken for the name of an element: what was ticked was never sent."""
    sent = {
        one
        for path in TEMPLATES.rglob("*.html")
        for one in re.findall(r'hx-include="([^"]*)"', path.read_text(encoding="utf-8"))
    }
    assert sent
    assert not [one for one in sent if "," in one and re.search(r"(^|,)\s*this\s*(,|$)", one)]
