"""Address of the page of components; it answers in a demonstration only."""

from django.urls import path

from assay.web.look import look

urlpatterns = [path("look/", look, name="look")]
