"""How a person wants to hear of things: the matrix, and the link in every mail that ends mails like it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from assay.notifications import stopping
from assay.notifications.models import Reach
from assay.notifications.topics import choices_of, choose, topics
from assay.web.access import anyone, open_to, signed_in
from assay.web.requests import UserRequest


@open_to(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def mail_choices(request: UserRequest) -> HttpResponse:
    """Show the matrix of topics and ways, and keep what is chosen; what was not sent stays as it is."""
    if request.method == "POST":
        chosen = {name: request.POST.get(name) for name in topics}
        choose(person=request.user, chosen={name: Reach(reach) for name, reach in chosen.items() if reach in Reach.values})
        messages.success(request, _("Your choice is saved."))
        return redirect("mail_choices")
    now = choices_of(request.user)
    lines = [{"topic": topic, "ways": [(way, way == now[name]) for way in Reach]} for name, topic in topics.items()]
    return render(request, "notifications/mail_choices.html", {"lines": lines, "ways": list(Reach)})


@csrf_exempt  # a mail program sends it with one click and no cookie; the signed address is the proof (RFC 8058)
@open_to(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
def stop_mails(request: HttpRequest, token: str) -> HttpResponse:
    """Ask before stopping mails (a scanner follows links), and stop them on POST; or take that back."""
    found = stopping.read(token)
    if found is None:
        raise Http404
    user, topic = found
    if request.method == "POST":
        stopping.stop(user=user, topic=topic)
    about = topics[topic].label if topic else ""
    return render(request, "notifications/stop_mails.html", {"about": about, "done": request.method == "POST"})
