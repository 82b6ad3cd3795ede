"""How the admin shows and saves any record: from the seat, through an action, with its own change log."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.paginator import Page
from django.db import models
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fivestar.changes.deeds import Refused, Stale
from fivestar.changes.models import Change
from fivestar.http import DIGITS

from . import access
from .models import City, County, Province, Township

PLACES = {"province": Province, "city": City, "county": County, "township": Township}


class RecordForm(forms.ModelForm):
    """A record's fields, the version that the person saw, and why it changes."""

    reason = forms.CharField(
        label=gettext_lazy("reason"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("It stands in the change log."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    refused: Refused | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = getattr(self.instance, "version", None)
        for name in set(self.fields) - set(self.declared_fields):
            # What was changed is told by what the person saw, not by what somebody else has saved meanwhile.
            self.fields[name].show_hidden_initial = True

    def clean(self) -> dict:
        cleaned = super().clean()
        if isinstance(self.refused, Stale):
            self._show_what_stands_there_now()
        if self.refused is not None:
            raise ValidationError([self.refused.message, *self.refused.problems])
        return cleaned

    def _show_what_stands_there_now(self) -> None:
        """Whoever saves again has seen it, so the form carries the newer version from here on."""
        for name in set(self.changed_data) & set(self.initial):
            self.add_error(name, _("Now there stands: %(value)s") % {"value": self.initial[name] or "—"})
        self.data = self.data.copy()
        self.data["seen"] = self.instance.version

    def values(self, *names: str) -> dict:
        """What the person changed, of these fields."""
        return {name: self.cleaned_data[name] for name in names if name in self.changed_data}


class RecordAdmin(admin.ModelAdmin):
    """Records inside the seat's place. Nothing is saved here: ``save_model`` calls an action.

    level, path  -- what the records belong to, and the lookup to it (villages.access.scope).
    deepest      -- the lowest level of places by which a list is filtered.
    shown, typed -- fields that everyone reads, and that whoever may edits.
    """

    level = path = deepest = ""
    shown: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    form = RecordForm
    actions = None
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    # What is in reach

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).filter(access.scope(request.seat, self.level, self.path))

    def inside(self, queryset: models.QuerySet, code: str) -> models.QuerySet:
        """Those of the records that belong to a place or to places in it."""
        return queryset.filter(**{"__".join(filter(None, [self.path, "code__startswith"])): code})

    def formfield_for_foreignkey(self, db_field: models.ForeignKey, request: HttpRequest, **kwargs):
        """Only what is in reach can be chosen, whatever a browser sends."""
        related = self.admin_site.get_model_admin(db_field.remote_field.model)
        return super().formfield_for_foreignkey(
            db_field, request, **({"queryset": related.get_queryset(request)} | kwargs)
        )

    # Who may do what

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_staff

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return request.user.is_staff

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    # The form

    def get_fields(self, request: HttpRequest, obj=None) -> tuple[str, ...]:
        if obj is not None and not self.has_change_permission(request, obj):
            return (*self.shown, *self.typed)
        return (*self.shown, *self.typed, "reason", "seen")

    def get_readonly_fields(self, request: HttpRequest, obj=None) -> tuple[str, ...]:
        return self.shown

    def get_form(self, request: HttpRequest, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refused = getattr(request, "refused", None)
        return form

    def changeform_view(self, request: HttpRequest, *args, **kwargs):
        """A refused change comes back with what was typed and with the sentence that says why."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Refused as refused:
            request.refused = refused
            return super().changeform_view(request, *args, **kwargs)

    # The change log is the only history

    def log_addition(self, request: HttpRequest, obj, message) -> None:
        """The action has written it."""

    log_change = log_addition

    def log_deletions(self, request: HttpRequest, queryset) -> None:
        """The action has written it."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context=None) -> TemplateResponse:
        changes = (
            Change.objects.filter(model=self.opts.label_lower, object_id=object_id)
            .select_related("changeset__by")
            .order_by("-pk")
        )
        page = self.get_paginator(request, changes, 100).get_page(request.GET.get("p", 1))
        page = Page([_Entry(change) for change in page], page.number, page.paginator)
        return super().history_view(request, object_id, {"action_list": page, **(extra_context or {})})


class _Entry:
    """A change as the admin's history page reads it."""

    def __init__(self, change: Change):
        self.change, self.action_time, self.user = change, change.changeset.at, change.changeset.by

    def get_change_message(self) -> str:
        told = [f"{name}: {before} → {after}" for name, before, after in self.change.differences()]
        return "; ".join(filter(None, [str(self.change.changeset.label), *told, self.change.changeset.reason]))


class UnderFilter(admin.SimpleListFilter):
    """From place to place: the way to the chosen one and the places in it, never a list of all."""

    title = gettext_lazy("place")
    parameter_name = "under"

    def lookups(self, request: HttpRequest, model_admin: RecordAdmin) -> list[tuple[str, str]]:
        self.model_admin = model_admin
        top = request.seat.place
        chosen = self._chosen(request)
        here = chosen if chosen and (top is None or request.seat.reaches(chosen)) else top
        way, place = [], here
        while place is not None:
            way.insert(0, place)
            place = None if place == top else place.parent
        return [(place.code, place.name) for place in [*way, *self._inside(here)]]

    def _chosen(self, request: HttpRequest):
        code = self.value() or ""
        level = next((level for level in PLACES if DIGITS[level] == len(code)), None)
        return level and PLACES[level].objects.visible_to(request.seat).filter(pk=code).first()

    def _inside(self, here):
        if here is None:
            return Province.objects.all()
        levels = list(PLACES)
        level = here._meta.model_name
        if levels.index(level) >= levels.index(self.model_admin.deepest):
            return ()
        return PLACES[levels[levels.index(level) + 1]].objects.filter(**{level: here})

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        return self.model_admin.inside(queryset, self.value()) if self.value() else queryset
