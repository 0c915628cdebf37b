"""Addresses of cycles."""

from django.urls import path

from assay.schemes.cycles import views

urlpatterns = [
    path("cycles/", views.cycles, name="cycles"),
    path("cycles/<uuid:uid>/", views.cycle, name="cycle"),
    path("cycles/<uuid:uid>/decide/", views.decide, name="cycle_decide"),
    path("cycles/<uuid:uid>/delete/", views.delete, name="cycle_delete"),
    path("cycles/<uuid:uid>/rest/", views.keep_rest, name="cycle_rest"),
]
