"""Addresses of comparing."""

from django.urls import path

from assay.descriptors.comparing import views

urlpatterns = [
    path("compare/", views.compare, name="compare"),
    path("compare/clear/", views.clear, name="compare_clear"),
    path("compare/<uuid:uid>/", views.lay, name="compare_lay"),
]
