-- +goose Up
-- Questions of which nobody knows whether they arrived close, too.
CREATE INDEX askings_uncertain ON askings (closes) WHERE state = 'uncertain';

-- +goose Down
DROP INDEX askings_uncertain;
