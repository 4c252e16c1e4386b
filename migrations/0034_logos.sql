-- Logos of the owner: of the server (BRAND) and of apps. Writes no row.
CREATE TABLE logos (
  hash         TEXT    NOT NULL PRIMARY KEY, -- SHA-256 of the file
  content_type TEXT    NOT NULL,             -- image/png or image/webp
  file         TEXT    NOT NULL,             -- base64
  put_at       INTEGER NOT NULL              -- when it was last put here
) STRICT;
-- Those that nothing needs any more are the old ones among them.
CREATE INDEX logos_by_age ON logos (put_at);

-- What a client says about itself, for people (RFC 7591 section 2).
ALTER TABLE clients ADD COLUMN client_uri TEXT;
ALTER TABLE clients ADD COLUMN tos_uri TEXT;
ALTER TABLE clients ADD COLUMN policy_uri TEXT;
-- Never fetched.
ALTER TABLE clients ADD COLUMN logo_uri TEXT;
-- The hash of the logo that the owner gave it.
ALTER TABLE clients ADD COLUMN logo TEXT;
CREATE INDEX clients_with_logo ON clients (logo) WHERE logo IS NOT NULL;
