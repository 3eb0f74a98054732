"""DeepSeek's page as a test writes it, served on this machine, and settings that lead there."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingTCPServer
from threading import Thread
from typing import Any, Self


def page(*models: str) -> str:
    """A page by hand in the vendor's Markdown layout: `name input output` a model, in yuan."""
    rows = [one.split() for one in models]
    names, inputs, outputs = (" | ".join(column) for column in zip(*rows, strict=True))
    return (
        "# made by hand for tests; not the vendor's page\n\n"
        f"| 模型 | 模型 | {names} |\n| --- | --- |{' --- |' * len(rows)}\n"
        f"| 价格 | 百万tokens输入 | {_yuan(inputs)} |\n"
        f"| 价格 | 百万tokens输出 | {_yuan(outputs)} |\n"
    )


def _yuan(cells: str) -> str:
    return " | ".join("免费" if one == "free" else f"{one}元" for one in cells.split(" | "))


@dataclass
class Shop:
    """What the vendor's address answers now, and how often it was asked."""

    text: str = ""
    status: int = 200
    asked: int = 0
    url: str = field(init=False, default="")

    def show(self, *models: str) -> None:
        """Rewrite the page."""
        self.text, self.status = page(*models), 200

    def answer(self) -> tuple[int, bytes]:
        """Status and body of one answer."""
        self.asked += 1
        return self.status, self.text.encode()


class _Server(ThreadingTCPServer):
    """The plain TCP server, because the one for HTTP asks the network for its own name."""

    daemon_threads = True

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        super().__init__(("127.0.0.1", 0), _Answer)

    def handle_error(self, request: object, client_address: object) -> None:
        """A visitor who leaves in the middle of an answer is none of a test's business."""

    def __enter__(self) -> Self:
        Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class _Answer(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        """The page as it is now."""
        status, body = self.server.shop.answer()
        self.send_response(status)
        self.send_header("Content-Type", "text/markdown; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Keep silent."""


@contextmanager
def opened(shop: Shop) -> Iterator[Shop]:
    """The shop behind an address of this machine."""
    with _Server(shop) as server:
        shop.url = f"http://127.0.0.1:{server.server_address[1]}/"
        yield shop


def given(folder: Path, shop: Shop) -> dict[str, dict[str, Any]]:
    """Settings: DeepSeek alone, at the shop; nothing waits, and alerts go to a file."""
    return {
        "store": {"path": str(folder / "prices.db")},
        "sources": {"only": ["deepseek"], "confirm_after": 0, "deepseek": {"urls": [shop.url]}},
        "network": {"allow_hosts": ["127.0.0.1"]},
        "jsonl": {"path": str(folder / "told.jsonl")},
    }


def written(path: Path, tables: Mapping[str, Mapping[str, Any]]) -> Path:
    """The settings as a file."""
    lines = []  # JSON writes values as TOML does, but for tables
    for name, table in tables.items():
        plain = {key: value for key, value in table.items() if not isinstance(value, dict)}
        inner = {key: value for key, value in table.items() if isinstance(value, dict)}
        lines += [f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in plain.items())]
        for key, one in inner.items():
            lines += [f"[{name}.{key}]", *(f"{k} = {json.dumps(v)}" for k, v in one.items())]
    path.write_text("\n".join(lines), "utf8")
    return path
