"""The others, each as a process of its own; what is not installed is not measured."""

import json
import os
import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.lines import say

NODE: Final = re.compile(rb"^\s*(n\d+) \[.*?\blabel=(.*)\]$", re.MULTILINE)
EDGE: Final = re.compile(rb"^\s*(n\d+) -> (n\d+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Run:
    """How long a process took, and whether it was stopped before its end."""

    milliseconds: float
    past: bool = False


def timed(command: list[str], source: bytes = b"", seconds: float = 600, folder: Path | None = None) -> Run | None:
    """Run a program to its end, or for so many seconds; None where it is not installed or fails."""
    path = shutil.which(command[0])
    if path is None:
        return None
    start = time.perf_counter()
    try:
        # S603: programs as found on PATH, on texts of our own.
        subprocess.run([path, *command[1:]], input=source, capture_output=True, check=True, timeout=seconds, cwd=folder)  # noqa: S603
    except subprocess.TimeoutExpired:
        return Run((time.perf_counter() - start) * 1000, past=True)
    except subprocess.CalledProcessError as error:
        say(f"{command[0]} failed and is left out: {error.stderr.decode(errors='replace')[:500]}")
        return None
    return Run((time.perf_counter() - start) * 1000)


def dot(placed: bytes, seconds: float = 600) -> Run | None:
    """Lay out and draw the tree of a drawing."""
    return timed(["dot", "-Tsvg"], bare(placed), seconds)


def neato(placed: bytes) -> Run | None:
    """Draw a drawing that is laid out."""
    return timed(["neato", "-n2", "-Tsvg"], placed)


def bare(placed: bytes) -> bytes:
    """Reduce a drawing in DOT to its tree: the labels that lines join, and the lines.

    Without positions, looks, numbers and group marks, which `dot` would lay out as nodes of their own.
    """
    lines = EDGE.findall(placed)
    joined = {end for line in lines for end in line}
    nodes = [b"%s [label=%s]" % (node, label) for node, label in NODE.findall(placed) if node in joined]
    return b"digraph {\n%s\n}" % b"\n".join(nodes + [b"%s -> %s" % line for line in lines])


def plantuml(source: str) -> Run | None:
    """Draw one mind map."""
    return timed(["plantuml", "-tsvg", "-pipe"], source.encode())


def plantuml_batch(sources: list[str], folder: Path, seconds: float) -> Run | None:
    """Draw many mind maps, a file each, in one process."""
    folder.mkdir()
    names = [f"{number}.puml" for number in range(len(sources))]
    for name, source in zip(names, sources, strict=True):
        (folder / name).write_text(source, encoding="utf-8")
    return timed(["plantuml", "-tsvg", *names], seconds=seconds, folder=folder)


def mermaid(source: str, folder: Path, program: Path | None) -> Run | None:
    """Draw one mind map with the Mermaid CLI and the system's Chromium.

    Args:
        source: The mind map.
        folder: For the files it reads and writes.
        program: The folder it was installed into by npm; None to find `mmdc` on PATH.
    """
    chromium = shutil.which("chromium")
    command = str(program / "node_modules" / ".bin" / "mmdc") if program else "mmdc"
    settings, input_, output = folder / "puppeteer.json", folder / "map.mmd", folder / "map.svg"
    settings.write_text(json.dumps({"executablePath": chromium, "args": ["--no-sandbox"]}))
    input_.write_text(source, encoding="utf-8")
    if chromium is None or not (shutil.which(command) or os.access(command, os.X_OK)):
        return None
    return timed([command, "-q", "-p", str(settings), "-i", str(input_), "-o", str(output)])
