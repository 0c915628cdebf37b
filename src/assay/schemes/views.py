"""Imported marking schemes: the list, and each as its workbook held it."""

import uuid
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.schemes.listing import Listing
from assay.schemes.models import Scheme
from assay.schemes.page import SchemePage
from assay.web.access import members, open_to
from assay.web.requests import UserRequest

if TYPE_CHECKING:
    from assay.accounts.models import User


def readers(user: "User | AnonymousUser") -> bool:
    """Allow SCMs, SAs, the secretariat and administrators."""
    return user.is_authenticated and members(user) and user.has_perm("schemes.list")


@open_to(readers)
@require_safe
def schemes(request: UserRequest) -> HttpResponse:
    """List the schemes that the person may open, the latest import first."""
    listing = Listing(request.user, request.GET)
    return render(request, "schemes/schemes.html", {"listing": listing, "may_import": request.user.has_perm("importing.upload")})


@open_to(readers)
@require_safe
def scheme(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Show a scheme: criteria, marking forms, aspects, marks, and the descriptors that were made of it."""
    rows = Scheme.objects.visible_to(request.user).select_related("skill", "competition", "imported_by", "undone_by")
    page = SchemePage(get_object_or_404(rows, uid=uid), request.user)
    crumbs = [{"label": _("Marking schemes"), "url": reverse("schemes")}]
    return render(request, "schemes/scheme.html", {"page": page, "scheme": page.scheme, "crumbs": crumbs})
