"""The addresses of notices and mails."""

from django.urls import path

from assay.notifications import choosing_views, views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/mail/", choosing_views.mail_choices, name="mail_choices"),
    path("notices/stop/<str:token>/", choosing_views.stop_mails, name="stop_mails"),
    path("notices/read/", views.read_all, name="notices_read"),
    path("notices/<uuid:uid>/", views.open_notice, name="notice"),
    path("admin/mail/", views.mail_jobs, name="mail_jobs"),
    path("admin/mail/<uuid:uid>/retry/", views.retry_job, name="mail_retry"),
    path("mails/", views.mails, name="mails"),
    path("mails/<slug:name>/", views.mail, name="mail"),
]
