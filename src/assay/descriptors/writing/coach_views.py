"""What the editor asks the coach about what is being typed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from assay.descriptors.coaching.notes import coached
from assay.descriptors.models import Descriptor
from assay.descriptors.posted import uid_of
from assay.descriptors.writing.beside import posted_wording
from assay.descriptors.writing.my_skills import writes
from assay.web.access import open_to
from assay.web.requests import UserRequest


@open_to(writes)
@require_POST
def coach_beside(request: UserRequest) -> HttpResponse:
    """Return what the coach says of it; nothing where that is what the page shows already."""
    uid = uid_of(request.POST.get("uid"))
    own = Descriptor.objects.editable_by(request.user).live().filter(uid=uid).first() if uid else None
    found = coached(posted_wording(request.POST), language=own.language if own else "en", is_saved=own is not None)
    if request.POST.get("coach_shown") == found.signature:
        return HttpResponse(status=204)
    return render(request, "descriptors/coach.html", {"coached": found, "swapped": True})
