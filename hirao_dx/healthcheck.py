"""Asks the running site how it is: `python -m hirao_dx.healthcheck` fails unless it answers 200.

For the container's HEALTHCHECK, from inside the container and without the proxy.
"""

import os
import urllib.request


def main() -> None:
    """Ask `/healthz` and wait up to 4 seconds.

    Raises URLError or HTTPError unless the answer is 200.
    """
    port = os.environ.get("PORT", "8000")
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    request = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": host})
    with urllib.request.urlopen(request, timeout=4):  # noqa: S310
        pass


if __name__ == "__main__":
    main()
