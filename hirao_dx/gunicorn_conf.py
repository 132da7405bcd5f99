"""How gunicorn serves the site, by `make run` and in the container alike.

`BIND_HOST`, `PORT` and `WEB_CONCURRENCY` (processes) come from the environment.
"""

import os
import sys
from pathlib import Path

bind = f"{os.environ.get('BIND_HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
timeout = 60  # seconds; the largest paper takes a few
loglevel = "warning"
control_socket_disable = True

WELCOME = """
{accounts}

------------------------------------------------------------
準備ができました。ブラウザーで次のアドレスを開いてください。

    http://{bind}/

終わるときは、この画面で Ctrl+C を押します。
------------------------------------------------------------
"""


def when_ready(server: object) -> None:
    """Say where the site is, with the demo accounts; only `make run` asks for it."""
    accounts = os.environ.get("WELCOME_WITH")
    if accounts:
        text = Path(accounts).read_text(encoding="utf-8").strip()
        sys.stdout.write(WELCOME.format(bind=bind, accounts=text))
        sys.stdout.flush()
