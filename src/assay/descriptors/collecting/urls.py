"""Addresses of collections."""

from django.urls import path

from assay.descriptors.collecting import views

urlpatterns = [
    path("collections/", views.collections, name="collections"),
    path("collections/favourites/", views.favourites, name="favourites"),
    path("collections/add/", views.collect, name="collect"),
    path("collections/<uuid:uid>/", views.collection, name="collection"),
    path("copy/", views.copy_many, name="copy_many"),
]
