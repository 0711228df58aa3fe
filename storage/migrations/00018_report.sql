-- +goose Up
-- Reports count posts by day without reading what was sent.
CREATE INDEX deliveries_report ON deliveries (day, group_id, post, state) WHERE post <> '';
CREATE INDEX broadcasts_started ON broadcasts (started) WHERE started > 0;

-- +goose Down
DROP INDEX broadcasts_started;
DROP INDEX deliveries_report;
