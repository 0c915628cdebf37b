"""Addresses of the map of duplicates."""

from django.urls import path

from assay.descriptors.duplicates import views

urlpatterns = [
    path("admin/duplicates/", views.duplicates, name="duplicates"),
    path("admin/duplicates/map/", views.make_map, name="duplicates_map"),
    path("admin/duplicates/undo/", views.undo, name="duplicates_undo"),
    path("admin/duplicates/<uuid:uid>/", views.cluster, name="cluster"),
]
