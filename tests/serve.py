"""A folder of pages over loopback HTTP with ETags, for the bench; prints its port, and runs."""

import hashlib
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

TYPES = {".html": "text/html", ".json": "application/json"}


def handler(folder: Path) -> type[BaseHTTPRequestHandler]:
    """Answers GET with a file of the folder, 304 to its own ETag, 404 to anything else."""

    class Pages(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = (folder / self.path.lstrip("/")).resolve()
            if not path.is_file() or folder not in path.parents:
                self._answer(404, "text/plain", b"")
                return
            body = path.read_bytes()
            etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            same = self.headers.get("if-none-match") == etag
            kind = TYPES.get(path.suffix, "text/markdown")
            self._answer(304 if same else 200, kind, b"" if same else body, etag)

        def _answer(self, status: int, kind: str, body: bytes, etag: str = "") -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("etag", etag)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Pages


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(Path(sys.argv[1]).resolve()))
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
