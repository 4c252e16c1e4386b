-- The clients that a user let in, or that needed no consent: since when, when last, and how often the user took
-- everything back. What was given before that has ended.
CREATE TABLE user_clients (
  user_id   TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  client_id TEXT    NOT NULL,
  since     INTEGER NOT NULL,
  last_at   INTEGER NOT NULL, -- when the user last signed in to it, to the day
  revoked   INTEGER NOT NULL DEFAULT 0, -- how often
  PRIMARY KEY (user_id, client_id)
) STRICT, WITHOUT ROWID;
-- How often it had been taken back when the family began.
ALTER TABLE token_families ADD COLUMN revoked_before INTEGER NOT NULL DEFAULT 0;
