"""Writes the weekly digest of every post: to the screen, into files, by e-mail."""

import re
import smtplib
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.desk.actions import claim_digest, release_digest
from campaigns.desk.reports.digest import Digest, digest_of_post, posts_with_digest
from campaigns.year.models.campaign import Campaign
from campaigns.year.rules import monday
from villages.models import Post


class Command(BaseCommand):
    help = (
        "Writes for each post what it owes, overdue and due, as one page of plain text: to the screen, or with --out "
        "into files. With --mail it also goes to those who have an e-mail address, once a week, and not where nothing "
        "is owed. Run it each Monday."
    )

    def add_arguments(self, parser):
        parser.add_argument("--post", type=int, metavar="KEY", help="only this post (its number in the address bar)")
        parser.add_argument("--place", default="", metavar="CODE", help="only posts at this place and below it")
        parser.add_argument("--out", type=Path, metavar="DIR", help="write one file for each post into this folder")
        parser.add_argument("--mail", action="store_true", help="send it by e-mail too")
        parser.add_argument("--again", action="store_true", help="with --mail: also to those who got it this week")

    def handle(self, *args, post, place, out, mail, again, **options):
        with translation.override(settings.LANGUAGE_CODE):
            found = posts_with_digest(post, place)
            if not found:
                raise CommandError(_("No post gets a digest: there is none here, or no campaign is at work."))
            made = [(each, campaigns, digest_of_post(each, campaigns)) for each, campaigns in found]
            self._write(made, out)
            if mail:
                self._mail(made, again)

    def _write(self, made: list[tuple[Post, list[Campaign], Digest]], out: Path | None) -> None:
        """Each page once: two who share a post read the same."""
        pages = {(each.place_code, str(each), digest.text): digest for each, _campaigns, digest in made}
        if out is None:
            self.stdout.write("\n\n".join(digest.text for digest in pages.values()))
            return
        out.mkdir(parents=True, exist_ok=True)
        names: dict[str, int] = {}
        for code, title, text in pages:
            safe = re.sub(r"[^\w（）-]", "_", title)
            name = f"{code} {safe}"
            names[name] = names.get(name, 0) + 1
            more = f" {names[name]}" if names[name] > 1 else ""
            (out / f"{name}{more}.txt").write_text(text + "\n", encoding="utf-8")
        number = len(pages)
        self.stdout.write(
            ngettext("%(n)s page written into %(folder)s.", "%(n)s pages written into %(folder)s.", number)
            % {"n": number, "folder": out}
        )

    def _mail(self, made: list[tuple[Post, list[Campaign], Digest]], again: bool) -> None:
        if not settings.EMAIL_URL:
            self.stdout.write(_("No e-mail was sent: EMAIL_URL is not set."))
            return
        week = monday(timezone.localdate())
        told = {"sent": 0, "before": 0, "nothing": 0, "address": 0}
        failed = []
        with get_connection() as connection:
            for post, campaigns, digest in made:
                if not post.officer.email:
                    told["address"] += 1
                elif digest.is_empty:
                    told["nothing"] += 1
                elif not claim_digest(post.pk, week) and not again:
                    told["before"] += 1
                else:
                    try:
                        self._message(post, campaigns[0], digest, connection).send()
                        told["sent"] += 1
                    except (smtplib.SMTPException, OSError) as error:
                        release_digest(post.pk, week)
                        failed.append(f"{post}：{error}")
        sentence = _(
            "%(sent)s sent; %(before)s had it this week, %(nothing)s owe nothing, %(address)s have no address."
        )
        self.stdout.write(sentence % told)
        if failed:
            raise CommandError(_("Not sent; run it again:") + "\n" + "\n".join(failed))

    def _message(self, post: Post, campaign: Campaign, digest: Digest, connection) -> EmailMessage:
        text = digest.text
        if settings.SITE_URL:
            page = reverse("todo", args=[campaign.year, post.place_code])
            text += f"\n\n{settings.SITE_URL.rstrip('/')}{page}"
        return EmailMessage(digest.subject, text, to=[post.officer.email], connection=connection)
