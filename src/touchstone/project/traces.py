"""Traces of requests for OpenTelemetry, where an operator asks for them.

They say which page and which statement took how long, and nothing about anybody: there is a list of what may be sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.django import DjangoInstrumentor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import Status

from touchstone import __version__

SENT = frozenset(
    {
        "db.name",
        "db.namespace",
        "db.operation.name",
        "db.query.text",
        "db.statement",
        "db.system",
        "db.system.name",
        "error.type",
        "http.method",
        "http.request.method",
        "http.response.status_code",
        "http.route",
        "http.scheme",
        "http.status_code",
        "url.scheme",
    }
)
"""What may be sent of a span. Never an address with its path or query (it can carry a secret link), a network address,
a browser's name, or what an exception says. Statements carry no values: those go to the database beside them."""


class Withholding(SpanExporter):
    """Sends of each span only what may be sent."""

    def __init__(self, exporter: SpanExporter) -> None:
        """Stand before ``exporter``."""
        self.exporter = exporter

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send spans, each without what is withheld."""
        return self.exporter.export([withheld(span) for span in spans])

    def shutdown(self) -> None:
        """Send nothing more."""
        self.exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Send what waits."""
        return self.exporter.force_flush(timeout_millis)


def withheld(span: ReadableSpan) -> ReadableSpan:
    """A span with nothing in it but what may be sent."""
    return ReadableSpan(
        name=span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes={name: value for name, value in (span.attributes or {}).items() if name in SENT},
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def begin_traces(address: str) -> None:
    """Trace every request of this process, and its statements on PostgreSQL; spans go to an OTLP/HTTP address.

    Called once in each web process, before the application is made.
    """
    named = Resource.create({"service.name": "touchstone", "service.version": __version__})
    provider = TracerProvider(resource=named)
    provider.add_span_processor(BatchSpanProcessor(Withholding(OTLPSpanExporter(endpoint=address))))
    DjangoInstrumentor().instrument(tracer_provider=provider, excluded_urls="health/.*,static/.*")
    if find_spec("opentelemetry.instrumentation.psycopg"):
        from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor

        PsycopgInstrumentor().instrument(tracer_provider=provider)
