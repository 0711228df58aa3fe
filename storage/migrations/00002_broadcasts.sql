-- +goose Up
CREATE TABLE broadcasts (
    id      BIGINT NOT NULL PRIMARY KEY,
    bot     TEXT   NOT NULL,
    author  TEXT   NOT NULL,
    content TEXT   NOT NULL,             -- JSON: text, media, strand, source
    digest  TEXT   NOT NULL,             -- of the content
    aimed   TEXT   NOT NULL,             -- JSON: the audience
    state   TEXT   NOT NULL CHECK (state IN
            ('draft', 'waiting', 'scheduled', 'running', 'paused', 'stopped', 'done')),
    due     BIGINT NOT NULL,             -- 0: as soon as it may
    chat    TEXT   NOT NULL,
    card    TEXT   NOT NULL,
    created BIGINT NOT NULL,
    started BIGINT NOT NULL,
    ended   BIGINT NOT NULL
);
CREATE INDEX broadcasts_open   ON broadcasts (state, due) WHERE state IN ('waiting', 'scheduled', 'running', 'paused');
CREATE INDEX broadcasts_digest ON broadcasts (digest, started);

-- Append-only, like the audit: an approval of a content stays true of that content.
CREATE TABLE approvals (
    digest TEXT   NOT NULL,
    approver TEXT  NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (digest, approver)
);

ALTER TABLE deliveries ADD COLUMN broadcast BIGINT NOT NULL DEFAULT 0;
CREATE INDEX deliveries_broadcast ON deliveries (broadcast, state) WHERE broadcast > 0;

-- +goose Down
DROP INDEX deliveries_broadcast;
ALTER TABLE deliveries DROP COLUMN broadcast;
DROP TABLE approvals;
DROP TABLE broadcasts;
