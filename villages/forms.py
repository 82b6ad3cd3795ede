"""What people say of their own account."""

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


def _password(label, autocomplete: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": autocomplete}),
    )


class OwnPasswordForm(forms.Form):
    """A new password, twice, and the old one before it; not, where that was given by somebody else and has just been
    typed in at the door."""

    required_css_class = "required"
    old_password = _password(gettext_lazy("Present password"), "current-password")
    new_password = _password(gettext_lazy("New password"), "new-password")
    new_password_again = _password(gettext_lazy("The new password once more"), "new-password")

    def __init__(self, data=None, *, request: HttpRequest):
        super().__init__(data, label_suffix="")
        self.request, self.officer = request, request.user
        self.fields["new_password"].help_text = " ".join(password_validators_help_texts())
        if self.officer.must_change_password:
            del self.fields["old_password"]

    def clean_old_password(self) -> str:
        # As at the door: whoever guesses here, at a computer that was left open, is locked out after the same number.
        old = self.cleaned_data["old_password"]
        if authenticate(self.request, username=self.officer.username, password=old) is None:
            raise ValidationError(_("This is not your present password."))
        return old

    def clean_new_password(self) -> str:
        new = self.cleaned_data["new_password"]
        if self.officer.check_password(new):
            raise ValidationError(_("This is the password that you have already. Choose another one."))
        validate_password(new, self.officer)
        return new

    def clean_new_password_again(self) -> str:
        again = self.cleaned_data["new_password_again"]
        if again != self.cleaned_data.get("new_password", again):
            raise ValidationError(_("This is not the same as the new password above."))
        return again
