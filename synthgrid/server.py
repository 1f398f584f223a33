"""Gunicorn's configuration: `gunicorn -c python:synthgrid.server 'synthgrid.app:create_app()'`.

Threads do not bound a request: the drawing workers' deadline does. One process by default, so that the one file of
SQLite has one writer and the drawing workers are shared.
"""

import logging
import sys
from typing import Any, Final

from synthgrid.domain.access import is_loopback
from synthgrid.errors import N_, SettingsError, SynthgridError
from synthgrid.i18n import translate
from synthgrid.settings import Settings, read_settings


def _settings() -> Settings:
    try:
        return read_settings()
    except SettingsError as error:
        sys.exit(translate(error.sentence, "fr"))


_read = _settings()

worker_class = "synthgrid.wire.Worker"
threads = 8
workers = _read.processes
timeout = 60
graceful_timeout = 30
loglevel = _read.log_level.lower()
# The application's own lines say more and hold no query string.
accesslog = None
# Who to believe is TRUSTED_PROXIES' business alone (ProxyFix in `app`).
forwarded_allow_ips = ""
# Nobody steers the server through a socket.
control_socket_disable = True

_CANNOT_START: Final = 3
"""The status at which gunicorn stops instead of starting the process again (`Arbiter.WORKER_BOOT_ERROR`)."""


def on_starting(server: Any) -> None:
    """Refuse to serve without keys anywhere but on this machine; runs before any socket is bound."""
    if _read.access != "open":
        return
    for address in server.cfg.address:
        # What is no tuple is a socket of this machine's file system.
        if isinstance(address, tuple) and not is_loopback(address[0]):
            sentence = N_("ACCESS=open serves this machine only: bind to 127.0.0.1, or use ACCESS=keys.")
            sys.exit(translate(sentence, _read.language))


def post_worker_init(worker: Any) -> None:
    """Let the application's log lines out, and find the engine, now that the process is forked.

    Without an engine, or with one that draws with another font, the whole server stops.
    """
    logging.basicConfig(level=_read.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    renderer = worker.wsgi.extensions["synthgrid"].renderer
    try:
        renderer.engine()
    except SynthgridError as error:
        renderer.close()
        worker.log.critical(translate(error.sentence, _read.language))
        sys.exit(_CANNOT_START)
