"""The library's addresses."""

from django.urls import path

from assay.descriptors.library import finding_views, revisions, views

urlpatterns = [
    path("library/", views.library, name="library"),
    path("library/complete/", finding_views.complete, name="library_complete"),
    path("library/filter/<slug:facet>/", finding_views.filter_values, name="library_filter"),
    path("library/<uuid:uid>/", views.descriptor, name="descriptor"),
    path("library/<uuid:uid>/revisions/<int:number>/", revisions.revision, name="revision"),
    path("library/<uuid:uid>/preview/", views.preview, name="preview"),
    path("library/<uuid:uid>/favourite/", views.favourite, name="favourite"),
    path("library/<uuid:uid>/copy/", views.copy, name="copy"),
]
