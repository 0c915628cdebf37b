"""Uploads beyond what a form may carry: taken only where a view says so, from those who may ask it, and kept without a name."""

import tempfile
from collections.abc import Callable
from typing import IO, Any, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from assay.web.access import policy_of

View = TypeVar("View", bound=Callable[..., Any])


def takes_up_to(size: int) -> Callable[[View], View]:
    """Let a view take forms of so many bytes, files and all."""

    def mark(view: View) -> View:
        view.largest_form = size  # type: ignore[attr-defined]  # functions carry attributes
        return view

    return mark


def largest_form(request: HttpRequest) -> int:
    """Return how many bytes a form may have here, beyond what every form may; 0 where the view takes no more, or not from this person."""
    view = request.resolver_match.func if request.resolver_match else None
    policy = policy_of(view) if view else None
    may = policy is not None and hasattr(request, "user") and policy(request.user)
    return getattr(view, "largest_form", 0) if may else 0


class Streamed(FileUploadHandler):
    """Write each file to a nameless one on disk; stands behind the handler for small forms, which leaves it the large ones."""

    kept: IO[bytes] | None = None
    is_active = False

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *args: Any, **kwargs: Any) -> None:  # noqa: N803  Django's name
        """See whether the form may be as large as it says."""
        super().handle_raw_input(input_data, META, content_length, *args, **kwargs)
        self.is_active = self.request is not None and content_length <= largest_form(self.request)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self.kept = tempfile.TemporaryFile() if self.is_active else None  # noqa: SIM115 - the request closes it

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keep a piece; what is not kept is let go."""
        if self.kept is not None:
            self.kept.seek(start)
            self.kept.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        """Return the file."""
        if self.kept is None:
            return None
        self.kept.seek(0)
        return UploadedFile(self.kept, self.file_name, self.content_type, file_size, self.charset, self.content_type_extra)
