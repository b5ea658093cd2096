-- The library: templates, partials, voices and formats, each with its versions.

CREATE TABLE library_items (
    -- For the search, whose index needs an integer key that never changes.
    key         INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    kind        TEXT NOT NULL CHECK (kind IN ('template', 'partial', 'voice', 'format')),
    name        TEXT NOT NULL,
    text        TEXT NOT NULL,
    -- What the editor holds that is not a version yet.
    working     TEXT,
    -- What the text says of itself, written by the app with every text.
    title       TEXT NOT NULL,
    title_key   TEXT NOT NULL,
    description TEXT NOT NULL,
    format      TEXT,
    tags        TEXT NOT NULL CHECK (json_valid(tags)),
    problem     TEXT,
    folder      TEXT NOT NULL DEFAULT '',
    favourite   INTEGER NOT NULL DEFAULT 0 CHECK (favourite IN (0, 1)),
    origin      TEXT NOT NULL CHECK (json_valid(origin)),
    -- The text as it came from its origin: what later ones are merged with.
    base        TEXT,
    version     INTEGER NOT NULL,
    used_at     TEXT,
    created_at  TEXT NOT NULL,
    updated_at  TEXT NOT NULL,
    deleted_at  TEXT,
    in_bin      INTEGER NOT NULL AS (deleted_at IS NOT NULL)
) STRICT;

-- A name belongs to one item of its kind. What is in the bin gives its name up.
CREATE UNIQUE INDEX library_items_by_name ON library_items (kind, name) WHERE deleted_at IS NULL;
CREATE INDEX library_items_by_title ON library_items (kind, in_bin, title_key, id);
CREATE INDEX library_items_by_change ON library_items (kind, in_bin, updated_at, id);
CREATE INDEX library_items_of_folder ON library_items (kind, in_bin, folder, title_key, id);
CREATE INDEX library_items_favourite ON library_items (kind, in_bin, title_key, id)
    WHERE favourite = 1;
CREATE INDEX library_items_used ON library_items (kind, in_bin, used_at, id)
    WHERE used_at IS NOT NULL;
CREATE INDEX library_items_of_origin ON library_items (origin ->> '$.type', origin ->> '$.pack');
CREATE INDEX library_items_deleted ON library_items (deleted_at) WHERE deleted_at IS NOT NULL;

-- `tag` is the tag without case and accents, `name` as the text has it.
CREATE TABLE library_tags (
    tag     TEXT NOT NULL,
    item_id TEXT NOT NULL REFERENCES library_items (id) ON DELETE CASCADE,
    name    TEXT NOT NULL,
    PRIMARY KEY (tag, item_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX library_tags_of_item ON library_tags (item_id);

CREATE TABLE library_versions (
    item_id    TEXT NOT NULL REFERENCES library_items (id) ON DELETE CASCADE,
    number     INTEGER NOT NULL,
    text       TEXT NOT NULL,
    note       TEXT NOT NULL,
    -- BLAKE3 of the text.
    digest     BLOB NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (item_id, number)
) STRICT;

-- Which version a run was made with. None of a file that is not in the library. An item may be
-- gone for good while its runs are not.
ALTER TABLE runs ADD COLUMN template_item TEXT;
ALTER TABLE runs ADD COLUMN template_version INTEGER;
CREATE INDEX runs_of_template ON runs (template_item, id) WHERE template_item IS NOT NULL;

CREATE VIEW library_documents AS
    SELECT key, title, text,
           (SELECT group_concat(value, ' ') FROM json_each(library_items.tags)) AS tags
    FROM library_items;

CREATE VIRTUAL TABLE library_search USING fts5 (
    title, tags, text,
    content = 'library_documents', content_rowid = 'key',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);

INSERT INTO library_search (library_search, rank) VALUES ('rank', 'bm25(10.0, 5.0, 1.0)');

CREATE TRIGGER library_search_insert AFTER INSERT ON library_items BEGIN
    INSERT INTO library_search (rowid, title, tags, text)
        SELECT key, title, tags, text FROM library_documents WHERE key = NEW.key;
END;

CREATE TRIGGER library_search_before_update BEFORE UPDATE OF title, tags, text ON library_items BEGIN
    INSERT INTO library_search (library_search, rowid, title, tags, text)
        SELECT 'delete', key, title, tags, text FROM library_documents WHERE key = OLD.key;
END;

CREATE TRIGGER library_search_update AFTER UPDATE OF title, tags, text ON library_items BEGIN
    INSERT INTO library_search (rowid, title, tags, text)
        SELECT key, title, tags, text FROM library_documents WHERE key = NEW.key;
END;

CREATE TRIGGER library_search_delete BEFORE DELETE ON library_items BEGIN
    INSERT INTO library_search (library_search, rowid, title, tags, text)
        SELECT 'delete', key, title, tags, text FROM library_documents WHERE key = OLD.key;
END;
