"""The real server under a crowd, asked to stop, and killed: everybody is answered, nobody is left behind."""

import json
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.api.servers import Server, a_server, answered
from tests.drawing.engines import needs_system
from tests.processes import eventually, parent_of, started_with, worked, workers_of

pytestmark = pytest.mark.sqlite  # it draws, for minutes; what it reads of the database others read on both kinds


def a_long_document(count: int, title: str = "Atelier") -> bytes:
    """Return a workshop whose map takes a while."""
    text = "Écouter les habitants avant de décider, et dire ce que l'on a décidé"
    proposals = [{"text": f"{text} {number}", "category": f"Thème {number % 12}"} for number in range(count)]
    return json.dumps({"title": title, "proposals": proposals}).encode()


def test_fifty_who_ask_two_servers_for_one_drawing_have_it_drawn_once(tmp_path: Path) -> None:
    with a_server(tmp_path) as one, a_server(tmp_path) as other:
        one.ask("PUT", "/v1/workshops/foule", a_long_document(300))
        with ThreadPoolExecutor(50) as pool:
            answers = list(
                pool.map(lambda server: server.ask("GET", "/v1/workshops/foule/mindmap.svg"), [one, other] * 25)
            )

        assert {answer.status for answer in answers} == {200}
        assert len({answer.body for answer in answers}) == 1
        assert (one.log + other.log).count("drew a svg") == 1


def test_asked_to_stop_the_server_answers_every_request_in_flight(tmp_path: Path) -> None:
    with a_server(tmp_path) as server:
        sent = [server.send("POST", "/v1/draw/mindmap.svg", a_long_document(400)) for _ in range(12)]

        server.signal(signal.SIGTERM)

        with ThreadPoolExecutor(len(sent)) as pool:
            statuses = [answer.status for answer in pool.map(answered, sent)]
        assert set(statuses) <= {200, 503}
        assert statuses.count(200) >= 5
        assert server.process.wait(timeout=10) == 0
        assert eventually(lambda: not started_with(str(tmp_path)), 2)


def test_asked_to_stop_the_server_answers_those_it_had_not_yet_let_in(tmp_path: Path) -> None:
    with a_server(tmp_path) as server:
        # The kernel takes connections for a server that does not run.
        server.signal(signal.SIGSTOP)
        sent = [server.send("GET", "/healthz") for _ in range(30)]

        server.signal(signal.SIGTERM)
        server.signal(signal.SIGCONT)

        assert [answered(connection).status for connection in sent] == [200] * 30


@pytest.mark.parametrize("engine", ["bundled", pytest.param("system", marks=needs_system)])
def test_a_server_that_is_killed_while_it_draws_leaves_no_process_behind(tmp_path: Path, engine: str) -> None:
    with a_server(tmp_path, SYNTHGRID_ENGINE=engine, SYNTHGRID_RENDER_TIMEOUT="3") as server:
        [worker] = (worker for process in started_with(str(tmp_path)) for worker in workers_of(process))
        rested = worked(worker)
        drawing = server.send("POST", "/v1/draw/mindmap.png?dpi=600", a_long_document(1_500))
        assert eventually(lambda: worked(worker) > rested + 0.2, 10)

        server.signal(signal.SIGKILL)

        with pytest.raises(OSError, match=r"closed|reset"):
            answered(drawing)
        assert eventually(lambda: not started_with(str(tmp_path)), 4), started_with(str(tmp_path))


def test_a_server_process_that_is_killed_is_replaced_and_takes_its_workers_with_it(tmp_path: Path) -> None:
    with a_server(tmp_path, SYNTHGRID_RENDER_TIMEOUT="2") as server:
        before = {process for process in started_with(str(tmp_path)) if process != server.process.pid}
        [serving] = (process for process in before if parent_of(process) == server.process.pid)

        os.kill(serving, signal.SIGKILL)

        assert eventually(lambda: not before & started_with(str(tmp_path)).keys(), 3)
        assert server.ask("POST", "/v1/draw/mindmap.svg", a_long_document(3)).status == 200


def asking(server: Server, until: threading.Event) -> list[int]:
    """Ask on a kept connection, opened anew when the server closes it, until nobody listens or it is time; tell how.

    Whoever has sent a request and gets no answer has an error.
    """
    statuses = []
    connection = HTTPConnection("127.0.0.1", server.port, timeout=120)
    while not until.is_set():
        if connection.sock is None:
            try:
                connection.connect()
            except ConnectionRefusedError:
                break
        connection.request("GET", "/v1/workshops/foule/mindmap.svg")
        answer = connection.getresponse()
        answer.read()
        statuses.append(answer.status)
    connection.close()
    return statuses


def test_a_rolling_reload_under_load_fails_no_request(tmp_path: Path) -> None:
    with a_server(tmp_path, WEB_CONCURRENCY="2") as server:
        server.ask("PUT", "/v1/workshops/foule", a_long_document(3))
        before, done = serving(server), threading.Event()
        with ThreadPoolExecutor(6) as pool:
            asked = [pool.submit(asking, server, done) for _ in range(6)]
            server.process.send_signal(signal.SIGHUP)
            replaced = eventually(lambda: len(serving(server)) == 2 and not serving(server) & before, 100)
            done.set()

        assert replaced
        assert {status for one in asked for status in one.result()} == {200}
        # What is so at a moment is told of those who live, what was counted of all.
        assert eventually(lambda: b"synthgrid_processes 2.0" in server.ask("GET", "/metrics").body, 5)
        answered_so_far = sum(len(one.result()) for one in asked)
        route = b'synthgrid_requests_total{method="GET",route="/v1/workshops/{slug}/mindmap.{format}",status="200"} '
        assert route + f"{answered_so_far}.0\n".encode() in server.ask("GET", "/metrics").body


def test_asked_to_stop_under_load_several_processes_fail_no_request(tmp_path: Path) -> None:
    with a_server(tmp_path, WEB_CONCURRENCY="2") as server:
        server.ask("PUT", "/v1/workshops/foule", a_long_document(3))
        with ThreadPoolExecutor(6) as pool:
            asked = [pool.submit(asking, server, threading.Event()) for _ in range(6)]
            assert eventually(lambda: server.log.count("mindmap") > 30, 20)
            counts = counts_of(server)
            assert counts.exists()
            server.signal(signal.SIGTERM)

            assert {status for one in asked for status in one.result()} == {200}
        assert server.process.wait(timeout=30) == 0
        assert not counts.exists()


def test_while_it_stops_a_server_says_that_it_is_not_ready(tmp_path: Path) -> None:
    with a_server(tmp_path) as server, closing(HTTPConnection("127.0.0.1", server.port, timeout=30)) as kept:
        kept.request("GET", "/readyz")
        assert kept.getresponse().read()
        # A drawing in flight keeps it from ending at once.
        drawing = server.send("POST", "/v1/draw/mindmap.svg", a_long_document(1_500))
        [process] = serving(server)
        os.kill(process, signal.SIGTERM)

        kept.request("GET", "/readyz")
        answer = kept.getresponse()

        assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
        assert "/process" in [error["pointer"] for error in json.loads(answer.read())["errors"]]
        assert answered(drawing).status in {200, 503}


def serving(server: Server) -> set[int]:
    """Return the processes that answer requests."""
    return {process for process in started_with(str(server.folder)) if parent_of(process) == server.process.pid} - set(
        workers_of(server.process.pid)
    )


def counts_of(server: Server) -> Path:
    """Return the folder where a server counts: its processes hold files in it."""
    files = (file.readlink() for file in Path(f"/proc/{server.process.pid}/fd").iterdir())
    return next(file.parent for file in files if "synthgrid-counts-" in str(file))
