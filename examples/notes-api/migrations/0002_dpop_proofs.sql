-- Which DPoP proofs were used (RFC 9449 section 11.1): one proof, one row, one write. Not indexed by
-- time, which would be a second write: the daily sweep reads the table through.
CREATE TABLE dpop_proofs (
  id         TEXT    NOT NULL PRIMARY KEY, -- base64url SHA-256 of the key's thumbprint and `jti`
  expires_at INTEGER NOT NULL              -- seconds since the Unix epoch; the proof is too old then
) STRICT, WITHOUT ROWID;
