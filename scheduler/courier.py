"""Takes one message to one channel: a process of its own, `python -m scheduler.courier`, the message as JSON on its input.

A process, because `apprise` costs 36 MB and most of a second, blocks, and may hang: the daemon stays as small as it is, and ends
a courier that does not come back. It answers with one line of JSON, `{"ok": …, "error": …}`, and logs nothing: what libraries
say may hold addresses and tokens.

A webhook gets `POST` with JSON and three headers: `Rasid-Delivery`, the same when the same message is tried again;
`Rasid-Timestamp`, seconds since 1970; and, where the channel has a secret, `Rasid-Signature: v1=<hex>`, the HMAC-SHA256 of
timestamp, a dot and the body under that secret. A receiver computes it anew, compares in constant time, and refuses timestamps
older than five minutes.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import logging
import sys
import time
from typing import Any
from urllib.parse import urlsplit

SECONDS = 15.0
NO_APPRISE = "this kind of channel needs apprise; install it with pip install 'rasid[alerts]'"


def main() -> None:
    """Read one message, deliver it, say how it went."""
    logging.disable(logging.CRITICAL)
    message = json.load(sys.stdin)
    error = deliver(message)
    json.dump({"ok": error is None, "error": error}, sys.stdout)


def deliver(message: dict[str, Any]) -> str | None:
    """Deliver `message`: url, secret, title, text, delivery, data. Returns why it was not taken; None: it was."""
    scheme = message["url"].partition("://")[0].lower()
    if scheme in {"http", "https"}:
        return post(message["url"], message["secret"], message["delivery"], message["data"], int(time.time()))
    return _through_apprise(message)


def post(url: str, secret: str, delivery: str, data: dict[str, Any], now: int) -> str | None:
    """POST `data`, signed. A redirect is refused: it would carry the message to somewhere nobody named."""
    body = json.dumps(data, ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Rasid",
        "Rasid-Delivery": delivery,
        "Rasid-Timestamp": str(now),
    }
    if secret:
        headers["Rasid-Signature"] = "v1=" + signature(secret, now, body)
    try:
        parts = urlsplit(url)
        kind = http.client.HTTPSConnection if parts.scheme.lower() == "https" else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=SECONDS)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, body=body, headers=headers)
        status = connection.getresponse().status
        connection.close()
    except (OSError, http.client.HTTPException, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    return None if 200 <= status < 300 else f"HTTP status {status}"


def signature(secret: str, now: int, body: bytes) -> str:
    """Hex HMAC-SHA256 of «timestamp.body» under the secret."""
    return hmac.new(secret.encode(), str(now).encode() + b"." + body, hashlib.sha256).hexdigest()


def _through_apprise(message: dict[str, Any]) -> str | None:
    try:
        import apprise
    except ImportError:
        return NO_APPRISE
    there = apprise.Apprise()
    if not there.add(message["url"]):
        return "apprise does not know such an address"
    # no interpretation of what outlets and servers said
    taken = there.notify(title=message["title"], body=message["text"], body_format=apprise.NotifyFormat.TEXT)
    return None if taken else "apprise could not deliver it"


if __name__ == "__main__":
    main()
