-- +goose Up
-- The roll: people and how they belong to units. A removed person keeps its id, so
-- that numbers of the past stay, and nothing else.
CREATE TABLE members (
    id      BIGINT  NOT NULL PRIMARY KEY,
    name    TEXT    NOT NULL,
    removed BOOLEAN NOT NULL DEFAULT FALSE
);

CREATE TABLE memberships (
    member    BIGINT NOT NULL,
    unit      TEXT   NOT NULL,
    kind      TEXT   NOT NULL CHECK (kind IN
              ('official', 'probationary', 'temporary-in', 'temporary-out', 'exempt', '213', '213-exempt')),
    from_day  TEXT   NOT NULL,             -- '' for always
    until_day TEXT   NOT NULL,             -- the last day, '' for open
    PRIMARY KEY (member, unit, kind, from_day)
);
CREATE INDEX memberships_unit ON memberships (unit, kind);

-- One person may have several accounts, on several platforms; an account is one person's.
CREATE TABLE member_links (
    account   TEXT   NOT NULL PRIMARY KEY,
    member    BIGINT NOT NULL,
    linked_at BIGINT NOT NULL,
    linked_by TEXT   NOT NULL
);
CREATE INDEX member_links_member ON member_links (member);

-- Invite codes, as digests; a newer one of the same member takes the older one's place.
CREATE TABLE member_codes (
    member    BIGINT NOT NULL PRIMARY KEY,
    digest    TEXT   NOT NULL UNIQUE,
    issued_by TEXT   NOT NULL,
    issued_at BIGINT NOT NULL,
    spent_at  BIGINT NOT NULL DEFAULT 0
);

-- What the roll was before an import, so that it can be undone.
CREATE TABLE roll_imports (
    id     BIGINT NOT NULL PRIMARY KEY,
    at     BIGINT NOT NULL,
    actor  TEXT   NOT NULL,
    change TEXT   NOT NULL,                -- JSON: what was done
    undone BIGINT NOT NULL DEFAULT 0
);

-- +goose Down
DROP TABLE roll_imports;
DROP TABLE member_codes;
DROP TABLE member_links;
DROP TABLE memberships;
DROP TABLE members;
