"""Puts pip into the environment that runs this, for a Python without ensurepip: its wheel installs itself.

Only the standard library is there. The index and the certificate are those that pip itself would use.
"""

import configparser
import hashlib
import os
import re
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urljoin
from urllib.request import urlopen


def option(name: str, default: str | None = None) -> str | None:
    """Read one of pip's options: its environment variable first, then its configuration files, the nearest last."""
    home, mac = Path.home(), "Library/Application Support/pip/pip.conf"
    config = configparser.RawConfigParser()
    config.read([Path("/etc/xdg/pip/pip.conf"), Path("/etc/pip.conf"), Path("/", mac), home / ".pip/pip.conf"])
    config.read([home / ".config/pip/pip.conf", home / mac, os.environ.get("PIP_CONFIG_FILE", os.devnull)])
    set_in_files = config.get("install", name, fallback=config.get("global", name, fallback=default))
    return os.environ.get(f"PIP_{name.upper().replace('-', '_')}") or set_in_files


class Links(HTMLParser):
    """The links of an index page (PEP 503)."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the attributes of every `<a>`."""
        if tag == "a":
            self.found.append(dict(attrs))


def wheels(page: str) -> Iterator[tuple[tuple[int, ...], str]]:
    """Yield version and address of each finished, unwithdrawn pip that this Python can run."""
    for link in Links(page).found:
        address = link.get("href") or ""
        name = re.search(r"/?pip-(\d+(?:\.\d+)*)-py3-none-any\.whl(?:#|$)", address)
        oldest = re.search(r">=\s*3\.(\d+)", link.get("data-requires-python") or "")
        if name and "data-yanked" not in link and not (oldest and int(oldest[1]) > sys.version_info.minor):
            yield tuple(map(int, name[1].split("."))), address


def download(address: str) -> bytes:
    """Read an address, with the certificate that pip is told to trust.

    Raises:
        URLError: It cannot be reached.
    """
    context = ssl.create_default_context(cafile=option("cert"))
    with urlopen(address, timeout=60, context=context) as answer:  # noqa: S310 (the index is the person's own choice)
        content: bytes = answer.read()
    return content


def main() -> None:
    """Fetch the newest pip, compare it with the checksum of the index, and let it install itself."""
    index = (option("index-url") or "https://pypi.org/simple").rstrip("/") + "/pip/"
    _, link = max(wheels(download(index).decode()))
    address, checksum = urldefrag(urljoin(index, link))
    content = download(address)
    if checksum.startswith("sha256=") and hashlib.sha256(content).hexdigest() != checksum.removeprefix("sha256="):
        sys.exit(f"{address} is not what the index announces: its checksum differs")
    with tempfile.TemporaryDirectory() as folder:
        wheel = Path(folder, address.rpartition("/")[2])
        wheel.write_bytes(content)
        # A wheel is a zip that Python runs; S603: the very file whose checksum was compared.
        subprocess.run([sys.executable, wheel / "pip", "install", "--no-index", wheel], check=True)  # noqa: S603


if __name__ == "__main__":
    main()
