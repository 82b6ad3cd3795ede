"""A file that a page carries on from one step to the next."""

import base64
import binascii

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest

from ..forms import CARRIED


def carried(file) -> str:
    """A file as text that a page's form carries on to the next step; empty where it is too large for that."""
    file.seek(0)
    content = file.read(CARRIED + 1)
    return "" if len(content) > CARRIED else base64.b64encode(content).decode()


def carried_or_chosen(request: HttpRequest):
    """The files of a form: those that were chosen, or the one that the page carried on from the step before."""
    if request.FILES or not request.POST.get("carried"):
        return request.FILES or None
    try:
        content = base64.b64decode(request.POST["carried"], validate=True)
    except (binascii.Error, ValueError):
        return None
    return {"file": SimpleUploadedFile(request.POST.get("name", "")[:100] or "book.xlsx", content)}
