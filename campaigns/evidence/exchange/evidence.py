"""Files that are uploaded as evidence: told by their content, refused where harm may travel in them."""

import hashlib
import json
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from campaigns.workbooks.archive import Reason, SuspiciousArchiveError, look_through
from campaigns.workbooks.workbook import UnreadableError

from ..choices import FileKind
from ..rules import Received, shown_name

CHILD = Path(__file__).with_name("picture.py")
SECONDS = 30  # of waiting for the child, which has 15 of computing
MOST_MEMBERS = 500  # a Word document has one for each of its pictures
MOST_UNPACKED = 60 * 1024**2
MOST_OF_PDF = 20 * 1024**2  # unpacked, of the streams that hold objects

_OLE = b"\xd0\xcf\x11\xe0"
_MAIN_PART = {
    b"wordprocessingml.document.main+xml": FileKind.WORD,
    b"spreadsheetml.sheet.main+xml": FileKind.EXCEL,
}
# A link to a template or picture elsewhere is fetched when the document is opened; one that a person clicks is not.
_LINK = re.compile(rb"<Relationship\s[^>]*>")
_FETCHED = re.compile(rb'Type="[^"]*/(?!hyperlink")\w+"')
_ELSEWHERE = re.compile(rb'Target="\s*(?:https?:|ftp:|file:(?!///[A-Za-z]:)|\\\\)', re.IGNORECASE)
_ACTIVE_IN_PDF = re.compile(rb"/(?:JavaScript|JS|Launch|RichMedia|XFA)(?![A-Za-z0-9])")


@dataclass(frozen=True)
class Upload:
    """A file that may be kept: what the records say of it, its content, and of a picture a small one for lists."""

    received: Received
    content: bytes
    small: bytes = b""


def origin_of(content: bytes) -> str:
    """By which a file is known again when it is uploaded once more."""
    return hashlib.sha256(content).hexdigest()


def read_evidence(name: str, content: bytes) -> Upload:
    """A file as it may be kept; pictures are written anew by a process of its own with limits of memory and time.

    Raises UnreadableError with a sentence that says what to do; whoever shows it names the file.
    """
    if not content:
        raise UnreadableError(_("The file is empty."))
    check_size(len(content))
    kind, kept, small = _looked_at(content)
    digest = hashlib.sha256(kept).hexdigest()
    return Upload(Received(shown_name(name, kind), kind, digest, origin_of(content), len(kept)), kept, small)


def check_size(size: int) -> None:
    """Raises UnreadableError for a file of more bytes than are kept, before anybody reads it."""
    if size > settings.UPLOAD_LIMIT:
        raise UnreadableError(
            _("The file has %(size)s; at most %(most)s are kept. Save it smaller, or split it.")
            % {"size": filesizeformat(size), "most": filesizeformat(settings.UPLOAD_LIMIT)}
        )


def _looked_at(content: bytes) -> tuple[FileKind, bytes, bytes]:
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or content[:4] + content[8:12] == b"RIFFWEBP":
        return FileKind.PICTURE, *_picture(content)
    if content.startswith(b"%PDF-"):
        _check_pdf(content)
        return FileKind.PDF, content, b""
    if content.startswith(b"PK\x03\x04"):
        return _office(content), content, b""
    raise UnreadableError(_other(content))


def _other(content: bytes) -> str:
    """What to do with a file of a kind that is not kept."""
    if content.startswith(_OLE):
        return _("It is an old .doc, .xls or .wps, or has a password. Save it as .docx, .xlsx or PDF, without one.")
    if content[4:8] == b"ftyp":
        if content[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"avif"):
            return _("It is an HEIC picture of a phone. Send it as JPEG, or take a screenshot of it.")
        return _("Films are not kept. Take one picture out of it that shows what matters.")
    if content.startswith((b"GIF8", b"BM", b"II*\0", b"MM\0*")):
        return _("Pictures are kept as JPEG, PNG or WebP. Save it as one of these.")
    if content.startswith((b"Rar!", b"7z\xbc\xaf")):
        return _("Archives are not kept. Unpack it and upload the files themselves.")
    return _("Only pictures (JPEG, PNG, WebP), PDF, .docx and .xlsx are kept, whatever the file is called.")


# Pictures --------------------------------------------------------------------------------------------------------


def _picture(content: bytes) -> tuple[bytes, bytes]:
    """The picture written anew, and a small one for lists."""
    broken = UnreadableError(_("The picture cannot be read. Open it, save it as JPEG and upload it again."))
    try:
        child = subprocess.run(  # noqa: S603  (our own interpreter, our own file, a number)
            [sys.executable, "-I", str(CHILD), str(settings.PICTURE_SIDE)],
            input=content, capture_output=True, timeout=SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise broken from None
    told, _newline, pictures = child.stdout.partition(b"\n")
    if child.returncode or not told:
        raise broken
    said = json.loads(told)
    if "too_large" in said:
        width, height = said["too_large"]
        raise UnreadableError(
            _("The picture has %(width)s × %(height)s pixels, more than any screen shows. Save it smaller.")
            % {"width": width, "height": height}
        )
    large, _small = said["sizes"]
    return pictures[:large], pictures[large:]


# PDF -------------------------------------------------------------------------------------------------------------


def _check_pdf(content: bytes) -> None:
    """Refuse a PDF that is cut off, or that does something when it is opened.

    What an encrypted PDF does cannot be seen; it is a download all the same, and opened by a reader that asks.
    """
    if b"%%EOF" not in content[-2048:]:
        raise UnreadableError(_("The PDF is not complete. Save or download it once more and upload it again."))
    for part in _objects_of_pdf(content):
        if _ACTIVE_IN_PDF.search(re.sub(rb"#([0-9A-Fa-f]{2})", _unescaped, part)):
            raise UnreadableError(
                _("The PDF has scripts or starts programs. Print it into a new PDF and upload that one.")
            )


def _unescaped(match: re.Match) -> bytes:
    return bytes.fromhex(match[1].decode())


def _objects_of_pdf(content: bytes) -> Iterator[bytes]:
    """What stands outside of streams, and what the streams hold that consist of objects. The other streams are
    pictures and fonts, in whose bytes any word may turn up."""
    at, left = 0, MOST_OF_PDF
    while (begins := content.find(b"stream", at)) >= 0:
        yield content[at:begins]
        ends = content.find(b"endstream", begins)
        ends = len(content) if ends < 0 else ends
        if b"/ObjStm" in content[max(at, begins - 400) : begins]:
            try:
                unpacked = zlib.decompressobj().decompress(content[begins + 6 : ends].lstrip(b"\r\n"), left)
            except zlib.error:
                unpacked = b""
            left -= len(unpacked)
            if left <= 0:
                raise UnreadableError(_("The PDF unpacks to far more than a document needs and was not kept."))
            yield unpacked
        at = ends + len(b"endstream")
    yield content[at:]


# Word and Excel --------------------------------------------------------------------------------------------------


def _office(content: bytes) -> FileKind:
    """Which kind of office file an archive is. Raises UnreadableError for what is none, or has anything active."""
    types, links = b"", {}
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            pieces = look_through(archive, most_members=MOST_MEMBERS, most_unpacked=MOST_UNPACKED)
            for name, piece in pieces:
                if name == "[Content_Types].xml":
                    types += piece
                elif name.endswith(".rels"):
                    links[name] = links.get(name, b"") + piece
    except SuspiciousArchiveError as error:
        raise UnreadableError(_of_archive(error.reason)) from error
    except Exception as error:
        raise UnreadableError(_of_archive(Reason.BROKEN)) from error
    if b"macroEnabled" in types or any(_fetches(found) for found in links.values()):
        raise UnreadableError(_of_archive(Reason.LINKS))
    for part, kind in _MAIN_PART.items():
        if part in types:
            return kind
    raise UnreadableError(_("Archives are not kept. Unpack it and upload the files themselves."))


def _fetches(links: bytes) -> bool:
    return any(_FETCHED.search(link) and _ELSEWHERE.search(link) for link in _LINK.findall(links))


def _of_archive(reason: Reason) -> str:
    match reason:
        case Reason.PASSWORD:
            return _("The file has a password. Remove it and upload it again.")
        case Reason.MACROS | Reason.LINKS | Reason.OBJECTS:
            return _("The file has macros, embedded objects or parts that it fetches from elsewhere. Upload it as PDF.")
        case Reason.TOO_LARGE | Reason.TOO_MANY:
            return _("The file unpacks to far more than a document needs and was not kept. Upload it as PDF.")
        case _:
            return _("The file cannot be read. Open it in WPS or Word, save it anew and upload it again.")
