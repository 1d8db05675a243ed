"""The product's settings, with what tests need: quick password hashes aside, nothing is replaced by something easier."""

import os

from backend.settings import *  # noqa: F403
from backend.settings import DATABASES, REST_FRAMEWORK, VAR_DIR

# Playwright's synchronous interface runs an event loop in the test's thread; no test of ours is asynchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# Argon2 stays the hasher; only its cost falls, or every signed-in test would pay 0.1 s.
PASSWORD_HASHERS = ["tests.hashers.QuickArgon2"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Each client of a test loads the middleware, and WhiteNoise then looks at every file there: 30 ms where `make run` has collected them.
STATIC_ROOT = VAR_DIR / "static-of-tests"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
    # After each test Django asks once for each table: of the 128 statements that are kept by default, none of the tests' own would be left.
    DATABASES["default"]["OPTIONS"] |= {"cached_statements": 1024}
ALLOWED_HOSTS = ["*"]
REST_FRAMEWORK = REST_FRAMEWORK | {"TEST_REQUEST_DEFAULT_FORMAT": "json"}
