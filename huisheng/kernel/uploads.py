"""Files on their way in: held in memory, never written to a disk unsealed, and never more of them than fits."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

ROOM = 64 * 1024 * 1024  # bytes of one request's files: what a process can bear. How large a file may be, rules say


class Bounded(FileUploadHandler):
    """Keeps a request's files in memory as far as ROOM; of what is beyond, only the size is known."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._left = ROOM
        self._kept = BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)
        self._kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """A piece of it: kept while there is room."""
        self._left -= self._kept.write(raw_data[: self._left])

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The file with the size that was sent; longer than what can be read from it: it was cut short."""
        self._kept.seek(0)
        return InMemoryUploadedFile(
            file=self._kept,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
