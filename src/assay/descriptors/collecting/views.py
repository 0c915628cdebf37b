"""Collections: the list, one of them, and adding to them from anywhere."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from assay.descriptors.collected import Collection
from assay.descriptors.collecting import actions, taken_out
from assay.descriptors.collecting.favourites import made_for
from assay.descriptors.collecting.page import Reading, address_of, page_of, places_for
from assay.descriptors.comparing.tray import Tray, in_order
from assay.descriptors.duplicates.following import opens_more
from assay.descriptors.forwarding import forwarded
from assay.descriptors.library.copying import MOST_COPIED, copied_many
from assay.descriptors.library.views import plain
from assay.descriptors.models import Descriptor
from assay.descriptors.posted import number_of, seen_of, text_of, uid_of
from assay.errors import DomainError, Invalid
from assay.web.access import members, open_to
from assay.web.requests import UserRequest

UNDO, FAVOURITES = "collection_undo", "favourites"
STEPS = {"up": -1, "down": 1}


@open_to(members)
@require_http_methods(["GET", "HEAD", "POST"])
def collections(request: UserRequest) -> HttpResponse:
    """List favourites, one's own collections and those of one's skills; make a new one."""
    refusal: Invalid | None = None
    if request.method == "POST":
        try:
            return redirect("collection", made(request).uid)
        except Invalid as invalid:
            refusal = invalid
    found = counted(request)
    page = {
        "favourites": sum(one.__dict__["shown"] for one in found if one.is_favourites),
        "collections": [one for one in found if not one.is_favourites],
        "places": places_for(request.user),
        "uid": uuid.uuid4(),
        "typed": text_of(request.POST.get("name", "")),
        "refusal": refusal,
        "undo": request.session.pop(UNDO, None),
    }
    return render(request, "descriptors/collections.html", page, status=422 if refusal else 200)


def counted(request: UserRequest) -> list[Collection]:
    """Return the person's collections, each with how many of its descriptors they may open."""
    found = list(Collection.objects.listed_for(request.user).select_related("skill", "owner"))
    seen = Descriptor.objects.live().visible_to(request.user)
    numbers = dict(
        seen.filter(in_collections__collection__in=found).order_by().values_list("in_collections__collection").annotate(Count("pk"))
    )
    for collection in found:
        collection.__dict__["shown"] = numbers.get(collection.pk, 0)
    return found


def made(request: UserRequest) -> Collection:
    """Make the collection that a form describes. Raises Invalid, NotAllowed."""
    code = request.POST.get("skill", "")
    skill = next((place for place in places_for(request.user) if place.code == code), None)
    if code and skill is None:
        raise Http404
    uid = uid_of(request.POST.get("uid")) or uuid.uuid4()
    name = text_of(request.POST.get("name", ""))
    return actions.create(uid=uid, name=name, skill=skill, by=request.user, at=timezone.now())


@open_to(members)
@require_safe
def favourites(request: UserRequest) -> HttpResponse:
    """Lead to the first of the person's collections; before the first star, say how one stars."""
    found = Collection.objects.favourites_of(request.user).first()
    return redirect("collection", found.uid) if found else shown(request, None)


@open_to(members)
@require_http_methods(["GET", "HEAD", "POST"])
def collection(request: UserRequest, uid: uuid.UUID) -> HttpResponse:
    """Show a collection; its forms rename, share, delete, restore, order and annotate."""
    found = get_object_or_404(Collection.objects.visible_to(request.user).select_related("skill", "owner"), uid=uid)
    if request.method == "POST":
        return change(request, found)
    if found.deleted_at is not None:
        return render(request, "descriptors/collection_deleted.html", {"collection": found})
    return shown(request, found, taken_out=taken_out.offered(request, found))


def shown(request: UserRequest, found: Collection | None, *, status: int = 200, **more: Any) -> HttpResponse:
    """Answer with the page of a collection."""
    clash = more.get("clash")
    reading = Reading(
        *(request.user, timezone.now(), found, frozenset(Tray(request).uids)),
        asked=request.GET.get("page", ""),
        around=clash.descriptor if clash else None,
    )
    page = {"reading": reading, "link": request.build_absolute_uri(request.path), **more}
    return render(request, "descriptors/collection.html", page, status=status)


def change(request: UserRequest, found: Collection) -> HttpResponse:
    """Do what a form of the page asks for. Raises DomainError, Http404."""
    known: dict[str, Any] = {"collection": found, "by": request.user, "at": timezone.now()}
    do = request.POST.get("do", "")
    if do == "rename":
        actions.rename(**known, name=text_of(request.POST.get("name", "")))
    elif do in {"share", "unshare"}:
        actions.share(**known, on=do == "share")
    elif do in {"delete", "restore"}:
        actions.put_away(**known, deleted=do == "delete")
    else:
        try:
            change_item(request, known, do)
        except actions.NoteChanged as clash:
            return both_notes(request, found, clash)
    if do == "put back":
        taken_out.drop(request, found.uid, text_of(request.POST.get("descriptor", "")))
    if do == "note" and request.headers.get("X-Autosave"):
        return JsonResponse({"text": str(SAID[do]), "fields": {"was": actions.tidied(text_of(request.POST.get("note", "")))}})
    return said(request, found, do)


def change_item(request: UserRequest, known: dict[str, Any], do: str) -> None:
    """Do what the form beside a descriptor asks for; whatever is pressed, a note that was typed is kept. Raises DomainError, Http404."""
    asked, to = uid_of(request.POST.get("descriptor")) or uuid.UUID(int=0), number_of(request.POST.get("to", ""))
    uid = now_of(request, asked)
    noting = {**known, "descriptor": uid, "note": text_of(request.POST.get("note", "")), "opened": opened_by_merge(known, asked, uid)}
    if do not in {"note", "remove", "put back", "up", "down", "move"} or (to is None and do not in {"note", "remove"}):
        raise Http404
    if "note" in request.POST and do != "put back":
        seen = frozenset(map(text_of, request.POST.getlist("was"))) or actions.NONE_SEEN
        actions.annotate(**noting, seen=seen)
    if do == "remove":
        taken_out.offer(request, known["collection"], uid, actions.remove(**known, descriptor=uid))
    elif do == "put back":
        row = get_object_or_404(Descriptor.objects.live().visible_to(request.user), uid=uid)
        actions.put_back(**known, row=row, was=actions.TakenOut(to or 0, "" if noting["opened"] else noting["note"]))
        if noting["opened"]:  # what was typed is shown to its writer first
            actions.annotate(**noting, longest=actions.LONGEST_JOINED)
    elif do != "note":
        actions.move(**known, descriptor=uid, to=(to or 0) + STEPS.get(do, 0))


def now_of(request: UserRequest, uid: uuid.UUID) -> uuid.UUID:
    """Return the uid of what a merged descriptor became, where the person may open that; else the one that the page was loaded with."""
    became = forwarded([uid]).get(uid)
    return became if became and Descriptor.objects.live().visible_to(request.user).filter(uid=became).exists() else uid


def opened_by_merge(known: dict[str, Any], asked: uuid.UUID, became: uuid.UUID) -> bool:
    """Return whether what a form speaks of was merged meanwhile into what more people may open, who would read a note on it here."""
    if asked == became or not known["collection"].is_read_by_others:
        return False
    rows = {row.uid: row for row in Descriptor.objects.filter(uid__in=[asked, became])}
    return opens_more(rows[asked], rows[became], known["at"])


def both_notes(request: UserRequest, found: Collection, clash: actions.NoteChanged) -> HttpResponse:
    """Answer 409 with what was typed beside what stands there now; where the descriptor was taken out, with the way to put it back."""
    if request.headers.get("X-Autosave"):
        return HttpResponse(str(clash), status=clash.status, content_type="text/plain; charset=utf-8")
    row = Descriptor.objects.live().visible_to(request.user).filter(uid=clash.descriptor).first()
    to = number_of(request.POST.get("to", "")) or 0
    return shown(request, found, status=clash.status, clash=clash, gone=row if clash.theirs is None else None, to=max(to, 0))


SAID = {
    "rename": gettext_lazy("Renamed."),
    "note": gettext_lazy("The note is kept."),
    "restore": gettext_lazy("The collection is back."),
    "share": gettext_lazy("Everybody signed in who has the link can read it now, each what they may open."),
    "unshare": gettext_lazy("The link opens it only for those who have it in their list now."),
}


def said(request: UserRequest, found: Collection, do: str) -> HttpResponse:
    """Say what was done, and go on: to the list after a delete, which offers to undo it, else to the page where it was."""
    if do == "delete":
        request.session[UNDO] = {"url": reverse("collection", args=[found.uid]), "name": found.name}
        return redirect("collections")
    if do in SAID:
        messages.success(request, SAID[do])
    to = number_of(request.POST.get("to", ""))
    number = seen_of(request.GET.get("page")) if to is None else page_of(to + STEPS.get(do, 0))
    return redirect(address_of(found, number))


@open_to(members)
@require_http_methods(["GET", "HEAD", "POST"])
def collect(request: UserRequest) -> HttpResponse:
    """Choose a collection for one or several descriptors, an old one or a new one; a form with `show` only names very many.

    Raises DomainError.
    """
    data = request.POST if request.method == "POST" else request.GET
    rows = in_order(named_in(data), request)
    if not rows:
        raise Http404
    refusal: Invalid | None = None
    if request.method == "POST" and "show" not in request.POST:
        try:
            return collected(request, rows)
        except Invalid as invalid:
            refusal = invalid
    page = {
        "rows": rows,
        "collections": Collection.objects.editable_by(request.user).filter(deleted_at=None, is_favourites=False).select_related("skill"),
        "places": places_for(request.user),
        "uid": uuid.uuid4(),
        "typed": text_of(request.POST.get("name", "")),
        "refusal": refusal,
        "crumbs": [{"label": _("Collections"), "url": reverse("collections")}],
        "in_place": request.htmx,
    }
    template = "descriptors/collect.html#form" if request.htmx else "descriptors/collect.html"
    return render(request, template, page, status=422 if refusal else 200)


def collected(request: UserRequest, rows: list[Descriptor]) -> HttpResponse:
    """Put them into the chosen collection, or into a new one. Raises Invalid, DomainError, Http404."""
    found = chosen_collection(request)
    fresh = actions.add(collection=found, rows=rows, by=request.user, at=timezone.now())
    words = ngettext("%(n)d descriptor added to “%(name)s”.", "%(n)d descriptors added to “%(name)s”.", fresh)
    said = words % {"n": fresh, "name": found} if fresh else _("It was in “%(name)s” already.") % {"name": found}
    if request.htmx:
        return render(request, "descriptors/collect.html#added", {"found": found, "said": said})
    messages.success(request, said)
    return redirect("collection", found.uid)


def chosen_collection(request: UserRequest) -> Collection:
    """Return the collection that a form chooses; favourites and a new one are made. Raises Invalid, Http404."""
    chosen = request.POST.get("collection", "")
    if chosen == FAVOURITES:
        return made_for(request.user, timezone.now())
    open_ones = Collection.objects.editable_by(request.user).filter(deleted_at=None)
    uid = uid_of(chosen)
    return get_object_or_404(open_ones, uid=uid) if uid else made(request)


def named_in(data: QueryDict) -> list[uuid.UUID]:
    """Return the descriptors that an address names, or a form, which has very many in one field with blanks between them; each once.

    Raises DomainError where there are too many: none is left out without a word.
    """
    found = [uid_of(typed) for field in data.getlist("d") for typed in field.split()]
    once = list(dict.fromkeys(uid for uid in found if uid is not None))
    if len(once) > MOST_COPIED:
        said = _("At most %(most)d descriptors are added or copied at once, and these are %(n)d. Choose fewer.")
        raise DomainError(said % {"most": MOST_COPIED, "n": len(once)})
    return once


@open_to(members)
@require_http_methods(["GET", "HEAD", "POST"])
def copy_many(request: UserRequest) -> HttpResponse:
    """Answer the clipboard with several descriptors as plain text; a browser that follows the link, or sends the form, gets a page.

    Raises DomainError.
    """
    data = request.POST if request.method == "POST" else request.GET
    rows = in_order(named_in(data), request)
    kind = data.get("as", "cis")
    if not rows or kind not in {"cis", "text", "markdown"}:
        raise Http404
    text = copied_many(rows, kind, request.user)
    if request.get_preferred_type(["text/html", "text/plain"]) == "text/plain":
        return plain(text)
    return render(request, "descriptors/copy.html", {"copied": text})
