-- Drafts' histories: what was typed is kept too, versions have names, and none of it takes much room.

-- The texts of revisions, each once in a draft. One that differs little from another is kept as
-- the changes that make it of that one.
CREATE TABLE revision_texts (
    id       INTEGER PRIMARY KEY,
    draft_id TEXT NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
    -- BLAKE3 of the text; none for those from before there were digests.
    digest   BLOB,
    -- The text that `body` changes; none where `body` is the text itself.
    base     INTEGER REFERENCES revision_texts (id),
    body     TEXT NOT NULL,
    UNIQUE (draft_id, digest)
) STRICT;

CREATE INDEX revision_texts_of_base ON revision_texts (base) WHERE base IS NOT NULL;

CREATE TABLE revisions_with_texts (
    id         TEXT PRIMARY KEY,
    draft_id   TEXT NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
    parent     TEXT REFERENCES revisions (id),
    cause      TEXT NOT NULL CHECK (json_valid(cause)),
    run_id     TEXT REFERENCES runs (id),
    text_id    INTEGER NOT NULL REFERENCES revision_texts (id),
    name       TEXT,
    -- How it differs from the revision before it. Not known of those from before this was kept.
    words      INTEGER,
    added      INTEGER NOT NULL DEFAULT 0,
    removed    INTEGER NOT NULL DEFAULT 0,
    excerpt    TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL
) STRICT;

INSERT INTO revision_texts (id, draft_id, body) SELECT rowid, draft_id, text FROM revisions;
INSERT INTO revisions_with_texts (id, draft_id, cause, run_id, text_id, created_at)
    SELECT id, draft_id, cause, run_id, rowid, created_at FROM revisions;
-- While the old table stands, a parent is a row of it, and it could not go.
CREATE TABLE revision_parents AS SELECT id, parent FROM revisions WHERE parent IS NOT NULL;
DROP TABLE revisions;
ALTER TABLE revisions_with_texts RENAME TO revisions;
UPDATE revisions SET parent = revision_parents.parent
    FROM revision_parents WHERE revision_parents.id = revisions.id;
DROP TABLE revision_parents;

CREATE INDEX revisions_of_draft ON revisions (draft_id, id);
CREATE INDEX revisions_of_parent ON revisions (parent) WHERE parent IS NOT NULL;
CREATE INDEX revisions_of_run ON revisions (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX revisions_of_text ON revisions (text_id);

-- What was typed since the last revision: when it began, and when it last changed.
ALTER TABLE drafts ADD COLUMN typed_since TEXT;
ALTER TABLE drafts ADD COLUMN typed_at TEXT;
