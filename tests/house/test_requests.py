"""What the frame does to each request: id, log line, language, headers, address."""

import json
import logging

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation

from fivestar import logs
from fivestar.changes import deeds
from fivestar.clients import client_address, is_local
from fivestar.language import LanguageMiddleware
from fivestar.requests import RequestIdMiddleware


@pytest.fixture
def officer(django_user_model, db):
    return django_user_model.objects.create_user("eve", name="组织委员")


class TestLog:
    def test_each_request_leaves_one_line_that_names_who_where_what_and_outcome(self, client, officer, caplog):
        caplog.set_level(logging.INFO, logger="fivestar.requests")
        client.force_login(officer)
        answer = client.get("/no-such-page/?q=13812341234", REMOTE_ADDR="10.1.2.3")
        (record,) = [record for record in caplog.records if record.name == "fivestar.requests"]
        assert (record.who, record.where, record.what, record.outcome) == (
            "eve",
            "10.1.2.3",
            "GET /no-such-page/",
            answer.status_code,
        )

    def test_the_request_id_stands_in_answer_log_and_change_sets_and_ends_with_the_request(self):
        seen = []

        def view(request):
            seen.extend([request.id, logs.request_id.get(), deeds.request_id.get()])
            return HttpResponse()

        answer = RequestIdMiddleware(view)(RequestFactory().get("/"))
        assert seen == [answer["X-Request-ID"]] * 3
        assert (logs.request_id.get(), deeds.request_id.get()) == ("", "")

    def test_a_fault_names_the_request_by_which_its_record_is_found(self, client, monkeypatch):
        monkeypatch.setattr("fivestar.health.is_local", lambda request: 1 / 0)
        client.raise_request_exception = False
        answer = client.get("/readyz")
        assert (answer.status_code, answer["X-Request-ID"] in answer.content.decode()) == (500, True)

    @pytest.mark.parametrize("typed", ["a\nb", "a\r\nb", "a\x85b", "a\u2028b", "a\u2029b", "a\ud800b", 'a"}\n{"b'])
    def test_a_line_stays_one_line_whatever_was_typed(self, typed):
        record = logging.LogRecord("fivestar", logging.INFO, __file__, 1, "%s", (typed,), None)
        line = logs.JsonFormatter().format(record)
        assert line.encode().decode().splitlines() == [line]
        assert json.loads(line)["message"] == typed

    def test_an_error_brings_its_traceback_in_the_same_line(self):
        try:
            1 / 0  # noqa: B018
        except ZeroDivisionError as error:
            facts = type(error), error, error.__traceback__
        record = logging.LogRecord("fivestar", logging.ERROR, __file__, 1, "failed", (), facts)
        line = logs.JsonFormatter().format(record)
        assert "\n" not in line
        assert json.loads(line)["error"].endswith("ZeroDivisionError: division by zero")


class TestLanguage:
    @pytest.mark.parametrize(
        ("chosen", "language"),
        [(None, "zh-hans"), ("en", "en"), ("zh-hans", "zh-hans"), ("de", "zh-hans"), ("", "zh-hans")],
    )
    def test_chinese_unless_chosen_otherwise_whatever_the_browser_prefers(self, chosen, language):
        request = RequestFactory().get("/", HTTP_ACCEPT_LANGUAGE="en-US,en;q=0.9")
        if chosen is not None:
            request.COOKIES["django_language"] = chosen
        answer = LanguageMiddleware(lambda _: HttpResponse(translation.get_language()))(request)
        assert (answer.content.decode(), answer["Content-Language"], request.LANGUAGE_CODE) == (language,) * 3

    def test_the_footer_switches_before_signing_in_too(self, client, db):
        client.post("/language/", {"language": "en", "next": "/sign-in/"})
        assert client.cookies["django_language"].value == "en"
        assert client.get("/sign-in/")["Content-Language"] == "en"

    @pytest.mark.parametrize("language", ["zh-hans", "en"])
    def test_dates_are_written_alike(self, language):
        from django.utils import formats, timezone  # noqa: PLC0415

        with translation.override(language):
            moment = timezone.datetime(2026, 6, 2, 8, 5)
            assert formats.date_format(moment) == "2026-06-02"
            assert formats.date_format(moment, "SHORT_DATETIME_FORMAT") == "2026-06-02 08:05"


class TestHeaders:
    def test_content_policy_without_unsafe_sources(self, client, db):
        policy = client.get("/sign-in/")["Content-Security-Policy"]
        assert sorted(policy.split("; ")) == [
            "base-uri 'none'",
            "connect-src 'self'",
            "default-src 'none'",
            "font-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "img-src 'self' data:",
            "object-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
        ]

    def test_other_headers_of_every_page(self, client, db):
        answer = client.get("/sign-in/")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["X-Frame-Options"] == "DENY"
        assert "camera=()" in answer["Permissions-Policy"]

    def test_signed_in_pages_are_not_kept_by_the_browser(self, client, officer):
        client.force_login(officer)
        assert client.get("/")["Cache-Control"] == "no-store, private"

    def test_long_pages_travel_compressed(self, client, db):
        assert client.get("/sign-in/", HTTP_ACCEPT_ENCODING="gzip")["Content-Encoding"] == "gzip"


class TestAddress:
    @pytest.mark.parametrize(
        ("proxies", "caller", "forwarded", "address"),
        [
            ([], "10.0.0.9", None, "10.0.0.9"),
            ([], "10.0.0.9", "1.1.1.1", "10.0.0.9"),
            (["10.0.0.1"], "10.0.0.1", "1.1.1.1, 10.2.3.4", "10.2.3.4"),
            (["10.0.0.1"], "10.0.0.1", None, "10.0.0.1"),
            (["10.0.0.1"], "10.0.0.1", "<script>", "10.0.0.1"),
            (["10.0.0.1"], "10.0.0.9", "1.1.1.1", "10.0.0.9"),
        ],
    )
    def test_only_a_trusted_proxy_is_believed(self, settings, proxies, caller, forwarded, address):
        settings.TRUSTED_PROXIES = proxies
        headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
        assert client_address(RequestFactory().get("/", REMOTE_ADDR=caller, **headers)) == address

    @pytest.mark.parametrize(
        ("caller", "headers", "local"),
        [
            ("127.0.0.1", {}, True),
            ("::1", {}, True),
            ("10.0.0.9", {}, False),
            ("", {}, False),
            ("127.0.0.1", {"HTTP_X_FORWARDED_FOR": "10.0.0.9"}, False),
            ("127.0.0.1", {"HTTP_FORWARDED": "for=10.0.0.9"}, False),
        ],
    )
    def test_local_is_this_machine_without_a_proxy_between(self, caller, headers, local):
        assert is_local(RequestFactory().get("/", REMOTE_ADDR=caller, **headers)) is local
