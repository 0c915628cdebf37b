"""Addresses of curation."""

from django.urls import path

from assay.descriptors.curating import row_views, terms_views, views

urlpatterns = [
    path("admin/curation/", views.curation, name="curation"),
    path("admin/curation/undo/", views.undo, name="curation_undo"),
    path("admin/curation/new/", row_views.new, name="library_new"),
    path("admin/curation/<uuid:uid>/", row_views.edit, name="library_edit"),
    path("admin/terms/", terms_views.terms, name="terms"),
    path("admin/terms/<uuid:uid>/", terms_views.term, name="term"),
    path("admin/terms/<uuid:uid>/rename/", terms_views.term_rename, name="term_rename"),
    path("admin/terms/<uuid:uid>/merge/", terms_views.term_merge, name="term_merge"),
    path("admin/terms/<uuid:uid>/retire/", terms_views.term_retire, name="term_retire"),
]
