"""Every revision at its own address, with the text to cite it by."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.descriptors.forwarding import forwarded
from assay.descriptors.library.detail import Detail
from assay.descriptors.library.views import visible
from assay.descriptors.models import Revision
from assay.web.access import members, open_to
from assay.web.requests import UserRequest


@dataclass
class RevisionPage:
    """One revision for one reader; `address` is the whole one."""

    detail: Detail
    revision: Revision
    address: str

    @property
    def is_current(self) -> bool:
        """Return whether the descriptor reads so now."""
        return self.revision.number == self.detail.descriptor.version

    @cached_property
    def numbers(self) -> list[int]:
        """Return the revisions that the reader may open."""
        return [row.number for row in self.detail.revisions]

    @property
    def before(self) -> int | None:
        """Return the one before, as far as it is the reader's."""
        return max((n for n in self.numbers if n < self.revision.number), default=None)

    @property
    def after(self) -> int | None:
        """Return the next one."""
        return min((n for n in self.numbers if n > self.revision.number), default=None)

    @property
    def citation(self) -> str:
        """Return name, number, revision, date and address."""
        words = {
            "name": self.revision.criterion_name,
            "number": self.detail.descriptor.number,
            "n": self.revision.number,
            "date": date_format(timezone.localtime(self.revision.at), "j F Y"),
            "address": self.address,
        }
        return _("“%(name)s”, #%(number)d, revision %(n)d, %(date)s, %(address)s") % words


@open_to(members)
@require_safe
def revision(request: UserRequest, uid: UUID, number: int) -> HttpResponse:
    """Show a revision to whoever may read it; a merged descriptor forwards to what it was merged into."""
    target = forwarded([uid]).get(uid)
    if target is not None:
        return redirect("descriptor", visible(request, target).uid)
    detail = Detail(visible(request, uid), request.user)
    found = next((row for row in detail.revisions if row.number == number), None)
    if found is None:
        raise Http404
    page = RevisionPage(detail, found, request.build_absolute_uri(reverse("revision", args=[uid, number])))
    return render(request, "descriptors/revision.html", {"page": page})
