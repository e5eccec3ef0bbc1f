"""Structured logs on standard error: one JSON object a line (or plain lines for a person), and no secret in them."""

from __future__ import annotations

import logging
import logging.config
from typing import Any

import structlog

SHARED: tuple[Any, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


class NoPaths(logging.Filter):
    """Puts the pattern of an address in the place of the address, which can be a secret link."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, without the path of the request that it is about."""
        request = getattr(record, "request", None)
        path = getattr(request, "path", None)
        if path and isinstance(record.args, tuple):
            match = getattr(request, "resolver_match", None)
            shown = match.route if match else "an unknown address"
            record.args = tuple(shown if given == path else given for given in record.args)
        return True


def logging_settings(level: str, form: str) -> dict[str, Any]:
    """Set the logs up and answer the settings that were used."""
    last: Any = structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    settings: dict[str, Any] = {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": list(SHARED),
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    last,
                ],
            }
        },
        "filters": {"no_paths": {"()": NoPaths}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured", "filters": ["no_paths"]}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.security.DisallowedHost": {"level": "ERROR"},
            "django.request": {"level": "ERROR"},
            "botocore": {"level": "WARNING"},
            "django_tasks_db": {"level": "ERROR"},
        },
    }
    logging.config.dictConfig(settings)
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return settings
