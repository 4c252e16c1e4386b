//! Accounts that people make themselves: by an invitation, where anybody may sign up, and the first one of all.
//!
//! One batch makes the user, their passkey or password and their session, and uses up what let them in. So there is an
//! account that its owner is signed in to, or there is nothing.

use super::folded_names::{UNCOMPARED, fold_on};
use super::one_time_links::{is_live, use_up};
use super::passkeys::MadePasskey;
use super::provider_accounts::{NewLink, ProviderUse};
use super::sessions::{self, Begun, NewSession, Proof, begun};
use super::strangers::{Ceiling, Deed, below_ceiling, count_deed};
use super::user::User;
use crate::platform::{Fault, Sql, SqlValue, Statement, Unicode};
use crate::protocol::group::{ADMINISTRATORS, MOST_ALLOWED};
use crate::protocol::login::FoldedName;
use crate::protocol::secret::SecretHash;

/// What somebody signs in with from now on.
#[derive(Debug, Clone, Copy)]
pub enum NewCredential<'a> {
    /// A password, with this hash.
    Password(&'a str),
    /// A passkey, and the request that brought it: random.
    Passkey(MadePasskey<'a>, &'a str),
    /// An account at another provider, whether that proves the address, and the sign-in there.
    Provider(NewLink<'a>, bool, ProviderUse<'a>),
}

impl<'a> NewCredential<'a> {
    /// What a session begins with in the same batch.
    #[must_use]
    pub fn proof(self) -> Proof<'a> {
        match self {
            Self::Password(hash) => Proof::Password(hash),
            Self::Passkey(_, used_by) => Proof::NewPasskey(used_by),
            Self::Provider(_, _, used) => Proof::Provider(used),
        }
    }

    /// The same beside a code of the second factor, which shows as `used_by` and is used in the same batch.
    #[must_use]
    pub fn proof_beside(self, used_by: Option<&'a str>) -> Proof<'a> {
        match (self, used_by) {
            (Self::Password(_), Some(used_by)) => Proof::NewPasswordAndCode(used_by),
            (Self::Password(_) | Self::Passkey(..) | Self::Provider(..), _) => self.proof(),
        }
    }

    /// The hash of the password. An empty one is that of none.
    pub(super) fn password_hash(self) -> &'a str {
        match self {
            Self::Password(hash) => hash,
            Self::Passkey(..) | Self::Provider(..) => "",
        }
    }

    /// The account elsewhere; `None` for something else.
    fn account(self) -> Option<String> {
        match self {
            Self::Provider(new, ..) => Some(new.account.to_owned()),
            Self::Password(_) | Self::Passkey(..) => None,
        }
    }

    /// Whether it proves the address of the user.
    fn proves_email(self) -> bool {
        matches!(self, Self::Provider(_, true, _))
    }

    /// The id of the passkey; `None` for something else.
    pub(super) fn passkey_id(self) -> Option<String> {
        match self {
            Self::Password(_) | Self::Provider(..) => None,
            Self::Passkey(passkey, _) => Some(passkey.id.to_owned()),
        }
    }

    /// Adds the passkey or the link, if the statement before it in the batch changed something.
    pub(super) fn statement(self, user_id: &str) -> Option<Statement> {
        match self {
            Self::Password(_) => None,
            Self::Passkey(passkey, used_by) => Some(passkey.statement(user_id, used_by)),
            Self::Provider(new, ..) => Some(new.statement(user_id)),
        }
    }
}

/// What lets somebody make an account.
#[derive(Debug, Clone, Copy)]
pub enum Entry<'a> {
    /// The invitation with this hash.
    Invitation(&'a SecretHash),
    /// The link with this hash, as long as there was never an administrator. It makes one.
    Setup(&'a SecretHash),
    /// Anybody may, as long as strangers have not caused too many rows today.
    SignUp(Ceiling, Deed),
}

/// The user is added where `$where` holds and nobody has the passkey `?10` or the account elsewhere `?12`.
macro_rules! insert {
    ($where:expr) => {
        concat!(
            "INSERT INTO users (id, username, username_folded, email, email_folded, unverified_email, name, \
             password_hash, administrator, created_at, claims, pairwise_salt) \
             SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, unixepoch(), CASE WHEN ?13 OR EXISTS (\
             SELECT 1 FROM one_time_links WHERE hash = ?11 AND proves_email = 1) \
             THEN json_object('email_verified', json('true'), 'updated_at', unixepoch()) \
             ELSE json_object('updated_at', unixepoch()) END, \
             hex(randomblob(16)) WHERE NOT EXISTS (SELECT 1 FROM passkeys WHERE id = ?10) \
             AND NOT EXISTS (SELECT 1 FROM provider_accounts WHERE account = ?12) AND ",
            $where,
            " ON CONFLICT DO NOTHING"
        )
    };
}

/// Makes an account and signs its owner in. Gives the session. `None`: what let them in no longer does, or the
/// username or the address is taken or folds like one that is, or the passkey or the account elsewhere is somebody's; then nothing happened.
///
/// # Errors
/// A [`Fault`] of the database; then nothing happened either.
pub async fn make_account<S: Sql + Unicode>(
    sql: &S,
    user: &User,
    credential: NewCredential<'_>,
    entry: Entry<'_>,
    session: &NewSession<'_>,
) -> Result<Option<Begun>, Fault> {
    // Otherwise a name that folds alike, and was never folded, would not be in the way.
    if !fold_on(sql).await? {
        return Err(Fault::new(UNCOMPARED));
    }
    let passkey = credential.statement(&user.id);
    let mut statements = vec![insert::<S>(user, credential, entry), let_in(entry)];
    statements.extend(passkey);
    // After what asks what the statements above changed.
    if let Entry::Invitation(hash) = entry {
        statements.push(join_invited(&user.id, hash));
    }
    statements.extend(sessions::statements(session));
    begun(&sql.batch(statements).await?, session)
}

fn insert<S: Unicode>(user: &User, credential: NewCredential<'_>, entry: Entry<'_>) -> Statement {
    const INVITED: &str = insert!(is_live!("?11", "invitation"));
    const FIRST: &str = insert!(concat!(
        "NOT EXISTS (SELECT 1 FROM first_administrator) AND ",
        is_live!("?11", "setup")
    ));
    const ANYBODY: &str = insert!(below_ceiling!("?11"));
    let folded = |name: &str| FoldedName::new(name, S::fold).as_str().to_owned();
    let (sql, administrator, last): (_, _, SqlValue) = match entry {
        Entry::Invitation(hash) => (INVITED, false, hash.as_str().into()),
        Entry::Setup(hash) => (FIRST, true, hash.as_str().into()),
        Entry::SignUp(ceiling, deed) => (ANYBODY, false, ceiling.before_program(deed)),
    };
    let values: [SqlValue; 13] = [
        user.id.as_str().into(),
        user.username.as_str().into(),
        folded(&user.username).into(),
        user.email.clone().into(),
        user.email.as_deref().map(folded).into(),
        user.unverified_email.clone().into(),
        user.name.clone().into(),
        credential.password_hash().into(),
        administrator.into(),
        credential.passkey_id().into(),
        last,
        credential.account().into(),
        (credential.proves_email() && user.email.is_some()).into(),
    ];
    Statement::new(sql, values)
}

/// Puts a user whom this batch made into the groups of the invitation with this hash, as far as they are there. Nobody
/// becomes an administrator so.
fn join_invited(user_id: &str, invitation: &SecretHash) -> Statement {
    let insert = "INSERT INTO group_members (user_id, group_id) SELECT users.id, user_groups.id \
                  FROM one_time_links CROSS JOIN json_each(one_time_links.group_ids) AS named \
                  JOIN user_groups ON user_groups.id = named.value JOIN users ON users.id = ?1 \
                  WHERE one_time_links.hash = ?2 AND one_time_links.purpose = 'invitation' AND user_groups.id <> ?3 \
                  LIMIT ?4 ON CONFLICT DO NOTHING";
    let values = [
        user_id.into(),
        invitation.as_str().into(),
        ADMINISTRATORS.into(),
        (MOST_ALLOWED as u32).into(),
    ];
    Statement::new(insert, values)
}

/// Uses up what let somebody in, if the statement before it in the batch did something.
fn let_in(entry: Entry<'_>) -> Statement {
    match entry {
        Entry::Invitation(hash) | Entry::Setup(hash) => use_up(hash),
        Entry::SignUp(_, deed) => count_deed(deed),
    }
}
