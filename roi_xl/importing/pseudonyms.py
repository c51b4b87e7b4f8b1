"""Turns whoever an export names into a pseudonym, by a key that stays outside of every workbook.

With the key, the same person gets the same pseudonym in each export; without it, nobody can tell from a
pseudonym whose it is, nor try out names. What a person answered has another pseudonym than the person.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata
from functools import lru_cache
from typing import Final

from roi_xl.files import FileError

_TITLE: Final = "roi-xl key: keep it secret and outside of the workbook; it links people to pseudonyms\n"
_KEY: Final = re.compile(r"[0-9a-f]{64}")
_LENGTH: Final = 8
_LETTERS: Final = "abcdefghjknpqrstuvxyz"
_SIGNS: Final = "0123456789" + _LETTERS
"""Narrow ones that nobody takes for each other, since the workbook's column is narrow."""
_FINGERPRINT: Final = 12


def new_key() -> bytes:
    """The content of a fresh key file."""
    return f"{_TITLE}{secrets.token_hex(32)}\n".encode("ascii")


def key_from(data: bytes) -> bytes:
    """The key in a key file.

    Args:
        data: The file's content.

    Raises:
        FileError: It is no key file.
    """
    text = data.decode("ascii", "replace").replace("\r\n", "\n")
    found = text.removeprefix(_TITLE).strip()
    if not text.startswith(_TITLE) or not _KEY.fullmatch(found):
        raise FileError(
            "not-a-key", "it isn't a key file of roi-xl", "name the one that the first import made"
        )
    return bytes.fromhex(found)


def fingerprint(key: bytes) -> str:
    """What may be told of a key: enough to recognise it, nothing to compute it from."""
    return hashlib.sha256(b"roi-xl key" + key).hexdigest()[:_FINGERPRINT]


@lru_cache(maxsize=1 << 14)  # exports of work results name a few people in many rows
def pseudonym(key: bytes, kind: str, text: str) -> str:
    """The pseudonym of a person or a response, such as `k7b3qx2a`; there are 5.8 × 10¹¹ of them.

    Args:
        key: The key.
        kind: What keeps it apart from other pseudonyms of the same text.
        text: A personnel number, an address, a name; spaces and capital letters make no difference.
    """
    meant = unicodedata.normalize("NFKC", text).strip().casefold()
    digest = hmac.new(key, f"{kind}\0{meant}".encode(), hashlib.sha256).digest()
    number, first = divmod(int.from_bytes(digest), len(_LETTERS))
    found = _LETTERS[first]
    while len(found) < _LENGTH:
        number, place = divmod(number, len(_SIGNS))
        found += _SIGNS[place]
    return found
