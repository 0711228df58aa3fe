-- +goose Up
-- Questions asked where there are no buttons: what is typed in the chat may answer them.
CREATE TABLE choices (
    bot      TEXT    NOT NULL,
    chat     TEXT    NOT NULL,
    code     BIGINT  NOT NULL CHECK (code > 0),
    account  TEXT    NOT NULL,              -- who may answer, '' for everybody
    delivery BIGINT  NOT NULL,
    options  TEXT    NOT NULL,              -- JSON
    quiz     BOOLEAN NOT NULL,
    asked    BIGINT  NOT NULL,
    closed   BOOLEAN NOT NULL,
    PRIMARY KEY (bot, chat, code)
);
CREATE INDEX choices_delivery ON choices (delivery);

-- What was answered to a quiz, and who was told that an answer was not understood. Who
-- is a digest that changes with the question: nobody's answers can be put together.
CREATE TABLE choice_answers (
    delivery BIGINT NOT NULL,
    who      TEXT   NOT NULL,
    option   BIGINT NOT NULL,               -- -1: only told
    at       BIGINT NOT NULL,
    PRIMARY KEY (delivery, who)
);

-- With which bot a person's private chat is: on a platform there may be several.
ALTER TABLE people ADD COLUMN bot TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE people DROP COLUMN bot;
DROP TABLE choice_answers;
DROP TABLE choices;
