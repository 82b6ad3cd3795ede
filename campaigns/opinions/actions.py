"""Giving opinions on plans (瞄星, 意见建议), mending and withdrawing one's own, saying what became of them."""

from collections.abc import Collection, Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns import access
from campaigns.year.actions import unless_closed
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign, Star
from fivestar.changes.clock import today
from fivestar.changes.deeds import Recorder, Refused, Stale, deed
from fivestar.changes.models import ChangeSet
from villages.access import Seat
from villages.choices import Role

from .choices import OpinionState
from .models import Opinion
from .rules import OpinionEntry, OpinionSheet, verdict_problems


def _unless_closed_or_answered(changeset: ChangeSet, by: Seat) -> Iterable[str]:
    """What was given, mended or withdrawn can be taken back until it is answered."""
    yield from unless_closed(changeset, by)
    records = changeset.changes.values("object_id")
    if Opinion.objects.filter(pk__in=[int(row["object_id"]) for row in records]).exclude(state=OpinionState.OPEN):
        yield _("An opinion that is answered stays as it is.")


@deed(label=gettext_lazy("Give opinions"), undo=_unless_closed_or_answered, records=True)
def give_opinions(change: Recorder, *, campaign: Campaign, opinions: Sequence[OpinionSheet]) -> None:
    """Enter opinions: all of them or none.

    The office says from whom each is and when it came; everyone else speaks for themselves, today.
    Raises Refused where a place or a star is not of the campaign, or words are missing.
    """
    campaign = _open_campaign(change, campaign)
    if not access.gives_opinions(change.by, campaign.county):
        raise Refused(_("Opinions are given by the county's task forces and leaders, and by its office."))
    if not opinions:
        raise Refused(_("No opinion was written."))
    kinds = _kinds(campaign, {sheet.place for sheet in opinions})
    stars = {(star.kind, star.code): star for star in campaign.stars.all()}
    for sheet in opinions:
        change.create(
            Opinion(
                campaign=campaign,
                place=sheet.place,
                star=_star(sheet, kinds, stars),
                post=change.by.post,
                by_letter=change.by.holds(Role.COUNTY_OFFICE),
                **{"received_on": today()} | _words(change.by, sheet),
            )
        )
    change.summary["opinion"] = len(opinions)
    _sign(change, campaign, [sheet.place for sheet in opinions])


@deed(label=gettext_lazy("Edit an opinion"), undo=_unless_closed_or_answered)
def edit_opinion(change: Recorder, *, opinion: Opinion, version: int, sheet: OpinionSheet) -> None:
    """Mend an opinion of one's own that is not answered yet. What it is about in the county stays."""
    opinion = _own(change, opinion, version)
    campaign = _open_campaign(change, opinion.campaign)
    stars = {(star.kind, star.code): star for star in campaign.stars.all()}
    star = _star(sheet, _kinds(campaign, {opinion.place}), stars)
    change.update(opinion, star=star, **_words(change.by, sheet))
    _sign(change, campaign, [opinion.place])


@deed(label=gettext_lazy("Withdraw an opinion"), undo=_unless_closed_or_answered)
def withdraw_opinion(change: Recorder, *, opinion: Opinion, version: int) -> None:
    """Take back an opinion of one's own that is not answered yet; the change log keeps it."""
    opinion = _own(change, opinion, version)
    campaign = _open_campaign(change, opinion.campaign)
    change.delete(opinion)
    _sign(change, campaign, [opinion.place])


@deed(label=gettext_lazy("Answer an opinion"), undo=unless_closed)
def answer_opinion(change: Recorder, *, opinion: Opinion, version: int, state: str, answer: str) -> None:
    """Say what became of an opinion, or say it anew: the county office decides."""
    found = Opinion.objects.answered_by(change.by).select_for_update(of=("self",))
    opinion = found.select_related("campaign").filter(pk=opinion.pk).first()
    if opinion is None:
        raise Refused(_("Only the county office says what becomes of an opinion."))
    answer = answer.strip()
    _check_verdict(state, answer, was_open=False)
    campaign = _open_campaign(change, opinion.campaign)
    if opinion.version != version:
        raise Stale(opinion)
    if (state, answer) != (opinion.state, opinion.answer):
        change.update(opinion, **_verdict(change, state, answer))
    _sign(change, campaign, [opinion.place])


@deed(label=gettext_lazy("Take over a list of opinions"), undo=unless_closed)
def take_opinions(change: Recorder, *, campaign: Campaign, entries: Sequence[OpinionEntry]) -> None:
    """Enter new opinions, mend open ones of one's own, and say what became of them, as a workbook of the county office
    has them: all of them or none.

    Raises Stale where one was changed since it was seen, Refused as the single deeds do.
    """
    campaign = _open_campaign(change, campaign)
    if not access.runs(change.by, campaign.county):
        raise Refused(_("Only the county office says what becomes of an opinion."))
    if not entries:
        raise Refused(_("No row was chosen."))
    known = Opinion.objects.answered_by(change.by).filter(campaign=campaign).select_for_update(of=("self",))
    known = known.in_bulk([entry.pk for entry in entries if entry.pk])
    own = set(Opinion.objects.given_by(change.by).filter(pk__in=known).values_list("pk", flat=True))
    kinds = _kinds(campaign, {entry.sheet.place for entry in entries})
    stars = {(star.kind, star.code): star for star in campaign.stars.all()}
    for entry in entries:
        opinion = known.get(entry.pk)
        if entry.pk and opinion is None:
            raise Refused(_("This opinion is not in your range."))
        words = {"star": _star(entry.sheet, kinds, stars), **_words(change.by, entry.sheet)}
        if opinion is None:
            opinion = Opinion(campaign=campaign, place=entry.sheet.place, post=change.by.post, by_letter=True, **words)
            _check_verdict(entry.state, entry.answer, was_open=True)
            change.create(_answered(opinion, change, entry))
            continue
        if opinion.version != entry.version:
            raise Stale(opinion)
        if any(getattr(opinion, name) != value for name, value in words.items()):
            if not opinion.is_open:
                raise Refused(_("An opinion that is answered stays as it is."))
            if opinion.pk not in own:
                raise Refused(_("Only whoever gave an opinion can change it."))
        if (entry.state, entry.answer) != (opinion.state, opinion.answer):
            _check_verdict(entry.state, entry.answer, was_open=opinion.is_open)
            words |= _verdict(change, entry.state, entry.answer)
        change.update(opinion, **words)
    change.summary["opinion"] = len(entries)
    _sign(change, campaign, [entry.sheet.place for entry in entries])


def _check_verdict(state: str, answer: str, *, was_open: bool) -> None:
    for _cell, sentence in verdict_problems(state, answer, was_open=was_open):
        raise Refused(str(sentence))


def _verdict(change: Recorder, state: str, answer: str) -> dict:
    return {"state": state, "answer": answer, "answered_by": change.by.officer, "answered_at": change.at}


def _answered(opinion: Opinion, change: Recorder, entry: OpinionEntry) -> Opinion:
    """A new opinion with what became of it, where the file says so."""
    if entry.state != OpinionState.OPEN:
        for name, value in _verdict(change, entry.state, entry.answer).items():
            setattr(opinion, name, value)
    return opinion


def _open_campaign(change: Recorder, campaign: Campaign) -> Campaign:
    """The campaign as it stands now. Raises Refused once it is closed."""
    campaign = Campaign.objects.select_related("county").get(pk=campaign.pk)
    if campaign.phase == Phase.CLOSED:
        raise Refused(_("The campaign of %(year)s is closed.") % {"year": campaign.year})
    return campaign


def _own(change: Recorder, opinion: Opinion, version: int) -> Opinion:
    """One's own opinion, locked, as it was seen and not yet answered."""
    own = Opinion.objects.given_by(change.by).select_for_update(of=("self",)).select_related("campaign")
    found = own.filter(pk=opinion.pk).first()
    if found is None:
        raise Refused(_("Only whoever gave an opinion can change it."))
    if not found.is_open:
        raise Refused(_("An opinion that is answered stays as it is."))
    if found.version != version:
        raise Stale(found)
    return found


def _kinds(campaign: Campaign, places: Collection[str]) -> dict[str, str]:
    """Star set by place; empty for a township and the county, whose units may be of both.

    Raises Refused for a place that takes no part.
    """
    kinds = {campaign.county_id: ""}
    kinds |= dict.fromkeys(campaign.county.townships.filter(pk__in=places).values_list("pk", flat=True), "")
    kinds |= dict(campaign.plans.filter(village__in=places).values_list("village", "kind"))
    if missing := set(places) - kinds.keys():
        raise Refused(_("No such place takes part in the campaign: %(codes)s.") % {"codes": ", ".join(sorted(missing))})
    return kinds


def _star(sheet: OpinionSheet, kinds: dict[str, str], stars: dict[tuple[str, str], Star]) -> Star | None:
    if not sheet.star:
        return None
    star = stars.get((sheet.kind, sheet.star))
    if star is None or kinds[sheet.place] not in ("", star.kind):
        raise Refused(_("%(place)s is not rated by this star.") % {"place": sheet.place})
    return star


def _words(seat: Seat, sheet: OpinionSheet) -> dict:
    """What an opinion says and who says it; of a letter also when it came."""
    text = sheet.text.strip()
    if not text:
        raise Refused(_("An opinion needs words."))
    if not seat.holds(Role.COUNTY_OFFICE):
        return {"text": text, "from_whom": access.speaks_as(seat)[:60]}
    if not sheet.from_whom.strip():
        raise Refused(_("Say from whom the opinion is."))
    received = sheet.received_on or today()
    if received > today():
        raise Refused(
            _("A letter cannot have come after today, as %(day)s is. If another year is meant, write it too.")
            % {"day": received}
        )
    return {"text": text, "from_whom": sheet.from_whom.strip(), "received_on": received}


def _sign(change: Recorder, campaign: Campaign, places: Collection[str]) -> None:
    """Say where it was done: at the one unit, in the one township, or in the county."""
    levels = [set(places), {place[:9] for place in places}]
    change.place = next((each.pop() for each in levels if len(each) == 1), campaign.county_id)
    change.year = campaign.year
