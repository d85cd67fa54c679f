"""Every setting, from the environment, checked once, frozen."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from db.errors import SettingsError
from db.rules.addresses import tidy

PREFIX = "COMMONTHREAD_"
LONGEST_BOUNCE_NAME = 30  # each mail adds 33 letters, and a name may have 64
DEBATE = ("answers", "labels", "sides", "roles", "lines")  # what can be switched off: docs/compliance/scope.md


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one process; each is `COMMONTHREAD_` and its name in capitals."""

    database_url: str = "sqlite:///var/commonthread.db"
    secret_key: str = field(default="", repr=False)
    base_url: str = "http://127.0.0.1:8000"
    smtp_url: str = field(default="", repr=False)
    mail_from: str = "Common Thread <digest@commonthread.example>"
    bounce_address: str = ""
    bounce_folder: str = ""
    bounce_url: str = field(default="", repr=False)
    send_unchecked: bool = False
    unchecked_mails: int = 100
    dkim_selector: str = ""
    dns_server: str = ""
    mail_per_domain: float = 0
    outbox_dir: Path = Path("var/outbox")
    seeds_dir: Path = Path("var/seeds")
    contact_url: str = "https://commonthread.example/about"
    operator_name: str = ""
    operator_contact: str = ""
    operator_mail: str = ""
    metrics_token: str = field(default="", repr=False)
    trusted_proxies: int = 0
    backup_folder: str = "var/backups"
    backup_at: str = "02:30"
    backup_keep: str = "7 4 6"
    alarm_late_minutes: int = 90
    alarm_job_failures: int = 3
    alarm_source_failures: int = 5
    alarm_queue_hours: int = 24
    alarm_mail_minutes: int = 60
    alarm_disk_percent: float = 10.0
    alarm_log_bytes: int = 500_000_000
    alarm_backup_hours: int = 36
    dev: bool = False
    busy_seconds_web: float = 1.5
    slow_statement_seconds: float = 0.1
    busy_seconds_work: float = 30.0
    statement_seconds_web: float = 10.0
    statement_seconds_work: float = 600.0
    host_delay: float = 2.0
    archive_delay: float = 10.0
    fetch_deadline: float = 30.0
    fetch_max_bytes: int = 10_000_000
    fetch_connections: int = 200
    parse_seconds: int = 5
    lease_seconds: float = 120.0
    source_patience: float = 60.0
    new_per_visit: int = 100
    comment_max_chars: int = 5_000
    comments_held_first: int = 3
    comment_change_minutes: int = 60
    branch_rest_minutes: int = 10
    report_flood: int = 20
    moderators_away_hours: int = 24
    moderators_gone_hours: int = 72
    held_text_days: int = 30
    debate_off: str = ""
    thread_days_open: int = 90
    sign_in_minutes: int = 15
    session_days: int = 30
    session_idle_days: int = 14
    confirm_days: int = 7
    practice_keys: str = field(default="", repr=False)
    practice_most_pieces: int = 1_000
    reading_most_saved: int = 500
    reading_most_follows: int = 100
    web_workers: int = 2
    web_threads: int = 1
    page_cache_bytes: float = 32_000_000
    page_cache_lists: float = 10.0
    page_cache_longest: float = 60.0
    log_level: str = "info"


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of the environment; raises SettingsError naming the variable that is wrong."""
    environ = os.environ if environ is None else environ
    known = {PREFIX + f.name.upper(): f for f in fields(Settings)}
    _refuse_unknown(environ, known.keys())
    values = {f.name: _read(name, f.type, environ[name]) for name, f in known.items() if name in environ}
    return Settings(**values)


def refuse_nameless(settings: Settings, listens_on: str) -> None:
    """Refuse to serve others than this machine without saying who does; raises SettingsError."""
    hosts = (urlsplit(settings.base_url).hostname or "", listens_on)
    missing = [name for name in ("operator_name", "operator_contact") if not getattr(settings, name)]
    if missing and not all(map(_is_this_machine, hosts)):
        names = " and ".join(PREFIX + name.upper() for name in missing)
        raise SettingsError(
            f"{settings.base_url} on {listens_on} serves others, so they must be told who runs it: set {names}"
            " (a name or organisation; a mail address or the address of a page)"
        )


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def with_secret(settings: Settings, folder: Path) -> str:
    """Return the secret key, made once and kept in a private file where none is set."""
    if settings.secret_key:
        return settings.secret_key
    import secrets  # what only a first start needs

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "secret-key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("utf-8").strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text("utf-8").strip()


ALSO = {PREFIX + "SHARED"}


def _refuse_unknown(environ: Mapping[str, str], known: Any) -> None:
    for name in environ:
        if name.startswith(PREFIX) and name not in known and name not in ALSO:
            raise SettingsError(f"{name} is not a setting; `commonthread --help` lists them")


def _read(name: str, kind: Any, text: str) -> Any:
    parser, expected = _PARSERS[kind]
    try:
        value = parser(text)
    except ValueError as error:
        raise SettingsError(f"{name}={_shown(name, text)} cannot be used: expected {expected}") from error
    check = _CHECKS.get(name.removeprefix(PREFIX).lower())
    if check is not None and not check[0](value):
        raise SettingsError(f"{name}={_shown(name, text)} cannot be used: expected {check[1]}")
    return value


def _shown(name: str, text: str) -> str:
    secret = ("SECRET_KEY", "PRACTICE_KEYS", "SMTP_URL", "BOUNCE_URL", "DATABASE_URL", "METRICS_TOKEN")
    return "..." if name.endswith(secret) else repr(text)


def _truth(text: str) -> bool:
    if text.lower() not in ("0", "1", "true", "false", "yes", "no"):
        raise ValueError(text)
    return text.lower() in ("1", "true", "yes")


def _positive(text: str) -> float:
    if not 0 <= float(text) < 1e9:
        raise ValueError(text)
    return float(text)


def _whole(text: str) -> int:
    if not 0 < int(text) <= 10**9:
        raise ValueError(text)
    return int(text)


_PARSERS: dict[str, tuple[Callable[[str], Any], str]] = {
    "str": (str, "text"),
    "Path": (Path, "a path"),
    "bool": (_truth, "1 or 0"),
    "float": (_positive, "a number that is not negative"),
    "int": (_whole, "a whole number above 0"),
}


def _is_web_address(value: str) -> bool:
    parts = urlsplit(value)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.query and not parts.fragment


def _is_contact(value: str) -> bool:
    return not value or _is_web_address(value) or ("@" in value and not set(value) & set(" \n<>"))


def _is_smtp_address(value: str) -> bool:
    parts = urlsplit(value)
    return not value or (parts.scheme in ("smtp", "smtps") and bool(parts.hostname))


def _is_bounce_address(value: str) -> bool:
    return not value or (tidy(value) == value.lower() and len(value.rpartition("@")[0]) <= LONGEST_BOUNCE_NAME)


def _is_mailbox(value: str) -> bool:
    parts = urlsplit(value)
    return not value or (parts.scheme in ("imap", "imaps") and bool(parts.hostname))


def _is_name_server(value: str) -> bool:
    host, _, port = value.rpartition(":") if value.count(":") == 1 else (value, "", "53")
    try:
        return not value or (bool(ip_address(host)) and 0 < int(port) < 2**16)
    except ValueError:
        return False


def _is_database_address(value: str) -> bool:
    return value.startswith(("sqlite:///", "postgresql://", "postgres://"))


def _are_keys(value: str) -> bool:
    from db.sealing import Keyring

    try:
        return bool(Keyring(value)) or not value
    except ValueError:
        return False


def _is_hour(value: str) -> bool:
    return re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value) is not None


def _is_keeping(value: str) -> bool:
    return re.fullmatch(r"[1-9]\d{0,3} \d{1,3} \d{1,3}", value) is not None


_CHECKS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "base_url": (_is_web_address, "an address such as https://commonthread.example"),
    "contact_url": (_is_web_address, "an address such as https://commonthread.example/about"),
    "operator_contact": (_is_contact, "a mail address, or an address such as https://commonthread.example/contact"),
    "operator_mail": (lambda value: "@" in value and _is_contact(value), "a mail address"),
    "metrics_token": (lambda value: len(value) >= 16, "at least 16 random characters"),
    "backup_at": (_is_hour, "an hour in London, such as 02:30"),
    "backup_keep": (_is_keeping, "how many daily, weekly and monthly copies, such as 7 4 6"),
    "smtp_url": (_is_smtp_address, "smtp://USER:PASSWORD@HOST:PORT or smtps://..."),
    "database_url": (_is_database_address, "sqlite:///PATH or postgresql://USER@HOST/NAME"),
    "practice_keys": (_are_keys, "keys that `commonthread practice new-key` made, the newest first, with spaces"),
    "secret_key": (lambda value: len(value) >= 32, "at least 32 random characters"),
    "log_level": (
        lambda value: value in ("debug", "info", "warning", "error"),
        "debug, info, warning or error",
    ),
    "debate_off": (lambda value: set(value.split()) <= set(DEBATE), f"words of {', '.join(DEBATE)}, with spaces"),
    "bounce_address": (_is_bounce_address, "a short mail address such as bounces@commonthread.example"),
    "bounce_url": (_is_mailbox, "imaps://USER:PASSWORD@HOST:PORT/FOLDER"),
    "dns_server": (_is_name_server, "an IP address, with :PORT if need be"),
    "mail_from": (lambda value: "@" in value and "\n" not in value, "NAME <ADDRESS>"),
}
