"""Mounts the pages of this room."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("assay.descriptors.collecting.urls")),
    path("", include("assay.descriptors.comparing.urls")),
    path("", include("assay.descriptors.searches.urls")),
    path("", include("assay.descriptors.library.urls")),
    path("", include("assay.descriptors.amending.urls")),
    path("", include("assay.descriptors.writing.urls")),
    path("", include("assay.descriptors.curating.urls")),
    path("", include("assay.descriptors.duplicates.urls")),
]
