"""Addresses of the importing app."""

from django.urls import path

from assay.importing import undo_views, views
from assay.importing.columns import views as columns

urlpatterns = [
    path("import/", views.imports, name="imports"),
    path("import/columns/", columns.mappings, name="column_mappings"),
    path("import/columns/<uuid:uid>/forget/", columns.forget, name="column_mapping_forget"),
    path("import/<uuid:uid>/columns/", columns.columns, name="import_columns"),
    path("import/<uuid:uid>/", views.preview, name="import"),
    path("schemes/<uuid:uid>/undo/", undo_views.undo_import, name="import_undo"),
    path("import/<uuid:uid>/discard/", views.discard_upload, name="import_discard"),
]
