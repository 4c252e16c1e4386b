-- Links that are good once, or a few times: an invitation, a way back in, the proof of an address, the first account.
-- Of each, only the hash of its secret is stored.
CREATE TABLE one_time_links (
  hash       TEXT    NOT NULL PRIMARY KEY, -- of the secret in the link
  purpose    TEXT    NOT NULL CHECK (purpose IN ('invitation', 'recovery', 'email_verification', 'setup')),
  user_id    TEXT    REFERENCES users (id) ON DELETE CASCADE, -- NULL: the link makes a user
  email      TEXT,   -- the address that it proves, or that the invited user gets
  uses_left  INTEGER NOT NULL CHECK (uses_left >= 0),
  expires_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  CHECK ((user_id IS NULL) = (purpose IN ('invitation', 'setup')))
) STRICT, WITHOUT ROWID;
-- A new link ends the older ones of its purpose for the same user.
CREATE INDEX one_time_links_of_user ON one_time_links (user_id, purpose);

-- An address that nobody has proved to be theirs. It is no way to sign in, and several users may name the same one.
-- Once it is proved, it moves to `email`.
ALTER TABLE users ADD COLUMN unverified_email TEXT COLLATE NOCASE;

-- Whether there ever was an administrator: then no setup page makes one. The row stays, whatever becomes of the user.
-- Triggers write it, so that nothing that makes an administrator can forget to.
CREATE TABLE first_administrator (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  at INTEGER NOT NULL
) STRICT;
INSERT INTO first_administrator (id, at)
SELECT 1, unixepoch() WHERE EXISTS (SELECT 1 FROM users WHERE administrator = 1);
CREATE TRIGGER first_administrator_made AFTER UPDATE OF administrator ON users WHEN new.administrator = 1
BEGIN
  INSERT INTO first_administrator (id, at) VALUES (1, unixepoch()) ON CONFLICT (id) DO NOTHING;
END;
CREATE TRIGGER first_administrator_added AFTER INSERT ON users WHEN new.administrator = 1
BEGIN
  INSERT INTO first_administrator (id, at) VALUES (1, unixepoch()) ON CONFLICT (id) DO NOTHING;
END;
