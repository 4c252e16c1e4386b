-- Usernames and addresses are compared as Unicode folds them (NFKC, lower case), which SQLite cannot do. Names in
-- ASCII are folded here: one row written for each user, and one entry of an index for each name. For the others the
-- commands do it, and sign-in does. NULL stays where somebody else's name folds alike: that name is then compared as
-- it always was.
ALTER TABLE users ADD COLUMN username_folded TEXT;
ALTER TABLE users ADD COLUMN email_folded TEXT;
UPDATE users SET
  username_folded = CASE WHEN username NOT GLOB '*[^ -~]*' THEN lower(username) END,
  email_folded = CASE WHEN email NOT GLOB '*[^ -~]*' THEN lower(email) END;
CREATE UNIQUE INDEX users_username_folded ON users (username_folded) WHERE username_folded IS NOT NULL;
CREATE UNIQUE INDEX users_email_folded ON users (email_folded) WHERE email_folded IS NOT NULL;
-- The users who are left, so that nothing has to read all of them.
CREATE INDEX users_not_folded ON users (id)
  WHERE username_folded IS NULL OR (email IS NOT NULL AND email_folded IS NULL);
