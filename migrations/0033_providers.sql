-- Accounts at other providers, with which people sign in. Writes no row.
CREATE TABLE provider_accounts (
  account   TEXT    NOT NULL PRIMARY KEY, -- the issuer, a space, and the subject there
  provider  TEXT    NOT NULL,             -- its id in the settings
  user_id   TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  label     TEXT    NOT NULL,             -- what the person knows it by
  linked_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- It has all that the page of the account shows, which so reads one row for each.
CREATE INDEX provider_accounts_of_user ON provider_accounts (user_id, linked_at, provider, label);

-- Where the person signed in: the id of a provider, a space, and the session there. NULL: here.
ALTER TABLE sessions ADD COLUMN provider TEXT;
-- So that those that began with one session there are found.
CREATE INDEX sessions_of_provider ON sessions (user_id, provider) WHERE provider IS NOT NULL;
