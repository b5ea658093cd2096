-- Packs: which are installed, whose keys are trusted, what can be undone, and what was sent out.

CREATE TABLE packs (
    id           TEXT PRIMARY KEY,
    name         TEXT NOT NULL,
    version      TEXT NOT NULL,
    author       TEXT NOT NULL,
    licence      TEXT NOT NULL,
    description  TEXT NOT NULL,
    -- The publisher's minisign key; NULL where nobody signed it.
    key          TEXT,
    installed_at TEXT NOT NULL,
    updated_at   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- `publisher` is folded, so that a name that only looks the same is found.
CREATE TABLE publisher_keys (
    key        TEXT PRIMARY KEY,
    publisher  TEXT NOT NULL,
    trusted_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX publisher_keys_of ON publisher_keys (publisher);

-- The last change that each pack made: how to take it back. `pack_before` is its row of `packs`
-- as JSON, `new_key` the key that came to be trusted with it.
CREATE TABLE pack_changes (
    id          TEXT PRIMARY KEY,
    pack        TEXT NOT NULL UNIQUE,
    pack_before TEXT,
    new_key     TEXT,
    changed_at  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- `before` is the item's row as JSON, NULL for an item that was not there.
CREATE TABLE pack_changed_items (
    change_id TEXT NOT NULL REFERENCES pack_changes (id) ON DELETE CASCADE,
    item_id   TEXT NOT NULL,
    before    TEXT,
    after     TEXT NOT NULL,
    PRIMARY KEY (change_id, item_id)
) STRICT, WITHOUT ROWID;

-- The key that packs are signed with here. Its secret half is in the vault.
CREATE TABLE signing_keys (
    public_key    TEXT PRIMARY KEY,
    credential_id TEXT NOT NULL,
    created_at    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The last version of each pack made here, by name. `items` are the hashes of its files.
CREATE TABLE made_packs (
    name        TEXT PRIMARY KEY,
    id          TEXT NOT NULL,
    version     TEXT NOT NULL,
    author      TEXT NOT NULL,
    licence     TEXT NOT NULL,
    description TEXT NOT NULL,
    items       TEXT NOT NULL,
    made_at     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
