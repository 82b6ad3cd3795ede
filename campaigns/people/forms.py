"""Who gets a post: somebody who is known already, a new person, or everybody of a list."""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.entry.forms import Form
from campaigns.entry.rules.heads import bare_head
from campaigns.entry.rules.names import township_seat
from campaigns.entry.rules.pastes import NUMBER_HEADS, PastedLine, read_paste, table_of, unknown_heads
from campaigns.entry.rules.text import LineProblem, folded, kept
from villages.accounts import proposed_name
from villages.persons import is_person_name, person_name, phone_number

USERNAME = re.compile("[a-z][a-z0-9._-]{1,29}")
PHONE = re.compile(r"\+?[0-9]{5,18}")
LONGEST_TITLE = 60
PHONE_DIGITS = 15  # the longest number of the world's telephone networks (E.164); one of identity has 18
MOST_LINES = 300  # the largest county has some forty townships
_HEADS = {
    bare_head(word): column
    for column, words in {
        "township": (
            "单位",
            "乡镇(街道)",
            "乡镇",
            "乡镇街道",
            "街道",
            "镇办",
            "单位名称",
            "所在单位",
            "工作单位",
            "所属乡镇",
        ),
        "name": ("姓名", "名字", "人员姓名", "组织员姓名", "组织员", "联系人"),
        "title": ("职务", "岗位", "职务岗位", "现任职务", "职位"),
        "phone": ("电话", "手机", "手机号", "手机号码", "联系电话", "电话号码", "联系方式"),
        "username": ("账号", "帐号", "用户名", "登录名", "登录账号"),
    }.items()
    for word in words
}


def username_problem(username: str, taken: Collection[str]) -> str:
    """Why a name to sign in with cannot be one; empty if it can."""
    if not USERNAME.fullmatch(username):
        return _("An account begins with a letter and has 2 to 30 small letters, digits, dots or hyphens.")
    if username in taken:
        return _("The account “%(name)s” is taken.") % {"name": username}
    return ""


def phone_problem(phone: str) -> str:
    """Why a text is no phone number; empty if it is one, or nothing.

    phone -- as it is kept.
    """
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
        max_length=LONGEST_TITLE,
        help_text=gettext_lazy("As it stands on the door, e.g. the Party building office."),
    )

    def __init__(
        self, data: QueryDict | None = None, *, known: Iterable[tuple[str, str]], taken: Collection[str], **kwargs
    ):
        super().__init__(data, **kwargs)
        self.taken = taken
        self.fields["officer"].choices = [("", gettext_lazy("a new person, named below")), *known]

    def clean_name(self) -> str:
        return person_name(self.cleaned_data["name"])

    def clean_username(self) -> str:
        username = self.cleaned_data["username"].strip().lower()
        if username and (problem := username_problem(username, self.taken)):
            raise forms.ValidationError(problem)
        return username

    def clean_phone(self) -> str:
        phone = phone_number(self.cleaned_data["phone"])
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
    unknown: str = ""  # a sentence that names the heads which were not understood

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
    pasted = read_paste(text, most_lines=MOST_LINES)
    table = table_of(pasted.lines, _HEADS, wanted=("name",), passed_over=NUMBER_HEADS)
    for line in table.lines:
        reader.read(line, table.cells(line) if table.columns else {})
    return PeopleList(tuple(reader.people), (*reader.problems, *table.problems, *pasted.problems), unknown_heads(table))


class _Reader:
    """Reads lines one by one and remembers which people and accounts have been named."""

    def __init__(
        self,
        townships: Sequence[tuple[str, str, str]],
        taken: Collection[str],
        there: Collection[tuple[str, str]],
    ):
        self.townships = {code: name for code, name, _official in townships}
        self.codes = {folded(word): code for code, name, official in townships for word in (code, name, official)}
        self.codes |= {township_seat(name): code for code, name, _official in townships}
        self.taken, self.there = set(taken), set(there)
        self.above = ""  # the township of the line before: merged cells are copied as one and then empty ones
        self.people: list[PersonLine] = []
        self.problems: list[LineProblem] = []

    def read(self, line: PastedLine, cells: Mapping[str, str]) -> None:
        """Understand a line, or say what has to be mended in it.

        cells -- by column, of a list with heads.
        """
        try:
            if cells:
                person = self._person(line.number, {column: cells.get(column, "") for column in _HEADS.values()})
            elif (words := self._words(line)) and "姓名" not in words:
                person = self._person(line.number, {"township": words[0], "name": words[1]} | _rest(words[2:]))
            else:
                return
            self.people.append(person)
        except forms.ValidationError as problem:
            self.problems.append(LineProblem(line.number, line.text[:80], problem.message))

    def _words(self, line: PastedLine) -> list[str]:
        """Township, name and further words of a line without heads; none of one that has only a number. Of a row copied
        from a spreadsheet empty cells count: what stands behind an empty name is no name."""
        if len(line.cells) > 1:
            words = list(line.cells)
            if _is_number(words[0]) or (not words[0] and self._code(words[1])):
                words = words[1:]
        else:
            words = [word for word in re.split(r"[,，、;；|｜]|\s+(?![0-9]{4}\b)", line.text) if word]
            words = words[1:] if _is_number(words[0]) else words
        if words and len(words) < 2:
            raise forms.ValidationError(_("A line names a township and a person."))
        return words

    def _person(self, number: int, said: Mapping[str, str]) -> PersonLine:
        """Raises ValidationError with what has to be mended."""
        code = self.above = self._township(said["township"] or self.above)
        name, title, phone = person_name(said["name"].strip('"“”')), kept(said["title"]), phone_number(said["phone"])
        if not name:
            raise forms.ValidationError(_("The name is missing: a post alone is nobody's account."))
        if not is_person_name(name):
            raise forms.ValidationError(_("“%(text)s” is no person's name.") % {"text": said["name"]})
        if (code, name) in self.there:
            words = {"name": name, "place": self.townships[code]}
            raise forms.ValidationError(_("%(name)s has a post at %(place)s already.") % words)
        if problem := phone_problem(phone):
            raise forms.ValidationError(problem)
        if len(title) > LONGEST_TITLE:
            words = {"most": LONGEST_TITLE, "length": len(title)}
            raise forms.ValidationError(_("At most %(most)s characters; there are %(length)s.") % words)
        username = folded(said["username"]) or proposed_name(name, self.taken)
        if problem := username_problem(username, self.taken):
            raise forms.ValidationError(problem)
        self.taken.add(username)
        self.there.add((code, name))
        return PersonLine(number, code, self.townships[code], name, username, title, phone)

    def _township(self, text: str) -> str:
        """The code of a township by its name, its code, or a beginning that only one has."""
        if not text:
            raise forms.ValidationError(_("A line names a township and a person."))
        if code := self._code(text):
            return code
        begins = {code for name, code in self.codes.items() if name.startswith(folded(text))}
        if len(begins) != 1:
            raise forms.ValidationError(_("There is no township “%(name)s” in this county.") % {"name": text})
        return begins.pop()

    def _code(self, text: str) -> str:
        return self.codes.get(folded(text)) or self.codes.get(township_seat(text), "")


def _is_number(word: str) -> bool:
    """Whether a word is a list's running number."""
    return word.isdigit() and len(word) < 5


def _rest(words: Iterable[str]) -> dict[str, str]:
    """Title, phone and account, each recognised by what it looks like. Raises ValidationError."""
    said = {"title": "", "phone": "", "username": ""}
    for word in filter(None, words):
        is_phone = re.match("[+＋(（]*[0-9０-９]", word)
        column = "phone" if is_phone else "username" if folded(word).isascii() else "title"
        if said[column]:
            raise forms.ValidationError(_("“%(text)s” is one word too many.") % {"text": word})
        said[column] = word
    return said
