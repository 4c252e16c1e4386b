-- One row ends many things: a user's credential version, a session's end, a client's registration.
-- Sessions, grants and token families compare with it wherever they are used, and the daily sweep
-- removes what is over. Writes one row for each user, client, session and grant, and one for each
-- index below; token families follow in the next migrations.

-- Raised by a new password: what was begun with an older version is over.
ALTER TABLE users ADD COLUMN credential_version INTEGER NOT NULL DEFAULT 1;

-- Tells a registration from an earlier one with the same `client_id`, whose grants and tokens ended
-- with it.
ALTER TABLE clients ADD COLUMN registration_id TEXT NOT NULL DEFAULT '';
DROP TRIGGER clients_revision;
UPDATE clients SET registration_id = hex(randomblob(8));
CREATE TRIGGER clients_revision AFTER UPDATE ON clients WHEN new.revision = old.revision
BEGIN
  UPDATE clients SET revision = hex(randomblob(8)) WHERE id = new.id;
END;
CREATE INDEX clients_by_name ON clients (name, id);

-- The users that are signed in in one browser: the cookie behind `hash` is that browser's, and is
-- another one after each login; `id` stays, and is what `sid` is made of.
CREATE TABLE new_sessions (
  user_id            TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  id                 TEXT    NOT NULL,
  hash               TEXT    NOT NULL,
  authenticated_at   INTEGER NOT NULL,
  expires_at         INTEGER NOT NULL,
  credential_version INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (user_id, id)
) STRICT, WITHOUT ROWID;
INSERT INTO new_sessions (user_id, id, hash, authenticated_at, expires_at)
SELECT user_id, id, hash, authenticated_at, expires_at FROM sessions;
DROP TABLE sessions;
ALTER TABLE new_sessions RENAME TO sessions;
CREATE UNIQUE INDEX sessions_of_browser ON sessions (hash, user_id);

-- Sessions that ended before they expired. What lasts only as long as its session has ended too.
CREATE TABLE ended_sessions (
  id           TEXT    NOT NULL PRIMARY KEY,
  expires_at   INTEGER NOT NULL, -- when nothing of the session can be left
  notify_until INTEGER           -- clients are still to be told, until then; NULL: none
) STRICT, WITHOUT ROWID;
CREATE INDEX ended_sessions_to_notify ON ended_sessions (notify_until)
  WHERE notify_until IS NOT NULL;

-- The clients that want to hear of the end of a session (Back-Channel Logout).
CREATE TABLE session_clients (
  session_id TEXT NOT NULL,
  client_id  TEXT NOT NULL,
  user_id    TEXT NOT NULL,
  subject    TEXT NOT NULL, -- the user, as the client knows them
  PRIMARY KEY (session_id, client_id)
) STRICT, WITHOUT ROWID;

-- What a user said yes to, one row for a user and a client.
CREATE TABLE new_grants (
  user_id         TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  client_id       TEXT    NOT NULL,
  registration_id TEXT    NOT NULL DEFAULT '', -- of the client then; '': whichever it has
  scope           TEXT    NOT NULL,
  granted_at      INTEGER NOT NULL,
  client_revision TEXT, -- what the client was then, if nobody vouches for it
  claims          TEXT    NOT NULL DEFAULT '', -- names, space-separated
  PRIMARY KEY (user_id, client_id)
) STRICT, WITHOUT ROWID;
INSERT INTO new_grants (user_id, client_id, registration_id, scope, granted_at, client_revision, claims)
SELECT user_id, client_id, clients.registration_id, grants.scope, granted_at, client_revision, claims
FROM grants JOIN clients ON clients.id = grants.client_id;
DROP TABLE grants;
ALTER TABLE new_grants RENAME TO grants;
CREATE INDEX grants_of_client ON grants (client_id);

-- Which part of each table the daily sweep last looked at.
CREATE TABLE sweep_progress (
  name     TEXT NOT NULL PRIMARY KEY,
  position TEXT NOT NULL, -- the part begins after this key
  upto     TEXT           -- and ends with this one; NULL: with the table
) STRICT, WITHOUT ROWID;
