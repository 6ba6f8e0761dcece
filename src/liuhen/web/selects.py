# SPDX-License-Identifier: Apache-2.0
"""Lists to choose from that are long: the people of a bureau are hundreds, cases many more."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class LongSelect(forms.Select):
    """A list without groups, written at once: Django renders two templates for each option."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,  # noqa: ARG002  # nothing is rendered by a template
    ) -> SafeString:
        """Write the list."""
        chosen = set(self.format_value(value))
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (key, SafeString(" selected") if str(key) in chosen else "", label)
                for key, label in self.choices
            ),
        )
        given = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return format_html("<select{}>{}</select>", given, options)


class Suggested(forms.TextInput):
    """A line that is typed, beside which a few answers are suggested: what to type, and its name.

    `suggest` is asked as the page is made.
    """

    def __init__(self, suggest: Callable[[], Iterable[tuple[str, str]]]) -> None:
        """Keep whom to ask."""
        super().__init__({"autocomplete": "off"})
        self.suggest = suggest

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        """Write the line, and the list of what is suggested."""
        key = f"{name}-known"
        line = super().render(name, value, {**(attrs or {}), "list": key}, renderer)
        options = format_html_join("", '<option value="{}">{}</option>', self.suggest())
        return format_html('{}<datalist id="{}">{}</datalist>', line, key, options)
