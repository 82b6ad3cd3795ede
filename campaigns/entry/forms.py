"""What every form shares: text that everything can carry, the version that was seen, the one-time token, a cell."""

from collections.abc import Iterator

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from fivestar.changes.characters import writable
from fivestar.http import one_time_token

from .rules.dates import Span
from .rules.fields import Field
from .rules.numbers import parse_number
from .rules.text import EntryError


class Form(forms.Form):
    """A plain form: it turns browser text into values and decides nothing.

    ``token`` makes a second submission harmless; ``version`` is what the person saw (0 where there was nothing).
    """

    required_css_class = "required"
    asks_about_days = True  # where nothing else shows a day as it was understood before it is saved
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=36)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    def __init__(self, data=None, *args, **kwargs):
        if data is not None:
            data = data.copy()
            for key in data:
                data.setlist(key, [writable(value) for value in data.getlist(key)])
        super().__init__(data, *args, label_suffix="", **kwargs)
        if "token" in self.fields:  # a form that only asks, such as a filter, has none
            self.fields["token"].initial = one_time_token

    def odd_days(self) -> Iterator[tuple[str, str]]:
        """(field, sentence) for each day that was typed and lies before the campaign or after its assessment."""
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if isinstance(field, CellField) and value != self.get_initial_for_field(field, name):
                if sentence := field.spec.remark(value, field.span):
                    yield name, sentence

    def _post_clean(self) -> None:
        """Ask once about days outside the campaign, when all else is right: the same days sent again are meant so."""
        super()._post_clean()
        odd = dict(self.odd_days()) if self.asks_about_days and not self.errors else {}
        if not odd:
            return
        meant = ";".join(f"{name}={self.cleaned_data[name]}" for name in odd)
        name_of_days = self.add_prefix("days")
        self.fields["days"] = forms.CharField(widget=forms.HiddenInput, required=False)
        if self.data.get(name_of_days) == meant:
            return
        self.data[name_of_days] = meant
        remedy = _("If it is meant so, send it once more.")
        for name, sentence in odd.items():
            self.add_error(name, f"{sentence} {remedy}")

    def refuse(self, refusal) -> None:
        """Show why a deed was refused above the form."""
        self.add_error(None, [str(refusal.message), *(str(problem) for problem in refusal.problems)])

    def see(self, version: int) -> None:
        """After a conflict: take the version that the page shows now. Every word that was typed stays."""
        self.data = self.data.copy()
        self.data["version"] = str(version)


def need(form: Form, *names: str) -> None:
    """Cells may be empty in most forms; say so where one of these is."""
    for name in names:
        if name in form.cleaned_data and form.cleaned_data[name] in (None, ""):
            form.add_error(name, form.fields[name].error_messages["required"])


class NumberField(forms.DecimalField):
    """A number in a form that is no sheet of cells, as people write it with its unit.

    unit -- what may stand behind it.
    """

    def __init__(self, *, unit: str | Promise, **kwargs):
        self.unit = unit
        super().__init__(widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "size": 12}), **kwargs)

    def to_python(self, value):
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        try:
            return parse_number(value, self.unit)
        except EntryError as error:
            raise forms.ValidationError(str(error)) from error


class CellField(forms.CharField):
    """A cell that takes what people type and keeps it as they typed it where it is not understood.

    needed -- whether a sheet is not submitted without it; a draft may always lack it.
    """

    remark = ""  # what the county office wants mended here
    odd = ""  # what is odd about the day that stands here
    says_optional = False  # most cells of a sheet are: the few that are needed say so instead

    def __init__(self, spec: Field, span: Span, *, needed: bool = False, **kwargs):
        self.spec, self.span, self.needed = spec, span, needed
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
            return self.spec.parse(value or "", self.span)
        except EntryError as error:
            raise forms.ValidationError(str(error)) from error

    def prepare_value(self, value):
        if self.spec.kind == "choice" or isinstance(value, str):
            return value
        return self.spec.show(value)

    def has_changed(self, initial, data) -> bool:
        return self.spec.show(initial) != (data or "")
