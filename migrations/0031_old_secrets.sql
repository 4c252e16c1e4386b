-- After a new secret, a client's old one may count for a while, so that a deployment of the app has time.
ALTER TABLE clients ADD COLUMN old_secret_hash TEXT;
ALTER TABLE clients ADD COLUMN old_secret_ends_at INTEGER; -- no longer from then on; seconds
