"""Pages for whoever watches the server: does it live, can it work."""

import shutil
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fivestar.clients import is_local
from fivestar.upgrade import lacking

FREE_BYTES = 1_000_000_000
# Each look writes to the database; strangers who ask a thousand times a second get one look's answer.
LOOK_EVERY = 5  # seconds


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process lives and answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether people can work now; what stands in the way is told to callers on this machine only."""
    report = cache.get_or_set("readiness", readiness, LOOK_EVERY)
    shown = report if is_local(request) else {"ready": report["ready"]}
    return JsonResponse(shown, status=200 if report["ready"] else 503)


def readiness() -> dict:
    """Look at everything that work needs. Each check says "ok" or what is wrong."""
    checks = {
        name: _result(check)
        for name, check in {
            "database": check_write,
            "migrations": check_migrations,
            "media": check_media,
            "disk": check_disk,
        }.items()
    }
    return {
        "ready": all(result == "ok" for result in checks.values()),
        "checks": checks,
        "backup_age_seconds": backup_age(),
    }


def check_write() -> None:
    """Write a row and take it back: a full or read-only disk still reads well."""
    with transaction.atomic():
        Session.objects.create(session_key=f"readyz{uuid.uuid4().hex}"[:40], expire_date=timezone.now())
        transaction.set_rollback(True)


def check_migrations() -> None:
    """The tables are those that this version of the program expects."""
    executor = MigrationExecutor(connection)
    loader = executor.loader
    if steps := lacking(loader.disk_migrations, loader.applied_migrations):
        raise RuntimeError(f"{', '.join(steps)} of an earlier release not applied")
    waiting = executor.migration_plan(loader.graph.leaf_nodes())
    if waiting:
        raise RuntimeError(f"{len(waiting)} migrations are not applied")


def check_media() -> None:
    """Uploads can be stored."""
    Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=settings.MEDIA_ROOT) as file:
        file.write(b"readyz")


def check_disk() -> None:
    """There is room for what a day brings."""
    free = shutil.disk_usage(settings.VAR_DIR).free
    if free < FREE_BYTES:
        raise RuntimeError(f"{free // 1_000_000} MB free, {FREE_BYTES // 1_000_000} MB needed")


def backup_age() -> int | None:
    """Seconds since a backup was last verified: the age of the file by which the backup says so."""
    try:
        return round(time.time() - settings.BACKUP_VERIFIED.stat().st_mtime)
    except FileNotFoundError:
        return None


def _result(check: Callable[[], None]) -> str:
    try:
        check()
    except Exception as error:  # noqa: BLE001  (whatever stands in the way is the answer)
        return f"{type(error).__name__}: {error}"
    return "ok"
