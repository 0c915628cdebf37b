"""Addresses of accounts; allauth's names, since its views look each other up by them."""

from django.urls import path, re_path

from assay.accounts import demo, own_views, views
from assay.web import kept

urlpatterns = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/send-code/", views.send_code, name="account_request_login_code"),
    path("sign-in/code/", views.enter_code, name="account_confirm_login_code"),
    path("sign-in/demo/", demo.sign_in_as, name="sign_in_as_demo"),
    path("sign-in/closed/", views.closed, name="account_inactive"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/sent/", views.password_reset_sent, name="account_reset_password_done"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$", views.password_reset_from_link, name="account_reset_password_from_key"
    ),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("invitation/<str:token>/", own_views.accept_invitation, name="accept_invitation"),
    path("waiting/", own_views.waiting, name="waiting"),
    path("me/", own_views.preferences, name="preferences"),
    path("me/sign-out-everywhere/", own_views.sign_out_everywhere, name="sign_out_everywhere"),
    path("kept/", kept.page, name="kept"),
    path("kept/send/", kept.send, name="kept_send"),
    path("kept/discard/", kept.discard, name="kept_discard"),
]
