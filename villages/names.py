"""What a place's official name and code tell: the short name people say, its kind, its pinyin.

The names are those of the statistics bureau's public division list. Every form that Henan's list of 52,378
units has is treated here, misprints included; what is not recognised stays as it stands, and an office can
edit it.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from pypinyin import lazy_pinyin

READINGS = Path(__file__).with_name("readings.csv")

# The committee that a unit's official name ends in, with the misprints of the published list:
# 村民委员会 村委会, and 村民委会 村民员委会 村员委员会 村民村委员会 村民委员会会 村民委员民 村民委员 …
_VILLAGERS = re.compile(r"村(?:民[村员]?|员)?委员?[会民]?(?:委?会)?$")
# 居民委员会 居委会 居民管理委员会, and 居民委会 居民居委会 居民委委会 居委员会 民居委员会 居民委会会 …; but a
# 类似居委会 or 拟居委会 (a place counted like one, or one still planned) is no committee to be cut off.
_RESIDENTS = re.compile(r"(?<!类似)(?<!拟)(?:居民|民居|居)(?:居|委|管理)?委员?会{1,2}$|(?<=社区)(?:管理)?委员会$")
_NOTE = re.compile(r"(?<=[会员民])（.*）+$")  # 杨岗村村民委员会（新乡市古龙实业公司））
# Family names that are read otherwise than the same character elsewhere.
_FAMILY_NAMES = {
    "万俟": "mo qi", "尉迟": "yu chi", "长孙": "zhang sun", "澹台": "tan tai",
    "单": "shan", "仇": "qiu", "解": "xie", "曾": "zeng", "区": "ou", "查": "zha", "盖": "ge", "朴": "piao",
    "种": "chong", "秘": "bi", "缪": "miao", "乐": "yue", "翟": "zhai", "折": "she", "黑": "he", "员": "yun",
    "召": "shao", "覃": "qin", "洗": "xian", "繁": "po",
}  # fmt: skip
_NO_NAME = ("村", "社区", "街道", "虚拟", "生活区")  # what is left when a name says only what the place is
# 栾川县 writes its own name and the township's, often a former one's, before each unit's.
_FORMER_TOWNSHIP = re.compile(r"^.{2,12}?(?:镇|乡|示范区)(?=.{2})")


def short_name(official: str, within: Iterable[str] = ()) -> str:
    """What people say for a unit: 秦屯村村民委员会 → 秦屯村, 碧沙岗社区居委会 → 碧沙岗社区.

    A villagers' committee makes a 村, a residents' committee a 社区, whether or not the official name says
    the word (白龙庙村委会 → 白龙庙村, 东街居委会 → 东街社区). Names without a committee stay, those of
    townships and counties too: 农场虚拟社区, 二分场生活区, 文昌街道.

    official -- the name in the division list.
    within   -- official names of the places it lies in, outermost first; where its own name repeats them in
                front, they are left out (栾川县合峪镇石村村村民委员会 → 石村村, 博爱县柏山镇 → 柏山镇).
    """
    name = re.sub(r"\s", "", official).replace("(", "（").replace(")", "）")
    name = _NOTE.sub("", name)
    if match := _VILLAGERS.search(name):
        stem, word, said = name[: match.start()], "村", ("村", "社区")
    elif match := _RESIDENTS.search(name):
        stem, word, said = name[: match.start()], "社区", ("社区", "小区")
    else:
        stem, word, said = name, "", ()
    stem = _without(stem, within, former=bool(word))
    if not stem:
        return name
    if not word or stem.endswith(said) or (word == "社区" and word in stem):
        return stem
    return stem + word


def _without(stem: str, within: Iterable[str], *, former: bool) -> str:
    for place in within:
        rest = stem.removeprefix(place)
        # 祥云镇村 lies in 祥云镇 and is called after it; 农场虚拟社区 has no other name.
        if rest == stem or len(rest) < 2 or rest.startswith(_NO_NAME):
            continue
        stem = _FORMER_TOWNSHIP.sub("", rest) if former and place.endswith("县") else rest
    return stem


# What acts for a unit or a township, as people write it behind the place's name: 宁郭村党总支, 文昌街道党工委.
_PARTY = re.compile(r"(?:党?总?支部(?:委员会)?|党总支|党(?:工|组)?委(?:会)?|党群服务中心|[（(]?两委[)）]?)$")
_OFFICE = re.compile(r"(?<=[乡镇道])(?:党工?委|(?:人民)?政府|办事处|办)+$")


def called(written: str) -> str:
    """What people say for a unit, from its committee's or its branch's name: 宁郭村委会, 宁郭村党总支, 宁郭村两委 and
    中共宁郭村支部委员会 are 宁郭村. Another text stays, without white space and signs of no width."""
    name = "".join(sign for sign in written if not sign.isspace() and unicodedata.category(sign) != "Cf")
    name = name.removeprefix("中共").replace("行政村", "村")
    without = _PARTY.sub("", name)
    if without.endswith(("村", "社区")) or without == name:
        return short_name(without) or written
    return without or written


def township_called(written: str) -> str:
    """What people say for a township, from its office's name: 文昌街道办事处 is 文昌街道, 宁郭镇人民政府 is 宁郭镇."""
    return _OFFICE.sub("", written)


def unit_kind(code: str) -> str:
    """``"community"`` or ``"village"``, from the last three digits of a unit's code.

    001–199 are residents' committees, 200–399 villagers' committees, 4xx are counted like the former and 5xx
    like the latter (coding rules of the statistics bureau's division list).
    """
    return "village" if code[-3] in "235" else "community"


def is_virtual(name: str, code: str) -> bool:
    """Whether a unit has no committee of its own: 4xx, 5xx and 虚拟社区. By default it is not rated."""
    return code[-3] in "45" or "虚拟" in name


def township_kind(name: str) -> str:
    """``"town"``, ``"xiang"`` or ``"street"``; ``"other"`` for farms, parks and zones."""
    for ending, kind in (("镇", "town"), ("乡", "xiang"), ("街道", "street"), ("街道办事处", "street")):
        if name.endswith(ending):
            return kind
    return "other"


@cache
def readings() -> dict[str, str]:
    """Readings of place names that the dictionary gets wrong, by the text they apply to: ``{"漯": "luo"}``.

    They are in ``readings.csv``; a text's syllables stand there separated by spaces, one for each character.
    """
    with READINGS.open(encoding="utf-8-sig", newline="") as file:
        return {row["文字"]: row["读音"] for row in csv.DictReader(file)}


@cache
def _known() -> re.Pattern:
    """Splits a text at the known readings, the longer first."""
    return re.compile("(" + "|".join(sorted(map(re.escape, readings()), key=len, reverse=True)) + ")")


def _spelled(other: str) -> list[str]:
    """Letters and digits as they are; signs are not spoken."""
    return [char.lower() for char in other if char.isascii() and char.isalnum()]


@lru_cache(maxsize=1024)
def _syllables(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for piece in _known().split(text):
        found += readings()[piece].split() if piece in readings() else lazy_pinyin(piece, errors=_spelled)
    return tuple(found)


def pinyin(text: str) -> str:
    """Full pinyin without tones, joined: 秦屯村 → ``qintuncun``; ü is written v, as it is typed."""
    return "".join(_syllables(text))


def initials(text: str) -> str:
    """First letters of the syllables: 秦屯村 → ``qtc``."""
    return "".join(syllable[0] for syllable in _syllables(text))


@lru_cache(maxsize=1 << 14)  # the people of a whole city
def spelled(person: str) -> tuple[str, str]:
    """A person's name in full pinyin and in initials; the family name as it is read as such: 单志强 → ``shanzhiqiang``,
    ``szq``."""
    family = next((family for family in _FAMILY_NAMES if person.startswith(family)), "")
    syllables = [*_FAMILY_NAMES.get(family, "").split(), *_syllables(person.removeprefix(family))]
    return "".join(syllables), "".join(syllable[0] for syllable in syllables)
