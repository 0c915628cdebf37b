"""Addresses of the exporting app."""

from django.urls import path

from assay.exporting import views

urlpatterns = [
    path("export/", views.export, name="export"),
    path("export/file/", views.export_file, name="export_file"),
    path("exports/<uuid:uid>/", views.exported, name="exported"),
    path("exports/<uuid:uid>/forget/", views.forget, name="export_forget"),
    path("exports/<uuid:uid>/file/", views.exported_file, name="exported_file"),
]
