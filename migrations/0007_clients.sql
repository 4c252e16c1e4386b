-- What else an owner may say about a client: that its secret may come in one way only, that it needs no
-- nonce, and how long its tokens and sessions last. Reads every client once, and writes none.

ALTER TABLE clients ADD COLUMN auth_method_only INTEGER NOT NULL DEFAULT 0
  CHECK (auth_method_only IN (0, 1));
ALTER TABLE clients ADD COLUMN without_nonce INTEGER NOT NULL DEFAULT 0
  CHECK (without_nonce IN (0, 1));
-- Seconds; NULL: what the settings of the server say.
ALTER TABLE clients ADD COLUMN access_token_lifetime INTEGER CHECK (access_token_lifetime > 0);
ALTER TABLE clients ADD COLUMN id_token_lifetime INTEGER CHECK (id_token_lifetime > 0);
ALTER TABLE clients ADD COLUMN refresh_token_lifetime INTEGER CHECK (refresh_token_lifetime > 0);
ALTER TABLE clients ADD COLUMN refresh_token_idle_lifetime INTEGER
  CHECK (refresh_token_idle_lifetime > 0);
ALTER TABLE clients ADD COLUMN session_lifetime INTEGER CHECK (session_lifetime > 0);

-- The sweep asks for the longest of them.
CREATE INDEX clients_refresh_token_idle_lifetime ON clients (refresh_token_idle_lifetime)
  WHERE refresh_token_idle_lifetime IS NOT NULL;
