"""Which posts got their weekly digest by e-mail."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from villages.models import Post


class DigestMail(models.Model):
    """One e-mail to whoever holds a post, with what the post owes: one a week. A note of the program for itself; it
    changes no record of the county."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="digests", verbose_name=_("post"))
    week = models.DateField(_("week"), help_text=_("Its Monday."))
    sent_at = models.DateTimeField(_("sent at"), auto_now_add=True)

    class Meta:
        verbose_name = _("weekly digest by e-mail")
        verbose_name_plural = _("weekly digests by e-mail")
        ordering = ["-week", "post"]
        constraints = [models.UniqueConstraint(fields=["post", "week"], name="a_post_gets_one_digest_a_week")]

    def __str__(self) -> str:
        return f"{self.post} {self.week}"
