-- The device authorization grant (RFC 8628): one row for each device that asks, for ten minutes.
CREATE TABLE device_grants (
  device_code TEXT    NOT NULL PRIMARY KEY, -- base64url SHA-256 of the code that the device asks with
  user_code   TEXT    NOT NULL, -- the same of the code that it shows
  client_id   TEXT    NOT NULL,
  form        TEXT    NOT NULL, -- what it asks for: parameters of an authorization request
  agent       TEXT    NOT NULL, -- which browser and system asked
  place       TEXT,             -- where from, if that is known
  asked_at    INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  denied_at   INTEGER,
  approved    TEXT              -- what somebody said yes to, and who: JSON
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX device_grants_by_user_code ON device_grants (user_code);
