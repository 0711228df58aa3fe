-- One schema for SQLite and PostgreSQL, in what both understand.
--
-- Instants are UTC milliseconds (BIGINT), 0 for none. Days are text such as
-- 2024-03-13, '' for none. Accounts are text such as telegram:123. Ids come from
-- the table sequences: BIGINT PRIMARY KEY is no automatic number on SQLite.
-- There are no foreign keys: units come from campaign files that may change
-- under the rows that name them, and two rows of one chat group may be merged.

-- +goose Up
CREATE TABLE sequences (
    name  TEXT   NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

CREATE TABLE units (
    id        TEXT NOT NULL PRIMARY KEY,
    parent    TEXT NOT NULL,
    name      TEXT NOT NULL,
    kind      TEXT NOT NULL,
    zone      TEXT NOT NULL,
    from_day  TEXT NOT NULL,
    until_day TEXT NOT NULL
);

CREATE TABLE chat_groups (
    id       BIGINT NOT NULL PRIMARY KEY,
    bot      TEXT   NOT NULL,
    chat     TEXT   NOT NULL,
    title    TEXT   NOT NULL,
    unit     TEXT   NOT NULL,
    kind     TEXT   NOT NULL,
    thread   BIGINT NOT NULL,
    lang     TEXT   NOT NULL,
    state    TEXT   NOT NULL CHECK (state IN ('waiting', 'active', 'closed')),
    bound_at BIGINT NOT NULL,
    bound_by TEXT   NOT NULL
);
CREATE UNIQUE INDEX chat_groups_chat ON chat_groups (bot, chat);

CREATE TABLE people (
    account   TEXT    NOT NULL PRIMARY KEY,
    lang      TEXT    NOT NULL,
    chat      TEXT    NOT NULL,
    reachable BOOLEAN NOT NULL
);
CREATE INDEX people_chat ON people (chat);

-- Revoked roles stay, with revoked_at.
CREATE TABLE roles (
    id         BIGINT NOT NULL PRIMARY KEY,
    account    TEXT   NOT NULL,
    unit       TEXT   NOT NULL,
    role       TEXT   NOT NULL CHECK (role IN ('member', 'secretary', 'editor', 'official', 'admin')),
    granted_by TEXT   NOT NULL,
    granted_at BIGINT NOT NULL,
    revoked_by TEXT   NOT NULL DEFAULT '',
    revoked_at BIGINT NOT NULL DEFAULT 0,
    held       BOOLEAN NOT NULL DEFAULT TRUE
);
CREATE UNIQUE INDEX roles_held ON roles (account, unit, role) WHERE held;

CREATE TABLE invites (
    digest     TEXT   NOT NULL PRIMARY KEY,
    role       TEXT   NOT NULL,
    unit       TEXT   NOT NULL,
    invited_by TEXT   NOT NULL,
    expires    BIGINT NOT NULL,
    spent_by   TEXT   NOT NULL DEFAULT '',
    spent_at   BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE dialogs (
    bot     TEXT   NOT NULL,
    chat    TEXT   NOT NULL,
    account TEXT   NOT NULL,
    name    TEXT   NOT NULL,
    data    TEXT   NOT NULL,
    expires BIGINT NOT NULL,
    PRIMARY KEY (bot, chat, account)
);

CREATE TABLE seen_updates (
    bot       TEXT   NOT NULL,
    update_id BIGINT NOT NULL,
    seen_at   BIGINT NOT NULL,
    PRIMARY KEY (bot, update_id)
);
CREATE INDEX seen_updates_at ON seen_updates (seen_at);

CREATE TABLE update_offsets (
    bot         TEXT   NOT NULL PRIMARY KEY,
    next_update BIGINT NOT NULL
);

CREATE TABLE dead_letters (
    bot       TEXT   NOT NULL,
    update_id BIGINT NOT NULL,
    raw       TEXT   NOT NULL,
    reason    TEXT   NOT NULL,
    died_at   BIGINT NOT NULL,
    PRIMARY KEY (bot, update_id)
);

CREATE TABLE deliveries (
    id        BIGINT  NOT NULL PRIMARY KEY,
    bot       TEXT    NOT NULL,
    chat      TEXT    NOT NULL,
    thread    BIGINT  NOT NULL,
    private   BOOLEAN NOT NULL,
    group_id  BIGINT  NOT NULL,             -- 0: none
    lane      TEXT    NOT NULL,
    priority  BIGINT  NOT NULL,
    payload   TEXT    NOT NULL,             -- JSON
    edits     TEXT    NOT NULL,             -- the message that the payload edits, '' for none
    dedupe    TEXT    NOT NULL,             -- the delivery's key, '' for none
    state     TEXT    NOT NULL CHECK (state IN
              ('pending', 'sending', 'sent', 'uncertain', 'failed', 'expired', 'relayed')),
    due       BIGINT  NOT NULL,
    not_after BIGINT  NOT NULL,
    quiet     TEXT    NOT NULL,
    attempt   BIGINT  NOT NULL DEFAULT 0,
    reason    TEXT    NOT NULL,
    post      TEXT    NOT NULL,
    day       TEXT    NOT NULL,
    created   BIGINT  NOT NULL,
    settled   BIGINT  NOT NULL,
    message   TEXT    NOT NULL DEFAULT '',
    poll_id   TEXT    NOT NULL DEFAULT '',
    begun     BIGINT  NOT NULL DEFAULT 0,   -- real time of the last request, whatever a rehearsal's clock says
    told      BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE UNIQUE INDEX deliveries_dedupe ON deliveries (dedupe) WHERE dedupe <> '';
-- The outbox worker looks at the open rows only, however many are settled.
-- SQLite takes a partial index only where the query repeats its condition
-- word for word, so the queries write state = 'pending', never state = ?.
CREATE INDEX deliveries_due     ON deliveries (bot, due)                WHERE state = 'pending';
CREATE INDEX deliveries_lane    ON deliveries (bot, lane, priority, id) WHERE state = 'pending';
CREATE INDEX deliveries_sending ON deliveries (bot, lane)               WHERE state = 'sending';
CREATE INDEX deliveries_edits   ON deliveries (bot, chat, edits)        WHERE state = 'pending' AND edits <> '';
CREATE INDEX deliveries_begun   ON deliveries (bot, begun)              WHERE begun > 0;
CREATE INDEX deliveries_poll    ON deliveries (bot, poll_id)            WHERE poll_id <> '';
CREATE INDEX deliveries_post    ON deliveries (group_id, day)           WHERE post <> '';
CREATE INDEX deliveries_state   ON deliveries (state, told, priority);

-- BYTEA is PostgreSQL's type of raw bytes. SQLite takes any word for a type and
-- keeps bytes as they are, so one text serves both.
CREATE TABLE files (
    digest TEXT  NOT NULL PRIMARY KEY,
    name   TEXT  NOT NULL,
    data   BYTEA NOT NULL
);

CREATE TABLE remote_files (
    bot     TEXT NOT NULL,
    digest  TEXT NOT NULL,
    file_id TEXT NOT NULL,
    PRIMARY KEY (bot, digest)
);

CREATE TABLE states (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- Append-only: the package has no method that changes or deletes an entry.
CREATE TABLE audit (
    id      BIGINT NOT NULL PRIMARY KEY,
    at      BIGINT NOT NULL,
    actor   TEXT   NOT NULL,
    action  TEXT   NOT NULL,
    subject TEXT   NOT NULL,
    detail  TEXT   NOT NULL
);
