# SPDX-License-Identifier: Apache-2.0
"""Forms of the account pages."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """User name and password. What is wrong of the two is not said."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the two fields."""
        super().__init__(*args, **kwargs)
        sentence = _("User name and password do not fit together.")
        self.error_messages = {"invalid_login": sentence, "inactive": sentence}
        self.fields["username"].label = _("User name")
        self.fields["password"].label = _("Password")


def _password(label: Any, complete: str, hint: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": complete})
    return forms.CharField(label=label, help_text=hint, widget=widget, strip=False, max_length=200)


class OwnPasswordForm(forms.Form):
    """The present password and twice the new one; the act says what is wrong with them."""

    old = _password(_("Present password"), "current-password")
    new = _password(
        _("New password"),
        "new-password",
        _("At least 10 characters; not your name, not one of the passwords that everybody uses."),
    )
    again = _password(_("New password again"), "new-password")

    def clean(self) -> dict[str, Any]:
        """Refuse where the two new ones differ."""
        values = super().clean() or {}
        if values.get("new") and values.get("again") and values["new"] != values["again"]:
            self.add_error("again", _("The two new passwords are not the same."))
        return values
