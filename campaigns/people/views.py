"""The people of a county: who holds which post, accounts and their first passwords, handing a post over."""

import time
from collections.abc import Callable, Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.entry.forms import Form
from campaigns.year.views.find import crumbs
from fivestar.changes.deeds import Refused, Stale
from fivestar.http import asks_first, one_time_token
from villages.access import maintains, staffs
from villages.accounts import AccountState, given_password
from villages.actions import NewPerson, edit_post, give_post, open_accounts, reset_password, unlock_sign_in
from villages.choices import Role
from villages.models import County, Officer, Post, Township

from . import reports as report
from .actions import hand_over_post
from .forms import AddForm, EndForm, PeopleForm, PersonForm, read_people

SLIPS, SLIPS_KEPT = "slips", 15 * 60  # in the session; seconds during which slips can be printed
ENDED = "ended"


@require_safe
def people(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: the posts of a county, with their people and whether the accounts are used."""
    county = _county(request, code)
    found = report.people(county, request.seat)
    asked = request.GET.get("show", "")
    state = AccountState(asked) if asked in AccountState.values else None
    context = {
        "year": year,
        "county": county,
        "crumbs": crumbs(request, year, county, _("People")),
        "people": found,
        "places": found.in_state(state) if state else found.places,
        "state": state,
        "ended": report.ended(county) if asked == ENDED else None,
        "ended_number": report.ended(county).count(),
        "slips": _slips(request, county),
    }
    ended, listed = context["ended"], sum(len(at.rows) for at in context["places"])
    context["listed"] = listed if ended is None else len(ended)
    return render(request, "people/list.html", context)


@require_http_methods(["GET", "POST"])
def add_person(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: giving one post, to somebody who is known or to a new person."""
    county = _county(request, code)
    if _is_done(request):
        return redirect("slips", year, code)
    form = AddForm(
        request.POST if request.method == "POST" else None,
        posts=_posts_to_give(request, county), initial={"post": request.GET.get("post", "")}, **_who(county),
    )  # fmt: skip
    status = 200
    if form.is_bound:
        answer, status = _try(form, lambda said: _add(request, year, county, said))
        if answer:
            return answer
    context = {
        "year": year,
        "county": county,
        "crumbs": [*_crumbs(request, year, county), (_("Give a post"), "")],
        "form": form,
    }
    return render(request, "people/add.html", context, status=status)


def _add(request: HttpRequest, year: int, county: County, said: dict) -> HttpResponse:
    role, _colon, at = said["post"].partition(":")
    place = county if at == county.pk else get_object_or_404(Township, pk=at, county=county)
    if said["officer"]:
        officer = get_object_or_404(report.known(county), pk=said["officer"])
        post = Post(officer=officer, role=role, title=said["title"], **{place._meta.model_name: place})
        give_post(post=post, by=request.seat, token=said["token"])
        messages.success(request, _("%(name)s now holds this post.") % {"name": officer})
        return redirect("people", year, county.pk)
    token = said["token"] or one_time_token()
    new = _new_person(said, token, role, place)
    open_accounts(people=[new], by=request.seat, token=token)
    return _to_slips(request, year, county, token, [new.username])


@require_http_methods(["GET", "POST"])
def paste_people(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: accounts for everybody of a pasted list, shown before they are opened."""
    county = _county(request, code)
    if _is_done(request):
        return redirect("slips", year, code)
    form = PeopleForm(request.POST if request.method == "POST" else None)
    found, status = None, 200
    if form.is_bound and form.is_valid():
        townships = list(county.townships.values_list("code", "name", "official_name"))
        found = read_people(form.cleaned_data["text"], townships, report.usernames(), report.organizers(county))
        if "open" in request.POST:
            answer, status = _try(form, lambda said: _open(request, year, county, found, said))
            if answer:
                return answer
        form.show(found.digest)
    elif form.is_bound:
        status = 422
    context = {
        "year": year,
        "county": county,
        "crumbs": [*_crumbs(request, year, county), (_("Accounts from a list"), "")],
        "form": form,
        "found": found,
        "example": Township.objects.filter(county=county).first(),
    }
    return render(request, "people/paste.html", context, status=status)


def _open(request: HttpRequest, year: int, county: County, found, said: dict) -> HttpResponse:
    """Open the accounts of a list if all its lines can be taken and were seen."""
    if not found.people or (found.problems and request.POST["open"] != "good"):
        raise Refused(_("No account is opened until all lines can be taken."))
    if said["seen"] != found.digest:
        raise Stale(message=_("The accounts are others than those you saw. Look at them again."))
    token = said["token"] or one_time_token()
    places = Township.objects.filter(county=county).in_bulk([line.township for line in found.people])
    new = [
        NewPerson(
            name=line.name, username=line.username, password=given_password(token, line.username),
            role=Role.TOWNSHIP_ORGANIZER, place=places[line.township], title=line.title, phone=line.phone,
        )
        for line in found.people
    ]  # fmt: skip
    open_accounts(people=new, by=request.seat, token=token)
    if found.problems:
        lines = "、".join(str(problem.line) for problem in found.problems)
        messages.warning(
            request, _("Not entered, for something in them is to be mended: lines %(lines)s.") % {"lines": lines}
        )
    return _to_slips(request, year, county, token, [person.username for person in new])


# One person --------------------------------------------------------------------------------------------------


@require_safe
def person(request: HttpRequest, year: int, code: str, post: int) -> HttpResponse:
    """Screen: one post and its person: a new password, handing over, ending."""
    county, row = _row(request, code, post)
    return _person_page(request, year, county, row)


def _person_page(request: HttpRequest, year: int, county: County, row: report.PostRow, form=None, *, status=200):
    context = {
        "year": year,
        "county": county,
        "crumbs": _crumbs(request, year, county, row),
        "row": row,
        "reset_form": Form(),
        "end_form": form or EndForm(initial={"version": row.post.version}),
    }
    return render(request, "people/person.html", context, status=status)


@require_POST
def reset(request: HttpRequest, year: int, code: str, post: int) -> HttpResponse:
    """Give a person a new first password, to be handed over on paper."""
    county, row = _row(request, code, post)
    question = _("Give %(name)s a new first password? The old one stops working at once.") % {"name": row.officer}
    back = reverse("person", args=[year, code, post])
    if page := asks_first(request, question, _("Reset the password"), back):
        return page
    token = request.POST.get("token", "")[:36] or one_time_token()
    password = given_password(token, row.officer.username)
    reset_password(officer=row.officer, password=password, by=request.seat, token=token)
    return _to_slips(request, year, county, token, [row.officer.username])


@require_POST
def unlock(request: HttpRequest, year: int, code: str, post: int) -> HttpResponse:
    """Open a sign-in that wrong passwords have locked."""
    county, row = _row(request, code, post)
    unlock_sign_in(officer=row.officer, by=request.seat)
    messages.success(request, _("%(name)s can sign in again.") % {"name": row.officer})
    return redirect("people", year, county.pk)


@require_POST
def end_post(request: HttpRequest, year: int, code: str, post: int) -> HttpResponse:
    """End a post as of today; its person loses what it opened, and what was done in it stays."""
    if ended := _has_ended(request, year, code, post):
        return ended
    county, row = _row(request, code, post)
    form = EndForm(request.POST)
    answer, status = _try(form, lambda said: _end(request, year, county, row, said), row.post.version)
    return answer or _person_page(request, year, county, row, form, status=status)


def _end(request: HttpRequest, year: int, county: County, row: report.PostRow, said: dict) -> HttpResponse:
    edit_post(
        post=row.post, version=said["version"] or 0, values={"ended_on": timezone.localdate()},
        by=request.seat, reason=said["reason"], token=said["token"],
    )  # fmt: skip
    messages.success(request, _("The post of %(name)s has ended.") % {"name": row.officer})
    return redirect("people", year, county.pk)


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, year: int, code: str, post: int) -> HttpResponse:
    """Screen: giving a post to a successor, with what the successor will find open."""
    if _is_done(request):
        return redirect("slips", year, code)
    if ended := _has_ended(request, year, code, post):
        return ended
    county, row = _row(request, code, post)
    if not row.may_end:
        raise PermissionDenied
    form = PersonForm(
        request.POST if request.method == "POST" else None,
        initial={"title": row.post.title, "version": row.post.version}, **_who(county, without=row.officer),
    )  # fmt: skip
    status = 200
    if form.is_bound:
        answer, status = _try(form, lambda said: _hand_over(request, year, county, row, said), row.post.version)
        if answer:
            return answer
    matters = report.open_matters(row.post, request.seat)
    context = {
        "year": year,
        "county": county,
        "crumbs": [*_crumbs(request, year, county, row), (_("Hand over"), "")],
        "row": row,
        "form": form,
        "matters": [(matter, _list_of(matter)) for matter in matters],
    }
    return render(request, "people/handover.html", context, status=status)


def _hand_over(request: HttpRequest, year: int, county: County, row: report.PostRow, said: dict) -> HttpResponse:
    token = said["token"] or one_time_token()
    if said["officer"]:
        to = get_object_or_404(report.known(county), pk=said["officer"])
    else:
        to = _new_person(said, token, row.post.role, row.post.place)
    hand_over_post(
        post=row.post, version=said["version"] or 0, to=to, title=said["title"], by=request.seat, token=token
    )
    messages.success(request, _("%(post)s is handed over to %(name)s.") % {"post": row.post, "name": to.name})
    if isinstance(to, Officer):
        return redirect("people", year, county.pk)
    return _to_slips(request, year, county, token, [to.username])


def _list_of(matter: report.Matter) -> str:
    page = reverse(matter.route, args=[matter.year, matter.code])
    return f"{page}?{matter.query}" if matter.query else page


# Slips -------------------------------------------------------------------------------------------------------


def _to_slips(request: HttpRequest, year: int, county: County, token: str, usernames: Sequence[str]) -> HttpResponse:
    """Remember whose slips are to be printed: not the passwords, but the form from which they follow."""
    request.session[SLIPS] = {
        "token": token, "county": county.pk, "usernames": list(usernames), "until": time.time() + SLIPS_KEPT,
    }  # fmt: skip
    return redirect("slips", year, county.pk)


def _is_done(request: HttpRequest) -> bool:
    """Whether this form was sent before and its slips wait: a second click opens no second account."""
    token = request.POST.get("token")
    return bool(token) and request.session.get(SLIPS, {}).get("token") == token


def _slips(request: HttpRequest, county: County) -> list[tuple[Officer, str]]:
    """(person, first password) while they can be printed; whoever has set an own password is no longer among them."""
    kept = request.session.get(SLIPS)
    if kept is None or kept["county"] != county.pk or time.time() > kept["until"]:
        return []
    officers = Officer.objects.filter(username__in=kept["usernames"], must_change_password=True)
    named = {officer.username: officer for officer in officers}
    return [(named[name], given_password(kept["token"], name)) for name in kept["usernames"] if name in named]


@require_safe
def slips(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: first passwords on paper, one slip for each person, to be cut out."""
    county = _county(request, code)
    found = _slips(request, county)
    held = Post.objects.held().with_place().filter(officer__in=[officer for officer, _password in found])
    posts = {post.officer_id: post for post in held}
    context = {
        "year": year,
        "county": county,
        "crumbs": [*_crumbs(request, year, county), (_("First passwords"), "")],
        "slips": [(officer, posts.get(officer.pk), password) for officer, password in found],
        "site": request.build_absolute_uri("/"),
        "minutes": SLIPS_KEPT // 60,
    }
    return render(request, "people/slips.html", context)


# What these pages share --------------------------------------------------------------------------------------


def _county(request: HttpRequest, code: str) -> County:
    """A county whose people the seat looks after: its office, or an administrator."""
    county = get_object_or_404(County.objects.visible_to(request.seat).select_related("city__province"), code=code)
    if not maintains(request.seat, county):
        raise PermissionDenied
    return county


def _row(request: HttpRequest, code: str, post: int) -> tuple[County, report.PostRow]:
    """A post that is held in the county."""
    county = _county(request, code)
    row = report.people(county, request.seat).row(post)
    if row is None:
        raise Http404
    return county, row


def _has_ended(request: HttpRequest, year: int, code: str, post: int) -> HttpResponse | None:
    """The way back to the list from a post that nobody holds any more, perhaps since a first click."""
    if not report.ended(_county(request, code)).filter(pk=post).exists():
        return None
    messages.info(request, _("This post has ended already."))
    return redirect("people", year, code)


def _try(form: Form, do: Callable[[dict], HttpResponse], version: int | None = None) -> tuple[HttpResponse | None, int]:
    """What a deed answers; or None, with why it was refused on the form, which keeps every word.

    version -- of what the page shows now.
    """
    if not form.is_valid():
        return None, 422
    try:
        return do(form.cleaned_data), 302
    except Refused as refused:
        form.refuse(refused)
        if version is not None and isinstance(refused, Stale):
            form.see(version)
        return None, refused.status


def _posts_to_give(request: HttpRequest, county: County) -> list[tuple[str, str]]:
    """(role:code, name) of every post that the seat may give in the county."""
    townships = list(county.townships.all())
    return [
        (f"{role}:{place.pk}", f"{place} {role.label}")
        for role in report.ROLES
        for place in (townships if role == Role.TOWNSHIP_ORGANIZER else [county])
        if staffs(request.seat, place, role)
    ]


def _who(county: County, without: Officer | None = None) -> dict:
    """What a form for a person must know."""
    known = report.known(county).exclude(pk=without.pk if without else None)
    return {
        "known": [(str(officer.pk), f"{officer.name} {officer.username}") for officer in known],
        "taken": report.usernames(),
    }


def _new_person(said: dict, token: str, role: str, place: County | Township) -> NewPerson:
    return NewPerson(
        name=said["name"], username=said["username"], password=given_password(token, said["username"]),
        role=role, place=place, title=said["title"], phone=said["phone"],
    )  # fmt: skip


def _crumbs(request: HttpRequest, year: int, county: County, row: report.PostRow | None = None):
    line = [*crumbs(request, year, county), (_("People"), reverse("people", args=[year, county.pk]))]
    return [*line, (str(row.officer), reverse("person", args=[year, county.pk, row.post.pk]))] if row else line
