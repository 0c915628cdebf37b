"""Addresses of saved searches."""

from django.urls import path

from assay.descriptors.searches import views

urlpatterns = [
    path("library/searches/", views.searches, name="searches"),
    path("library/searches/<uuid:uid>/", views.search, name="search"),
]
