-- Documents attached to a brief: the text taken from each. A removed one stays until the draft
-- goes, so that removing can be undone.
CREATE TABLE sources (
    id         TEXT PRIMARY KEY,
    draft_id   TEXT NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    kind       TEXT NOT NULL,
    words      INTEGER NOT NULL,
    passages   TEXT NOT NULL CHECK (json_valid(passages)),
    left_out   TEXT,
    created_at TEXT NOT NULL,
    removed_at TEXT
) STRICT;

CREATE INDEX sources_of_draft ON sources (draft_id, id);
