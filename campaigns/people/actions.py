"""Handing over a post with all that a campaign has hung on it."""

from django.utils.translation import gettext_lazy

from campaigns.year.choices import Phase
from campaigns.year.models.campaign import StarPost
from fivestar.changes.deeds import Recorder, deed
from villages.actions import NewPerson, pass_on
from villages.models import Officer, Post


@deed(label=gettext_lazy("Hand over a post"))
def hand_over_post(change: Recorder, *, post: Post, version: int, to: Officer | NewPerson, title: str) -> None:
    """End a person's post today and give it to a successor; what was done in it stays with whoever did it.

    The stars on which the post acts go along, those of closed campaigns stay.

    version -- of the post as the person saw it.
    to      -- somebody who is known in the county, or a person who gets an account.
    title   -- the successor's.
    """
    new = pass_on(change, post=post, version=version, to=to, title=title)
    acting = StarPost.objects.filter(post=post).exclude(star__campaign__phase=Phase.CLOSED)
    for row in acting.select_related("star__campaign", "post"):
        change.create(StarPost(star=row.star, post=new))
        change.delete(row)
        change.touch(row.star)
    change.place = post.place_code
