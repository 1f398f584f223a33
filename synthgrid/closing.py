"""Closing a shop with people at its door: nobody new comes in, everybody who is in is served."""

import ctypes
import socket
import struct
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

_SO_ATTACH_FILTER: Final = 26
_NOT_A_SYN: Final = struct.pack(
    "HBBIHBBIHBBIHBBI",
    *(0x30, 0, 0, 13),  # load the flags of the TCP header
    *(0x45, 0, 1, 0x02),  # is SYN among them?
    *(0x06, 0, 0, 0),  # then drop the packet
    *(0x06, 0, 0, 0xFFFFFFFF),  # else let it through
)
"""Four instructions of Linux' classic packet filter (`struct sock_filter`)."""


def refuse_new(listeners: Iterable[socket.socket]) -> None:
    """Let no further connection begin on sockets that are about to close, in whatever process.

    What the kernel has taken when a listening socket closes is cut off. So the packet that begins a connection is
    dropped first: its sender tries again a second later, and is then refused before it has asked for anything. Those
    whose connection was taken are let in by the processes that still serve. Only Linux can do that.
    """
    if sys.platform != "linux":
        return
    program = ctypes.create_string_buffer(_NOT_A_SYN)
    option = struct.pack("HP", len(_NOT_A_SYN) // 8, ctypes.addressof(program))
    for listener in listeners:
        if listener.family in {socket.AF_INET, socket.AF_INET6}:
            with suppress(OSError):  # a kernel that has no filters
                listener.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, option)
