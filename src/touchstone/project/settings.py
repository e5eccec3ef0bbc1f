"""Django's settings, made from the environment (:mod:`touchstone.project.environment`)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF

from touchstone.project.environment import database, environment, file_storage, mail, secret_key
from touchstone.project.logs import logging_settings

GIVEN = environment()


def origin_of_url(url: str) -> str:
    """The scheme, host and port of an address: what a browser is told that a form may lead to."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


PACKAGE = Path(__file__).resolve().parents[1]

TOUCHSTONE_MODE = GIVEN.mode
TOUCHSTONE_DATA = GIVEN.data
TOUCHSTONE_HEADS = GIVEN.heads_folder
TOUCHSTONE_ORIGIN = GIVEN.origin.rstrip("/")
TOUCHSTONE_PROXIES = GIVEN.proxies
TOUCHSTONE_OWNER_DATABASE = GIVEN.owner_database
TOUCHSTONE_TRACES = GIVEN.traces

GIVEN.data.mkdir(parents=True, exist_ok=True)

DEBUG = False
SECRET_KEY = secret_key(GIVEN)
ALLOWED_HOSTS = [
    host
    for host in (urlsplit(GIVEN.origin).hostname, "127.0.0.1", "localhost", "[::1]", *GIVEN.hosts.split(","))
    if host
]
CSRF_TRUSTED_ORIGINS = [TOUCHSTONE_ORIGIN]
ROOT_URLCONF = "touchstone.project.urls"
WSGI_APPLICATION = "touchstone.project.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "touchstone.web",
    "touchstone.ledger",
    "touchstone.people",
    "touchstone.notices",
    "touchstone.archive",
    "touchstone.policy",
    "touchstone.catalogue",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "template_partials",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "touchstone.web.middleware.health",
    "touchstone.web.middleware.request_log",
    "touchstone.web.secret_links.secret_links",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "touchstone.web.middleware.hat",
    "touchstone.web.middleware.refusals",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "touchstone.web.shell.shell",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            ["django.template.loaders.app_directories.Loader"],
                        )
                    ],
                )
            ],
            "builtins": ["template_partials.templatetags.partials"],
        },
    }
]
FORM_RENDERER = "touchstone.web.rendering.FormRenderer"

DATABASES = {"default": database(GIVEN.database, GIVEN.data)}
STORAGES = {
    "default": file_storage(GIVEN.files.get_secret_value(), GIVEN.data),
    "staticfiles": {"BACKEND": "touchstone.web.assets.Assets"},
}
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": GIVEN.cache}
        if GIVEN.cache
        else {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "web_cache",
            # Throttling counts here: whoever fills it must not make it forget.
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
    )
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE / "web" / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 31_536_000
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"

# Who signs in, and how.
AUTH_USER_MODEL = "people.Account"
# The address is unique whatever its capitals, which the check cannot see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "front"
ACCOUNT_ADAPTER = "touchstone.web.signing_in.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "touchstone.web.signing_in.SocialAccountAdapter"
MFA_ADAPTER = "touchstone.web.signing_in.MFAAdapter"
USERSESSIONS_ADAPTER = "touchstone.web.signing_in.UserSessionsAdapter"
ACCOUNT_FORMS = {
    "login": "touchstone.web.forms.signing_in.LoginForm",
    "reset_password": "touchstone.web.forms.signing_in.ResetPasswordForm",
    "reset_password_from_key": "touchstone.web.forms.signing_in.ResetPasswordKeyForm",
    "change_password": "touchstone.web.forms.signing_in.ChangePasswordForm",
    "set_password": "touchstone.web.forms.signing_in.SetPasswordForm",
    "add_email": "touchstone.web.forms.signing_in.AddEmailForm",
    "reauthenticate": "touchstone.web.forms.signing_in.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "touchstone.web.forms.signing_in.AuthenticateForm",
    "reauthenticate": "touchstone.web.forms.signing_in.CodeAgainForm",
    "activate_totp": "touchstone.web.forms.signing_in.ActivateTOTPForm",
    "add_webauthn": "touchstone.web.forms.signing_in.AddWebAuthnForm",
    "edit_webauthn": "touchstone.web.forms.signing_in.EditWebAuthnForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 2
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "confirm_email": "1/3m/key",
    "reauthenticate": "10/m/user",
}
SOCIALACCOUNT_ONLY = False
TOUCHSTONE_OIDC_DOMAINS = frozenset(
    domain.strip().lower() for domain in GIVEN.oidc_domains.split(",") if domain.strip()
)
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "organisation",
                "name": GIVEN.oidc_name,
                "client_id": GIVEN.oidc_client,
                "secret": GIVEN.oidc_secret.get_secret_value(),
                "settings": {"server_url": GIVEN.oidc_issuer},
            }
        ]
        if GIVEN.oidc_issuer
        else [],
    }
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
# Every account begins with a proved address, so that a second step never hides whose it is: the address may be changed.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Touchstone"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not GIVEN.https
USERSESSIONS_TRACK_ACTIVITY = False

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = GIVEN.https
CSRF_COOKIE_SECURE = GIVEN.https
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "touchstone.web.pages.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# What the browser may do.
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = GIVEN.https and GIVEN.is_production
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 31_536_000 if GIVEN.https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if GIVEN.proxies else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "media-src": [SELF],
        "form-action": [SELF, *([origin_of_url(GIVEN.oidc_issuer)] if GIVEN.oidc_issuer else [])],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: []
    for name in (
        "accelerometer",
        "autoplay",
        "camera",
        "display-capture",
        "encrypted-media",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
}

# What is sent to us.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_HANDLERS = [
    "touchstone.web.uploads.Limited",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

DEFAULT_FROM_EMAIL = GIVEN.mail_from
SERVER_EMAIL = GIVEN.mail_from
_MAIL = mail(GIVEN.mail.get_secret_value(), GIVEN.data)
globals().update(_MAIL)

LOGGING_CONFIG = None
LOGGING = logging_settings(GIVEN.log_level, GIVEN.log_format)
