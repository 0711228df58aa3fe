-- +goose Up
-- Who took part in questions is counted without reading what was answered.
DROP INDEX quiz_answers_asking;
CREATE INDEX quiz_answers_asking ON quiz_answers (asking, member, place);

-- +goose Down
DROP INDEX quiz_answers_asking;
CREATE INDEX quiz_answers_asking ON quiz_answers (asking, place);
