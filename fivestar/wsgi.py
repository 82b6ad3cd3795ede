"""The door through which the web server calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fivestar.settings")

application = get_wsgi_application()

from fivestar.production import refuse_demo_accounts  # noqa: E402  (the apps have to be loaded first)

refuse_demo_accounts()
