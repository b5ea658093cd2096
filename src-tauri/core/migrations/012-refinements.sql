-- Refinements: runs whose text is proposed for a passage, and comes into the draft only as the
-- user takes it.
CREATE TABLE refinements (
    run_id     TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    draft_id   TEXT NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
    ask        TEXT NOT NULL CHECK (json_valid(ask)),
    -- What stands in the draft where the proposal belongs, and where that began.
    passage    TEXT NOT NULL,
    at         INTEGER NOT NULL,
    -- What is still proposed; none while that is all the run wrote.
    proposal   TEXT,
    -- Whether it is taken as a whole when it is complete, as nobody is there to be asked.
    unasked    INTEGER NOT NULL CHECK (unasked IN (0, 1)),
    -- When nothing of it was left to decide.
    settled_at TEXT
) STRICT;

CREATE INDEX refinements_of_draft ON refinements (draft_id, run_id);
