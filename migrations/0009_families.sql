-- Token families without foreign keys: a removed user or client ends its families without touching
-- them, and the daily sweep removes them later. This takes a new table, and so a copy of every family.
--
-- The copy is made in four parts, 0010 to 0013, each about a quarter of the families, with one row
-- written for each. On the free plan, where a day has 100,000 rows to write, a large database may need
-- several days: apply the migrations again the next day, and they go on where they stopped. The server
-- that is deployed meanwhile keeps working with the old table. 0014 copies what changed since, and
-- replaces it.

CREATE TABLE new_token_families (
  id                 TEXT    NOT NULL PRIMARY KEY,
  client_id          TEXT    NOT NULL,
  registration_id    TEXT    NOT NULL DEFAULT '', -- of the client then; '': whichever it has
  user_id            TEXT    NOT NULL,
  credential_version INTEGER NOT NULL DEFAULT 1,  -- of the user, when they signed in
  ends_with          TEXT,                        -- the session that it ends with; NULL: it outlives it
  scope              TEXT    NOT NULL,
  resources          TEXT    NOT NULL DEFAULT '', -- space-separated; none means all that define the scope
  dpop_jkt           TEXT,                        -- thumbprint of the first key that was proved
  bound_generation   INTEGER,                     -- of the first refresh token that is bound to it
  subject            TEXT,                        -- `sub` of its tokens; NULL: the user's id
  claims             TEXT,                        -- JSON: which claims were asked for one by one
  session_id         TEXT,                        -- the session that the code was issued in
  authenticated_at   INTEGER NOT NULL,
  generation         INTEGER NOT NULL, -- of the one live refresh token, from 1
  rotated_at         INTEGER NOT NULL, -- when that generation was minted
  expires_at         INTEGER NOT NULL, -- of the whole family, however often it rotates
  revoked_at         INTEGER
) STRICT, WITHOUT ROWID;
