"""Choosing a file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.entry.forms import Form
from campaigns.workbooks.forms import CARRIED


class MappedUploadForm(Form):
    """A county's own workbook, and the mapping that is kept for it."""

    file = forms.FileField(
        label=_("Workbook"),
        help_text=_("Any .xlsx of your own with a row for each unit, up to 1.5 MB. Nothing is saved before you agree."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": _("Choose the file that was filled in.")},
    )
    kept = forms.ChoiceField(
        label=_("kept mapping"), required=False, help_text=_("how such a workbook was read the last time")
    )

    def __init__(self, *args, mappings=(), **kwargs):
        """mappings -- kept ones, as (key, name)."""
        super().__init__(*args, **kwargs)
        self.fields["kept"].choices = [("", "—"), *mappings]
        if not mappings:
            del self.fields["kept"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > CARRIED:
            raise forms.ValidationError(_("The file is larger than 1.5 MB: delete the sheets that are not needed."))
        return file


class ColumnsForm(Form):
    """Which sheet and row of heads, and what each column is: ``col-3`` is the fourth column."""

    sheet = forms.ChoiceField(label=_("sheet of the workbook"))
    head = forms.IntegerField(label=_("row of heads"), min_value=1, max_value=200)
    keep = forms.CharField(
        label=_("keep this mapping as"),
        required=False,
        max_length=60,
        help_text=_("so that it is offered when such a workbook comes again; empty for not keeping it"),
    )

    def __init__(self, data=None, *, sheets, heads, targets, **kwargs):
        """sheets -- names; heads -- (column, head); targets -- groups of (value, name)."""
        super().__init__(data, **kwargs)
        self.fields["sheet"].choices = [(name, name) for name in sheets]
        self.heads = heads
        for column, head in heads:
            self.fields[f"col-{column}"] = forms.ChoiceField(
                label=head[:40], required=False, choices=[("", "—"), *targets]
            )

    def column_fields(self) -> list[forms.BoundField]:
        return [self[f"col-{column}"] for column, _head in self.heads]

    def columns(self) -> dict[int, str]:
        """Column → what it is, of those that are anything."""
        return {column: said for column, _head in self.heads if (said := self.cleaned_data.get(f"col-{column}"))}
