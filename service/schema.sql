-- Who may do what, and what they have saved. Times are UTC, ISO 8601, to the second.

CREATE TABLE IF NOT EXISTS keys (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    collections TEXT,               -- JSON array of names; NULL for all
    rate INTEGER,                   -- questions a minute; NULL for no limit
    secret_hash BLOB NOT NULL,
    created TEXT NOT NULL,
    revoked TEXT                    -- NULL while it opens anything
) STRICT;

-- What is checked whenever a key is read: no other row can be had by a bit that flips on the disk.
CREATE TABLE IF NOT EXISTS key_sums (
    key_id TEXT PRIMARY KEY REFERENCES keys (id) ON DELETE CASCADE,
    checksum BLOB NOT NULL          -- of all columns of the key but `revoked`
) STRICT, WITHOUT ROWID;

-- A browser that has signed in with a key.
CREATE TABLE IF NOT EXISTS sessions (
    token_hash BLOB PRIMARY KEY,
    key_id TEXT NOT NULL REFERENCES keys (id) ON DELETE CASCADE,
    expires TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sessions_by_key ON sessions (key_id);

CREATE TABLE IF NOT EXISTS saved (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key_id TEXT REFERENCES keys (id) ON DELETE CASCADE,  -- NULL where no key is needed
    name TEXT NOT NULL,
    query TEXT NOT NULL,            -- the query string of the search page
    token TEXT NOT NULL UNIQUE,     -- the secret in the address of its feed
    created TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS saved_by_key ON saved (key_id);

-- What a saved search has found since it was saved.
CREATE TABLE IF NOT EXISTS alerts (
    saved_id INTEGER NOT NULL REFERENCES saved (id) ON DELETE CASCADE,
    collection TEXT NOT NULL,
    document_id TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    PRIMARY KEY (saved_id, collection, document_id)
) STRICT, WITHOUT ROWID;

-- Uploads that were accepted. The files of one lie in the inbox, under its id, until it has ended.
CREATE TABLE IF NOT EXISTS jobs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    collection TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    names TEXT,                     -- JSON array of what the files are called; NULL for JSON Lines
    created TEXT NOT NULL,          -- these times are to the millisecond
    state TEXT NOT NULL,
    tries INTEGER NOT NULL,
    started TEXT,
    finished TEXT,
    summary TEXT NOT NULL,          -- JSON
    problem TEXT                    -- the slug of its kind
) STRICT;

-- Who searched and read what, where that is asked for.
CREATE TABLE IF NOT EXISTS audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    key_id TEXT,                    -- NULL where no key is needed
    action TEXT NOT NULL,
    collections TEXT NOT NULL,      -- JSON array of names
    subject TEXT NOT NULL           -- the question, or the id of the document
) STRICT;
CREATE INDEX IF NOT EXISTS audit_by_time ON audit (at);

-- Quotations that a reader collects.
CREATE TABLE IF NOT EXISTS dossiers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key_id TEXT REFERENCES keys (id) ON DELETE CASCADE,  -- NULL where no key is needed
    name TEXT NOT NULL,
    token TEXT NOT NULL UNIQUE,     -- the secret in its address
    created TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS dossiers_by_key ON dossiers (key_id);

CREATE TABLE IF NOT EXISTS dossier_items (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    dossier_id INTEGER NOT NULL REFERENCES dossiers (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,      -- rising in the owner's order
    collection TEXT NOT NULL,
    document_id TEXT NOT NULL,
    first INTEGER NOT NULL,         -- where the words stood, in code points, end exclusive
    last INTEGER NOT NULL,
    digest TEXT NOT NULL,           -- of the words, as in a permanent link
    quote TEXT NOT NULL,            -- the words
    note TEXT NOT NULL,
    added TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS dossier_items_in_order ON dossier_items (dossier_id, position);

-- The document that an item was collected from, as it was then.
CREATE TABLE IF NOT EXISTS dossier_origins (
    item_id INTEGER PRIMARY KEY REFERENCES dossier_items (id) ON DELETE CASCADE,
    came TEXT,                      -- when it first came to the index; NULL where that is not noted
    title TEXT,
    source TEXT,
    author TEXT,
    date TEXT
) STRICT;

-- A saved search whose news nobody wants for a while.
CREATE TABLE IF NOT EXISTS saved_muted (
    saved_id INTEGER PRIMARY KEY REFERENCES saved (id) ON DELETE CASCADE
) STRICT;

-- What of the alerts their owner has read.
CREATE TABLE IF NOT EXISTS alerts_read (
    saved_id INTEGER NOT NULL,
    collection TEXT NOT NULL,
    document_id TEXT NOT NULL,
    PRIMARY KEY (saved_id, collection, document_id),
    FOREIGN KEY (saved_id, collection, document_id)
        REFERENCES alerts (saved_id, collection, document_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Where in its document the sentence of an alert stood.
CREATE TABLE IF NOT EXISTS alert_places (
    saved_id INTEGER NOT NULL,
    collection TEXT NOT NULL,
    document_id TEXT NOT NULL,
    first INTEGER NOT NULL,         -- of the passage, in code points, end exclusive
    last INTEGER NOT NULL,
    digest TEXT NOT NULL,           -- of the passage, as in a permanent link
    sentence_first INTEGER NOT NULL,    -- counted from the passage
    sentence_last INTEGER NOT NULL,
    PRIMARY KEY (saved_id, collection, document_id),
    FOREIGN KEY (saved_id, collection, document_id)
        REFERENCES alerts (saved_id, collection, document_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- How strongly that sentence attests.
CREATE TABLE IF NOT EXISTS alert_strengths (
    saved_id INTEGER NOT NULL,
    collection TEXT NOT NULL,
    document_id TEXT NOT NULL,
    strength TEXT NOT NULL,
    PRIMARY KEY (saved_id, collection, document_id),
    FOREIGN KEY (saved_id, collection, document_id)
        REFERENCES alert_places (saved_id, collection, document_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- When the document of an alert first came to the index, which tells it from the next with its id.
CREATE TABLE IF NOT EXISTS alert_origins (
    saved_id INTEGER NOT NULL,
    collection TEXT NOT NULL,
    document_id TEXT NOT NULL,
    came TEXT NOT NULL,
    PRIMARY KEY (saved_id, collection, document_id),
    FOREIGN KEY (saved_id, collection, document_id)
        REFERENCES alerts (saved_id, collection, document_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Lists of questions, which are asked one after the other.
CREATE TABLE IF NOT EXISTS batches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key_id TEXT REFERENCES keys (id) ON DELETE CASCADE,  -- NULL where no key is needed
    token TEXT NOT NULL UNIQUE,     -- the secret in its address
    name TEXT NOT NULL,
    collections TEXT NOT NULL,      -- JSON array of names; empty for all that the owner may read
    created TEXT NOT NULL,
    state TEXT NOT NULL,
    asked INTEGER NOT NULL,         -- how many of its questions were
    problem TEXT                    -- the slug of its kind
) STRICT;
CREATE INDEX IF NOT EXISTS batches_by_key ON batches (key_id);

-- Which documents may answer a list, where not all may.
CREATE TABLE IF NOT EXISTS batch_filters (
    batch_id INTEGER PRIMARY KEY REFERENCES batches (id) ON DELETE CASCADE,
    filters TEXT NOT NULL           -- JSON object, as in the body of a request
) STRICT;

-- The questions of a list, and where the sentence stands that attests the answer of one: no words.
CREATE TABLE IF NOT EXISTS batch_rows (
    batch_id INTEGER NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,        -- rising from 0
    line INTEGER NOT NULL,          -- of the list
    question TEXT NOT NULL,
    note TEXT,
    strength TEXT,                  -- what follows is NULL too where there is no sentence
    collection TEXT,
    document_id TEXT,
    first INTEGER,                  -- of the sentence, in code points, end exclusive
    last INTEGER,
    digest TEXT,                    -- of the sentence, as in a permanent link
    answer_first INTEGER,           -- counted from the sentence; NULL where no answer is shown
    answer_last INTEGER,
    PRIMARY KEY (batch_id, number)
) STRICT, WITHOUT ROWID;

-- Where the news of a saved search is sent.
CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    saved_id INTEGER NOT NULL REFERENCES saved (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    target TEXT NOT NULL,           -- an address of mail, or of a webhook
    hours INTEGER NOT NULL,         -- from one to the next
    secret TEXT NOT NULL UNIQUE,    -- of the way out in a mail; it signs the calls of a webhook
    language TEXT NOT NULL,
    due TEXT NOT NULL,              -- of one that is being sent, when it counts as left behind
    tries INTEGER NOT NULL,         -- failures since the last success
    begun INTEGER NOT NULL,         -- times that sending was begun and not seen to end
    problem TEXT,
    UNIQUE (saved_id, kind, target)
) STRICT;
CREATE INDEX IF NOT EXISTS deliveries_by_time ON deliveries (due);

-- What was sent.
CREATE TABLE IF NOT EXISTS delivered (
    delivery_id INTEGER NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    collection TEXT NOT NULL,
    document_id TEXT NOT NULL,
    PRIMARY KEY (delivery_id, collection, document_id)
) STRICT, WITHOUT ROWID;

-- What was begun to be sent, and not seen to have been.
CREATE TABLE IF NOT EXISTS begun (
    delivery_id INTEGER NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    collection TEXT NOT NULL,
    document_id TEXT NOT NULL,
    PRIMARY KEY (delivery_id, collection, document_id)
) STRICT, WITHOUT ROWID;
