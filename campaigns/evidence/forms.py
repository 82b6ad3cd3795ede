"""Choosing files as evidence: from the computer, and from those that are there."""

import uuid

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.functional import lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from campaigns.entry.forms import Form

MOST_FILES = 10  # at once: each is looked at while the person waits
ACCEPTED = ".jpg,.jpeg,.png,.webp,.pdf,.docx,.xlsx"


class _SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once."""

    widget = _SeveralFiles

    def clean(self, data, initial=None) -> list:
        files = data if isinstance(data, (list, tuple)) else [data] if data else []
        if not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                ngettext("At most %(most)s file at once.", "At most %(most)s files at once.", MOST_FILES)
                % {"most": MOST_FILES}
            )
        return list(files)


class UUIDsField(forms.MultipleChoiceField):
    """Keys of files; whether they may be used the deed decides."""

    def to_python(self, value) -> list[uuid.UUID]:
        try:
            return [uuid.UUID(each) for each in super().to_python(value)]
        except ValueError:
            raise forms.ValidationError(gettext("A file was not understood. Load the page anew.")) from None

    def valid_value(self, value) -> bool:
        return True


def _limits() -> str:
    return gettext(
        "Photos (JPEG, PNG, WebP), PDF, .docx, .xlsx; up to %(most)s each, %(files)s at once. Photos are shrunk, and "
        "the place where they were taken is removed."
    ) % {"most": filesizeformat(settings.UPLOAD_LIMIT), "files": MOST_FILES}


class UploadFilesForm(Form):
    """New files."""

    file = FilesField(
        label=_("Files"),
        help_text=lazy(_limits, str)(),
        widget=_SeveralFiles(attrs={"accept": ACCEPTED}),
        error_messages={"required": _("Choose at least one file.")},
        max_length=None,
    )


class PickFilesForm(Form):
    """Files that are there."""

    files = UUIDsField(error_messages={"required": _("Tick at least one file.")})


class PickRowsForm(Form):
    """Rows of the ledger that a file is to serve."""

    rows = forms.RegexField(r"^\d{1,18}( \d{1,18})*$", error_messages={"required": _("Tick at least one task.")})

    def __init__(self, data=None, *args, **kwargs):
        if data is not None:
            data = data.copy()
            data["rows"] = " ".join(data.getlist("rows"))
        super().__init__(data, *args, **kwargs)

    def keys(self) -> list[int]:
        return [int(key) for key in self.cleaned_data["rows"].split()]


class RowFilterForm(Form):
    """Which tasks are offered to a file."""

    token = version = None
    q = forms.CharField(label=_("Unit, task or star"), required=False, max_length=60)


class OfferFilterForm(Form):
    """Which of the files that are there are offered."""

    token = version = None
    q = forms.CharField(label=_("File, unit or task"), required=False, max_length=60)
    only = forms.ChoiceField(
        label=_("Files"),
        required=False,
        choices=[("", _("all of the township")), ("task", _("of the same task")), ("unit", _("of the same unit"))],
    )
