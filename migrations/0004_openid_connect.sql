-- OpenID Connect: what clients register about ID tokens and logout, what is known of users, several
-- accounts in one browser, and what a token family remembers of the sign-in.

ALTER TABLE clients ADD COLUMN id_token_signed_response_alg TEXT NOT NULL DEFAULT 'ES256'
  CHECK (id_token_signed_response_alg IN ('ES256', 'RS256', 'EdDSA'));
ALTER TABLE clients ADD COLUMN userinfo_signed_response_alg TEXT -- NULL: plain JSON
  CHECK (userinfo_signed_response_alg IN ('ES256', 'RS256', 'EdDSA'));
ALTER TABLE clients ADD COLUMN sector_identifier TEXT; -- a host; NULL: everybody's `sub` is public
ALTER TABLE clients ADD COLUMN sector_identifier_uri TEXT; -- what showed that it may
ALTER TABLE clients ADD COLUMN default_max_age INTEGER CHECK (default_max_age >= 0); -- seconds
ALTER TABLE clients ADD COLUMN post_logout_redirect_uris TEXT NOT NULL DEFAULT '[]'; -- JSON array
ALTER TABLE clients ADD COLUMN backchannel_logout_uri TEXT;
ALTER TABLE clients ADD COLUMN without_pkce INTEGER NOT NULL DEFAULT 0
  CHECK (without_pkce IN (0, 1));
ALTER TABLE clients ADD COLUMN refresh_without_offline_access INTEGER NOT NULL DEFAULT 0
  CHECK (refresh_without_offline_access IN (0, 1));
ALTER TABLE clients ADD COLUMN claims_in_id_token INTEGER NOT NULL DEFAULT 0
  CHECK (claims_in_id_token IN (0, 1));

-- A client that registered itself may ask for everything there is, which is now more. It is no other
-- client because of that: what people granted to it stays. (One with a metadata document is read anew.)
DROP TRIGGER clients_revision;
UPDATE clients SET scope = 'openid profile email address phone offline_access '
  || trim(replace(' ' || scope || ' ', ' profile ', ' '))
WHERE registered_by = 'itself';
CREATE TRIGGER clients_revision AFTER UPDATE ON clients WHEN new.revision = old.revision
BEGIN
  UPDATE clients SET revision = hex(randomblob(8)) WHERE id = new.id;
END;

-- Standard claims (OpenID Connect Core section 5.1) that have no column: a JSON object.
ALTER TABLE users ADD COLUMN claims TEXT NOT NULL DEFAULT '{}';
-- Makes the pairwise `sub` of a user. Told to nobody, and never changed.
ALTER TABLE users ADD COLUMN pairwise_salt TEXT NOT NULL DEFAULT '';
UPDATE users SET pairwise_salt = hex(randomblob(16));

-- Claims that a user let a client have one by one: space-separated names.
ALTER TABLE grants ADD COLUMN claims TEXT NOT NULL DEFAULT '';

ALTER TABLE token_families ADD COLUMN subject TEXT; -- `sub` of its tokens; NULL: the user's id
ALTER TABLE token_families ADD COLUMN claims TEXT; -- JSON: which claims were asked for one by one
ALTER TABLE token_families ADD COLUMN session_id TEXT; -- the session that the code was issued in

-- The users that are signed in in one browser: the cookie behind `hash` is that browser's, and is
-- another one after each login; `id` stays, and is what `sid` is made of.
CREATE TABLE new_sessions (
  hash             TEXT    NOT NULL,
  user_id          TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  id               TEXT    NOT NULL DEFAULT (hex(randomblob(16))),
  authenticated_at INTEGER NOT NULL,
  expires_at       INTEGER NOT NULL,
  PRIMARY KEY (hash, user_id)
) STRICT, WITHOUT ROWID;
INSERT INTO new_sessions (hash, user_id, id, authenticated_at, expires_at)
SELECT hash, user_id, hex(randomblob(16)), authenticated_at, expires_at FROM sessions;
DROP TABLE sessions;
ALTER TABLE new_sessions RENAME TO sessions;

-- Whether any client wants an algorithm is asked once a minute, as long as there is no key for it.
CREATE INDEX clients_id_token_algorithm ON clients (id_token_signed_response_alg);
CREATE INDEX clients_userinfo_algorithm ON clients (userinfo_signed_response_alg)
  WHERE userinfo_signed_response_alg IS NOT NULL;
