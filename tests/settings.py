"""The settings under which the tests run: those of a plain installation, with three differences for speed.

The environment of whoever runs the tests has no say, except for the database.
"""

import os
import tempfile
from pathlib import Path

# Emptied when the test process ends.
_var = tempfile.TemporaryDirectory(prefix="fivestar-tests-")

os.environ |= {
    "PRODUCTION": "false",
    "DEBUG": "false",
    "DEMO": "false",
    "PLAIN_HTTP": "true",
    "SECRET_KEY": "only the tests know this key and it protects nothing",
    "ALLOWED_HOSTS": "testserver",
    "CSRF_TRUSTED_ORIGINS": "",
    "TRUSTED_PROXIES": "",
    "SESSION_IDLE_MINUTES": "120",
    "PASSWORD_MIN_LENGTH": "10",
    "VAR_DIR": _var.name,
}

from fivestar.settings import *  # noqa: E402, F403
from fivestar.settings import DATABASES, STATIC_ROOT, STORAGES, VAR_DIR  # noqa: E402

# Hashing slowly is tested by name; everyone else signs in at once.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Names without digests: no collectstatic before the tests.
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
STATIC_ROOT.mkdir()

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file and not memory, so that threads meet the locks that they meet at work.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(VAR_DIR) / "test.sqlite3")}
