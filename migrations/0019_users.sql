-- Users whom the owner disabled, and administrators. Reads every user twice, and writes no row.
ALTER TABLE users ADD COLUMN disabled_at INTEGER; -- NULL: they may sign in
ALTER TABLE users ADD COLUMN administrator INTEGER NOT NULL DEFAULT 0
  CHECK (administrator IN (0, 1));
-- Whether there is another administrator is asked before one goes.
CREATE INDEX users_administrators ON users (id) WHERE administrator = 1 AND disabled_at IS NULL;
