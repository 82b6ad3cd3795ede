"""Province-scale data and measurements, in a database of its own. Run by hand; README.md says how."""

import os
import sys
import tempfile

if not os.environ.get("DATABASE_URL"):
    sys.exit("Name the database to measure in DATABASE_URL. It must be one that holds nothing else.")

# As a county would run it, but for what belongs to its own host.
os.environ |= {
    "PRODUCTION": "false", "DEMO": "false", "DEBUG": "false", "PLAIN_HTTP": "true", "ALLOWED_HOSTS": "testserver",
    "VAR_DIR": tempfile.mkdtemp(prefix="fivestar-benchmark-"), "DJANGO_SETTINGS_MODULE": "fivestar.settings",
}  # fmt: skip

import django

django.setup()
