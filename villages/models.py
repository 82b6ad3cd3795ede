"""Places with their official codes, and people with their posts."""

from functools import reduce
from operator import or_

from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fivestar.changes.models import Versioned

from .access import Seat, scope
from .choices import PLACE_OF_ROLE, POST_LEVELS, PlaceKind, Role, TownshipKind
from .names import called


class PlaceQuerySet(models.QuerySet):
    def visible_to(self, seat: Seat):
        """Places inside the seat's place, and those it lies in."""
        return self.filter(scope(seat, self.model._meta.model_name))

    def with_full_names(self):
        """Places that say where they lie, so that those of the same name can be told apart: 文昌街道 杨庄村."""
        above = {"village": "township", "township": "county", "county": "city"}.get(self.model._meta.model_name)
        if above is None:
            return self
        return self.annotate(full_name=Concat(f"{above}__name", models.Value(" "), "name"))

    def search(self, words: str):
        """Places by name, also as a unit's committee or branch is written, code, pinyin or initials."""
        words = words.strip()
        return self.filter(
            Q(name__contains=words)
            | Q(name__contains=called(words))
            | Q(official_name__contains=words)
            | Q(code__startswith=words)
            | Q(pinyin__startswith=words.lower())
            | Q(initials__startswith=words.lower())
        )


class Place(Versioned):
    """What every place has: the official code is its identity, the short name is what people say."""

    DIGITS: int
    code = models.CharField(_("code"), max_length=12, primary_key=True)
    name = models.CharField(_("name"), max_length=60)
    official_name = models.CharField(_("official name"), max_length=80)
    pinyin = models.CharField(_("pinyin"), max_length=160, blank=True, db_index=True)
    initials = models.CharField(_("initials"), max_length=40, blank=True, db_index=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["code"]

    def __str__(self) -> str:
        return getattr(self, "full_name", self.name)

    @property
    def place_code(self) -> str:
        return self.code


def code_of(digits: int) -> RegexValidator:
    return RegexValidator(rf"^\d{{{digits}}}$", _("A code here has %(digits)s digits.") % {"digits": digits})


class Province(Place):
    class Meta(Place.Meta):
        verbose_name = _("province")
        verbose_name_plural = _("provinces")

    @property
    def parent(self) -> None:
        return None


class City(Place):
    province = models.ForeignKey(Province, models.PROTECT, related_name="cities", verbose_name=_("province"))

    class Meta(Place.Meta):
        verbose_name = _("city")
        verbose_name_plural = _("cities")

    @property
    def parent(self) -> Province:
        return self.province


class County(Place):
    city = models.ForeignKey(City, models.PROTECT, related_name="counties", verbose_name=_("city"))

    class Meta(Place.Meta):
        verbose_name = _("county")
        verbose_name_plural = _("counties")

    @property
    def parent(self) -> City:
        return self.city


class Township(Place):
    county = models.ForeignKey(County, models.PROTECT, related_name="townships", verbose_name=_("county"))
    kind = models.CharField(_("kind"), max_length=6, choices=TownshipKind)

    class Meta(Place.Meta):
        verbose_name = _("township")
        verbose_name_plural = _("townships")

    @property
    def parent(self) -> County:
        return self.county


class Area(Versioned):
    """A township's own grouping of its units (管区), with subtotals on every sheet."""

    township = models.ForeignKey(Township, models.CASCADE, related_name="areas", verbose_name=_("township"))
    name = models.CharField(_("name"), max_length=40)
    order = models.PositiveSmallIntegerField(_("order"), default=1)

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["township", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["township", "name"],
                name="areas_of_a_township_have_different_names",
                violation_error_message=_("The township already has an area of this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place_code(self) -> str:
        return self.township_id


class VillageQuerySet(PlaceQuerySet):
    def rated(self):
        """Units that take part: not retired, and rated by one of the star sets."""
        return self.filter(retired_on=None).exclude(rated_as="")

    def for_list(self):
        return self.select_related("township__county", "area").order_by(
            "township", models.F("area__order").asc(nulls_last=True), "order", "code"
        )


class Village(Place):
    """A unit: a village or an urban community. What it is registered as and what it is rated by can differ."""

    township = models.ForeignKey(Township, models.PROTECT, related_name="villages", verbose_name=_("township"))
    area = models.ForeignKey(
        Area, models.SET_NULL, null=True, blank=True, related_name="villages", verbose_name=_("area")
    )
    kind = models.CharField(_("registered as"), max_length=9, choices=PlaceKind)
    rated_as = models.CharField(
        _("rated by"),
        max_length=9,
        choices=PlaceKind,
        blank=True,
        help_text=_("The star set the unit is rated by; empty for a unit that is not rated."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    retired_on = models.DateField(_("retired on"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successor"),
    )

    objects = VillageQuerySet.as_manager()

    class Meta(Place.Meta):
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.CheckConstraint(
                condition=Q(successor=None) | Q(retired_on__isnull=False),
                name="only_a_retired_unit_has_a_successor",
                violation_error_message=_("Only a retired unit has a successor."),
            ),
            models.CheckConstraint(
                condition=~Q(successor=models.F("code")),
                name="a_unit_does_not_succeed_itself",
                violation_error_message=_("A unit cannot be its own successor."),
            ),
        ]

    @property
    def parent(self) -> Township:
        return self.township


def masked(phone: str) -> str:
    """A phone number as lists, exports and the change log show it: 138****1234."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) > 7 else "****" if phone else ""


class Officer(AbstractUser):
    """A person with an account. Contacts without one are names on a plan sheet, not officers."""

    first_name = None
    last_name = None
    name = models.CharField(_("name"), max_length=40)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    is_demo = models.BooleanField(_("demo account"), default=False, editable=False)
    must_change_password = models.BooleanField(
        _("must set an own password"),
        default=False,
        editable=False,
        help_text=_("Somebody else has given the password; at the next sign-in the person sets an own one first."),
    )
    unlocked_at = models.DateTimeField(_("sign-in unlocked at"), null=True, blank=True, editable=False)

    REQUIRED_FIELDS = ["name"]
    # What the change log keeps of these instead of themselves (fivestar.changes.deeds).
    concealed = {"password": lambda password: "", "phone": masked}

    class Meta:
        verbose_name = _("officer")
        verbose_name_plural = _("officers")

    def __str__(self) -> str:
        return getattr(self, "full_name", self.name or self.username)

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @property
    def masked_phone(self) -> str:
        return masked(self.phone)

    @property
    def place_code(self) -> str:
        """Of the post in which somebody looked after the account: the change log of that place tells of it. The person
        as such belongs to no place."""
        return getattr(self, "looked_after_at", "")


def _role_names_its_place() -> Q:
    """One place for each post, of the level that its role has; an administrator may have any."""

    def only(level: str) -> Q:
        return Q(**{f"{name}__isnull": name != level for name in POST_LEVELS})

    pairs = [
        *PLACE_OF_ROLE.items(),
        *((Role.ADMINISTRATOR, level) for level in ("province", "city", "county")),
    ]
    return reduce(or_, (Q(role=role) & only(level) for role, level in pairs))


class PostQuerySet(models.QuerySet):
    def visible_to(self, seat: Seat):
        """Posts at the seat's place and at the places in it."""
        return self.under(seat.place.code) if seat.place else self.filter(scope(seat, "province", "province"))

    def under(self, code: str):
        """Posts at a place and at the places in it; codes are prefixes of their parts' codes."""
        return self.filter(reduce(or_, (Q(**{f"{level}__code__startswith": code}) for level in POST_LEVELS)))

    def held(self):
        """Posts that are still held. On the day a post ends it opens no door any more."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=timezone.localdate()))

    def with_place(self):
        return self.select_related(
            "province", "city__province", "county__city__province", "township__county__city__province"
        )


class Post(Versioned):
    """A role at a place. One person may hold several."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="posts", verbose_name=_("officer"))
    role = models.CharField(_("role"), max_length=18, choices=Role)
    title = models.CharField(
        _("title"),
        max_length=60,
        blank=True,
        help_text=_("As it stands on the door, e.g. the Party building office."),
    )
    province = models.ForeignKey(
        Province, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("province")
    )
    city = models.ForeignKey(City, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("city"))
    county = models.ForeignKey(
        County, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("county")
    )
    township = models.ForeignKey(
        Township, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("township")
    )
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    objects = PostQuerySet.as_manager()
    named_by = POST_LEVELS

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["officer", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=_role_names_its_place(),
                name="a_post_names_the_place_of_its_role",
                violation_error_message=_("A post names exactly one place, of the level that its role has."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}{self.title or self.get_role_display()}"

    @property
    def place(self) -> Place:
        return self.township or self.county or self.city or self.province

    @property
    def place_code(self) -> str:
        return self.township_id or self.county_id or self.city_id or self.province_id
