"""Addresses of the home app."""

from django.urls import path

from assay.home import views

urlpatterns = [
    path("", views.home, name="home"),
    path("better/", views.better, name="better"),
]
