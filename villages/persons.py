"""People's names and phone numbers as they are written: what is kept of them, and what is none."""

import re
import unicodedata

LONGEST_NAME = 40
# Between the parts of a name: 买买提·艾力, whichever dot a keyboard gave, and O'Neil, Jean-Luc, J. Smith.
_BETWEEN = set("·•‧∙⋅・･．.'’‘- ")
_POST = re.compile(
    "(?:书记|委员|主任|干事|[省市县区镇乡村科局部处站所组队校院会]长|主席|专干|科员|职员|办事员|秘书|会计|专员|负责人|联络员|"
    "组织员|街道办|办公室)$"
)


def person_name(text: str) -> str:
    """A name as it is kept: as it is written, without signs of no width, and a Chinese one without white space."""
    name = " ".join("".join(c for c in text if unicodedata.category(c) != "Cf").split())
    return name if name.isascii() else name.replace(" ", "")


def is_person_name(name: str) -> bool:
    """Whether a kept text can be a person's name: letters of any script, the rarest characters too (𬒈, 〇, and those
    that only a county's own font has), and what stands between the parts of a name. A post is none: 组织委员."""
    if not 2 <= len(name) <= LONGEST_NAME or _POST.search(name):
        return False
    letters = sum(unicodedata.category(sign) in ("Lu", "Ll", "Lt", "Lm", "Lo", "Nl", "Co") for sign in name)
    others = sum(sign in _BETWEEN or unicodedata.category(sign).startswith("M") for sign in name)
    return letters > 1 and letters + others == len(name)


def phone_number(text: str) -> str:
    """A phone number as it is kept: half-width, without spaces, hyphens, brackets and dots."""
    signs = unicodedata.normalize("NFKC", text)
    return "".join(
        c for c in signs if not c.isspace() and c not in "().·−" and unicodedata.category(c) not in ("Pd", "Cf")
    )
