"""Characters that no output can carry: what every way into the program takes out, and every way out of it again."""

import re

# Control characters but tab and line ends, lone surrogates, and what Unicode calls no character (U+FDD0–FDEF and the
# last two of each plane): they come with text from PDFs and broken files, no person sees them, and XML, PostgreSQL or
# UTF-8 refuse one or the other.
_UNWRITABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
    + "]"
)


def writable(text: str) -> str:
    """A text without the characters that no output can carry; all others stay as they are."""
    return _UNWRITABLE.sub("", text)


def all_writable(value):
    """A value of a record or of JSON with all its texts writable, those of lists and the keys of dicts too; what holds
    no text stays the same."""
    if isinstance(value, str):
        return writable(value)
    if isinstance(value, list | tuple):
        clean = [all_writable(each) for each in value]
        return value if clean == list(value) else clean
    if isinstance(value, dict):
        return {all_writable(key): all_writable(each) for key, each in value.items()}
    return value
