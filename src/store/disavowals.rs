//! "It was not me": everything that was begun before ends, and there is a new way in for whoever got the notice.

use super::spent_ids::{Kind, key};
use crate::platform::{Fault, Sql, SqlValue, Statement};
use crate::protocol::login::disavowal::Disavowal;
use crate::protocol::secret::SecretHash;

/// How long the way in can be used, in seconds.
const LIFETIME: u32 = 3600;

/// Whether the link of a notice is still good for the user `?1`. A new credential ends it: `?2` is the version that it names. If it went
/// to a former address (`?3`), it is good in spite of that, since whoever moved the address can set a credential; but only once, by
/// its id `?4`.
macro_rules! is_good {
    () => {
        "id = ?1 AND disabled_at IS NULL AND CASE WHEN ?3 THEN credential_version >= ?2 \
         AND NOT EXISTS (SELECT 1 FROM spent_ids WHERE spent_ids.id = ?4) ELSE credential_version = ?2 END"
    };
}

/// Whether the link of a notice is still good.
///
/// # Errors
/// A [`Fault`] of the database.
pub async fn is_live(sql: &impl Sql, disavowal: &Disavowal) -> Result<bool, Fault> {
    let select = concat!("SELECT 1 FROM users WHERE ", is_good!());
    let outcome = sql.run(Statement::new(select, named(disavowal))).await?;
    Ok(!outcome.rows.is_empty())
}

/// What [`is_good`] asks for.
fn named(disavowal: &Disavowal) -> [SqlValue; 4] {
    [
        disavowal.user_id.as_str().into(),
        disavowal.credential_version.into(),
        disavowal.former.into(),
        key(Kind::Disavowal, &disavowal.id()).into(),
    ]
}

/// Ends every session, token family and code of the user, as a new credential does, with every other recovery link; and makes a
/// recovery link with this hash, which asks for the second factor as one that was mailed does. No address stays that
/// is not proved; and if the notice went to a former address, the one of today goes too, so that whoever put it there does not come back
/// by mail. `false`: the link is no
/// longer good, and nothing happened.
///
/// # Errors
/// A [`Fault`] of the database; then nothing happened either.
pub async fn disavow(
    sql: &impl Sql,
    disavowal: &Disavowal,
    hash: &SecretHash,
) -> Result<bool, Fault> {
    // The server of before, which may still be deployed, reads only `password_changed_at`.
    const END: &str = concat!(
        "UPDATE users SET credential_version = credential_version + 1, password_changed_at = unixepoch(), \
         unverified_email = NULL, \
         claims = CASE WHEN ?3 THEN json_remove(claims, '$.email_verified') ELSE claims END, \
         email_folded = CASE WHEN ?3 THEN NULL ELSE email_folded END, \
         email = CASE WHEN ?3 THEN NULL ELSE email END WHERE ",
        is_good!()
    );
    let insert = "INSERT INTO one_time_links (hash, purpose, user_id, uses_left, expires_at, created_at, asks_second_factor) \
                  SELECT ?2, 'recovery', ?1, 1, unixepoch() + ?3, unixepoch(), 1 WHERE changes() > 0";
    let forget = "DELETE FROM one_time_links WHERE user_id = ?1 AND purpose = 'recovery' AND hash <> ?2 \
                  AND EXISTS (SELECT 1 FROM one_time_links WHERE hash = ?2)";
    let spend = "INSERT INTO spent_ids (id, expires_at) SELECT ?1, ?2 \
                 WHERE EXISTS (SELECT 1 FROM one_time_links WHERE hash = ?3)";
    let (id, hash) = (disavowal.user_id.as_str(), hash.as_str());
    let insert = Statement::new(insert, [id.into(), hash.into(), LIFETIME.into()]);
    let forget = Statement::new(forget, [id.into(), hash.into()]);
    let mut statements = vec![Statement::new(END, named(disavowal)), insert, forget];
    if disavowal.former {
        let spent = key(Kind::Disavowal, &disavowal.id());
        let values = [spent.into(), disavowal.until.into(), hash.into()];
        statements.push(Statement::new(spend, values));
    }
    let outcomes = sql.batch(statements).await?;
    Ok(outcomes.first().is_some_and(|outcome| outcome.changes == 1))
}
