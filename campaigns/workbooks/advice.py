"""What to do with a workbook that is not opened, in the words of the menus of WPS and Excel."""

from django.utils.translation import gettext as _

from .archive import Reason


def advice(reason: Reason) -> str:
    """Why a workbook is not opened, and what makes one of it that is."""
    match reason:
        case Reason.PASSWORD:
            return _(
                "The file has a password. Remove it (File → Info → Protect Workbook → Encrypt with Password, "
                "delete it) and upload the file again."
            )
        case Reason.LINKS:
            return _(
                "The file has links to other workbooks. Break them all: Data → Edit Links (newer Excel: Workbook "
                "Links) → Break Link; save and upload it again. If one stays, copy the table into a new workbook "
                "with Paste Special → Values."
            )
        case Reason.MACROS:
            return _(
                "The file has macros. Save it as a workbook without: File → Save As → type “Excel workbook "
                "(*.xlsx)”. To rename the file is not enough."
            )
        case Reason.OBJECTS:
            return _(
                "The file has embedded objects, such as documents or controls. Delete them: press Ctrl+G, Special "
                "→ Objects, OK, Delete; save and upload it again."
            )
        case Reason.TOO_MANY:
            return _(
                "The file has too many parts, such as pictures or sheets. Delete the pictures (press Ctrl+G, "
                "Special → Objects, OK, Delete) and the sheets that are not needed, or copy the table into a new "
                "workbook with Paste Special → Values."
            )
        case Reason.TOO_LARGE:
            return _(
                "The file unpacks to far more than a table needs and was not opened. Copy the table, without the "
                "empty rows below it, into a new workbook with Paste Special → Values, and upload that."
            )
        case _:
            return _(
                "The file cannot be read as a workbook. Open it in WPS or Excel, save it as .xlsx and upload it again."
            )
