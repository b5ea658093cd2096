-- Draftings of one brief made side by side. Each is a run that writes to no draft: its text stays
-- with it until the user picks it.
CREATE TABLE variants (
    run_id    TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    draft_id  TEXT NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
    -- Those of a round were started together. Rounds count from 1 in a draft.
    round     INTEGER NOT NULL,
    number    INTEGER NOT NULL CHECK (number BETWEEN 1 AND 5),
    -- The run's text with what was written anew in its place; none while it is the run's own.
    text      TEXT,
    picked_at TEXT,
    UNIQUE (draft_id, round, number)
) STRICT;
