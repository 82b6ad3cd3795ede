"""Who gets a post: somebody who is known already, a new person, or everybody of a list."""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.entry.forms import Form
from campaigns.entry.rules.text import LineProblem, bare
from villages.accounts import proposed_name

USERNAME = re.compile("[a-z][a-z0-9._-]{1,29}")
PHONE = re.compile(r"\+?[0-9][0-9-]{4,18}")
PHONE_DIGITS = 15  # the longest number of the world's telephone networks (E.164); one of identity has 18
NAME = re.compile("[\u3400-\u9fff·]{2,40}|[A-Za-z.' -]{2,40}")
MOST_LINES = 300  # the largest county has some forty townships


def username_problem(username: str, taken: Collection[str]) -> str:
    """Why a name to sign in with cannot be one; empty if it can."""
    if not USERNAME.fullmatch(username):
        return _("An account begins with a letter and has 2 to 30 small letters, digits, dots or hyphens.")
    if username in taken:
        return _("The account “%(name)s” is taken.") % {"name": username}
    return ""


def phone_problem(phone: str) -> str:
    """Why a text is no phone number; empty if it is one, or nothing."""
    digits = sum(char.isdigit() for char in phone)
    if phone and (not PHONE.fullmatch(phone) or digits > PHONE_DIGITS):
        return _("“%(text)s” is no phone number. Identity numbers are not kept here.") % {"text": phone}
    return ""


class PersonForm(Form):
    """A person for a post: chosen from those who are known, or named.

    known -- as (primary key, name) people can be chosen.
    taken -- names to sign in with that are taken.
    """

    officer = forms.ChoiceField(
        label=gettext_lazy("Somebody who is known here"),
        required=False,
        help_text=gettext_lazy("Whoever holds or held a post in the county has an account already."),
    )
    name = forms.CharField(
        label=gettext_lazy("Full name"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Of a new person, who gets an account."),
    )
    username = forms.CharField(
        label=gettext_lazy("Account"),
        required=False,
        max_length=30,
        help_text=gettext_lazy("The name to sign in with. Left empty, it is the name in pinyin."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    phone = forms.CharField(
        label=capfirst(gettext_lazy("phone")),
        required=False,
        max_length=20,
        help_text=gettext_lazy("To reach the person about plans; lists show it with four digits hidden."),
    )
    title = forms.CharField(
        label=gettext_lazy("Job title"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("As it stands on the door, e.g. the Party building office."),
    )

    def __init__(
        self, data: QueryDict | None = None, *, known: Iterable[tuple[str, str]], taken: Collection[str], **kwargs
    ):
        super().__init__(data, **kwargs)
        self.taken = taken
        self.fields["officer"].choices = [("", gettext_lazy("a new person, named below")), *known]

    def clean_name(self) -> str:
        return re.sub(r"\s", "", self.cleaned_data["name"])

    def clean_username(self) -> str:
        username = self.cleaned_data["username"].strip().lower()
        if username and (problem := username_problem(username, self.taken)):
            raise forms.ValidationError(problem)
        return username

    def clean_phone(self) -> str:
        phone = re.sub(r"\s", "", unicodedata.normalize("NFKC", self.cleaned_data["phone"]))
        if problem := phone_problem(phone):
            raise forms.ValidationError(problem)
        return phone

    def clean(self) -> dict:
        said = super().clean()
        if said.get("officer"):
            if any(said.get(field) for field in ("name", "username", "phone")):
                self.add_error("officer", _("Choose somebody or name a new person, not both."))
        elif not said.get("name") and "name" not in self.errors:
            self.add_error("name", _("Say who it is, or choose somebody above."))
        elif not said.get("username") and "username" not in self.errors:
            said["username"] = proposed_name(said["name"], self.taken)
        return said


class AddForm(PersonForm):
    """A person for one more post.

    posts -- that the seat may give, as (role:code, name).
    """

    post = forms.ChoiceField(
        label=gettext_lazy("Post"), help_text=gettext_lazy("It decides which pages and units the person reaches.")
    )
    field_order = ("post",)

    def __init__(self, data: QueryDict | None = None, *, posts: Sequence[tuple[str, str]], **kwargs):
        super().__init__(data, **kwargs)
        self.fields["post"].choices = posts


class EndForm(Form):
    """Why a post ends."""

    reason = forms.CharField(
        label=capfirst(gettext_lazy("reason")),
        required=False,
        max_length=200,
        help_text=gettext_lazy("It stands in the change log."),
    )


# A list of people --------------------------------------------------------------------------------------------


class PeopleForm(Form):
    """Lines “township, name, …”, pasted.

    seen -- the digest of the accounts that the person saw.
    """

    version = None
    text = forms.CharField(
        label=gettext_lazy("Lines"),
        max_length=60_000,
        widget=forms.Textarea({"rows": 10, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One person to a line: township and name; after them, if you like, the title, the phone number and the "
            "account to sign in with, in any order. Columns copied from a spreadsheet will do."
        ),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def show(self, seen: str) -> None:
        """Say which accounts the page shows now."""
        self.data = self.data.copy()
        self.data["seen"] = seen


@dataclass(frozen=True)
class PersonLine:
    """One person of a list, with the account that is proposed."""

    line: int
    township: str
    place: str
    name: str
    username: str
    title: str = ""
    phone: str = ""


@dataclass(frozen=True)
class PeopleList:
    """A list as it was read."""

    people: tuple[PersonLine, ...] = ()
    problems: tuple[LineProblem, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 over the accounts that would be opened: nobody opens what they have not seen."""
        told = [(each.township, each.name, each.username, each.title, each.phone) for each in self.people]
        return hashlib.sha256(repr(told).encode()).hexdigest()


def read_people(
    text: str,
    townships: Sequence[tuple[str, str, str]],
    taken: Collection[str],
    there: Collection[tuple[str, str]],
) -> PeopleList:
    """Lines of townships and people, each with an account of its own.

    townships -- code, name and official name of those that may be named.
    taken     -- names to sign in with that are taken.
    there     -- (township's code, name) of those who have such a post already.
    """
    reader = _Reader(townships, taken, there)
    lines = text.splitlines()
    for number, line in enumerate(lines[:MOST_LINES], 1):
        reader.read(number, line)
    if len(lines) > MOST_LINES:
        reader.refuse(MOST_LINES + 1, "", _("More than %(most)s lines. Take the list in parts.") % {"most": MOST_LINES})
    return PeopleList(tuple(reader.people), tuple(reader.problems))


class _Reader:
    """Reads lines one by one and remembers which people and accounts have been named."""

    def __init__(
        self,
        townships: Sequence[tuple[str, str, str]],
        taken: Collection[str],
        there: Collection[tuple[str, str]],
    ):
        self.townships = {code: name for code, name, _official in townships}
        self.codes = {said: code for code, name, official in townships for said in (code, name, official)}
        self.taken, self.there = set(taken), set(there)
        self.people: list[PersonLine] = []
        self.problems: list[LineProblem] = []

    def refuse(self, number: int, text: str, sentence: str) -> None:
        self.problems.append(LineProblem(number, text.strip()[:80], sentence))

    def read(self, number: int, text: str) -> None:
        words = self._words(text)
        if words and words[0].isdigit() and len(words[0]) < 5:
            words = words[1:]  # a running number
        if not words or "姓名" in words:
            return
        try:
            self.people.append(self._person(number, words))
        except forms.ValidationError as problem:
            self.refuse(number, text, problem.message)

    def _words(self, text: str) -> list[str]:
        """Cells of a row, or words: a row copied from a spreadsheet may have empty cells and spaces inside."""
        said = bare(text)
        cells = said.split("\t") if "\t" in said else re.split(r"[,、;|]|\s+(?![0-9]{4}\b)", said)
        return [cell.strip() for cell in cells if cell.strip()]

    def _person(self, number: int, words: list[str]) -> PersonLine:
        """Raises ValidationError with what has to be mended."""
        if len(words) < 2:
            raise forms.ValidationError(_("A line names a township and a person."))
        code, name = self._township(words[0]), words[1] if words[1].isascii() else re.sub(r"\s", "", words[1])
        if not NAME.fullmatch(name):
            raise forms.ValidationError(_("“%(text)s” is no person's name.") % {"text": words[1]})
        if (code, name) in self.there:
            told = {"name": name, "place": self.townships[code]}
            raise forms.ValidationError(_("%(name)s has a post at %(place)s already.") % told)
        said = self._rest(words[2:])
        if problem := phone_problem(said["phone"]):
            raise forms.ValidationError(problem)
        username = said["username"] or proposed_name(name, self.taken)
        if problem := username_problem(username, self.taken):
            raise forms.ValidationError(problem)
        self.taken.add(username)
        self.there.add((code, name))
        return PersonLine(number, code, self.townships[code], name, username, said["title"], said["phone"])

    def _township(self, said: str) -> str:
        """The code of a township by its name, its code, or a beginning that only one has."""
        if code := self.codes.get(said):
            return code
        begins = {code for name, code in self.codes.items() if name.startswith(said)}
        if len(begins) != 1:
            raise forms.ValidationError(_("There is no township “%(name)s” in this county.") % {"name": said})
        return begins.pop()

    def _rest(self, words: list[str]) -> dict[str, str]:
        """Title, phone and account, each recognised by what it looks like."""
        said = {"title": "", "phone": "", "username": ""}
        for word in words:
            kind = "phone" if re.match(r"\+?[0-9]", word) else "username" if word.isascii() else "title"
            if said[kind]:
                raise forms.ValidationError(_("“%(text)s” is one word too many.") % {"text": word})
            said[kind] = {"username": word.lower(), "phone": re.sub(r"\s", "", word)}.get(kind, word)
        return said
