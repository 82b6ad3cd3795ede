"""Keeping in mind which posts got their weekly digest, so that nobody gets it twice."""

import datetime

from .models import DigestMail


def claim_digest(post: int, week: datetime.date) -> bool:
    """Note that a post gets its digest of a week now; whether it had none yet. Of two that run at once, one gets it.

    post -- its key. week -- its Monday.
    """
    _note, is_new = DigestMail.objects.get_or_create(post_id=post, week=week)
    return is_new


def release_digest(post: int, week: datetime.date) -> None:
    """Take the note back where the e-mail could not be sent, so that the next run tries again."""
    DigestMail.objects.filter(post=post, week=week).delete()
