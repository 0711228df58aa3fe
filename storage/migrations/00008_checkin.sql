-- +goose Up
-- Kept for as long as a meeting lasts: how often an account was wrong, and whether it
-- was counted as a guest. Who was present stands in attendance.
CREATE TABLE checkin_traces (
    meeting BIGINT  NOT NULL,
    account TEXT    NOT NULL,
    wrong   BIGINT  NOT NULL,
    visited BOOLEAN NOT NULL,
    at      BIGINT  NOT NULL,
    PRIMARY KEY (meeting, account)
);

-- +goose Down
DROP TABLE checkin_traces;
