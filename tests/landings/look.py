"""What a person reads on some pages of a database, as JSON by address.

TEST_DATABASE_URL=… python -m tests.landings.look 2026-11-28 jimukyoku /dashboard/ …
"""

from __future__ import annotations

import json
import sys
from datetime import date

import django
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client

from tests.landings.on_a_day import stop_the_clock


def look(username: str, addresses: list[str]) -> dict[str, str]:
    """The pages as a person gets them who kept the address; a status in place of one that is none.

    Nothing is left behind, not even that the person was here.
    """
    client = Client()
    with transaction.atomic():
        client.force_login(get_user_model().objects.get(username=username))
        answers = {address: client.get(address, follow=True) for address in addresses}
        transaction.set_rollback(True)
    return {
        address: answer.content.decode() if answer.status_code == 200 else str(answer.status_code)
        for address, answer in answers.items()
    }


if __name__ == "__main__":
    day, username, *addresses = sys.argv[1:]
    stop_the_clock(date.fromisoformat(day))
    django.setup()
    json.dump(look(username, addresses), sys.stdout)
