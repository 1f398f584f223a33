"""Says where the service is once it answers: `announce.py LANGUAGE PORT SLUG PID`."""

import os
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException

WORDS = {
    "fr": ("synthgrid répond :", "les ateliers", "la carte", "la grille", "l’API", "Pour envoyer un autre atelier :"),
    "en": ("synthgrid is up:", "workshops", "mind map", "grid", "API", "To send another workshop:"),
}
DOCUMENTS = {
    "fr": '{"title": "Ma réunion", "proposals": [{"text": "Prendre le temps", "polarity": "positive"}, '
    '{"text": "Finir à l’heure", "polarity": "improve"}]}',
    "en": '{"title": "My meeting", "language": "en", "proposals": [{"text": "Taking time", "polarity": "positive"}, '
    '{"text": "Ending on time", "polarity": "improve"}]}',
}
SLUGS = {"fr": "ma-reunion", "en": "my-meeting"}


def answers(port: int, path: str) -> bool:
    """Tell whether the service answers 200 at a path; asked directly, whatever proxy is set."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200  # noqa: PLR2004 (HTTP's own number)
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def alive(pid: int) -> bool:
    """Tell whether the server's process is still there."""
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def lines(language: str, port: int, slug: str) -> Iterator[str]:
    """Yield what to say; the sample's drawings only while it is there, for it may have been deleted."""
    up, page, mind_map, grid, api, more = WORDS[language]
    site = f"http://127.0.0.1:{port}"
    workshop = f"/v1/workshops/{slug}"
    yield f"\n{up}"
    yield f"  {page:<13} {site}/"
    if answers(port, workshop):
        yield f"  {mind_map:<13} {site}{workshop}/mindmap.svg"
        yield f"  {grid:<13} {site}{workshop}/grid.svg"
    yield f"  {api:<13} {site}/docs"
    yield f"\n{more}"
    yield f"  curl -X PUT -H 'Content-Type: application/json' -d '{DOCUMENTS[language]}' \\"
    yield f"    {site}/v1/workshops/{SLUGS[language]}\n"


def main(language: str, port: int, slug: str, pid: int) -> None:
    """Wait for the service, or for its end, and speak."""
    while not answers(port, "/healthz"):
        if not alive(pid):
            return
        time.sleep(0.1)
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a real stream here, whatever the locale says
    print("\n".join(lines(language, port, slug)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
