"""Addresses of what looks ahead: due dates, what waits where, what changed since."""

from django.urls import path

from assay.review.ahead import views

urlpatterns = [
    path("review/overview/", views.review_overview, name="review_overview"),
    path("standards/<code:code>/<code:competition>/changed/", views.changed_since, name="changed_since"),
    path("batches/<uuid:uid>/due/", views.batch_due, name="batch_due"),
]
