"""What people say of a finding: explain it, confirm it, or set it aside."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns import access
from campaigns.year.actions import unless_closed
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign
from fivestar.changes.deeds import Recorder, Refused, Stale, deed
from villages.choices import Role

from ..choices import AnswerState
from ..models.findings import Answer
from ..rules.findings import Finding
from ..rules.sentences import plain


@deed(label=gettext_lazy("Answer a finding"), undo=unless_closed)
def answer_finding(
    change: Recorder, *, campaign: Campaign, finding: Finding, state: str, text: str, digest: str, version: int = 0
) -> None:
    """Explain a finding (township or county office), confirm it or set it aside (county office).

    finding -- as it stands now.
    digest  -- of the figures that the person saw. Raises Stale if they have changed since.
    version -- of the answer that the person saw beside them, 0 where there was none. Raises Stale if somebody has
               answered since.
    """
    seat = change.by
    office = access.runs(seat, campaign.county)
    concerned = office or (seat.holds(Role.TOWNSHIP_ORGANIZER) and finding.place.startswith(seat.place.code))
    if not concerned or (state != AnswerState.EXPLAINED and not office):
        raise Refused(_("Only the county office confirms findings or sets them aside."))
    if campaign.phase == Phase.CLOSED:
        raise Refused(_("The campaign of %(year)s is closed.") % {"year": campaign.year})
    if digest != finding.digest:
        raise Stale(message=_("The figures have changed since you looked. Look at them again before you answer."))
    if state != AnswerState.CONFIRMED and not text.strip():
        raise Refused(_("Give the reason in a few words."))
    values = {
        "digest": finding.digest,
        "figures": [[name, plain(value)] for name, value in finding.figures],
        "state": state,
        "text": text.strip(),
    }
    answer = Answer.objects.select_for_update().filter(campaign=campaign, finding=finding.key).first()
    if version != (answer.version if answer else 0):
        raise Stale(message=_("Someone else has answered in the meantime. Read it, then save yours if it still holds."))
    if answer is None:
        change.create(Answer(campaign=campaign, finding=finding.key, place=finding.place, **values))
    else:
        change.update(answer, **values)
    change.place, change.year = finding.place, campaign.year
