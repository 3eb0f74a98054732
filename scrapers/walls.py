"""Bot walls: pages that ask "are you human?" in the place of the page that was asked for.

A wall shows little text and no price, and either carries the machinery of a known challenge or
says so in words. Neither alone proves anything: genuine pages load captcha scripts, and their
error tables speak of captchas. Sources of the marks: the challenge pages of the services
themselves, as their users report them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Final
from urllib.parse import urlsplit

__all__ = ["announced", "challenge", "gate"]

# Challenge pages with all their scripts inlined stay far below this; price pages may exceed it.
LARGEST: Final = 500_000
# Characters a person would see. The longest block pages show about a thousand.
LITTLE: Final = 1500

PRICE: Final = re.compile(r"[¥￥$€]\s?\d|\d\s?元")
# Each alternative consumes what it has looked at, so that a hostile page costs one pass.
TAG: Final = re.compile(r"<(?:(!--)|(script|style|noscript|template)\b)?[^<>]*>?", re.IGNORECASE)
CLOSING: Final = {
    name: re.compile(f"</{name}", re.IGNORECASE)
    for name in ("script", "style", "noscript", "template")
}


@dataclass(frozen=True, slots=True)
class Wall:
    """How to know one service's wall: `marks` in the markup, `words` (patterns) on its face."""

    name: str
    marks: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def is_in(self, text: str, seen: str) -> bool:
        """Whether a mark stands in the markup, or words in the visible text (in lower case)."""
        if any(mark in text for mark in self.marks):
            return True
        return any(re.search(words, seen) for words in self.words)


WALLS: Final = (
    Wall(
        "Cloudflare",
        ("_cf_chl_opt", "cf-browser-verification", "cf-chl-", "__cf_chl_"),
        (
            *(r"just a moment\.\.\.", "checking your browser before"),
            *(r"attention required! \| cloudflare", "sorry, you have been blocked"),
            *("performing security verification", "enable javascript and cookies to continue"),
        ),
    ),
    Wall(
        "Alibaba Cloud WAF",
        (
            *("acw_sc__v2", "_____tmd_____", "x5secdata", "aliyun_waf", "RGV587_ERROR"),
            *('id="nc_1_', "sufei-punish", "punish-component"),
        ),
        ("有可能对网站造成安全威胁", "potential threats to the server's security"),
    ),
    Wall(
        "Tencent EdgeOne",
        ("EO_Bot_Ssid", "__tst_status"),
        ("restricted by the security policy", "请求已被该站点的安全策略拦截"),
    ),
    Wall("Tencent WAF", ("waf.tencent.com",), ("请求可能对网站造成威胁",)),
    Wall("Baidu", ("wappass.baidu.com/static/captcha",), ("百度安全验证",)),
    Wall(
        "Akamai",
        ("sec-if-cpt-container", "errors.edgesuite.net"),
        ("access denied.* reference #",),
    ),
    Wall("DataDome", ("captcha-delivery.com",)),
    Wall("PerimeterX", ('id="px-captcha"',), ("press & hold",)),
    Wall("Imperva", ('id="main-iframe" src="/_Incapsula_Resource',), ("incapsula incident id",)),
    Wall("AWS WAF", ("window.gokuProps", "AwsWafIntegration.checkForceRefresh")),
    Wall(
        "a bot wall",
        words=(
            *("verify you are human", "verify that you are human", "verify you are not a robot"),
            *("verifying you are human", r"are you a robot\?", "unusual traffic from your"),
            *("complete the security check", "请完成安全验证", "请完成验证", "人机验证"),
            *("访问过于频繁", "请求过于频繁", "拖动滑块", "按住滑块", "您的访问被阻断"),
        ),
    ),
)

# Pages of their own, to which a wall sends the visitor.
LOGIN_HOST: Final = re.compile(r"(?:accounts?|login|signin|passport|sso|auth)\.")
LOGIN_PATH: Final = re.compile(r"/(?:log-?in|sign-?in|passport|sso)(?=[/.]|$)", re.IGNORECASE)
CHALLENGE_PATH: Final = re.compile(
    r"/(?:captcha|punish|challenge|antispider|_____tmd_____)(?=[/.]|$)", re.IGNORECASE
)


def challenge(text: str) -> str | None:
    """The name of the wall that this page is; None for any other page, also an empty one."""
    if len(text) > LARGEST:
        return None
    seen = _visible(text)
    if seen is None or PRICE.search(seen):
        return None
    return next((wall.name for wall in WALLS if wall.is_in(text, seen)), None)


def announced(headers: Mapping[str, str]) -> str | None:
    """The name of the wall that an answer's headers (lower-case names) own up to.

    Sources: Cloudflare's "Detect a challenge page response", AWS WAF's "CAPTCHA and Challenge".
    """
    if headers.get("cf-mitigated") == "challenge":
        return "Cloudflare"
    if headers.get("x-amzn-waf-action") in ("challenge", "captcha"):
        return "AWS WAF"
    return None


def gate(url: str) -> str | None:
    """What a redirect to this address leads to in the place of the page; None if nothing known."""
    parts = urlsplit(url)
    if LOGIN_HOST.match(parts.hostname or "") or LOGIN_PATH.search(parts.path):
        return "a log-in"
    if CHALLENGE_PATH.search(parts.path):
        return "a challenge"
    return None


def _visible(text: str) -> str | None:
    """The visible text in lower case with white space folded; None when it is not little."""
    pieces: list[str] = []
    room, at = LITTLE, 0
    while at < len(text):
        tag = TAG.search(text, at)
        piece = text[at : tag.start() if tag else len(text)].strip()
        pieces.append(piece)
        room -= len(piece)
        if room < 0:
            return None
        at = _after(text, tag) if tag else len(text)
    return " ".join(unescape(" ".join(pieces)).lower().split())


def _after(text: str, tag: re.Match[str]) -> int:
    """Where reading goes on after a tag: behind a comment, at the end of what is never shown."""
    if tag[1]:
        end = text.find("-->", tag.start() + 2)
        return len(text) if end < 0 else end + 3
    if tag[2]:
        closing = CLOSING[tag[2].lower()].search(text, tag.end())
        return closing.start() if closing else len(text)
    return tag.end()
