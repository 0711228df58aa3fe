-- +goose Up
-- Files and frozen figures that people asked for, until they are made.
CREATE TABLE report_orders (
    id        BIGINT NOT NULL PRIMARY KEY,
    account   TEXT   NOT NULL,
    bot       TEXT   NOT NULL,
    chat      TEXT   NOT NULL,
    lang      TEXT   NOT NULL,
    what      TEXT   NOT NULL,
    unit      TEXT   NOT NULL,
    from_day  TEXT   NOT NULL,
    until_day TEXT   NOT NULL,
    frozen    BIGINT NOT NULL,
    at        BIGINT NOT NULL
);

-- The number and the day that the office gave the letter of a frozen report.
ALTER TABLE frozen_reports ADD COLUMN letter_number TEXT NOT NULL DEFAULT '';
ALTER TABLE frozen_reports ADD COLUMN letter_day TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE frozen_reports DROP COLUMN letter_day;
ALTER TABLE frozen_reports DROP COLUMN letter_number;
DROP TABLE report_orders;
