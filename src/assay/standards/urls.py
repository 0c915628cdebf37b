"""Addresses of skills, standards, WSOS sections and competitions."""

from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from assay.standards.competitions import views as competitions
from assay.standards.skills import views as skills
from assay.standards.standard import views as standard
from assay.standards.wsos import views as wsos


class CodeConverter(StringConverter):
    """A skill's or competition's code."""

    regex = "[^/\\x00]{1,16}"


register_converter(CodeConverter, "code")

urlpatterns = [
    path("", include("assay.standards.deputies.urls")),
    path("standards/", skills.standards, name="standards"),
    path("standards/add/", skills.add_skill, name="skill_add"),
    path("standards/<code:code>/", skills.skill, name="skill"),
    path("standards/<code:code>/edit/", skills.edit_skill, name="skill_edit"),
    path("standards/<code:code>/<code:competition>/", standard.standard, name="standard"),
    path("standards/<code:code>/<code:competition>/edit/", standard.edit_standard, name="standard_edit"),
    path("sectors/add/", skills.add_sector, name="sector_add"),
    path("sectors/<uuid:uid>/", skills.sector, name="sector"),
    path("sections/", wsos.sections, name="sections"),
    path("sections/add/", wsos.add_section, name="section_add"),
    path("sections/<uuid:uid>/", wsos.section, name="section"),
    path("sections/<uuid:uid>/rename/", wsos.rename, name="section_rename"),
    path("sections/<uuid:uid>/merge/", wsos.merge, name="section_merge"),
    path("sections/<uuid:uid>/delete/", wsos.delete, name="section_delete"),
    path("competitions/", competitions.competitions, name="competitions"),
    path("competitions/add/", competitions.add_competition, name="competition_add"),
    path("competitions/<code:code>/", competitions.competition, name="competition"),
    path("competitions/<code:code>/edit/", competitions.edit_competition, name="competition_edit"),
]
