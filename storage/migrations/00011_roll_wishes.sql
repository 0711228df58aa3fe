-- +goose Up
-- Files that people want imported into the roll, until they are. The bytes are not kept.
CREATE TABLE roll_wishes (
    id      BIGINT  NOT NULL PRIMARY KEY,
    bot     TEXT    NOT NULL,
    chat    TEXT    NOT NULL,
    account TEXT    NOT NULL,
    file    TEXT    NOT NULL,             -- the platform's id of the file
    name    TEXT    NOT NULL,
    whole   BOOLEAN NOT NULL,
    print   TEXT    NOT NULL,             -- digest of the changes that were shown, '' before
    state   TEXT    NOT NULL CHECK (state IN ('read', 'shown', 'import')),
    at      BIGINT  NOT NULL
);

-- +goose Down
DROP TABLE roll_wishes;
