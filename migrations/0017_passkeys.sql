-- Passkeys, and how a person signed in: what sessions and tokens say of it.

ALTER TABLE sessions ADD COLUMN method TEXT NOT NULL DEFAULT 'password';
ALTER TABLE token_families ADD COLUMN method TEXT NOT NULL DEFAULT 'password';

CREATE TABLE passkeys (
  id              TEXT    NOT NULL PRIMARY KEY, -- of the credential, base64url
  user_id         TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  rp_id           TEXT    NOT NULL, -- the host that it is for, for ever
  name            TEXT    NOT NULL,
  public_key      TEXT    NOT NULL, -- JWK
  algorithm       TEXT    NOT NULL CHECK (algorithm IN ('ES256', 'RS256', 'EdDSA')),
  counter         INTEGER NOT NULL,
  backup_eligible INTEGER NOT NULL CHECK (backup_eligible IN (0, 1)),
  backed_up       INTEGER NOT NULL CHECK (backed_up IN (0, 1)),
  aaguid          TEXT    NOT NULL, -- the make, as it says: 32 digits
  created_at      INTEGER NOT NULL,
  last_used_at    INTEGER,
  challenged_at   INTEGER NOT NULL DEFAULT 0, -- when the last challenge that it answered was made
  used_by         TEXT -- the request that brought that answer: random
) STRICT, WITHOUT ROWID;
CREATE INDEX passkeys_of_user ON passkeys (user_id);
