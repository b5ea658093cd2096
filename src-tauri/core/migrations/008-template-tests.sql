-- How the tests of a template's version went with a model: the last run of each.

CREATE TABLE template_test_runs (
    item_id TEXT NOT NULL REFERENCES library_items (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    model   TEXT NOT NULL,
    ran_at  TEXT NOT NULL,
    results TEXT NOT NULL CHECK (json_valid(results)),
    PRIMARY KEY (item_id, version, model)
) STRICT, WITHOUT ROWID;

CREATE INDEX template_test_runs_by_time ON template_test_runs (item_id, ran_at);
