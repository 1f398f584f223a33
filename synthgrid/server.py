"""Gunicorn's configuration: `gunicorn -c python:synthgrid.server 'synthgrid.app:create_app()'`.

Threads do not bound a request: the drawing workers' deadline does, and `wire` bounds who sends and who takes. One
process by default, so that the one file of SQLite has one writer and the drawing workers are shared.
"""

import gc
import os
import sys
from typing import Any, Final

from gunicorn.glogging import Logger

from synthgrid import closing, hosting, logs
from synthgrid.domain.access import is_loopback
from synthgrid.errors import N_, SettingsError, SynthgridError
from synthgrid.i18n import translate
from synthgrid.settings import Settings, language_of, read_settings


def _settings() -> Settings:
    try:
        return read_settings()
    except SettingsError as error:
        sys.exit(translate(error.sentence, language_of()))


_read = _settings()


class Log(Logger):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn's log in the format of everybody's."""

    def setup(self, cfg: Any) -> None:
        """Set it up, at each reload of the configuration too."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(logs.formatter(_read.log_format))


worker_class = "synthgrid.wire.Worker"
threads = 8
workers = _read.processes
# The main loop of a process says that it lives once a second; only one that hangs is ended.
timeout = 60
# Heroku kills after 30 seconds, systemd after 90; every drawing has ended or been refused by then.
graceful_timeout = max(25, int(_read.rendering.timeout) + 5)
# Longer than the proxies before us keep a connection (nginx 60 s, Heroku's router 90 s): we never close first.
keepalive = 95
# A process is never replaced for its age: it would lose what it remembers. The drawing workers are, after 1,000 jobs.
max_requests = 0
backlog = 2048
# Options in the address are percent-encoded: a path of six long French names does not fit into the default's half.
limit_request_line = 8190
limit_request_fields = 100
limit_request_field_size = 8190
# Nothing here may wait for a disk: the file that tells the arbiter that a process lives stands in memory.
worker_tmp_dir = hosting.memory_folder()
logger_class = Log
loglevel = _read.log_level.lower()
# The application's own lines say more and hold no query string.
accesslog = None
# Who to believe is TRUSTED_PROXIES' business alone (ProxyFix in `app`).
forwarded_allow_ips = ""
# Nobody steers the server through a socket.
control_socket_disable = True

_CANNOT_START: Final = 3
"""The status at which gunicorn stops instead of starting the process again (`Arbiter.WORKER_BOOT_ERROR`)."""
_ALLOCATIONS: Final = 20_000
"""Objects made between two searches for garbage; Python's own 700 are for programs that make many cycles."""
_COUNTS: Final = "PROMETHEUS_MULTIPROC_DIR"
"""The variable by which prometheus_client learns where the processes write what they count."""


def on_starting(server: Any) -> None:
    """Refuse to serve without keys anywhere but on this machine; runs before any socket is bound."""
    if _read.access == "open":
        _only_this_machine(server.cfg.address)
    for warning in hosting.warnings(_read):
        server.log.warning(translate(warning, _read.language))
    os.environ[_COUNTS] = str(hosting.new_counts())


def _only_this_machine(addresses: list[Any]) -> None:
    for address in addresses:
        # What is no tuple is a socket of this machine's file system.
        if isinstance(address, tuple) and not is_loopback(address[0]):
            sentence = N_("ACCESS=open serves this machine only: bind to 127.0.0.1, or use ACCESS=keys.")
            sys.exit(translate(sentence, _read.language))


def when_ready(server: Any) -> None:
    """Have the whole server, when it stops for good, let nobody new connect before it closes its sockets.

    gunicorn tells nobody that it is about to stop. Where another server goes on with the same sockets (USR2, systemd),
    they stay open.
    """
    stop = server.stop

    def stop_gently(graceful: bool = True) -> None:
        if server.reexec_pid == server.master_pid == 0 and not server.systemd:
            closing.refuse_new(listener.sock for listener in server.LISTENERS)
        stop(graceful)

    server.stop = stop_gently


def post_fork(_: Any, worker: Any) -> None:
    """Tell a new process how long it waits for a client."""
    worker.client_timeout = _read.client_timeout


def post_worker_init(worker: Any) -> None:
    """Let the application's log lines out, and find the engine, now that the process is forked.

    Without an engine, or with one that draws with another font, the whole server stops.
    """
    logs.write_to(sys.stderr, _read.log_format, _read.log_level)
    worker.shared = shared = worker.wsgi.extensions["synthgrid"]
    try:
        shared.renderer.engine()
    except SynthgridError as error:
        shared.renderer.close()
        worker.log.critical(translate(error.sentence, _read.language))
        sys.exit(_CANNOT_START)
    _collect_seldom()


def _collect_seldom() -> None:
    """Leave all that is loaded out of the search for garbage in cycles, and search less often: requests leave little.

    What a request reads and arranges is gone by itself; looking at it again and again took a twentieth of its time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS)


def child_exit(_: Any, worker: Any) -> None:
    """Forget how a process was at its end; what it counted stays counted."""
    from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415 (it reads _COUNTS as it is imported)

    mark_process_dead(worker.pid, os.environ[_COUNTS])  # type: ignore[no-untyped-call]  # prometheus_client types most


def on_exit(_: Any) -> None:
    """Clean up behind the whole server."""
    hosting.drop_counts(os.environ.get(_COUNTS))
