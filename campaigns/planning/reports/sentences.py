"""The sentence that every report of these offices needs."""

from collections.abc import Iterable, Mapping

from campaigns.year.choices import LEVELS, Kind, Word

from ..rules.figures import Figures

# An official paper is written in Chinese whatever language the reader's screen has, so these are not translated.
PLACES = {Kind.VILLAGE: "农村", Kind.COMMUNITY: "城市社区"}
WORDS = {Word.CREATION: "创建", Word.BUILDING: "建设"}
NUMERALS = {5: "五星", 4: "四星", 3: "三星", 2: "二星", 1: "一星"}


def report_sentence(figures: Iterable[Figures], star_names: Mapping[str, Mapping[str, str]], word: str) -> str:
    """The targets as a report states them, the form of 焦作示范区's published plan of 2022.

    figures    -- of each star set; one without units is left out. Levels and stars that nobody targets or states are
                  left out, as papers do.
    star_names -- star set → star code → name without 星, in display order.
    word       -- what the campaign calls the effort, one of Word.
    """
    told = []
    for column in figures:
        levels = [f"“{NUMERALS[level]}”支部{column.level(level)}个" for level in LEVELS if column.level(level)]
        stars = [
            f"{name}星{column.star(code)}个" for code, name in star_names[column.kind].items() if column.star(code)
        ]
        if parts := ["、".join(part) for part in (levels, stars) if part]:
            told.append(f"计划{WORDS[word]}{PLACES[column.kind]}{'，其中，'.join(parts)}")
    return "；".join(told) + "。" if told else ""
