"""Addresses of people administration."""

from django.urls import path

from assay.standards import people_views

urlpatterns = [
    path("people/", people_views.listed, name="people"),
    path("people/add/", people_views.add, name="people_add"),
    path("people/<uuid:uid>/", people_views.person, name="person"),
    path("people/<uuid:uid>/invite/", people_views.invite, name="person_invite"),
    path("people/<uuid:uid>/roles/", people_views.give_role, name="person_give_role"),
    path("people/<uuid:uid>/roles/<uuid:membership>/remove/", people_views.remove_role, name="person_remove_role"),
]
