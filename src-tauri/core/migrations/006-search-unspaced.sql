-- Scripts that are written without spaces between words (Chinese, Japanese, Thai and their
-- neighbours) are found by any piece of their text: the index also holds such text character by
-- character. The app writes it when it indexes a draft; a draft without such text has none.

DROP TRIGGER drafts_search_update;
DROP TRIGGER drafts_search_delete;
DROP TABLE draft_search;
DROP VIEW search_documents;

ALTER TABLE search_entries ADD COLUMN unspaced TEXT;
UPDATE search_entries SET indexed = 0;

CREATE VIEW search_documents AS
    SELECT search_entries.key, search_entries.draft_id, search_entries.indexed,
           drafts.title, drafts.text,
           (SELECT group_concat(atom, ' ') FROM json_tree(drafts.brief, '$.values')
            WHERE type IN ('text', 'integer', 'real')) AS brief,
           search_entries.unspaced
    FROM search_entries JOIN drafts ON drafts.id = search_entries.draft_id;

CREATE VIRTUAL TABLE draft_search USING fts5 (
    title, text, brief, unspaced,
    content = 'search_documents', content_rowid = 'key',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);

INSERT INTO draft_search (draft_search, rank) VALUES ('rank', 'bm25(10.0, 2.0, 1.0, 2.0)');

CREATE TRIGGER drafts_search_update BEFORE UPDATE OF title, text, brief ON drafts
WHEN OLD.title IS NOT NEW.title OR OLD.text IS NOT NEW.text OR OLD.brief IS NOT NEW.brief BEGIN
    INSERT INTO draft_search (draft_search, rowid, title, text, brief, unspaced)
        SELECT 'delete', key, title, text, brief, unspaced FROM search_documents
        WHERE draft_id = OLD.id AND indexed = 1;
    UPDATE search_entries SET indexed = 0 WHERE draft_id = OLD.id AND indexed = 1;
END;

CREATE TRIGGER drafts_search_delete BEFORE DELETE ON drafts BEGIN
    INSERT INTO draft_search (draft_search, rowid, title, text, brief, unspaced)
        SELECT 'delete', key, title, text, brief, unspaced FROM search_documents
        WHERE draft_id = OLD.id AND indexed = 1;
    DELETE FROM search_entries WHERE draft_id = OLD.id;
END;
