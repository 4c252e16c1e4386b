-- A second factor beside the password: codes from an app (TOTP), and recovery codes.

CREATE TABLE second_factors (
  user_id        TEXT    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  secret         TEXT    NOT NULL, -- of the app: sealed, base64
  sealed_under   TEXT    NOT NULL, -- which key seals it
  last_step      INTEGER NOT NULL, -- the latest code that was used, by the number of its 30 seconds
  recovery_codes TEXT    NOT NULL, -- the hash of each that is left, and a space after each
  created_at     INTEGER NOT NULL,
  used_by        TEXT              -- the request that brought the last code: random
) STRICT, WITHOUT ROWID;
-- Those that are still sealed under a secret of before.
CREATE INDEX second_factors_sealed ON second_factors (sealed_under);

-- Whether whoever comes by a recovery link still has to give a code. A link from the owner turns the second factor off.
ALTER TABLE one_time_links ADD COLUMN asks_second_factor INTEGER NOT NULL DEFAULT 0 CHECK (asks_second_factor IN (0, 1));
