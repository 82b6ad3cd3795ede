"""A cell of an official table as a field of a form."""

from django import forms

from ..rules.cells import EntryError, Field


class CellField(forms.CharField):
    """A cell that takes what people type and keeps it as they typed it where it is not understood.

    needed -- whether a sheet is not submitted without it; a draft may always lack it.
    """

    remark = ""  # what the county office wants mended here
    says_optional = False  # most cells of a sheet are: the few that are needed say so instead

    def __init__(self, spec: Field, year: int, *, needed: bool = False, **kwargs):
        self.spec, self.year, self.needed = spec, year, needed
        hint = {"date": "2026.6.30", "choice": ""}.get(spec.kind, "")
        attrs = {"placeholder": hint} if hint else {}
        if spec.kind == "long":
            widget: forms.Widget = forms.Textarea(attrs={"rows": 3})
        elif spec.kind == "choice":
            widget = forms.Select(choices=[("", "—"), *spec.choices])
        else:
            widget = forms.TextInput(attrs={"inputmode": "decimal"} if spec.kind in ("whole", "number") else attrs)
        if spec.recalled:
            widget.attrs["list"] = f"recalled-{spec.name}"
        unit = f"（{spec.unit}）" if spec.unit else ""
        super().__init__(
            label=f"{spec.label}{unit}", required=False, widget=widget, strip=False, help_text=spec.used_for, **kwargs
        )

    def clean(self, value):
        if value is not None and not isinstance(value, str):
            return value  # of a field that only stands to be read
        try:
            return self.spec.parse(value or "", self.year)
        except EntryError as error:
            raise forms.ValidationError(str(error)) from error

    def prepare_value(self, value):
        if self.spec.kind == "choice" or isinstance(value, str):
            return value
        return self.spec.show(value)

    def has_changed(self, initial, data) -> bool:
        return self.spec.show(initial) != (data or "")
