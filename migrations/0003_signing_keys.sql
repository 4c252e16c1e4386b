-- Signing keys that look after themselves: of several algorithms, each with the time from which it
-- signs. A key signs until the next one of its algorithm does.

CREATE TABLE new_signing_keys (
  kid             TEXT    NOT NULL PRIMARY KEY,
  algorithm       TEXT    NOT NULL CHECK (algorithm IN ('ES256', 'RS256', 'EdDSA')),
  sequence        INTEGER NOT NULL, -- the first to insert a number has made that key; everyone else uses it
  public_jwk      TEXT    NOT NULL, -- JSON
  private_key     TEXT    NOT NULL, -- PKCS #8, sealed under EDGEGRANT_SECRET; '' once it is destroyed
  created_at      INTEGER NOT NULL,
  signs_from      INTEGER NOT NULL,
  rotate_asked_at INTEGER,          -- the owner wants a successor, which only the Worker can make
  revoked_at      INTEGER,
  UNIQUE (algorithm, sequence)
) STRICT, WITHOUT ROWID;

INSERT INTO new_signing_keys (kid, algorithm, sequence, public_jwk, private_key, created_at, signs_from)
SELECT kid, 'ES256', sequence, public_jwk, private_key, created_at, created_at FROM signing_keys;

DROP TABLE signing_keys;
ALTER TABLE new_signing_keys RENAME TO signing_keys;
