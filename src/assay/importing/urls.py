"""Addresses of the importing app."""

from django.urls import path

from assay.importing import undo_views, views
from assay.importing.columns import views as columns
from assay.importing.runs import views as runs

urlpatterns = [
    path("import/", views.imports, name="imports"),
    path("import/columns/", columns.mappings, name="column_mappings"),
    path("import/columns/<uuid:uid>/forget/", columns.forget, name="column_mapping_forget"),
    path("import/runs/<uuid:uid>/", runs.run, name="import_run"),
    path("import/runs/<uuid:uid>/import/", runs.import_ready, name="import_run_import"),
    path("import/runs/<uuid:uid>/discard/", runs.discard, name="import_run_discard"),
    path("import/<uuid:uid>/columns/", columns.columns, name="import_columns"),
    path("import/<uuid:uid>/", views.preview, name="import"),
    path("schemes/<uuid:uid>/undo/", undo_views.undo_import, name="import_undo"),
    path("import/<uuid:uid>/discard/", views.discard_upload, name="import_discard"),
]
