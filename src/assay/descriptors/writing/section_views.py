"""What the section picker asks for while one writes."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from assay.descriptors.posted import text_of, uid_of
from assay.descriptors.writing.sections import asked
from assay.standards import similar
from assay.standards.models import Skill
from assay.web.access import members, open_to
from assay.web.requests import UserRequest


@open_to(members)
@require_GET
def section_asks(request: UserRequest) -> HttpResponse:
    """Return what the chosen section of a skill's standard asks, for the editor."""
    skill = get_object_or_404(Skill, code=text_of(request.GET.get("skill", "")))
    chosen = request.GET.get("wsos_section", "")
    page = {"asked": asked(skill, uid_of(chosen)), "skill": skill, "chosen": chosen}
    return render(request, "descriptors/write.html#asked", page)


@open_to(members)
@require_GET
def similar_sections(request: UserRequest) -> HttpResponse:
    """Return existing sections with a name like the one being typed: a warning, never a block."""
    name = text_of(request.GET.get("name", "") or request.GET.get("new_section", ""))
    return render(request, "descriptors/write.html#similar", {"similar": similar.similar_sections(name)})
