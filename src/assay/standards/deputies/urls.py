"""Addresses of deputies."""

from django.urls import path

from assay.standards.deputies import views

urlpatterns = [
    path("deputies/", views.deputies, name="deputies"),
    path("deputies/add/", views.add_deputy, name="deputy_add"),
    path("deputies/<uuid:uid>/end/", views.end, name="deputy_end"),
]
