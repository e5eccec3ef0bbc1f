"""Traces that arrive at a collector: real spans over OTLP/HTTP, with nobody's name or secret in them."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.deploy.installation import Installation, until

trace_service = pytest.importorskip(
    "opentelemetry.proto.collector.trace.v1.trace_service_pb2", reason="needs OpenTelemetry: the extra “traces”"
)
pytest.importorskip("opentelemetry.instrumentation.django", reason="needs OpenTelemetry: the extra “traces”")

pytestmark = pytest.mark.sqlite


class Collector(ThreadingHTTPServer):
    """A collector that keeps what it is sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.bodies: list[bytes] = []

    def spans(self) -> list[tuple[str, dict[str, str]]]:
        """The name and the attributes of every span that came."""
        requests = [trace_service.ExportTraceServiceRequest.FromString(body) for body in self.bodies]
        return [
            (span.name, {one.key: one.value.string_value or str(one.value.int_value) for one in span.attributes})
            for request in requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


class Taking(BaseHTTPRequestHandler):
    """Takes what a sender of traces posts."""

    server: Collector

    def do_POST(self) -> None:
        """Take one batch."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.bodies.append(gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def collector() -> Iterator[Collector]:
    """A collector for one test."""
    with Collector() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_spans_reach_the_collector_and_say_the_page_but_nobodys_secret(collector: Collector, tmp_path: Path) -> None:
    traced = Installation(
        tmp_path,
        {
            "TOUCHSTONE_MODE": "production",
            "TOUCHSTONE_TRACES": f"http://127.0.0.1:{collector.server_port}/v1/traces",
            "OTEL_BSP_SCHEDULE_DELAY": "100",
        },
    )
    with traced.served("--processes", "1", "--workers", "0"):
        traced.get("/invitation/secret-in-the-path/?and=secret-in-the-query", User_Agent="secret-browser")
        traced.get("/account/login/")
        until(lambda: len(collector.spans()) >= 2, "two spans arrived")
    names = dict(collector.spans())
    assert set(names) == {"GET invitation/<str:token>/", "GET account/login/"}
    assert names["GET account/login/"] == {
        "http.method": "GET",
        "http.route": "account/login/",
        "http.scheme": "http",
        "http.status_code": "200",
    }
    assert b"secret" not in b"".join(collector.bodies)
    assert b"127.0.0.1" not in b"".join(collector.bodies)
