# SPDX-License-Identifier: Apache-2.0
"""How much one request may bring along: nobody fills the disk with a form, signed in or not."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

MOST_BYTES = 64 * 1024 * 1024  # the largest scan, and the form around it


class WholeRequest(FileUploadHandler):
    """Refuses a form with files that is too large, before anything of it is written."""

    def handle_raw_input(
        self, _input: Any, _meta: Any, content_length: int, _boundary: Any, _encoding: Any = None
    ) -> None:
        """Look at the length that was announced; the server reads no more than that.

        Raises:
            RequestDataTooBig: too large.
        """
        if content_length > MOST_BYTES:
            raise RequestDataTooBig(f"more than {MOST_BYTES} bytes")

    def receive_data_chunk(self, raw_data: bytes, _start: int) -> bytes:
        """Leave the bytes to the handlers that follow."""
        return raw_data

    def file_complete(self, _file_size: int) -> None:
        """Leave the file to the handlers that follow."""
