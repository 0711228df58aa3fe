-- +goose Up
-- By which channel a group was reached before: another bot's chat, or a person who passes
-- things on.
ALTER TABLE chat_groups ADD COLUMN rest_bot    TEXT   NOT NULL DEFAULT '';
ALTER TABLE chat_groups ADD COLUMN rest_chat   TEXT   NOT NULL DEFAULT '';
ALTER TABLE chat_groups ADD COLUMN rest_thread BIGINT NOT NULL DEFAULT 0;
CREATE INDEX chat_groups_rest ON chat_groups (rest_bot, rest_chat) WHERE rest_chat <> '';

-- What people were asked to pass on, by which message.
CREATE TABLE relay_cards (
    id        BIGINT  NOT NULL PRIMARY KEY,
    account   TEXT    NOT NULL,
    bot       TEXT    NOT NULL,             -- of the person's private chat
    chat      TEXT    NOT NULL,
    delivery  BIGINT  NOT NULL,             -- of the card itself
    digest    TEXT    NOT NULL,             -- of what is to be passed on
    told      BIGINT  NOT NULL,
    remind    BIGINT  NOT NULL,             -- 0: not any more
    shown     TEXT    NOT NULL,             -- digest of how the card looks
    unsettled BOOLEAN NOT NULL
);
CREATE INDEX relay_cards_open ON relay_cards (id) WHERE unsettled;
CREATE TABLE relay_items (
    card     BIGINT NOT NULL,
    delivery BIGINT NOT NULL,
    PRIMARY KEY (card, delivery)
);
CREATE INDEX relay_items_delivery ON relay_items (delivery);

-- +goose Down
DROP TABLE relay_items;
DROP TABLE relay_cards;
DROP INDEX chat_groups_rest;
ALTER TABLE chat_groups DROP COLUMN rest_thread;
ALTER TABLE chat_groups DROP COLUMN rest_chat;
ALTER TABLE chat_groups DROP COLUMN rest_bot;
