"""Receives webhooks of pricewar and checks that each is genuine: python receive.py

Needs `pip install standardwebhooks`. WEBHOOK_SECRET is what `pricewar webhook add` showed; PORT is
where to listen (8000).
"""

import os
from http.server import BaseHTTPRequestHandler, HTTPServer

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

WEBHOOK = Webhook(os.environ["WEBHOOK_SECRET"])
SEEN: set[str] = set()  # a database in earnest: what is kept must outlive a restart


class Receiver(BaseHTTPRequestHandler):
    """Answers 204 to what is genuine, also when it comes again, and 400 to anything else."""

    def do_POST(self) -> None:
        """One webhook."""
        body = self.rfile.read(int(self.headers["content-length"]))  # as it came: it is signed
        self.send_response(self._receive(body))
        self.end_headers()

    def _receive(self, body: bytes) -> int:
        try:
            message = WEBHOOK.verify(body, dict(self.headers))
        except WebhookVerificationError:
            return 400
        if self.headers["webhook-id"] in SEEN:
            return 204  # sent again because our answer was lost: it is done already
        SEEN.add(self.headers["webhook-id"])
        print(message["type"], message["data"].get("model") or "", flush=True)
        return 204

    def log_message(self, *_: object) -> None:
        """Only what was received is printed."""


if __name__ == "__main__":
    with HTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8000"))), Receiver) as server:
        print(f"listening on port {server.server_address[1]}", flush=True)
        server.serve_forever()
