"""How the server runs. PORT, BIND, WEB_CONCURRENCY and TRUSTED_PROXIES move it."""

import os
from pathlib import Path

import environ

from fivestar import logs

environ.Env.read_env(Path(__file__).parent / ".env")

wsgi_app = "fivestar.wsgi:application"
# Not reachable from outside unless someone says so: a proxy with a certificate belongs in front.
bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}"
workers = int(os.environ.get("WEB_CONCURRENCY") or 3)
threads = 4
# Loads the program once, before it forks: a start that is refused ends here with its sentence.
preload_app = True
timeout = 60  # seconds; the longest that an upload's reading may take is far below
graceful_timeout = 30
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  (heartbeats, not data)
control_socket_disable = True
# fivestar.requests writes the access log.
accesslog = None
logconfig_dict = logs.LOGGING
# Only these may say that a request came by HTTPS.
forwarded_allow_ips = os.environ.get("TRUSTED_PROXIES", "")


def when_ready(server):
    """Say where the pages are, once they are."""
    print(f"\n  fivestar: {'  '.join(str(listener) for listener in server.LISTENERS)}\n", flush=True)  # noqa: T201
