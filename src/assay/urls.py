"""Mount the apps; nothing else."""

from django.urls import URLPattern, URLResolver, include, path

handler403 = "assay.web.views.not_allowed"
handler404 = "assay.web.views.not_found"
handler500 = "assay.web.faults.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("assay.web.urls")),
    path("", include("assay.descriptors.urls")),
    path("", include("assay.home.urls")),
    path("", include("assay.accounts.urls")),
    path("", include("assay.standards.people_urls")),
    path("", include("assay.standards.urls")),
    path("", include("assay.history.urls")),
    path("", include("assay.notifications.urls")),
    path("", include("assay.review.urls")),
    path("", include("assay.schemes.urls")),
    path("", include("assay.importing.urls")),
    path("", include("assay.exporting.urls")),
]
