"""Words that only their owner may read, sealed with keys that no copy of the database holds (AES-256-GCM)."""

from __future__ import annotations

import hashlib
import os
from base64 import b64decode, urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from db.errors import CommonThreadError

NONCE = 12  # bytes; random for every sealing (NIST SP 800-38D 8.2.2)
KEY = 32


class SealBroken(CommonThreadError):
    """Sealed words cannot be opened: their key is not here, or they were changed or moved."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Sealed words and the name of their key."""

    key_id: str
    text: str = field(repr=False)


class Keyring:
    """The keys of this process: the first seals, each of them opens what it sealed."""

    def __init__(self, text: str) -> None:
        """Read keys that stand with spaces between them; raises ValueError for one that is none."""
        self._keys = {_name(key): AESGCM(key) for key in map(_key, text.split())}
        self.newest = next(iter(self._keys), "")

    def __bool__(self) -> bool:
        """Whether there is any key."""
        return bool(self._keys)

    def seal(self, words: str, about: str) -> Sealed:
        """Return words sealed with the newest key and bound to what they are about."""
        nonce = os.urandom(NONCE)
        sealed = nonce + self._keys[self.newest].encrypt(nonce, words.encode(), about.encode())
        return Sealed(self.newest, urlsafe_b64encode(sealed).decode())

    def open(self, sealed: Sealed, about: str) -> str:
        """Return sealed words; raises SealBroken."""
        key = self._keys.get(sealed.key_id)
        if key is None:
            raise SealBroken(f"the key {sealed.key_id} is not in COMMONTHREAD_PRACTICE_KEYS; add it and start again")
        try:
            raw = urlsafe_b64decode(sealed.text)
            return key.decrypt(raw[:NONCE], raw[NONCE:], about.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise SealBroken("these words were changed or moved since they were sealed") from error


def new_key() -> str:
    """Return a key as the setting takes it."""
    return urlsafe_b64encode(os.urandom(KEY)).decode()


def _key(word: str) -> bytes:
    key = b64decode(word, altchars=b"-_", validate=True)
    if len(key) != KEY:
        raise ValueError("not 32 bytes")
    return key


def _name(key: bytes) -> str:
    return hashlib.sha256(b"practice key name:" + key).hexdigest()[:12]
