"""Files as people upload them, good ones and hostile ones."""

import hashlib
import zipfile
from io import BytesIO

from PIL import Image

from campaigns.evidence.choices import FileKind
from campaigns.evidence.rules import Received

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
GPS, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F


def photo(size=(60, 40), colour="red", kind="JPEG", **exif) -> bytes:
    """A picture as a phone takes it: it says where it was taken, by what, and which side is up."""
    picture = Image.new("RGB", size, colour)
    picture.paste("blue", (0, 0, size[0] // 2, size[1] // 2))
    said = Image.Exif()
    said[MAKE], said[ORIENTATION] = "Phone of a Secretary", exif.get("orientation", 1)
    said.get_ifd(GPS).update({1: "N", 2: (35.0, 14.0, 0.0), 3: "E", 4: (113.0, 13.0, 0.0)})
    content = BytesIO()
    picture.save(content, kind, exif=said, **({"quality": 95} if kind == "JPEG" else {}))
    return content.getvalue()


def pdf(catalogue: bytes = b"", stream: bytes = b"", of: bytes = b"") -> bytes:
    """A small PDF.

    catalogue -- more of what stands in its catalogue; stream, of -- a stream, and what its dictionary says of it.
    """
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + catalogue + b" >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
        b"3 0 obj\n<< " + of + b" >>\nstream\n" + stream + b"\nendstream\nendobj\n"
        b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"
    )


def office(main: str = WORD_TYPE, **members: str | bytes) -> bytes:
    """An office file; ``members`` are more of its parts, with __ for / in their names."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types><Override PartName="/a.xml" ContentType="{main}"/></Types>')
        for name, part in members.items():
            archive.writestr(name.replace("__", "/"), part)
    return content.getvalue()


def link(kind: str, target: str) -> str:
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return f'<Relationships><Relationship Id="r" Type="{relations}/{kind}" Target="{target}" TargetMode="External"/>'


def received(name: str, kind: FileKind = FileKind.PDF) -> Received:
    """A file that was looked at; its name stands for its content."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    return Received(name, kind, digest, digest[::-1], size=1000)
