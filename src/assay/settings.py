"""Django's settings; everything that an installation may choose comes from the environment (see env.py)."""

import atexit
import os
import secrets
import shutil
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from assay import env

PACKAGE = Path(__file__).resolve().parent
TESTING = "pytest" in sys.modules


def kept_for_tests() -> Path:
    """Return a folder of this test run's own, gone with it: runs beside each other share no database."""
    own = tempfile.mkdtemp(prefix="assay-tests-")
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    return Path(own)


DATA_DIR = env.folder("ASSAY_DATA_DIR", Path.cwd() / "var") if env.text("ASSAY_DATA_DIR") or not TESTING else kept_for_tests()
INDEX_DIR = env.folder("ASSAY_INDEX_DIR", DATA_DIR / "index")
DEMO = env.flag("ASSAY_DEMO")
DEBUG = env.flag("ASSAY_DEBUG")
BASE_URL = env.address("ASSAY_BASE_URL", "http://127.0.0.1:8000")
WORKERS = env.number("ASSAY_WORKERS", os.cpu_count() or 1)
HTTPS = BASE_URL.startswith("https://")


def kept_secret(folder: Path) -> str:
    """Return the secret key of this data folder; make it once, readable by its owner alone."""
    path = folder / "secret-key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64), encoding="ascii")
    return path.read_text(encoding="ascii")


SECRET_KEY = env.text("ASSAY_SECRET_KEY") or kept_secret(DATA_DIR)
ALLOWED_HOSTS = [
    *filter(None, env.text("ASSAY_ALLOWED_HOSTS").split(",")),
    urlsplit(BASE_URL).hostname or "127.0.0.1",
    "127.0.0.1",
    "localhost",
    "testserver" if TESTING else "[::1]",
]

INSTALLED_APPS = [
    "assay.web",
    "assay.history",
    "assay.notifications",
    "assay.accounts",
    "assay.standards",
    "assay.descriptors",
    "assay.schemes",
    "assay.review",
    "assay.importing",
    "assay.exporting",
    "assay.home",
    "assay.demo",
    "allauth",
    "allauth.account",
    "rules",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "assay.web.middleware.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "assay.web.faults.faults",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "assay.accounts.middleware.asker",
    "assay.accounts.middleware.reader_zone",
    "assay.web.middleware.access",
    "assay.web.middleware.refusals",
]

ROOT_URLCONF = "assay.urls"
WSGI_APPLICATION = "assay.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": env.database("DATABASE_URL", DATA_DIR)}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "web_cache", "OPTIONS": {"MAX_ENTRIES": 100_000}}
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                        )
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "assay.web.context.page",
            ],
            "builtins": ["template_partials.templatetags.partials", "django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

AUTHENTICATION_BACKENDS = ["assay.standards.backend.WithRoles"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("email", "name")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "assay.accounts.passwords.ContextWordsValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", "assay.accounts.passwords.AdoptedHasher"]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "assay.accounts.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = str
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105  a class, no secret
ACCOUNT_FORMS = {
    "login": "assay.accounts.forms.SignIn",
    "request_login_code": "assay.accounts.forms.AskForCode",
    "confirm_login_code": "assay.accounts.forms.EnterCode",
    "reset_password": "assay.accounts.forms.AskForReset",
    "reset_password_from_key": "assay.accounts.forms.ResetPassword",
    "change_password": "assay.accounts.forms.ChangePassword",
    "set_password": "assay.accounts.forms.SetPassword",
}
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "request_login_code": "20/m/ip,3/m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "keep": "30/m/ip",
}

SESSION_ENGINE = "assay.accounts.session_store"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CSRF_FAILURE_VIEW = "assay.web.views.csrf_failure"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
DATA_UPLOAD_MAX_NUMBER_FILES = 1_000
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler", "assay.web.uploads.Streamed"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.zone("ASSAY_TIME_ZONE", "UTC")

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG or TESTING else "assay.web.static_storage.Storage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or TESTING
WHITENOISE_ALLOW_ALL_ORIGINS = False

MAIL_SERVER = env.mail_server("ASSAY_MAIL_URL")
MAIL_DIR = DATA_DIR / "mails"
EMAIL_BACKEND = "assay.notifications.mailbox.Backend" if not MAIL_SERVER.host else "assay.notifications.smtp.Backend"
EMAIL_HOST, EMAIL_PORT = MAIL_SERVER.host, MAIL_SERVER.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL_SERVER.user, MAIL_SERVER.password
EMAIL_USE_SSL = MAIL_SERVER.tls
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("ASSAY_MAIL_FROM", "assay@localhost")

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# E-mail is unique through email_key, whatever its case.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django.request": {"level": "ERROR"}, "django.utils.autoreload": {"level": "WARNING"}},
}
