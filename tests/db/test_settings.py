"""Settings come from the environment and say what is wrong with them."""

from __future__ import annotations

import stat
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from db.errors import SettingsError
from db.settings import Settings, from_environment, refuse_nameless, with_secret


def test_without_any_variable_the_defaults_hold() -> None:
    assert from_environment({"PATH": "/bin"}) == Settings()


def test_each_kind_of_value_is_read() -> None:
    settings = from_environment(
        {
            "COMMONTHREAD_DEV": "yes",
            "COMMONTHREAD_HOST_DELAY": "0.5",
            "COMMONTHREAD_WEB_WORKERS": "4",
            "COMMONTHREAD_OUTBOX_DIR": "mail",
            "COMMONTHREAD_BASE_URL": "https://news.example",
            "COMMONTHREAD_SHARED": "../shared",
            "COMMONTHREAD_BOUNCE_URL": "imaps://us:word@mail.example/INBOX",
            "COMMONTHREAD_DNS_SERVER": "192.0.2.1:5353",
        }
    )
    assert settings.dns_server == "192.0.2.1:5353"
    assert (settings.dev, settings.host_delay, settings.web_workers) == (True, 0.5, 4)
    assert settings.outbox_dir == Path("mail")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("DEV", "perhaps", "1 or 0"),
        ("HOST_DELAY", "soon", "a number that is not negative"),
        ("HOST_DELAY", "-1", "a number that is not negative"),
        ("HOST_DELAY", "nan", "a number that is not negative"),
        ("WEB_WORKERS", "0", "a whole number above 0"),
        ("BACKUP_AT", "25:00", "an hour in London, such as 02:30"),
        ("BACKUP_KEEP", "7 4", "how many daily, weekly and monthly copies, such as 7 4 6"),
        ("BACKUP_KEEP", "0 4 6", "how many daily, weekly and monthly copies, such as 7 4 6"),
        ("OPERATOR_MAIL", "hazel", "a mail address"),
        ("METRICS_TOKEN", "short", "at least 16 random characters"),
        ("WEB_WORKERS", "two", "a whole number above 0"),
        ("BASE_URL", "news.example", "https://commonthread.example"),
        ("BASE_URL", "https://news.example/?a=b", "https://commonthread.example"),
        ("SMTP_URL", "mail.example:25", "smtp://"),
        ("DATABASE_URL", "oracle://x", "postgresql://"),
        ("SECRET_KEY", "short", "32 random characters"),
        ("LOG_LEVEL", "loud", "debug, info"),
        ("OPERATOR_CONTACT", "ring us", "a mail address"),
        ("MAIL_FROM", "nobody", "NAME <ADDRESS>"),
        ("BOUNCE_ADDRESS", "nobody", "a short mail address"),
        ("BOUNCE_URL", "pop3://mail.example", "imaps://USER"),
        ("DNS_SERVER", "one.one", "an IP address"),
        ("DNS_SERVER", "192.0.2.1:x", "an IP address"),
        ("DNS_SERVER", "192.0.2.1:99999", "an IP address"),
    ],
)
def test_a_wrong_value_names_the_variable_and_what_is_expected(name: str, value: str, expected: str) -> None:
    with pytest.raises(SettingsError) as told:
        from_environment({f"COMMONTHREAD_{name}": value})
    assert f"COMMONTHREAD_{name}" in str(told.value)
    assert expected in str(told.value)


def test_a_secret_is_not_repeated_in_the_error() -> None:
    with pytest.raises(SettingsError) as told:
        from_environment({"COMMONTHREAD_SECRET_KEY": "hunter2"})
    assert "hunter2" not in str(told.value)
    assert "hunter2" not in repr(Settings(secret_key="hunter2"))


def test_a_misspelt_variable_is_refused() -> None:
    with pytest.raises(SettingsError, match="COMMONTHREAD_DATABSE_URL is not a setting"):
        from_environment({"COMMONTHREAD_DATABSE_URL": "sqlite:///x.db"})


def test_settings_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().dev = True  # type: ignore[misc]


def test_a_secret_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    first = with_secret(Settings(), tmp_path / "var")
    assert len(first) >= 32
    assert with_secret(Settings(), tmp_path / "var") == first
    assert stat.S_IMODE((tmp_path / "var" / "secret-key").stat().st_mode) == 0o600


def test_a_secret_key_that_is_set_is_used(tmp_path: Path) -> None:
    assert with_secret(Settings(secret_key="x" * 40), tmp_path) == "x" * 40


@pytest.mark.parametrize(
    ("base_url", "host"),
    [
        ("http://127.0.0.1:8000", "127.0.0.1"),
        ("http://localhost:8000", "localhost"),
        ("http://[::1]:8000", "127.0.0.1"),
        ("http://trial.localhost", "127.0.0.1"),
    ],
)
def test_a_trial_on_this_machine_needs_no_name(base_url: str, host: str) -> None:
    refuse_nameless(Settings(base_url=base_url), host)


@pytest.mark.parametrize(
    ("base_url", "host"),
    [("https://thread.example", "127.0.0.1"), ("http://127.0.0.1:8000", "0.0.0.0"), ("http://10.0.0.8", "::")],
)
def test_nobody_serves_others_without_a_name(base_url: str, host: str) -> None:
    with pytest.raises(SettingsError, match="COMMONTHREAD_OPERATOR_NAME and COMMONTHREAD_OPERATOR_CONTACT"):
        refuse_nameless(Settings(base_url=base_url), host)
    with pytest.raises(SettingsError, match="set COMMONTHREAD_OPERATOR_CONTACT"):
        refuse_nameless(Settings(base_url=base_url, operator_name="A charity"), host)
    for contact in ("desk@thread.example", "https://thread.example/contact"):
        given = from_environment({"COMMONTHREAD_OPERATOR_CONTACT": contact, "COMMONTHREAD_OPERATOR_NAME": "A charity"})
        refuse_nameless(
            Settings(base_url=base_url, operator_name=given.operator_name, operator_contact=given.operator_contact),
            host,
        )
