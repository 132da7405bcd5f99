"""The demo accounts' common password, and the text file that tells people how to log in.

The password is made for one database and is kept nowhere but in that file, which only its owner
may read.
"""

from __future__ import annotations

import os
import secrets
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from django.contrib.auth.hashers import check_password
from django.db.models import Prefetch

from organization.models import Appointment, User

from . import schema

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike
GROUPS, GROUP_LENGTH = 4, 4
PASSWORD_LINE = "パスワード（全員共通）: "  # noqa: S105
HEADINGS = ("職員番号", "氏名", "役割", "所属", "試せること")
OWNER_ONLY = 0o600


def new_password() -> str:
    """A random password that is easy to copy by hand: xxxx-xxxx-xxxx-xxxx."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    return "-".join(groups)


def sheet(document: schema.Document, password: str, *, today: date) -> str:
    """The accounts as text: the named ones as a table, the others in short."""
    tries = {person.username: person.tries for person in document.people}
    people = {user.username: user for user in _people()}
    named = [people[username] for username in tries if username in people]
    others = [user for user in people.values() if user.username not in tries]
    lines = [
        "見本のアカウント（人も報告もすべて架空の見本です）",
        f"{PASSWORD_LINE}{password}",
        "",
        *_table([HEADINGS, *(_row(user, tries[user.username], today) for user in named)]),
    ]
    if others:
        lines += ["", "ほかの班と課の見本の職員も、同じパスワードで入れます。"]
        lines += _wrapped(f"{user.username} {_places(user, today)}" for user in others)
    return "\n".join(lines) + "\n"


def write(path: Path, text: str) -> None:
    """Write the sheet so that only its owner may read it. Raises OSError if that fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), OWNER_ONLY)  # it may have been there with another mode
        file.write(text)


def read(path: Path) -> str | None:
    """The sheet if it exists and its password opens one of the demo accounts, else None."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    lines = (line for line in text.splitlines() if line.startswith(PASSWORD_LINE))
    password = next(lines, "").removeprefix(PASSWORD_LINE)
    hashes = set(User.objects.filter(is_demo=True).values_list("password", flat=True))
    return text if any(check_password(password, known) for known in hashes) else None


def _people() -> Sequence[User]:
    places = Prefetch("appointments", Appointment.objects.with_place())
    return list(User.objects.filter(is_demo=True).prefetch_related(places))


def _row(user: User, tries: str, today: date) -> tuple[str, ...]:
    roles = dict.fromkeys(str(a.get_role_display()) for a in _current(user, today))
    return (
        user.username,
        user.name,
        "・".join(roles) or "なし",
        _places(user, today),
        tries,
    )


def _current(user: User, today: date) -> list[Appointment]:
    return [a for a in user.appointments.all() if a.ends_on is None or a.ends_on >= today]


def _places(user: User, today: date) -> str:
    return "・".join(a.place_label for a in _current(user, today)) or "現在はなし"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "FWA" else 1 for sign in text)


def _table(table: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(_width(cell) for cell in column) for column in zip(*table, strict=True)]
    for row in table:
        cells = (
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        )
        yield "  ".join(cells).rstrip()


def _wrapped(words: Iterator[str], limit: int = 100) -> Iterator[str]:
    line = ""
    for word in words:
        longer = f"{line}、{word}" if line else word
        if line and _width(longer) > limit:
            yield f"{line}、"
            longer = word
        line = longer
    if line:
        yield line
