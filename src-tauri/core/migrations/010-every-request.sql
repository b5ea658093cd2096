-- A run may ask more than once: for fields that did not fit. Each request is kept, in their order.
CREATE TABLE every_request (
    run_id   TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    -- Counts the run's requests from 0.
    position INTEGER NOT NULL CHECK (position >= 0),
    -- None where nothing left this computer.
    url      TEXT,
    headers  TEXT NOT NULL CHECK (json_valid(headers)),
    body     TEXT NOT NULL,
    PRIMARY KEY (run_id, position)
) STRICT;

INSERT INTO every_request (run_id, position, url, headers, body)
SELECT run_id, 0, url, headers, body FROM sent_requests;

DROP TABLE sent_requests;
ALTER TABLE every_request RENAME TO sent_requests;
