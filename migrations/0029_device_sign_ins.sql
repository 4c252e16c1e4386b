-- Signing in on one device with the passkey of another: one row for each code that is shown, for ten minutes.
CREATE TABLE device_sign_ins (
  code               TEXT    NOT NULL PRIMARY KEY, -- base64url SHA-256 of the code that the device shows
  browser            TEXT    NOT NULL, -- the hash of a cookie of the browser that shows it
  agent              TEXT    NOT NULL, -- which browser and system that is
  place              TEXT,             -- where it is, if that is known
  app                TEXT    NOT NULL, -- what the person signs in to there
  asked_at           INTEGER NOT NULL,
  expires_at         INTEGER NOT NULL,
  user_id            TEXT REFERENCES users (id) ON DELETE CASCADE, -- who confirmed it
  credential_version INTEGER, -- of that user at that time
  denied_at          INTEGER,
  used_by            TEXT     -- the request that began the session: random
) STRICT, WITHOUT ROWID;
CREATE INDEX device_sign_ins_of_user ON device_sign_ins (user_id, used_by) WHERE user_id IS NOT NULL;
