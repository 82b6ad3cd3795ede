"""What is kept as evidence: told by the content, and refused where harm may travel in it. Needs no database."""

import hashlib
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from campaigns.evidence.choices import FileKind
from campaigns.evidence.exchange.evidence import origin_of, read_evidence
from campaigns.evidence.rules import shown_name
from campaigns.workbooks.workbook import UnreadableError
from tests.evidence.files import EXCEL_TYPE, GPS, MAKE, link, office, pdf, photo

SCRIPT = b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it has so many pixels, in a few bytes."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "kind", "name"),
    [
        (photo(), FileKind.PICTURE, "x.jpg"),
        (photo(kind="PNG"), FileKind.PICTURE, "x.jpg"),
        (photo(kind="WEBP"), FileKind.PICTURE, "x.jpg"),
        (pdf(), FileKind.PDF, "x.pdf"),
        (office(), FileKind.WORD, "x.docx"),
        (office(EXCEL_TYPE), FileKind.EXCEL, "x.xlsx"),
    ],
)
def test_the_content_tells_what_a_file_is_and_not_its_name(content, kind, name):
    upload = read_evidence("x.PDF", content)
    assert (upload.received.kind, upload.received.name) == (kind, name)
    assert upload.received.origin == origin_of(content) == hashlib.sha256(content).hexdigest()
    assert upload.received.size == len(upload.content)
    assert bool(upload.small) == (kind == FileKind.PICTURE)


def test_a_photo_is_written_anew_without_the_place_where_it_was_taken(settings):
    settings.PICTURE_SIDE = 300
    taken = photo((800, 400), orientation=6)  # the camera was held upright
    assert (opened(taken).getexif()[MAKE], bool(opened(taken).getexif().get_ifd(GPS))) == ("Phone of a Secretary", True)
    upload = read_evidence("现场.jpg", taken)
    for content, size in ((upload.content, (150, 300)), (upload.small, (120, 240))):
        kept = opened(content)
        assert (kept.format, kept.size, dict(kept.getexif()), kept.info.get("exif")) == ("JPEG", size, {}, None)
        assert b"Secretary" not in content
    red, blue = opened(upload.content).getpixel((10, 290)), opened(upload.content).getpixel((140, 10))
    assert (red[0] > 200, blue[2] > 200) == (True, True)  # turned as the camera said


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_pictures_of_every_kind_of_colour_are_kept(mode):
    content = BytesIO()
    white = {"1": 1, "L": 255, "LA": (0, 0), "P": 0, "RGBA": (0, 0, 0, 0), "I;16": 65535, "CMYK": (0, 0, 0, 0)}[mode]
    picture = Image.new(mode, (30, 20), white)
    if mode == "P":
        picture.putpalette([255, 255, 255])
    picture.save(content, "JPEG" if mode == "CMYK" else "PNG")
    kept = opened(read_evidence("a.png", content.getvalue()).content)
    assert (kept.mode, min(kept.getpixel((5, 5))) > 250) == ("RGB", True)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "是空的"),
        (png_of(40_000, 40_000), "40000×40000"),
        (png_of(3000, 3000), "打不开"),
        (photo()[:400], "打不开"),
        (b"\xff\xd8\xff" + bytes(100), "打不开"),
        (pdf()[:-10], "不完整"),
        (pdf(SCRIPT), "脚本"),
        (pdf(b"/OpenAction << /S /#4aavaScript >>"), "脚本"),
        (pdf(b"/AA << /O << /S /Launch >> >>"), "脚本"),
        (pdf(stream=zlib.compress(SCRIPT), of=b"/Type /ObjStm /Filter /FlateDecode"), "脚本"),
        (pdf(stream=zlib.compress(bytes(30_000_000)), of=b"/Type /ObjStm /Filter /FlateDecode"), "大得不正常"),
        (office("application/vnd.ms-word.document.macroEnabled.main+xml"), "宏"),
        (office(word__vbaProject="x"), "宏"),
        (office(word__embeddings__oleObject1="x"), "嵌入"),
        (office(**{"word___rels__settings.xml.rels": link("attachedTemplate", "http://a.example/x.dotm")}), "别处"),
        (office(**{"word___rels__document.xml.rels": link("image", "\\\\server\\x.png")}), "别处"),
        (office(word__document=bytes(30_000_000)), "大得不正常"),
        (office(word__document="<!DOCTYPE x [<!ENTITY a 'b'>]>"), "打不开"),
        (office("text/xml"), "压缩包"),
        (b"PK\x03\x04 and nothing", "打不开"),
        (b"\xd0\xcf\x11\xe0" + bytes(100), "旧格式"),
        (bytes(4) + b"ftypheic", "HEIC"),
        (bytes(4) + b"ftypmp42", "视频"),
        (b"GIF89a", "JPEG"),
        (b"Rar!\x1a\x07", "压缩包"),
        (b"<html><script>alert(1)</script>", "按内容辨认"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "按内容辨认"),
        (b"MZ\x90", "按内容辨认"),
    ],
    ids=range(28),
)
def test_what_is_broken_hostile_or_of_another_kind_is_refused_with_what_to_do(content, told):
    with pytest.raises(UnreadableError, match=told):
        read_evidence("照片.jpg", content)


@pytest.mark.parametrize(
    "content",
    [
        pdf(stream=b"\x00/JS (\xff) /Launch\x01", of=b"/Filter /DCTDecode"),  # bytes of a picture
        pdf(b"/JSON 1"),
        pdf(stream=zlib.compress(b"<< /Type /Page >>"), of=b"/Type /ObjStm /Filter /FlateDecode"),
        office(**{"word___rels__document.xml.rels": link("hyperlink", "http://www.henan.gov.cn/")}),
        office(**{"word___rels__settings.xml.rels": link("attachedTemplate", "file:///C:\\Users\\a\\Normal.dotm")}),
    ],
)
def test_what_only_looks_hostile_is_kept(content):
    assert read_evidence("a", content).content == content


def test_a_file_that_is_too_large_is_refused(settings):
    settings.UPLOAD_LIMIT = 100
    with pytest.raises(UnreadableError, match="最大只收 100"):
        read_evidence("a.pdf", pdf())


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("厕所改造.JPG", "厕所改造.jpg"),
        ("C:\\Users\\王\\图 1.png", "图 1.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("a\u202egpj.exe", "agpj.exe.jpg"),
        ("a\r\nSet-Cookie: x=1.jpg", "aSet-Cookie: x=1.jpg"),
        (".jpg", "picture.jpg"),
        ("长" * 300, "长" * 96 + ".jpg"),
    ],
)
def test_a_name_is_shown_plain_with_the_ending_of_what_the_file_is(name, shown):
    assert shown_name(name, FileKind.PICTURE) == shown
