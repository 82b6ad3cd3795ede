"""Fixed values of evidence."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileKind(models.TextChoices):
    """What is kept as evidence (佐证). A kind is told by the content, never by the name."""

    PICTURE = "picture", _("picture")
    PDF = "pdf", "PDF"
    WORD = "word", _("Word document")
    EXCEL = "excel", _("workbook")

    @property
    def ending(self) -> str:
        """Of the name under which a file is downloaded; every picture is kept as a JPEG."""
        return {"picture": ".jpg", "pdf": ".pdf", "word": ".docx", "excel": ".xlsx"}[self.value]

    @property
    def content_type(self) -> str:
        office = "application/vnd.openxmlformats-officedocument."
        return {
            "picture": "image/jpeg",
            "pdf": "application/pdf",
            "word": f"{office}wordprocessingml.document",
            "excel": f"{office}spreadsheetml.sheet",
        }[self.value]
