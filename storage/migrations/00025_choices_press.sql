-- +goose Up
-- The questions of groups are askings on every platform: a choice only presses buttons.
DELETE FROM choices WHERE quiz;
ALTER TABLE choices DROP COLUMN quiz;

-- +goose Down
ALTER TABLE choices ADD COLUMN quiz BOOLEAN NOT NULL DEFAULT FALSE;
