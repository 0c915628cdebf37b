"""Addresses of the importing app."""

from django.urls import path

from assay.importing import views

urlpatterns = [
    path("import/", views.imports, name="imports"),
    path("import/<uuid:uid>/", views.preview, name="import"),
    path("import/<uuid:uid>/discard/", views.discard_upload, name="import_discard"),
]
