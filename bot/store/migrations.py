"""The tables, step by step. A step that has been released is never edited; a new one is added.

Money is TEXT everywhere (sqlite-utils would infer REAL for a Decimal), every table is STRICT,
times are RFC 3339 in UTC with `Z`, so that they sort as text.
"""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("pricewar")


@migrations()
def m001_spine(db: Database) -> None:
    """Pages and their health, bodies, prices, history, open matters, events, the outbox."""
    for statement in _SPINE.split(";"):
        db.execute(statement)


@migrations()
def m002_recipients(db: Database) -> None:
    """Recipients and their subscriptions; deliveries that wait behind others, or for a digest."""
    for statement in _RECIPIENTS.split(";"):
        db.execute(statement)


@migrations()
def m003_answers(db: Database) -> None:
    """Ways to what people ask: a model's history at one source, what is free, what was told."""
    for statement in _ANSWERS.split(";"):
        db.execute(statement)


@migrations()
def m004_endpoints(db: Database) -> None:
    """Registered addresses, and what the service itself says about them."""
    for statement in _ENDPOINTS.split(";"):
        db.execute(statement)


@migrations()
def m005_drafts(db: Database) -> None:
    """Subscriptions that somebody is choosing, button by button."""
    for statement in _DRAFTS.split(";"):
        db.execute(statement)


@migrations()
def m006_contexts(db: Database) -> None:
    """How many tokens models take, as pages print it."""
    db.execute(_CONTEXTS)


@migrations()
def m007_moves(db: Database) -> None:
    """Ways to when a move was first seen, and to what was taken back."""
    for statement in _MOVES.split(";"):
        db.execute(statement)


_SPINE = """
CREATE TABLE pages (
    source TEXT NOT NULL, page TEXT NOT NULL,
    served TEXT, etag TEXT, last_modified TEXT,
    sha256 TEXT, essence TEXT, version INTEGER,
    checked_at TEXT, good_at TEXT, failing_since TEXT, stale_told INTEGER NOT NULL DEFAULT 0,
    streak INTEGER NOT NULL DEFAULT 0, reason TEXT,
    quotes INTEGER NOT NULL DEFAULT 0, due TEXT, again INTEGER NOT NULL DEFAULT 0,
    departed TEXT NOT NULL DEFAULT '{}', last TEXT,
    PRIMARY KEY (source, page)
) STRICT, WITHOUT ROWID;
CREATE TABLE bodies (
    sha256 TEXT PRIMARY KEY, body BLOB NOT NULL, kind TEXT NOT NULL, encoding TEXT NOT NULL,
    url TEXT NOT NULL, fetched_at TEXT NOT NULL, proof INTEGER NOT NULL DEFAULT 0,
    keep_until TEXT
) STRICT;
CREATE TABLE latest (
    source TEXT NOT NULL, page TEXT NOT NULL, model TEXT NOT NULL, meter TEXT NOT NULL,
    currency TEXT NOT NULL, per TEXT NOT NULL, conditions TEXT NOT NULL,
    vendor TEXT NOT NULL, amount TEXT NOT NULL, free INTEGER NOT NULL, known TEXT NOT NULL,
    PRIMARY KEY (source, page, model, meter, currency, per, conditions)
) STRICT, WITHOUT ROWID;
CREATE INDEX latest_by_vendor ON latest (vendor);
CREATE INDEX latest_by_model ON latest (model);
CREATE TABLE history (
    id INTEGER PRIMARY KEY, source TEXT NOT NULL, page TEXT NOT NULL, model TEXT NOT NULL,
    meter TEXT NOT NULL, currency TEXT NOT NULL, per TEXT NOT NULL, conditions TEXT NOT NULL,
    amount TEXT, free INTEGER NOT NULL, at TEXT NOT NULL, sha256 TEXT
) STRICT;
CREATE INDEX history_by_model ON history (model COLLATE NOCASE, at);
CREATE TABLE planned (
    source TEXT NOT NULL, page TEXT NOT NULL, plan TEXT NOT NULL, quote TEXT NOT NULL,
    PRIMARY KEY (source, page, plan)
) STRICT, WITHOUT ROWID;
CREATE TABLE matters (
    source TEXT NOT NULL, page TEXT NOT NULL, subject TEXT NOT NULL,
    held TEXT, reason TEXT, decision TEXT, matter TEXT NOT NULL,
    PRIMARY KEY (source, page, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX matters_held ON matters (held) WHERE held IS NOT NULL;
CREATE TABLE resolved (
    id INTEGER PRIMARY KEY, held TEXT NOT NULL, source TEXT NOT NULL, page TEXT NOT NULL,
    at TEXT NOT NULL, reason TEXT NOT NULL, outcome TEXT NOT NULL, matter TEXT NOT NULL
) STRICT;
CREATE TABLE events (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, at TEXT NOT NULL,
    source TEXT NOT NULL, vendor TEXT NOT NULL, model TEXT, told INTEGER NOT NULL, alert TEXT,
    event TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_time ON events (at);
CREATE TABLE alerts (
    id TEXT PRIMARY KEY, source TEXT NOT NULL, vendor TEXT NOT NULL, at TEXT NOT NULL,
    audience TEXT NOT NULL
) STRICT;
CREATE TABLE alert_events (
    alert TEXT NOT NULL, place INTEGER NOT NULL, event TEXT NOT NULL,
    PRIMARY KEY (alert, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE deliveries (
    id TEXT PRIMARY KEY, alert TEXT NOT NULL, channel TEXT NOT NULL, target TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'due', due_at TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    sent_at TEXT, error TEXT,
    UNIQUE (alert, channel, target)
) STRICT;
CREATE INDEX deliveries_due ON deliveries (due_at) WHERE state = 'due';
CREATE INDEX deliveries_in_order ON deliveries (channel, target) WHERE state = 'due'
"""

# A recipient's name stands beside its `reader`, so that all who read alike have equal texts there.
# A delivery is `due` when it is the first one to its target, `waiting` when it stands behind it.
_RECIPIENTS = """
CREATE TABLE recipients (
    channel TEXT NOT NULL, target TEXT NOT NULL, since TEXT NOT NULL,
    title TEXT NOT NULL DEFAULT '', reader TEXT NOT NULL DEFAULT '{}',
    gone_after INTEGER, failing_since TEXT,
    PRIMARY KEY (channel, target)
) STRICT;
CREATE TABLE subscriptions (
    id TEXT PRIMARY KEY, channel TEXT NOT NULL, target TEXT NOT NULL, rule TEXT NOT NULL,
    heard_from INTEGER NOT NULL, carried TEXT NOT NULL DEFAULT '',
    digest INTEGER NOT NULL DEFAULT 0, paused INTEGER
) STRICT;
CREATE INDEX subscriptions_by_target ON subscriptions (channel, target);
CREATE INDEX events_by_model ON events (source, model);
CREATE INDEX alert_events_by_event ON alert_events (event);
CREATE TABLE attempts (
    id INTEGER PRIMARY KEY, delivery TEXT NOT NULL, at TEXT NOT NULL, status INTEGER, said TEXT
) STRICT;
CREATE INDEX attempts_by_delivery ON attempts (delivery);
ALTER TABLE deliveries RENAME TO before;
DROP INDEX deliveries_due;
DROP INDEX deliveries_in_order;
CREATE TABLE deliveries (
    id TEXT NOT NULL UNIQUE, alert TEXT NOT NULL, channel TEXT NOT NULL, target TEXT NOT NULL,
    state TEXT NOT NULL, due_at TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    sent_at TEXT, error TEXT, digest INTEGER NOT NULL DEFAULT 0, receipt TEXT
) STRICT;
INSERT INTO deliveries (id, alert, channel, target, state, due_at, attempts, sent_at, error)
    SELECT id, alert, channel, target, CASE WHEN state = 'due' AND EXISTS (
        SELECT 1 FROM before e WHERE e.state = 'due' AND e.channel = before.channel
        AND e.target = before.target AND e.rowid < before.rowid
    ) THEN 'waiting' ELSE state END, due_at, attempts, sent_at, error FROM before ORDER BY rowid;
DROP TABLE before;
CREATE INDEX deliveries_by_alert ON deliveries (alert);
CREATE INDEX deliveries_due ON deliveries (channel, due_at) WHERE state = 'due';
CREATE INDEX deliveries_open ON deliveries (channel, target, digest)
    WHERE state IN ('due', 'waiting')
"""

_ANSWERS = """
DROP INDEX history_by_model;
CREATE INDEX history_by_model ON history (model COLLATE NOCASE, source, at);
CREATE INDEX latest_free ON latest (source) WHERE free = 1;
CREATE INDEX events_told ON events (at) WHERE told = 1
"""

# `url`, `secret` and `previous` are sealed; `shown` is what everybody may see of the address.
_ENDPOINTS = """
CREATE TABLE endpoints (
    id TEXT PRIMARY KEY, format TEXT NOT NULL, shown TEXT NOT NULL, url TEXT NOT NULL,
    secret TEXT, previous TEXT, previous_until TEXT, made_at TEXT NOT NULL, verified_at TEXT,
    owner_channel TEXT, owner TEXT, ended TEXT
) STRICT;
CREATE INDEX endpoints_by_owner ON endpoints (owner_channel, owner);
ALTER TABLE alerts ADD COLUMN notice TEXT
"""

_DRAFTS = """
CREATE TABLE drafts (
    id TEXT PRIMARY KEY, channel TEXT NOT NULL, target TEXT NOT NULL, person INTEGER,
    at TEXT NOT NULL, draft TEXT NOT NULL
) STRICT;
CREATE INDEX drafts_by_target ON drafts (channel, target)
"""

_CONTEXTS = """
CREATE TABLE contexts (
    source TEXT NOT NULL, page TEXT NOT NULL, model TEXT NOT NULL, tokens INTEGER NOT NULL,
    PRIMARY KEY (source, page, model)
) STRICT, WITHOUT ROWID
"""

_MOVES = """
CREATE INDEX events_seen ON events (event ->> '$.seen_at') WHERE told = 1;
CREATE INDEX events_refuted ON events (event ->> '$.refutes')
    WHERE event ->> '$.refutes' IS NOT NULL
"""
