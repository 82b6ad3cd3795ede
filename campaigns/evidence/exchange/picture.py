"""Reads a picture from standard input and writes two new ones: a JPEG to keep and a small one for lists. Runs alone,
with limits, and may be killed, as reader.py is.

Whatever a camera or a phone hid in the file, above all the place where it was taken, is not in the new ones. The first
line of the output says how many bytes each has, or what is wrong.
"""

import json
import resource
import sys
from io import BytesIO

MEMORY, SECONDS = 600 * 1024**2, 15
FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 64_000_000  # of a PNG or WebP, which has to be unpacked whole
MOST_OF_JPEG = 130_000_000  # a JPEG can be unpacked at a fraction of its size
SMALL_SIDE = 240
QUALITY, SMALL_QUALITY = 85, 70


def main(side: int) -> tuple[dict, bytes, bytes]:
    """side -- pixels of the longer side of the picture that is kept."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    from PIL import Image, ImageOps  # noqa: PLC0415  (after the limits)

    Image.MAX_IMAGE_PIXELS = None  # counted here, so that the answer can say how many there are
    with Image.open(BytesIO(sys.stdin.buffer.read()), formats=FORMATS) as picture:
        width, height = picture.size
        if width * height > (MOST_OF_JPEG if picture.format == "JPEG" else MOST_PIXELS):
            return {"too_large": [width, height]}, b"", b""
        picture.draft("RGB", (side, side))
        picture.load()
        kept = _opaque(ImageOps.exif_transpose(_shrunk(picture, side)))
    large, small = _jpeg(kept, QUALITY), _jpeg(_shrunk(kept, SMALL_SIDE), SMALL_QUALITY)
    return {"sizes": [len(large), len(small)]}, large, small


def _shrunk(picture, side: int):
    """The picture itself, with its longer side so long at most: there is no room for two large ones."""
    from PIL import Image  # noqa: PLC0415  (after the limits)

    if picture.mode in ("P", "1") and max(picture.size) > side:  # so that no lines fall out
        picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    picture.thumbnail((side, side), Image.Resampling.LANCZOS)
    return picture


def _opaque(picture):
    """The picture in plain colours, on white where it was transparent."""
    from PIL import Image  # noqa: PLC0415  (after the limits)

    if picture.mode.startswith("I"):  # 16 bits of grey, of which the upper half is seen
        picture = picture.point(lambda value: value / 256).convert("L")
    if not (picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info):
        return picture.convert("RGB")
    picture = picture.convert("RGBA")
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _jpeg(picture, quality: int) -> bytes:
    """The pixels alone: a new picture knows nothing of the old one's metadata."""
    from PIL import Image  # noqa: PLC0415  (after the limits)

    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    content = BytesIO()
    bare.save(content, "JPEG", quality=quality, optimize=True, progressive=True)
    return content.getvalue()


if __name__ == "__main__":
    told, large, small = main(int(sys.argv[1]))
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + large + small)
