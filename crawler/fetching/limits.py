"""How much time and room a request may take."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one request; times in seconds, sizes in bytes."""

    deadline: float = 30.0  # from the first name lookup to the last byte, redirects included
    connect: float = 10.0
    max_body: int = 10_000_000  # after decompression
    max_buffered: int = 64_000_000  # of all answers together, while they are read
    max_headers: int = 64_000
    max_header: int = 16_000  # one header line
    max_header_count: int = 256
    max_interim: int = 16  # answers before the real one, such as 103 Early Hints
    max_redirects: int = 5
    max_url: int = 8_000
    connections: int = 200
    connections_per_host: int = 0  # no bound of its own: pacing keeps requests to a host apart

    def __post_init__(self) -> None:
        """Refuse a limit that would let nothing through."""
        for field in fields(self):
            least = 0 if field.name in {"max_redirects", "max_interim", "connections_per_host"} else 1e-9
            if getattr(self, field.name) < least:
                raise ValueError(f"The limit {field.name} must be above zero; it is {getattr(self, field.name)}.")
