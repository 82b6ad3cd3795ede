"""A file that a page carries on from one step to the next, or gives back with what is wrong marked."""

import base64
import binascii

from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import Form
from django.http import HttpRequest, HttpResponse

from ..forms import CARRIED
from ..marked import Marked, mark_errors
from ..workbook import UnreadableError, download


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


def marked_file(file, upload: Marked, form: Form) -> HttpResponse | None:
    """The file with its errors marked. Where it cannot be marked, the form says so, and the page with the list of
    errors stays: None."""
    try:
        return download(mark_errors(file, upload), f"{file.name.removesuffix('.xlsx')}（标错）")
    except UnreadableError as error:
        form.add_error(None, str(error))
        return None
