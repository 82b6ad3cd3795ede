"""The records of places and people: a workbench in which one finds quickly and edits through actions."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.admin import Group
from django.contrib.auth.password_validation import validate_password
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Value
from django.db.models.functions import Concat
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from villages.models import Area, City, County, Officer, Place, Post, Province, Township, Village, masked

from . import access, actions
from .choices import POST_LEVELS, PlaceKind, Role
from .persons import phone_number
from .records import PLACES, RecordAdmin, RecordForm, UnderFilter

admin.site.unregister(Group)  # which django.contrib.auth.admin has registered; here posts say who may do what
admin.site.empty_value_display = "—"


# Places ------------------------------------------------------------------------------------------------------


class PlaceAdmin(RecordAdmin):
    """Screen: places of one level."""

    search_fields = ("name",)
    search_help_text = _("Name, code, pinyin or initials")
    list_display = ("code", "name", "official_name", "pinyin", "initials")
    list_display_links = ("code", "name")
    ordering = ("code",)
    shown = ("code", "official_name")
    typed = ("name", "pinyin", "initials")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).with_full_names()

    def get_search_results(self, request: HttpRequest, queryset: models.QuerySet, search_term: str):
        for words in search_term.split():
            queryset = queryset.search(words)
        return queryset, False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return obj is None or access.maintains(request.seat, obj)

    def save_model(self, request: HttpRequest, obj, form: RecordForm, change: bool) -> None:
        if values := form.values(*actions.EDITABLE[self.model]):
            actions.edit_place(
                by=request.seat,
                place=self.model.objects.get(pk=obj.pk),
                version=form.cleaned_data["seen"],
                values=values,
                reason=form.cleaned_data["reason"],
            )


@admin.register(Province)
class ProvinceAdmin(PlaceAdmin):
    level = "province"


@admin.register(City)
class CityAdmin(PlaceAdmin):
    level, deepest = "city", "province"
    shown = (*PlaceAdmin.shown, "province")


@admin.register(County)
class CountyAdmin(PlaceAdmin):
    level, deepest = "county", "city"
    list_display = (*PlaceAdmin.list_display, "city")
    list_filter = (UnderFilter,)
    list_select_related = ("city",)
    shown = (*PlaceAdmin.shown, "city")


@admin.register(Township)
class TownshipAdmin(PlaceAdmin):
    level, deepest = "township", "county"
    list_display = (*PlaceAdmin.list_display, "kind", "county")
    list_filter = (UnderFilter, "kind")
    list_select_related = ("county",)
    shown = (*PlaceAdmin.shown, "county")
    typed = (*PlaceAdmin.typed, "kind")


class RatedFilter(admin.SimpleListFilter):
    title = _("rated by")
    parameter_name = "rated"

    def lookups(self, request: HttpRequest, model_admin: RecordAdmin) -> list[tuple]:
        return [*PlaceKind.choices, ("no", _("not rated"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        return queryset.filter(rated_as="" if self.value() == "no" else self.value()) if self.value() else queryset


class InUseFilter(admin.SimpleListFilter):
    title = _("state of use")
    parameter_name = "used"

    def lookups(self, request: HttpRequest, model_admin: RecordAdmin) -> list[tuple]:
        return [("yes", _("in use")), ("no", _("retired"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        return queryset.filter(retired_on__isnull=self.value() == "yes") if self.value() else queryset


@admin.register(Village)
class VillageAdmin(PlaceAdmin):
    level, deepest = "village", "township"
    list_display = ("code", "name", "township", "county", "area", "kind", "rated_as", "retired_on", "pinyin")
    list_filter = (UnderFilter, "kind", RatedFilter, InUseFilter)
    list_select_related = ("township__county", "area")
    autocomplete_fields = ("successor",)
    shown = (*PlaceAdmin.shown, "township", "county")
    typed = (*PlaceAdmin.typed, "kind", "rated_as", "area", "order", "retired_on", "successor")

    @admin.display(description=_("county"), ordering="township__county")
    def county(self, unit: Village) -> County:
        return unit.township.county

    def get_form(self, request: HttpRequest, obj: Village | None = None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is not None and "area" in form.base_fields:
            form.base_fields["area"].queryset = Area.objects.filter(township=obj.township_id)
        return form


@admin.register(Area)
class AreaAdmin(RecordAdmin):
    """Screen: a township's own groups of units (管区)."""

    level, path, deepest = "township", "township", "township"
    search_fields = ("name", "township__name")
    list_display = ("name", "township", "county", "order")
    list_filter = (UnderFilter,)
    list_select_related = ("township__county",)
    autocomplete_fields = ("township",)
    typed = ("township", "name", "order")

    @admin.display(description=_("county"), ordering="township__county")
    def county(self, area: Area) -> County:
        return area.township.county

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.seat.holds(*access.MAINTAINERS, Role.TOWNSHIP_ORGANIZER) or access.is_first(request.seat)

    def has_change_permission(self, request: HttpRequest, obj: Area | None = None) -> bool:
        return obj is None or access.arranges(request.seat, obj.township)

    def has_delete_permission(self, request: HttpRequest, obj: Area | None = None) -> bool:
        return obj is not None and access.arranges(request.seat, obj.township)

    def get_readonly_fields(self, request: HttpRequest, obj: Area | None = None) -> tuple[str, ...]:
        return ("township",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Area, form: RecordForm, change: bool) -> None:
        cleaned = form.cleaned_data
        actions.save_area(
            by=request.seat,
            area=Area.objects.get(pk=obj.pk) if change else obj,
            version=cleaned["seen"],
            name=cleaned["name"],
            order=cleaned["order"],
            reason=cleaned["reason"],
        )

    def delete_model(self, request: HttpRequest, obj: Area) -> None:
        actions.delete_area(by=request.seat, area=obj)


# People ------------------------------------------------------------------------------------------------------


def levels_in_reach(request: HttpRequest) -> tuple[str, ...]:
    """Levels of places at which the seat may give posts."""
    top = request.seat.level or POST_LEVELS[0]
    return POST_LEVELS[POST_LEVELS.index(top) :] if top in POST_LEVELS else ()


@admin.register(Post)
class PostAdmin(RecordAdmin):
    """Screen: who holds which role where. A post is ended, not deleted."""

    deepest = "township"
    search_fields = ("officer__name", "officer__username", "title")
    search_help_text = _("Name, account or title")
    list_display = ("officer", "role", "place", "title", "ended_on")
    list_filter = (UnderFilter, "role")
    list_select_related = ("officer", "province", "city__province", "county__city", "township__county")
    autocomplete_fields = ("officer", *POST_LEVELS)
    shown = ("officer", "role", "place")
    typed = ("title", "ended_on")

    @admin.display(description=_("place"))
    def place(self, post: Post):
        return post.place

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return Post.objects.visible_to(request.seat)

    def inside(self, queryset: models.QuerySet, code: str) -> models.QuerySet:
        return queryset.under(code)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.seat.holds(Role.ADMINISTRATOR) or access.is_first(request.seat)

    def has_change_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        return obj is None or access.appoints(request.seat, obj.place)

    def get_fields(self, request: HttpRequest, obj: Post | None = None) -> tuple[str, ...]:
        if obj is None:
            return ("officer", "role", *levels_in_reach(request), "title", "reason")
        return super().get_fields(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Post | None = None) -> tuple[str, ...]:
        return self.shown if obj else ()

    def save_model(self, request: HttpRequest, obj: Post, form: RecordForm, change: bool) -> None:
        reason = form.cleaned_data["reason"]
        if not change:
            actions.give_post(by=request.seat, post=obj, reason=reason)
        elif values := form.values("title", "ended_on"):
            actions.edit_post(
                by=request.seat,
                post=Post.objects.with_place().get(pk=obj.pk),
                version=form.cleaned_data["seen"],
                values=values,
                reason=reason,
            )


class OfficerForm(RecordForm):
    """An account. The phone number that is there is not shown: it can be replaced without being read."""

    new_phone = forms.CharField(label=_("phone"), required=False, max_length=20)
    new_password = forms.CharField(
        label=_("new password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Leave empty to keep the password."),
    )

    class Meta:
        model = Officer
        fields = ("username", "name", "email", "is_active", "is_staff")
        labels = {"is_staff": _("may open the records"), "email": _("e-mail")}
        help_texts = {
            "is_staff": _("The role of the post decides what may be edited there."),
            "email": _("For the weekly digest only; may stay empty."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.phone:
            there = {"phone": masked(self.instance.phone)}
            self.fields["new_phone"].help_text = _("Now %(phone)s. Empty keeps it, a dash deletes it.") % there

    def phone(self) -> str:
        """The phone number that was typed; a dash stands for none."""
        return phone_number(self.cleaned_data["new_phone"])

    def clean_new_password(self) -> str:
        password = self.cleaned_data["new_password"]
        if password:
            validate_password(password, self.instance)
        return password


def place_field(model: type[Place]) -> forms.ModelChoiceField:
    """A place to be found by typing; ``get_form`` says which are in reach."""
    return forms.ModelChoiceField(
        model.objects.none(),
        label=model._meta.verbose_name,
        required=False,
        widget=AutocompleteSelect(Post._meta.get_field(model._meta.model_name), admin.site),
    )


class NewOfficerForm(OfficerForm):
    """An account with its first post."""

    role = forms.ChoiceField(label=_("role"), choices=Role)
    province = place_field(Province)
    city = place_field(City)
    county = place_field(County)
    township = place_field(Township)
    title = forms.CharField(label=_("title"), required=False, max_length=60)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["new_password"].required = True
        self.fields["new_password"].help_text = ""

    def post(self) -> Post:
        """The first post, without its officer yet."""
        places = {level: self.cleaned_data.get(level) for level in POST_LEVELS}
        return Post(role=self.cleaned_data["role"], title=self.cleaned_data["title"], **places)


@admin.register(Officer)
class OfficerAdmin(RecordAdmin):
    """Screen: accounts of people who hold a post in reach."""

    deepest = "township"
    search_fields = ("name", "username")
    list_display = ("username", "name", "masked_phone", "held_posts", "is_active", "is_staff", "last_login")
    list_filter = (UnderFilter, "is_active", "is_staff")
    ordering = ("username",)
    shown = ("masked_phone", "held_posts", "last_login")
    typed = ("username", "name", "new_phone", "email", "new_password", "is_active", "is_staff")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """People with a post in reach; the first superuser also sees those who have none yet."""
        officers = Officer.objects.annotate(full_name=Concat("name", Value(" "), "username"))
        officers = officers.prefetch_related(Prefetch("posts", Post.objects.held().with_place()))
        if access.is_first(request.seat):
            return officers
        return officers.filter(Exists(Post.objects.visible_to(request.seat).filter(officer=OuterRef("pk"))))

    def inside(self, queryset: models.QuerySet, code: str) -> models.QuerySet:
        return queryset.filter(Exists(Post.objects.under(code).filter(officer=OuterRef("pk"))))

    @admin.display(description=_("phone"))
    def masked_phone(self, officer: Officer) -> str:
        return masked(officer.phone)

    @admin.display(description=_("posts"))
    def held_posts(self, officer: Officer) -> str:
        return "、".join(map(str, officer.posts.all()))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.seat.holds(Role.ADMINISTRATOR) or access.is_first(request.seat)

    def has_change_permission(self, request: HttpRequest, obj: Officer | None = None) -> bool:
        return obj is None or access.appoints_all(request.seat, [post.place for post in obj.posts.all()])

    def get_fields(self, request: HttpRequest, obj: Officer | None = None) -> tuple[str, ...]:
        if obj is None:
            account = ("username", "name", "new_phone", "email", "new_password", "is_staff")
            return (*account, "role", *levels_in_reach(request), "title", "reason")
        if not self.has_change_permission(request, obj):
            return ("username", "name", *self.shown, "is_active", "is_staff")
        return (*self.typed, *self.shown, "reason")

    def get_readonly_fields(self, request: HttpRequest, obj: Officer | None = None) -> tuple[str, ...]:
        return self.shown if obj else ()

    def get_form(self, request: HttpRequest, obj: Officer | None = None, change=False, **kwargs):
        if obj is not None:
            return super().get_form(request, obj, change=change, form=OfficerForm, **kwargs)
        form = super().get_form(request, obj, change=change, form=NewOfficerForm, **kwargs)
        for level in levels_in_reach(request):
            places = self.admin_site.get_model_admin(PLACES[level]).get_queryset(request)
            form.base_fields[level].queryset = places
        return form

    def save_model(self, request: HttpRequest, obj: Officer, form: OfficerForm, change: bool) -> None:
        reason, password = form.cleaned_data["reason"], form.cleaned_data["new_password"]
        if not change:
            obj.phone = form.phone()
            actions.open_account(by=request.seat, officer=obj, password=password, post=form.post(), reason=reason)
            return
        values = form.values("username", "name", "email", "is_active", "is_staff")
        if form.cleaned_data["new_phone"]:
            values["phone"] = form.phone()
        officer = Officer.objects.get(pk=obj.pk)
        actions.edit_account(by=request.seat, officer=officer, values=values, password=password, reason=reason)
        if password and officer == request.user:
            update_session_auth_hash(request, officer)  # who changes the own password stays signed in
