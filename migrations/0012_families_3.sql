-- The third quarter of the token families, without the expired ones; 0009 says how.
INSERT OR IGNORE INTO new_token_families (registration_id, ends_with, id, client_id, user_id, scope, resources, dpop_jkt, bound_generation, subject, claims,
  session_id, authenticated_at, generation, rotated_at, expires_at, revoked_at)
SELECT coalesce((SELECT registration_id FROM clients WHERE clients.id = client_id), 'removed'),
  CASE WHEN instr(' ' || scope || ' ', ' openid ') AND NOT instr(' ' || scope || ' ', ' offline_access ')
    THEN session_id END,
  id, client_id, user_id, scope, resources, dpop_jkt, bound_generation, subject, claims,
  session_id, authenticated_at, generation, rotated_at, expires_at, revoked_at
FROM token_families
WHERE id >= 'V' AND id < 'k' AND expires_at > unixepoch();
