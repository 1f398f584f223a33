"""The lines of the log: one event each, whatever a sender wrote."""

import json
import logging
import sys

import pytest

from synthgrid.logs import LogFormat, formatter

HOSTILE = 'a\r\n2026-11-27 INFO forged\x85b\u2028c\u2029d"}\n{"level": "INFO"\x1b[2K\u202e\ud800'


def a_line(form: LogFormat, message: str, **facts: object) -> str:
    """Write one record."""
    record = logging.LogRecord("synthgrid.requests", logging.INFO, __file__, 1, "%s", (message,), None)
    vars(record).update(facts)
    return formatter(form).format(record)


@pytest.mark.parametrize("form", ["json", "text"])
def test_what_a_sender_wrote_begins_no_line_of_its_own(form: LogFormat) -> None:
    assert len(a_line(form, HOSTILE, request_id=HOSTILE).splitlines()) == 1


def test_a_json_line_gives_back_what_was_logged() -> None:
    line = json.loads(a_line("json", HOSTILE, route="/v1/workshops/{slug}", status=200))

    assert (line["message"], line["route"], line["status"], line["level"]) == (
        HOSTILE,
        "/v1/workshops/{slug}",
        200,
        "INFO",
    )
    assert line["time"].endswith("+00:00")


def test_a_line_for_people_names_its_facts() -> None:
    assert a_line("text", "GET /healthz 200", status=200, ms=0.5).endswith("GET /healthz 200 status=200 ms=0.5")


def a_failure(form: LogFormat) -> str:
    """Write a record with a traceback whose error holds lines."""
    try:
        raise ValueError(HOSTILE)
    except ValueError:
        record = logging.LogRecord("synthgrid.errors", logging.ERROR, __file__, 1, "failed", (), sys.exc_info())
    return formatter(form).format(record)


def test_a_traceback_is_part_of_its_json_line() -> None:
    [line] = a_failure("json").splitlines()

    assert "ValueError" in json.loads(line)["traceback"]


def test_no_line_of_a_traceback_can_be_taken_for_a_line_of_the_log() -> None:
    first, *below = a_failure("text").splitlines()

    assert "ERROR synthgrid.errors failed" in first
    assert below
    assert all(line.startswith("    ") for line in below)
