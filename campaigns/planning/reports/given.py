"""What people have said of a finding, one after the other."""

from dataclasses import dataclass

from campaigns.year.models.campaign import Campaign
from fivestar.changes.models import Change, ChangeSet

from ..choices import AnswerState
from ..models.findings import Answer


@dataclass(frozen=True)
class Given:
    """One answer to a finding as it was given. No state means that it was taken back."""

    changeset: ChangeSet
    state: AnswerState | None
    text: str
    figures: tuple[tuple[str, object], ...]


def answers_given(campaign: Campaign, finding_key: str) -> list[Given]:
    """Everything that people have said of a finding, the newest first."""
    of_answers = Change.objects.filter(model=Answer._meta.label_lower)
    born = of_answers.filter(kind=Change.Kind.CREATED, after__campaign=campaign.pk, after__finding=finding_key)
    values, given = {}, []
    for change in (
        of_answers.filter(object_id__in=born.values("object_id")).select_related("changeset__by").order_by("pk")
    ):
        values = {} if change.kind == Change.Kind.DELETED else values | change.after
        given.append(
            Given(
                change.changeset,
                AnswerState(values["state"]) if values else None,
                values.get("text", ""),
                tuple((name, value) for name, value in values.get("figures", ())),
            )
        )
    return given[::-1]
