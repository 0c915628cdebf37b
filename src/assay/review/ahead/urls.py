"""Addresses of what looks ahead: due dates."""

from django.urls import path

from assay.review.ahead import views

urlpatterns = [
    path("batches/<uuid:uid>/due/", views.batch_due, name="batch_due"),
]
