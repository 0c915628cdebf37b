"""Addresses of saved searches."""

from django.urls import path

from assay.descriptors.searches import views

urlpatterns = [
    path("searches/", views.searches, name="searches"),
    path("searches/new/", views.search_new, name="search_new"),
    path("searches/<uuid:uid>/", views.search, name="search"),
]
