-- What PostgreSQL has beside the tables of `service/schema.sql`, which it has as well.

CREATE TABLE IF NOT EXISTS meta (
    key text PRIMARY KEY,
    value text NOT NULL
);

-- Functions of SQLite, as far as statements of the service use them.
CREATE OR REPLACE FUNCTION strftime(format text, moment text, later text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT to_char((moment::timestamptz AT TIME ZONE 'UTC') + later::interval,
                   'YYYY-MM-DD"T"HH24:MI:SS"Z"')
$$;
CREATE OR REPLACE FUNCTION json_each(list text) RETURNS TABLE (value text)
LANGUAGE sql IMMUTABLE AS $$ SELECT jsonb_array_elements_text(list::jsonb) $$;
-- JSONB has no U+0000: a report that has one stays whole.
CREATE OR REPLACE FUNCTION json_remove(kept text, one text, other text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN strpos(kept, '\u0000') > 0 THEN kept
           ELSE (kept::jsonb - substr(one, 3) - substr(other, 3))::text END
$$;

-- What callers asked in the last minute. What a crash of the server forgets here is no loss.
CREATE UNLOGGED TABLE IF NOT EXISTS asked (
    what text NOT NULL,
    whose text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL,
    cost bigint NOT NULL
);
CREATE INDEX IF NOT EXISTS asked_by_whom ON asked (what, whose, at);

-- The files of uploads that were accepted, until their jobs have ended, in pieces.
CREATE TABLE IF NOT EXISTS uploads (
    name text COLLATE "C" NOT NULL,     -- of the upload: the id of its job
    part integer NOT NULL,              -- the process that is at it
    file text COLLATE "C" NOT NULL,
    position integer NOT NULL,
    piece bytea NOT NULL,
    PRIMARY KEY (name, file, position)
);
