# SPDX-License-Identifier: Apache-2.0
"""A long list says what Django's own says."""

from django import forms
from django.test import SimpleTestCase

from liuhen.web.selects import LongSelect

CHOICES = [("", "全部"), ("a", "<甲> & 乙"), ("b", "丙"), ("1", "一")]


def test_a_long_list_is_djangos_list() -> None:
    same = SimpleTestCase().assertHTMLEqual
    for chosen in ("", "b", "1", 1, None, "unknown", 'x"><script>'):
        attrs = {"id": "id_who", "class": "form-select", "required": True}
        said = LongSelect(choices=CHOICES).render("who", chosen, attrs)

        same(said, forms.Select(choices=CHOICES).render("who", chosen, attrs))
    assert "&lt;甲&gt; &amp; 乙" in said
