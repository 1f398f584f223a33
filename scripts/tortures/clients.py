"""Clients as a stranger's program is: they read, change, send again what was not answered, and note what was."""

import http.client
import json
import random
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

SLUG: Final = "torture"
PROPOSALS: Final = f"/v1/workshops/{SLUG}/proposals"
AGAIN: Final = {409, 412, 429, 502, 503}
"""Answers after which a client tries again: somebody else came first, or the service has to come back."""

PAUSE: Final = 0.02
TWICE: Final = 10
"""Every so many keyed requests is sent a second time although it was answered."""


@dataclass(slots=True)
class Told:
    """What one client was told.

    Attributes:
        number: Of the client.
        changes: Read-modify-writes acknowledged.
        posts: Ids of the proposals acknowledged, by their text.
        met: Requests refused because another one came first.
        unknown: Requests whose answer never came.
        wrong: What contradicts what was acknowledged before.
    """

    number: int
    changes: int = 0
    posts: dict[str, str] = field(default_factory=dict)
    met: int = 0
    unknown: int = 0
    wrong: list[str] = field(default_factory=list)


class Client:
    """One client, with a connection that it opens anew when it breaks."""

    def __init__(self, port: int, number: int) -> None:
        self.told = Told(number)
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, str, Any] | None:
        """Send one request; return status, ETag and value, None when no answer came."""
        sent = {
            "Content-Type": "application/json",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        try:
            self._connection.request(method, path, None if body is None else json.dumps(body), sent)
            answer = self._connection.getresponse()
            content = answer.read()
            return answer.status, answer.headers.get("ETag", ""), json.loads(content) if content else None
        except (OSError, http.client.HTTPException):
            self._connection.close()
            self.told.unknown += 1
            time.sleep(random.uniform(PAUSE, 5 * PAUSE))  # noqa: S311 (spreads clients, guards nothing)
            return None

    def certain(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[str, Any]:
        """Send a request that may be sent again, until it is done; return ETag and value."""
        while True:
            answer = self.ask(method, path, body, **headers)
            if answer is not None and answer[0] not in AGAIN:
                if answer[0] >= http.client.BAD_REQUEST:
                    raise RuntimeError(answer)
                return answer[1:]
            self._waited(answer)

    def change(self, proposal: str) -> None:
        """Add one to what this client counts in a note that all of them count in, and to its total."""
        mine, wanted = str(self.told.number), self.told.changes + 1
        while True:
            tag, value = self.certain("GET", f"{PROPOSALS}/{proposal}")
            counts: dict[str, int] = json.loads(value["note"])
            if counts.get(mine, 0) == wanted:
                break  # it was done, and only the answer lost
            if counts.get(mine, 0) != wanted - 1:
                self.told.wrong.append(f"client {mine} read {counts.get(mine, 0)} after {wanted - 1}")
                return
            counts |= {mine: wanted, "total": counts["total"] + 1}
            answer = self.ask("PATCH", f"{PROPOSALS}/{proposal}", {"note": json.dumps(counts)}, If_Match=tag)
            if answer is not None and answer[0] == http.client.OK:
                break
            if answer is not None and answer[0] not in AGAIN:
                raise RuntimeError(answer)
            self._waited(answer)
        self.told.changes = wanted

    def post(self) -> None:
        """Add a proposal under a key, sent until it is answered; some are sent once more."""
        text = f"client {self.told.number}: proposal {len(self.told.posts) + 1}"
        _, value = self.certain("POST", PROPOSALS, {"text": text}, Idempotency_Key=text)
        self.told.posts[text] = value["id"]
        if len(self.told.posts) % TWICE == 0:
            _, again = self.certain("POST", PROPOSALS, {"text": text}, Idempotency_Key=text)
            if again["id"] != value["id"]:
                self.told.wrong.append(f"{text}: {value['id']}, then {again['id']}")

    def _waited(self, answer: tuple[int, str, Any] | None) -> None:
        if answer is None:
            return
        self.told.met += 1
        if answer[0] != http.client.PRECONDITION_FAILED:
            time.sleep(random.uniform(PAUSE, 5 * PAUSE))  # noqa: S311 (the same)


def work(port: int, number: int, proposal: str, writes: int | None, stop: Path) -> Told:
    """Change and post so many times, or until a file is there; return what was told.

    Args:
        port: Of the service, on loopback.
        number: Of the client.
        proposal: Id of the one that all clients change.
        writes: How many times; None for no end but the file.
        stop: The file.
    """
    client = Client(port, number)
    done = 0
    while done != writes and not stop.exists():
        client.change(proposal)
        client.post()
        done += 1
    return client.told
