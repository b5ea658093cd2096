-- The list of drafts: where a draft is kept, how far it is, its tags, and the search.

ALTER TABLE drafts ADD COLUMN status TEXT NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'ready'));
ALTER TABLE drafts ADD COLUMN archived_at TEXT;
ALTER TABLE drafts ADD COLUMN deleted_at TEXT;
-- The title as it sorts: without case and accents. Written by the app with every title.
ALTER TABLE drafts ADD COLUMN title_key TEXT NOT NULL DEFAULT '';
UPDATE drafts SET title_key = lower(title);

-- What the bin holds goes back to where it was, so being archived outlasts being deleted.
ALTER TABLE drafts ADD COLUMN place TEXT NOT NULL AS (
    CASE WHEN deleted_at IS NOT NULL THEN 'bin'
         WHEN archived_at IS NOT NULL THEN 'archive'
         ELSE 'desk' END
);
ALTER TABLE drafts ADD COLUMN stage TEXT NOT NULL AS (
    CASE WHEN live_run_id IS NOT NULL THEN 'drafting' ELSE status END
);

-- Each order of the list, whole and by stage, is read from an index of its own.
DROP INDEX drafts_newest_first;
CREATE INDEX drafts_by_change ON drafts (place, updated_at, id);
CREATE INDEX drafts_by_age ON drafts (place, created_at, id);
CREATE INDEX drafts_by_title ON drafts (place, title_key, id);
CREATE INDEX drafts_of_stage_by_change ON drafts (place, stage, updated_at, id);
CREATE INDEX drafts_of_stage_by_age ON drafts (place, stage, created_at, id);
CREATE INDEX drafts_of_stage_by_title ON drafts (place, stage, title_key, id);
CREATE INDEX drafts_in_bin ON drafts (deleted_at) WHERE deleted_at IS NOT NULL;

-- `key` is the tag without case and accents, `name` how it was written first.
CREATE TABLE draft_tags (
    key      TEXT NOT NULL,
    draft_id TEXT NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
    name     TEXT NOT NULL,
    PRIMARY KEY (key, draft_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX tags_of_draft ON draft_tags (draft_id, key, name);

-- The search. The index needs an integer key that never changes, which a table with ids of text
-- does not have. A draft that changes leaves the index at its first change and is indexed anew
-- before the next search: indexing a long draft at every save costs many times the save itself.
CREATE TABLE search_entries (
    key      INTEGER PRIMARY KEY,
    draft_id TEXT NOT NULL UNIQUE REFERENCES drafts (id) ON DELETE CASCADE,
    indexed  INTEGER NOT NULL DEFAULT 0 CHECK (indexed IN (0, 1))
) STRICT;

CREATE INDEX search_entries_pending ON search_entries (key) WHERE indexed = 0;

INSERT INTO search_entries (draft_id) SELECT id FROM drafts;

CREATE VIEW search_documents AS
    SELECT search_entries.key, search_entries.draft_id, search_entries.indexed,
           drafts.title, drafts.text,
           (SELECT group_concat(atom, ' ') FROM json_tree(drafts.brief, '$.values')
            WHERE type IN ('text', 'integer', 'real')) AS brief
    FROM search_entries JOIN drafts ON drafts.id = search_entries.draft_id;

CREATE VIRTUAL TABLE draft_search USING fts5 (
    title, text, brief,
    content = 'search_documents', content_rowid = 'key',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);

-- A word of the title counts for more than one of the copy, and that for more than the brief's.
INSERT INTO draft_search (draft_search, rank) VALUES ('rank', 'bm25(10.0, 2.0, 1.0)');

CREATE TRIGGER drafts_search_insert AFTER INSERT ON drafts BEGIN
    INSERT INTO search_entries (draft_id) VALUES (NEW.id);
END;

CREATE TRIGGER drafts_search_update BEFORE UPDATE OF title, text, brief ON drafts
WHEN OLD.title IS NOT NEW.title OR OLD.text IS NOT NEW.text OR OLD.brief IS NOT NEW.brief BEGIN
    INSERT INTO draft_search (draft_search, rowid, title, text, brief)
        SELECT 'delete', key, title, text, brief FROM search_documents
        WHERE draft_id = OLD.id AND indexed = 1;
    UPDATE search_entries SET indexed = 0 WHERE draft_id = OLD.id AND indexed = 1;
END;

CREATE TRIGGER drafts_search_delete BEFORE DELETE ON drafts BEGIN
    INSERT INTO draft_search (draft_search, rowid, title, text, brief)
        SELECT 'delete', key, title, text, brief FROM search_documents
        WHERE draft_id = OLD.id AND indexed = 1;
    DELETE FROM search_entries WHERE draft_id = OLD.id;
END;
