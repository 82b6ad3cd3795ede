"""Numbers as people write them: one number, and one unit that its field declares."""

import re
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from .text import EntryError, plain

_OFFICIAL = "zh-hans"  # in which counties write, whatever the language of a reader's screen
_NUMBER = re.compile(
    r"(?P<sign>[-−+]?) ?(?P<digits>[0-9][0-9,，]*|(?=\.[0-9]))(?P<fraction>(?:\.[0-9]*)?) ?(?P<unit>\D*)", re.ASCII
)
_DIGITS = re.compile(r"[0-9]*|[0-9]{1,3}(?:[,，][0-9]{3})+")
# What a number of a field may have behind it besides its unit, and how many of the unit that is.
_ALSO = {
    "万元": {"万": Decimal(1), "元": Decimal("0.0001"), "亿": Decimal(10_000), "亿元": Decimal(10_000)},
    "人": {"名": Decimal(1), "口": Decimal(1), "口人": Decimal(1)},
    "户": {"家": Decimal(1)},
    "个": {"组": Decimal(1), "个组": Decimal(1)},
}
_TEN_THOUSAND = 10_000


def parse_number(text: str, unit: str | Promise = "") -> Decimal:
    """The number that a text says, in a unit: 1200, 1,200, １２００, 1200人; of money in 万元 also 1200万, 12000000元.

    unit -- what may stand behind the number; nothing where it is empty.
    Raises EntryError, also where the text says a number and more: what is not understood is not left out.
    """
    said = plain(text)
    match = _NUMBER.fullmatch(said)
    if match is None:
        if len(re.findall(r"[0-9.,，]*[0-9]", said)) > 1:
            raise EntryError(_("“%(text)s” has more than one number. Write one.") % {"text": said[:20]})
        raise EntryError(_("“%(text)s” is not a number. Write it in digits alone, such as 1200.") % {"text": said[:20]})
    if not _DIGITS.fullmatch(match["digits"]):
        raise EntryError(
            _("“%(text)s”: commas stand between groups of three digits, as in 1,200. Write the number without them.")
            % {"text": said[:20]}
        )
    number = Decimal(re.sub("[,，]", "", match["digits"] or "0") + match["fraction"].rstrip("."))
    return _in_unit(-number if match["sign"] in ("-", "−") and number else number, match["unit"].strip(), said, unit)


def _in_unit(number: Decimal, written: str, said: str, unit: str | Promise) -> Decimal:
    """A number with what is written behind it as one in the field's unit. Raises EntryError."""
    with override(_OFFICIAL):
        official = str(unit)
    factor = ({official: Decimal(1), str(unit): Decimal(1), "": Decimal(1)} | _ALSO.get(official, {})).get(written)
    if factor is None:
        raise _wrong_unit(number, written, said, unit)
    if factor >= 1:
        return number * factor
    exact = number * factor
    if exact != round(exact, 2):
        raise EntryError(
            _("“%(text)s” is %(number)s %(unit)s. Write it so, with two decimals at most.")
            % {"text": said[:20], "number": f"{exact.normalize():f}", "unit": unit}
        )
    return round(exact, 2)


def _wrong_unit(number: Decimal, written: str, said: str, unit: str | Promise) -> EntryError:
    shown = {"text": said[:20], "unit": unit, "number": f"{(number * _TEN_THOUSAND).normalize():f}"}
    if written.startswith("万") and unit:
        return EntryError(_("“%(text)s”: write the number in full, %(number)s %(unit)s.") % shown)
    if written.startswith("万"):
        return EntryError(_("“%(text)s”: write the number in full, %(number)s.") % shown)
    if unit:
        return EntryError(_("“%(text)s”: write the number alone, or with “%(unit)s” behind it.") % shown)
    return EntryError(_("“%(text)s”: write the number alone.") % shown)
