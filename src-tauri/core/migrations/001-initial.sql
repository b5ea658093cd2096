-- Times are UTC, RFC 3339 with milliseconds, so that they sort as text. Ids are UUIDv7.

CREATE TABLE drafts (
    id             TEXT PRIMARY KEY,
    title          TEXT NOT NULL,
    titled_by_user INTEGER NOT NULL,
    template       TEXT NOT NULL,
    brief          TEXT NOT NULL CHECK (json_valid(brief)),
    text           TEXT NOT NULL,
    -- While a run is live: how much of its text is in `text`, and where the rest belongs.
    live_run_id    TEXT REFERENCES runs (id),
    live_received  INTEGER,
    live_insert_at INTEGER,
    created_at     TEXT NOT NULL,
    updated_at     TEXT NOT NULL,
    CHECK ((live_run_id IS NULL) = (live_received IS NULL)),
    CHECK ((live_run_id IS NULL) = (live_insert_at IS NULL))
) STRICT;

CREATE INDEX drafts_newest_first ON drafts (updated_at DESC, id DESC);

CREATE TABLE runs (
    id         TEXT PRIMARY KEY,
    draft_id   TEXT NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
    -- The process that writes it; see live/ in the data folder.
    instance   TEXT NOT NULL,
    model      TEXT NOT NULL CHECK (json_valid(model)),
    model_name TEXT NOT NULL,
    -- All of it once the run has ended; before that it is in run_chunks.
    text       TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (json_valid(state)),
    usage      TEXT CHECK (usage IS NULL OR json_valid(usage)),
    started_at TEXT NOT NULL,
    ended_at   TEXT
) STRICT;

CREATE INDEX runs_of_draft ON runs (draft_id, id);
CREATE INDEX runs_live ON runs (id) WHERE ended_at IS NULL;

-- The text of live runs as it came, so that saving costs what is new and not what is there.
CREATE TABLE run_chunks (
    run_id   TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    text     TEXT NOT NULL,
    PRIMARY KEY (run_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE revisions (
    id         TEXT PRIMARY KEY,
    draft_id   TEXT NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
    parent     TEXT REFERENCES revisions (id),
    cause      TEXT NOT NULL CHECK (json_valid(cause)),
    run_id     TEXT REFERENCES runs (id),
    text       TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

CREATE INDEX revisions_of_draft ON revisions (draft_id, id);

CREATE TABLE providers (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE COLLATE NOCASE,
    kind       TEXT NOT NULL CHECK (json_valid(kind)),
    base_url   TEXT NOT NULL,
    model      TEXT,
    -- Where the key is, never the key.
    key_source TEXT NOT NULL CHECK (json_valid(key_source)),
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE local_models (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    path       TEXT NOT NULL UNIQUE,
    size_bytes INTEGER NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL CHECK (json_valid(value))
) STRICT;
