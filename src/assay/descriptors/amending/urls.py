"""The addresses of amendments."""

from django.urls import path

from assay.descriptors.amending import views

urlpatterns = [
    path("library/<uuid:uid>/amend/", views.amend, name="amend"),
    path("my-skills/<uuid:uid>/against/", views.amend_beside, name="amend_beside"),
]
