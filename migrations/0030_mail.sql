-- Mail: whether it has trouble, links and codes that are sent, and what an owner asked to be sent. Writes no row.

-- What the sender said when it failed; noted again after some minutes.
CREATE TABLE mail_trouble (
  id   INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  code TEXT    NOT NULL,
  at   INTEGER NOT NULL
) STRICT;

-- Codes to sign in with, which are sent by mail. Whoever asks for one gets a row, also for a name that nobody has: `user_id` and
-- `code` are filled in after the answer is given. A row stays for an hour, because the codes of an hour are counted.
CREATE TABLE mail_codes (
  id         TEXT    NOT NULL PRIMARY KEY, -- the hash of the form that asked
  browser    TEXT    NOT NULL,             -- the hash of the cookie of the browser that asked
  user_id    TEXT    REFERENCES users (id) ON DELETE CASCADE,
  email      TEXT,                         -- where the code was sent
  code       TEXT,                         -- its HMAC; NULL: it is no longer good, or there is none
  credential_version INTEGER,              -- the user's; a new credential ends the code
  tries_left INTEGER NOT NULL CHECK (tries_left >= 0),
  used_by    TEXT,                         -- the request that signed in with it: random
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_codes_of_user ON mail_codes (user_id, created_at) WHERE user_id IS NOT NULL;

-- Invitations that the owner's command asked for, and the Worker is still to send.
CREATE TABLE mail_outbox (
  id         INTEGER NOT NULL PRIMARY KEY,
  email      TEXT    NOT NULL,
  group_ids  TEXT,             -- a JSON array
  lifetime   INTEGER NOT NULL, -- of the link, in seconds
  tries_left INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX mail_outbox_of_tries ON mail_outbox (tries_left, id);

-- The user's, for a link that proves an address: a new credential ends it. NULL: it is of before, or for something else.
ALTER TABLE one_time_links ADD COLUMN credential_version INTEGER;

-- Whether an invitation was mailed to its address.
ALTER TABLE one_time_links ADD COLUMN proves_email INTEGER NOT NULL DEFAULT 0 CHECK (proves_email IN (0, 1));
