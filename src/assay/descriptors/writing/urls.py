"""Writing."""

from django.urls import path

from assay.descriptors.writing import coach_views, my_skills, section_views, similar_views, views

urlpatterns = [
    path("my-skills/", my_skills.my_skills, name="my_skills"),
    path("my-skills/write/", views.write, name="write"),
    path("my-skills/scratch/", views.scratch, name="scratch"),
    path("my-skills/scratch/<uuid:uid>/discard/", my_skills.discard_scratch, name="discard_scratch"),
    path("my-skills/similar/", similar_views.similar_beside, name="similar_beside"),
    path("my-skills/coach/", coach_views.coach_beside, name="coach_beside"),
    path("my-skills/<uuid:uid>/", views.edit, name="edit"),
    path("my-skills/<uuid:uid>/dismiss/<slug:rule>/<slug:field>/", coach_views.dismiss_question, name="dismiss_question"),
    path("my-skills/<uuid:uid>/ask-again/<uuid:dismissal>/", coach_views.ask_question_again, name="ask_question_again"),
    path("my-skills/<uuid:uid>/keep-beside/<uuid:other>/", similar_views.keep_both, name="keep_both"),
    path("my-skills/<uuid:uid>/use-instead/<uuid:other>/", similar_views.use_instead, name="use_instead"),
    path("my-skills/<uuid:uid>/delete/", my_skills.delete_draft, name="delete_draft"),
    path("my-skills/<uuid:uid>/restore/", my_skills.restore_draft, name="restore_draft"),
    path("sections/asks/", section_views.section_asks, name="section_asks"),
    path("sections/similar/", section_views.similar_sections, name="similar_sections"),
]
