//! What holds of every decision about an authorization request, over everything that a browser can bring.

use crate::runtime::deciding::{
    NOW, Next, account, answered, curious, decide, native, request, visitor,
};
use edgegrant::protocol::authorization::{Account, Answered, AuthorizationRequest};
use edgegrant::protocol::client::Client;

const PROMPTS: [&str; 6] = [
    "",
    "login",
    "consent",
    "select_account",
    "select_account login",
    "create",
];
const CHOSEN: [&str; 2] = ["", "bob"];
const DONE: [&str; 6] = ["", "ann", "bob", "+ann", "+bob", "+eve"];
const MEANT: [&str; 4] = ["", "ann", "bob", "eve"];
const HINTS: [&str; 3] = ["", "bob@example.com", "eve"];
const AGES: [&str; 3] = ["", "0", "60"];
const GRANTS: [Option<&str>; 4] = [
    None,
    Some("openid"),
    Some("openid notes:read"),
    Some("openid notes:read profile email"),
];

/// Everything that is decided about.
struct Case<'a> {
    client: &'a Client,
    request: &'a AuthorizationRequest,
    /// The same with `prompt=none`, and without `prompt`.
    others: [&'a AuthorizationRequest; 2],
    prompt: &'static str,
    hint: &'static str,
    age: &'static str,
    accounts: Vec<Account>,
    chosen: &'static str,
    done: &'static str,
    meant: &'static str,
    next: Next,
}

impl Case<'_> {
    fn account(&self, name: &str) -> &Account {
        let mut accounts = self.accounts.iter();
        let account = accounts.find(|account| account.user.username == name);
        account.expect("only who is signed in")
    }

    /// What the person did, unless who did it is not signed in any more.
    fn answered(&self) -> Option<Answered> {
        let here = |done: &Answered| {
            let mut accounts = self.accounts.iter();
            accounts.any(|account| account.user.session_id == done.session())
        };
        answered(self.done).filter(here)
    }

    fn describe(&self) -> String {
        let here = self.accounts.iter().map(|account| &account.user.username);
        format!(
            "prompt {:?} hint {:?} age {:?} here {:?} chosen {:?} done {:?} meant {:?}: {:?}",
            self.prompt,
            self.hint,
            self.age,
            here.collect::<Vec<_>>(),
            self.chosen,
            self.done,
            self.meant,
            self.next
        )
    }
}

fn ask(client: &Client, prompt: &str, hint: &str, age: &str) -> Box<AuthorizationRequest> {
    let all = [("prompt", prompt), ("login_hint", hint), ("max_age", age)];
    let sent = all.into_iter().filter(|(_, value)| !value.is_empty());
    request(client, &sent.collect::<Vec<_>>())
}

/// Every combination.
fn all(see: impl Fn(&Case<'_>)) {
    let first_party = Client {
        first_party: true,
        ..curious()
    };
    let mut homes = vec![vec![]];
    for grant in GRANTS {
        let bob = account("bob", Some("openid notes:read"));
        homes.push(vec![account("ann", grant)]);
        homes.push(vec![account("ann", grant), bob]);
    }
    let mut browsers = Vec::new();
    for chosen in CHOSEN {
        for done in DONE {
            browsers.extend(MEANT.map(|meant| (chosen, done, meant)));
        }
    }
    for client in &[curious(), first_party, native()] {
        for (hint, age) in HINTS.iter().flat_map(|hint| AGES.map(|age| (*hint, age))) {
            let others = ["none", ""].map(|prompt| ask(client, prompt, hint, age));
            for prompt in PROMPTS {
                let request = &ask(client, prompt, hint, age);
                for accounts in &homes {
                    for &(chosen, done, meant) in &browsers {
                        let visitor = visitor(accounts.clone(), chosen, done, meant);
                        let next = decide(request, &visitor);
                        let accounts = accounts.clone();
                        see(&Case {
                            client,
                            request,
                            others: others.each_ref().map(Box::as_ref),
                            prompt,
                            hint,
                            age,
                            accounts,
                            chosen,
                            done,
                            meant,
                            next,
                        });
                    }
                }
            }
        }
    }
}

/// Whether the client may know the names that a hint could hold.
fn may_be_known(client: &Client, account: &Account) -> bool {
    let granted = account.granted.as_ref().map(|granted| &granted.scope);
    let owned = client.first_party.then_some(&client.scope);
    ["profile", "email"].iter().all(|name| {
        let known = [granted, owned].into_iter().flatten();
        known.into_iter().any(|scope| scope.contains(name))
    })
}

#[test]
fn with_prompt_none_there_is_no_page_and_no_code_that_a_page_would_come_before() {
    all(|case| {
        if !case.prompt.is_empty() {
            return;
        }
        let visitor = visitor(case.accounts.clone(), case.chosen, case.done, case.meant);
        let [silent, plain] = &case.others.map(|request| decide(request, &visitor));
        if !case.hint.is_empty() && !case.accounts.iter().all(|it| may_be_known(case.client, it)) {
            // What is answered does not depend on names that the client may not know.
            let unhinted = ask(case.client, "none", "", case.age);
            let guessed = ask(case.client, "none", "nobody@example.com", case.age);
            assert_eq!(decide(&unhinted, &visitor), decide(&guessed, &visitor));
            return;
        }
        let errors: &[&str] = match plain {
            Next::Approve(_) => {
                assert_eq!(silent, plain, "{}", case.describe());
                return;
            }
            Next::SignIn(_) | Next::StepUp(_) | Next::Refuse(_) => &["login_required"],
            // Nobody who is signed in has the name that the client hints at.
            Next::Select => match case.hint {
                "" => &["account_selection_required"],
                _ => &["login_required"],
            },
            Next::Ask(_) => &["consent_required", "interaction_required"],
            Next::Create | Next::Shut(_) => unreachable!("{}", case.describe()),
        };
        let told = matches!(silent, Next::Refuse(error) if errors.contains(error));
        assert!(told, "{}", case.describe());
    });
}

#[test]
fn a_code_and_the_question_for_one_are_about_who_is_there_and_meant_and_fresh_and_asked() {
    all(|case| {
        let (Next::Approve(name) | Next::Ask(name)) = &case.next else {
            return;
        };
        let Account { user, granted, .. } = case.account(name);
        let answered = case.answered();
        let asked = |what: &str| case.prompt.contains(what);
        assert!(
            case.meant.is_empty() || case.meant == name,
            "{}",
            case.describe()
        );
        if let Some(answered) = &answered {
            assert_eq!(answered.session(), user.session_id, "{}", case.describe());
        }
        let signed_in = matches!(&answered, Some(Answered::SignedIn(_)));
        let fresh = match case.age.parse::<u32>() {
            Ok(age) => age > 0 && NOW <= user.authenticated_at.plus(age),
            Err(_) => !asked("login"),
        };
        assert!(
            signed_in || (fresh && !asked("login")),
            "{}",
            case.describe()
        );
        assert!(
            answered.is_some() || !asked("select_account"),
            "{}",
            case.describe()
        );
        // Between several nobody guesses.
        let decided = !case.meant.is_empty() || !case.hint.is_empty() || case.chosen == name;
        assert!(
            case.accounts.len() == 1 || answered.is_some() || decided,
            "{}",
            case.describe()
        );
        let all = ["openid", "https://api.example#notes:read"];
        let granted = granted
            .as_ref()
            .is_some_and(|it| all.iter().all(|token| it.scope.contains(token)));
        let covered = granted || case.client.first_party;
        let remembered = case.client.auth_method.is_confidential();
        let expected = covered && remembered && !asked("consent");
        assert_eq!(
            matches!(&case.next, Next::Approve(_)),
            expected,
            "{}",
            case.describe()
        );
    });
}

#[test]
fn a_person_is_refused_only_after_they_signed_in_as_somebody_else_than_was_meant() {
    all(|case| {
        let answered = case.answered();
        match &case.next {
            Next::Refuse(error) => {
                let Some(Answered::SignedIn(session)) = answered else {
                    unreachable!("{}", case.describe());
                };
                assert_eq!(*error, "login_required");
                assert!(!case.meant.is_empty() && session != format!("in-{}", case.meant));
            }
            Next::Select => assert!(answered.is_none() && !case.accounts.is_empty()),
            Next::SignIn(_) => assert!(!matches!(answered, Some(Answered::SignedIn(_)))),
            Next::Create => {
                assert!(case.prompt.contains("create"));
                assert!(!matches!(answered, Some(Answered::SignedIn(_))));
            }
            Next::StepUp(_) => unreachable!("nobody asks for more than a password"),
            Next::Ask(_) | Next::Approve(_) => assert!(!case.accounts.is_empty()),
            Next::Shut(_) => unreachable!("everybody is let in"),
        }
    });
}

/// A person who does what they are asked to, as `name`.
#[test]
fn whoever_goes_through_the_pages_is_shown_each_of_them_once() {
    all(|case| {
        for name in ["ann", "bob"] {
            let mut accounts = case.accounts.clone();
            let (mut done, mut shown) = (case.done.to_owned(), Vec::new());
            loop {
                let visitor = visitor(accounts.clone(), case.chosen, &done, case.meant);
                let next = decide(case.request, &visitor);
                assert!(
                    !shown.contains(&next),
                    "{name}, {shown:?}, {}",
                    case.describe()
                );
                let there = accounts.iter().any(|account| account.user.username == name);
                match &next {
                    Next::Select if there => done = name.to_owned(),
                    Next::Select | Next::SignIn(_) | Next::Create => {
                        accounts.retain(|account| account.user.username != name);
                        let mut account = account(name, None);
                        account.user.authenticated_at = NOW;
                        accounts.push(account);
                        done = format!("+{name}");
                    }
                    Next::Ask(who) | Next::Approve(who) => {
                        assert!(shown.is_empty() || who == name, "{}", case.describe());
                        break;
                    }
                    Next::StepUp(_) => unreachable!("nobody asks for more than a password"),
                    Next::Shut(_) => unreachable!("everybody is let in"),
                    Next::Refuse(_) => {
                        assert!(!case.meant.is_empty(), "{}", case.describe());
                        break;
                    }
                }
                shown.push(next);
            }
        }
    });
}
