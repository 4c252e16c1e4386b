-- Clients with keys, pushed requests, DPoP, introspection and self-registration. SQLite cannot change a
-- CHECK in place, so the table is made anew; and so are its children, which would else be deleted
-- with it.

CREATE TABLE new_clients (
  id                         TEXT    NOT NULL PRIMARY KEY,
  name                       TEXT    NOT NULL,
  redirect_uris              TEXT    NOT NULL, -- JSON array
  scope                      TEXT    NOT NULL, -- what it may ask for, and gets when it names none
  grant_types                TEXT    NOT NULL, -- JSON array
  token_endpoint_auth_method TEXT    NOT NULL,
  secret_hash                TEXT,             -- NULL for a client without a secret
  first_party                INTEGER NOT NULL CHECK (first_party IN (0, 1)),
  jwks                       TEXT,             -- JSON, a JWK Set
  jwks_uri                   TEXT,
  request_object_signing_alg TEXT,             -- NULL: it sends no request objects
  require_signed_request_object INTEGER NOT NULL DEFAULT 0
    CHECK (require_signed_request_object IN (0, 1)),
  require_pushed_authorization_requests INTEGER NOT NULL DEFAULT 0
    CHECK (require_pushed_authorization_requests IN (0, 1)),
  dpop_bound_access_tokens   INTEGER NOT NULL DEFAULT 0 CHECK (dpop_bound_access_tokens IN (0, 1)),
  introspects                TEXT    NOT NULL DEFAULT '[]', -- JSON array of resource identifiers
  registered_by              TEXT    NOT NULL DEFAULT 'owner'
    CHECK (registered_by IN ('owner', 'itself', 'document')),
  registration_token_hash    TEXT,             -- of a client that registered itself
  created_at                 INTEGER NOT NULL,
  revision                   TEXT    NOT NULL DEFAULT (hex(randomblob(8))),
  CHECK ((secret_hash IS NOT NULL)
    = (token_endpoint_auth_method IN ('client_secret_basic', 'client_secret_post'))),
  CHECK (jwks IS NULL OR jwks_uri IS NULL),
  CHECK (registered_by = 'owner' OR first_party = 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE new_grants (
  user_id    TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  client_id  TEXT    NOT NULL REFERENCES new_clients (id) ON DELETE CASCADE,
  scope      TEXT    NOT NULL,
  granted_at INTEGER NOT NULL,
  client_revision TEXT, -- what the client was then, if nobody vouches for it
  PRIMARY KEY (user_id, client_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE new_token_families (
  id               TEXT    NOT NULL PRIMARY KEY,
  client_id        TEXT    NOT NULL REFERENCES new_clients (id) ON DELETE CASCADE,
  user_id          TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  scope            TEXT    NOT NULL,
  resources        TEXT    NOT NULL DEFAULT '', -- space-separated; none means all that define the scope
  dpop_jkt         TEXT,                        -- thumbprint of the first key that was proved
  bound_generation INTEGER,                     -- of the first refresh token that is bound to it
  authenticated_at INTEGER NOT NULL,
  generation       INTEGER NOT NULL, -- of the one live refresh token, from 1
  rotated_at       INTEGER NOT NULL, -- when that generation was minted
  expires_at       INTEGER NOT NULL, -- of the whole family, however often it rotates
  revoked_at       INTEGER
) STRICT, WITHOUT ROWID;

INSERT INTO new_clients (id, name, redirect_uris, scope, grant_types, token_endpoint_auth_method,
  secret_hash, first_party, created_at, revision)
SELECT id, name, redirect_uris, scope, grant_types, token_endpoint_auth_method,
  secret_hash, first_party, created_at, revision FROM clients;

INSERT INTO new_grants (user_id, client_id, scope, granted_at)
SELECT user_id, client_id, scope, granted_at FROM grants;

INSERT INTO new_token_families (id, client_id, user_id, scope, authenticated_at, generation,
  rotated_at, expires_at, revoked_at)
SELECT id, client_id, user_id, scope, authenticated_at, generation,
  rotated_at, expires_at, revoked_at FROM token_families;

DROP TABLE grants;
DROP TABLE token_families;
DROP TABLE clients;
ALTER TABLE new_clients RENAME TO clients;
ALTER TABLE new_grants RENAME TO grants;
ALTER TABLE new_token_families RENAME TO token_families;

-- What an isolate remembers of a client is good as long as the revision is the same. That of a
-- metadata document is the hash of what it says, and is set with it.
CREATE TRIGGER clients_revision AFTER UPDATE ON clients WHEN new.revision = old.revision
BEGIN
  UPDATE clients SET revision = hex(randomblob(8)) WHERE id = new.id;
END;

-- Ids that must not be honored (again) before they expire: of client assertions, DPoP proofs, pushed
-- requests, and of access tokens that were revoked. The key is `<kind>:<SHA-256 of the id>`.
CREATE TABLE spent_ids (
  id         TEXT    NOT NULL PRIMARY KEY,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
