"""What the processes of one machine share: dying together, and ports."""

from __future__ import annotations

import ctypes
import signal
import socket

from db.errors import SettingsError

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Ask Linux to end this process when its parent ends, even by SIGKILL; elsewhere do nothing."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def port_is_free(host: str, port: int) -> bool:
    """Whether a port can be listened on."""
    return _bind(host, port) is not None


def free_port(host: str, preferred: int) -> int:
    """Return the preferred port, or a free one where it is taken."""
    found = _bind(host, preferred) or _bind(host, 0)
    if found is None:
        raise SettingsError(f"cannot listen on {host}: it is no address of this machine; try --host 127.0.0.1")
    return found


def _bind(host: str, port: int) -> int | None:
    """Listen for a moment and return the port, or None where that fails."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError:
            return None
        return int(probe.getsockname()[1])
