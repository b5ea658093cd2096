-- What each run sent, as it went over the wire but for the key.
CREATE TABLE sent_requests (
    run_id  TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    -- None where nothing left this computer.
    url     TEXT,
    headers TEXT NOT NULL CHECK (json_valid(headers)),
    body    TEXT NOT NULL
) STRICT;

-- The keys of each provider that the vault holds; never a key itself. Which one is in use is in
-- providers.key_source.
CREATE TABLE provider_keys (
    id           TEXT PRIMARY KEY,
    provider_id  TEXT NOT NULL REFERENCES providers (id) ON DELETE CASCADE,
    label        TEXT NOT NULL COLLATE NOCASE,
    last_four    TEXT NOT NULL,
    created_at   TEXT NOT NULL,
    last_used_at TEXT,
    UNIQUE (provider_id, label)
) STRICT;

INSERT INTO provider_keys (id, provider_id, label, last_four, created_at)
SELECT key_source ->> '$.credentialId', id, 'Key', key_source ->> '$.lastFour', created_at
FROM providers
WHERE key_source ->> '$.source' = 'vault';
