-- +goose Up
-- What was changed after a roll was closed: the log is only added to.
CREATE TABLE attendance_changes (
    id         BIGINT NOT NULL PRIMARY KEY,
    meeting    BIGINT NOT NULL,
    member     BIGINT NOT NULL,            -- 0: the number of guests
    was        TEXT   NOT NULL,
    becomes    TEXT   NOT NULL,
    reason     TEXT   NOT NULL,
    at         BIGINT NOT NULL,
    changed_by TEXT   NOT NULL
);
CREATE INDEX attendance_changes_meeting ON attendance_changes (meeting);
CREATE INDEX attendance_changes_member  ON attendance_changes (member);

-- +goose Down
DROP TABLE attendance_changes;
