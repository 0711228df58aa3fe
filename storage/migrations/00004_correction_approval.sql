-- +goose Up
-- A correction may wait for approval. Neither engine's CHECK can be changed in a way
-- that both know, so the table is made anew.
CREATE TABLE corrections_new (
    id        BIGINT  NOT NULL PRIMARY KEY,
    post      TEXT    NOT NULL,             -- the item: a post of a day, '' for none
    day       TEXT    NOT NULL,
    broadcast BIGINT  NOT NULL,             -- or a broadcast, 0 for none
    withdraw  BOOLEAN NOT NULL,
    content   TEXT    NOT NULL,             -- JSON: the text
    bot       TEXT    NOT NULL,
    author    TEXT    NOT NULL,
    state     TEXT    NOT NULL CHECK (state IN ('draft', 'waiting', 'dropped', 'running', 'done', 'replaced')),
    chat      TEXT    NOT NULL,
    card      TEXT    NOT NULL,
    created   BIGINT  NOT NULL,
    started   BIGINT  NOT NULL,
    ended     BIGINT  NOT NULL
);
INSERT INTO corrections_new (id, post, day, broadcast, withdraw, content, bot, author, state, chat, card, created, started, ended)
    SELECT id, post, day, broadcast, withdraw, content, bot, author, state, chat, card, created, started, ended FROM corrections;
DROP TABLE corrections;
ALTER TABLE corrections_new RENAME TO corrections;
CREATE INDEX corrections_item    ON corrections (post, day, broadcast, started);
CREATE INDEX corrections_running ON corrections (id) WHERE state = 'running';

-- +goose Down
-- What waits was never sent: it is dropped.
UPDATE corrections SET state = 'dropped' WHERE state = 'waiting';
