"""Addresses of the review."""

from django.urls import URLPattern, URLResolver, include, path

from assay.review import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("assay.review.sending.urls")),
    path("batches/<uuid:uid>/", include("assay.review.deciding.urls")),
    path("review/", views.review_queue, name="review_queue"),
    path("review/<uuid:uid>/", views.review, name="review"),
    path("review/<uuid:uid>/recall/", views.recall, name="recall"),
    path("review/<uuid:uid>/changes/<int:number>/", views.changes, name="changes"),
    path("", include("assay.review.ahead.urls")),
    path("", include("assay.review.talk.urls")),
    path("", include("assay.review.replies.urls")),
    path("", include("assay.review.guests.urls")),
    path("batches/<uuid:uid>/", views.batch, name="batch"),
    path("batches/<uuid:uid>/similar/", views.batch_similar, name="batch_similar"),
]
