-- Times are seconds since the Unix epoch; hashes are base64url SHA-256 without padding;
-- scopes are space-separated as on the wire.
--
-- D1 meters every row and every index entry that a statement writes. Tables that a sign-in
-- writes are therefore WITHOUT ROWID with one key and no index: one row, one write.

-- Who can sign in. `id` is the `sub` of every token: never changed, never given out again.
CREATE TABLE users (
  id            TEXT    NOT NULL PRIMARY KEY,
  username      TEXT    NOT NULL COLLATE NOCASE UNIQUE,
  email         TEXT    COLLATE NOCASE UNIQUE,
  name          TEXT,
  password_hash TEXT    NOT NULL, -- PHC string, Argon2id
  created_at    INTEGER NOT NULL,
  password_changed_at INTEGER NOT NULL DEFAULT 0 -- sign-ins before it count no more
) STRICT, WITHOUT ROWID;

-- Client registrations, in the words of RFC 7591 section 2.
CREATE TABLE clients (
  id                         TEXT    NOT NULL PRIMARY KEY,
  name                       TEXT    NOT NULL,
  redirect_uris              TEXT    NOT NULL, -- JSON array
  scope                      TEXT    NOT NULL, -- what it may ask for, and gets when it names none
  grant_types                TEXT    NOT NULL, -- JSON array
  token_endpoint_auth_method TEXT    NOT NULL,
  secret_hash                TEXT,             -- NULL for a client without a secret
  first_party                INTEGER NOT NULL CHECK (first_party IN (0, 1)),
  created_at                 INTEGER NOT NULL,
  revision                   TEXT    NOT NULL DEFAULT (hex(randomblob(8))),
  CHECK ((secret_hash IS NULL) = (token_endpoint_auth_method = 'none'))
) STRICT, WITHOUT ROWID;

-- What an isolate remembers of a client is good as long as the revision is the same.
CREATE TRIGGER clients_revision AFTER UPDATE ON clients
BEGIN
  UPDATE clients SET revision = hex(randomblob(8)) WHERE id = new.id;
END;

-- A browser in which a user is signed in. The cookie itself is not stored.
CREATE TABLE sessions (
  hash             TEXT    NOT NULL PRIMARY KEY,
  user_id          TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  authenticated_at INTEGER NOT NULL,
  expires_at       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What a user said yes to, one row for a user and a client.
CREATE TABLE grants (
  user_id    TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  client_id  TEXT    NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
  scope      TEXT    NOT NULL,
  granted_at INTEGER NOT NULL,
  PRIMARY KEY (user_id, client_id)
) STRICT, WITHOUT ROWID;

-- Everything that one redeemed code produced. The key is the hash of that code, so that a
-- second redemption meets the first one's row: this is what makes a code single-use.
CREATE TABLE token_families (
  id               TEXT    NOT NULL PRIMARY KEY,
  client_id        TEXT    NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
  user_id          TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  scope            TEXT    NOT NULL,
  authenticated_at INTEGER NOT NULL,
  generation       INTEGER NOT NULL, -- of the one live refresh token, from 1
  rotated_at       INTEGER NOT NULL, -- when that generation was minted
  expires_at       INTEGER NOT NULL, -- of the whole family, however often it rotates
  revoked_at       INTEGER
) STRICT, WITHOUT ROWID;

-- Signing keys. The first to insert a sequence number has made that key; everyone else uses it.
CREATE TABLE signing_keys (
  sequence    INTEGER NOT NULL PRIMARY KEY,
  kid         TEXT    NOT NULL UNIQUE,
  public_jwk  TEXT    NOT NULL, -- JSON
  private_key TEXT    NOT NULL, -- PKCS #8, sealed under EDGEGRANT_SECRET
  created_at  INTEGER NOT NULL
) STRICT;
