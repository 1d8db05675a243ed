"""The one settings file: a clone runs without any variable, PRODUCTION=1 refuses to start with an incomplete configuration."""

import os
import re
import secrets
import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from backend import openpyxl_alone  # noqa: F401 - before any other module loads openpyxl
from backend.headers import add_static_headers

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR") or BASE_DIR / "var")


def _read_boolean(name: str) -> bool:
    """Return whether a variable is switched on; refuse a spelling that could be taken for either."""
    value = os.environ.get(name, "").strip().lower()
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("", "0", "false", "no", "off"):
        return False
    raise ImproperlyConfigured(f"{name} is switched on by 1 and off by 0; {os.environ[name]!r} is neither.")


def _read_years(name: str, default: int) -> int:
    value = os.environ.get(name) or str(default)
    if not (value.isascii() and value.isdecimal() and 1 <= int(value) <= 100):
        raise ImproperlyConfigured(f"{name} is a number of years from 1 to 100; {value!r} is not.")
    return int(value)


def _keep_private(folder: Path) -> None:
    """Make the folder with the database and the keys if it is missing, and shut it and its files to other users of the machine."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        folder.chmod(0o700)
        for path in folder.iterdir():
            with suppress(FileNotFoundError):  # a journal of the database comes and goes
                if path.is_file() and path.stat().st_mode & 0o077:
                    path.chmod(0o600)
    except PermissionError as error:
        raise ImproperlyConfigured(f"{error.filename} has to belong to the user who runs the program: chown it.") from error


_keep_private(VAR_DIR)
PRODUCTION = _read_boolean("PRODUCTION")
DEBUG = False


def _read_secret(name: str) -> str:
    """Return a variable, or what stands in the file that NAME_FILE names: systemd, Docker and vaults hand secrets over as files."""
    value, path = os.environ.get(name, ""), os.environ.get(f"{name}_FILE")
    if not path:
        return value
    if value:
        raise ImproperlyConfigured(f"{name} and {name}_FILE are both set: leave one of them out.")
    try:
        return Path(path).read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE names {path}, which cannot be read: {error.strerror}.") from error


def _require_strong(name: str, value: str) -> str:
    if len(value) < 32 or len(set(value)) < 8:
        raise ImproperlyConfigured(
            f"{name} is too weak: 32 characters at least, 8 different ones among them. A good one:"
            ' python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
    return value


def _read_key(name: str) -> str:
    """Return the named key from the environment, else (not in production) from var/, where it is written the first time."""
    if value := _read_secret(name):
        return _require_strong(name, value)
    if PRODUCTION:
        raise ImproperlyConfigured(f"PRODUCTION=1 needs {name}")
    path = VAR_DIR / name.lower()
    if not path.exists():
        # Whole, or not there at all: of several processes that start on an empty var/, none may read a key that another is writing.
        with tempfile.NamedTemporaryFile("w", dir=VAR_DIR, prefix=path.name) as file:  # readable by its owner only
            file.write(secrets.token_urlsafe(50))
            file.flush()
            with suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text().strip()


def _read_older_keys(name: str) -> list[str]:
    """Return keys from the environment, else (not in production) from var/, separated by commas or each on a line; there may be none."""
    text, path = _read_secret(name), VAR_DIR / name.lower()
    if not text and not PRODUCTION and path.exists():
        text = path.read_text()
    return [_require_strong(f"A key of {name}", key.strip()) for key in text.replace("\n", ",").split(",") if key.strip()]


SECRET_KEY = _read_key("SECRET_KEY")
# Key of the digests of card numbers and pass codes, and of seals at rest. Not SECRET_KEY, which may be changed any day.
DIGEST_KEY = _read_key("DIGEST_KEY")
if re.search(r"[,\s]", DIGEST_KEY):
    raise ImproperlyConfigured("DIGEST_KEY holds a comma or a space: one day it could not be written into DIGEST_KEY_FALLBACKS.")
if DIGEST_KEY == SECRET_KEY:
    raise ImproperlyConfigured("DIGEST_KEY is the same as SECRET_KEY: each needs a value of its own.")
# Older keys, the latest first: what was digested or sealed with them is still known (`manage.py rotate_digest_key`).
DIGEST_KEY_FALLBACKS = _read_older_keys("DIGEST_KEY_FALLBACKS")
if SECRET_KEY in DIGEST_KEY_FALLBACKS:
    raise ImproperlyConfigured("SECRET_KEY stands in DIGEST_KEY_FALLBACKS: only what was DIGEST_KEY before belongs there.")
if DIGEST_KEY in DIGEST_KEY_FALLBACKS:
    raise ImproperlyConfigured("DIGEST_KEY stands in DIGEST_KEY_FALLBACKS, too: the new key in DIGEST_KEY, the older ones there.")

PUBLIC_URL = os.environ.get("PUBLIC_URL", "").strip().rstrip("/")
IS_HTTPS = urlsplit(PUBLIC_URL).scheme == "https"
if PUBLIC_URL and not (urlsplit(PUBLIC_URL).scheme in ("http", "https") and urlsplit(PUBLIC_URL).hostname):
    raise ImproperlyConfigured(f"PUBLIC_URL is an address such as https://taphuan.example.gov.vn; {PUBLIC_URL!r} is none.")
ALLOWED_HOSTS = [host.strip() for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host.strip()]
if PRODUCTION and not (IS_HTTPS and ALLOWED_HOSTS):
    raise ImproperlyConfigured("PRODUCTION=1 needs PUBLIC_URL=https://… and ALLOWED_HOSTS")
if PRODUCTION and any("*" in host for host in ALLOWED_HOSTS):
    raise ImproperlyConfigured("ALLOWED_HOSTS names the hosts of this site one by one; * would accept every name.")
ALLOWED_HOSTS = ALLOWED_HOSTS or ["*"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "backend.apps.StaticFiles",
    "django.contrib.humanize",
    "rest_framework",
    "knox",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "csp",
    "axes",
    "django_tasks",
    "django_tasks_db",
    "screens",
    "places",
    "accounts",
    "people",
    "activities",
    "attendance",
    "finder",
    "scanner",
    "training",
    "contests",
    "exports",
    "invitations",
    "payments",
    "certificates",
    "imports",
    "outreach",
    "reporting",
    "registry",
    "privacy",
    "maintenance",
    "console",
    "backend",
]

MIDDLEWARE = [
    "backend.requests.transport.transport_middleware",
    "django.middleware.security.SecurityMiddleware",
    "backend.headers.browser_headers_middleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "backend.requests.storable_input.StorableInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "backend.language.VietnameseFirstMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "backend.requests.body_size.body_size_middleware",
    "accounts.audit.actors.AuditMiddleware",
    # Before the next one, which then sends whoever was idle to sign in.
    "accounts.sign_in.middleware.FirstThingsFirstMiddleware",
    "people.disclosures.middleware.DisclosureMiddleware",
    # Every view asks for sign-in; those open to all carry @login_not_required.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "backend.caching.NoStoreMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "screens.sealed.searches.SearchMiddleware",
]

ROOT_URLCONF = "backend.urls"
WSGI_APPLICATION = "backend.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", ["console.template_loader.Loader"])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "console.context.shell",
            ],
        },
    },
]
FORM_RENDERER = "screens.form_renderer.FormRenderer"

DATABASE_URL = _read_secret("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'db.sqlite3'}"
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=600, conn_health_checks=False)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # a transaction that will write waits at its start, so it never has to be tried again
        "timeout": 20,  # seconds a writer waits for another
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728;"
            " PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;"
            " PRAGMA secure_delete=ON;"  # what an erasure takes away is overwritten
        ),
    }
else:
    DATABASES["default"].setdefault("OPTIONS", {}).update({"server_side_binding": True, "prepare_threshold": 3})
    DATABASE_HOST = DATABASES["default"]["HOST"]
    IS_ON_THIS_MACHINE = DATABASE_HOST.startswith("/") or DATABASE_HOST in ("", "localhost", "127.0.0.1", "::1")
    if PRODUCTION and not IS_ON_THIS_MACHINE:  # the driver's own choice, `prefer`, falls back to an open connection
        DATABASES["default"]["OPTIONS"].setdefault("sslmode", "require")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {
        "NAME": "django.contrib.auth.password_validation.CommonPasswordValidator",
        "OPTIONS": {"password_list_path": BASE_DIR / "accounts" / "data" / "breached_passwords.txt.gz"},
    },
    {"NAME": "accounts.sign_in.password_validation.ContextWordsValidator"},
    {"NAME": "accounts.sign_in.password_validation.NumberOfAPersonValidator"},
]
# "required": of administrators and of whoever sees personal data; "everybody": of ushers and leaders, too; "offered": demanded of nobody.
SECOND_FACTOR = os.environ.get("SECOND_FACTOR") or ("required" if PRODUCTION else "offered")
if SECOND_FACTOR not in ("required", "everybody", "offered"):
    raise ImproperlyConfigured("SECOND_FACTOR is required, everybody or offered")
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "sign-in"
SESSION_COOKIE_AGE = 60 * 60 * 12  # after the last click that was noted; accounts.sign_in.sessions ends a session earlier
# Browsers take a __Host- cookie from this very host over HTTPS only: no neighbour in the same domain can plant one.
COOKIE_PREFIX = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}django_language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "backend.messages.MessageStorage"
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Counted by user name, not by IP address: a school or an office shares one.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "accounts.sign_in.lockout.locked_out"
AXES_USERNAME_CALLABLE = "accounts.sign_in.devices.counted_name"  # a browser where somebody has signed in before counts by itself
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True  # who signed in from which address is not needed
# This check asks for a limit per IP address, which would lock a whole school out after ten slips; the limit per name stays.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["backend.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
FILE_UPLOAD_PERMISSIONS = 0o600  # of the collected files, too: nothing in var/ is for other users of the machine
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
# The scanner's QR reader and the font of certificates, brought in by `manage.py vendor_assets`; one for all served from this checkout.
VENDOR_DIR = Path(os.environ.get("VENDOR_DIR", BASE_DIR / ".vendor"))
VENDOR_DIR.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [VENDOR_DIR]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "backend.static_files.StaticFilesStorage"},
}
WHITENOISE_ADD_HEADERS_FUNCTION = add_static_headers
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["png", "jpg", "webp", "gz", "br", "woff", "woff2", "ttf", "map"]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.sign_in.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["screens.permissions.Closed"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["backend.api.parsers.StorableJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "backend.api.schema.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "backend.api.pagination.NumberedPages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "EXCEPTION_HANDLER": "backend.api.problems.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
REST_KNOX = {"TOKEN_TTL": timedelta(days=30), "AUTO_REFRESH": False}
SPECTACULAR_SETTINGS = {
    "TITLE": "Tập huấn & Hội thi",
    "DESCRIPTION": "Plan and record activities, register people, take attendance, hand over figures.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "ENUM_NAME_OVERRIDES": {
        "ActivityKind": "activities.models.Activity.Kind",
        "ActivityStatus": "activities.models.Activity.Status",
        "ExportFormat": "exports.models.ExportFormat",
        "ExportStatus": "exports.models.ExportJob.Status",
        "OrganisationKind": "people.models.Organisation.Kind",
        "RegistrationStatus": "attendance.models.Registration.Status",
    },
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "backend.api.schema.drop_null_beside_anything",
        "backend.api.schema.describe_problems",
    ],
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
}

# Exports in the background: the queue is a table, `manage.py export_worker` takes from it.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["exports"]}}

# The province the agency serves, by its official code; its units are offered first everywhere.
SERVED_PROVINCE = os.environ.get("SERVED_PROVINCE", "51")  # 51 = Quảng Ngãi
# Persons whose last activity is longer ago are anonymised by the nightly command, if ANONYMISE_OLD_PEOPLE=1.
PEOPLE_ARE_KEPT_YEARS = _read_years("PEOPLE_ARE_KEPT_YEARS", 5)
ANONYMISE_OLD_PEOPLE = _read_boolean("ANONYMISE_OLD_PEOPLE")
DEMO_PASSWORD = os.environ.get("DEMO_PASSWORD", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"secret_addresses": {"()": "backend.logs.SecretAddressFilter"}},
    "formatters": {"line": {"()": "backend.logs.LineFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "filters": ["secret_addresses"], "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
