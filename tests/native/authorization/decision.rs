//! What an authorization request leads to (OpenID Connect Core sections 3.1.2.1 to 3.1.2.4).

use crate::runtime::deciding::Next::{Approve, Ask, Refuse, Select, Shut, SignIn, StepUp};
use crate::runtime::deciding::{account, curious, decide, native, request, some, visitor};
use edgegrant::protocol::authorization::Account;
use edgegrant::protocol::client::Client;

#[test]
fn what_is_asked_and_who_is_there_lead_to_a_page_a_code_or_an_error() {
    let sign_in = |name: &str| SignIn(some(name));
    let step_up = |name: &str| StepUp(name.to_owned());
    let ask = |name: &str| Ask(name.to_owned());
    let approve = |name: &str| Approve(name.to_owned());
    let (login, selection) = (
        Refuse("login_required"),
        Refuse("account_selection_required"),
    );
    // What is asked; who is signed in; who was chosen; what was done for this request; whom the client means.
    for (asked, here, chosen, done, meant, expected) in [
        ("", "", "", "", "", sign_in("")),
        ("", "ann", "", "", "", approve("ann")),
        ("", "ann", "bob", "", "", approve("ann")),
        ("", "ann bob", "", "", "", Select),
        ("", "ann bob", "bob", "", "", approve("bob")),
        ("", "ann bob", "eve", "", "", Select),
        ("", "ann bob", "bob", "ann", "", approve("ann")),
        ("", "ann bob", "bob", "+ann", "", approve("ann")),
        // What somebody did who is not signed in any more counts for nobody.
        ("", "ann", "", "+eve", "", approve("ann")),
        ("prompt=login", "ann", "", "+eve", "", sign_in("ann")),
        ("prompt=none", "", "", "", "", login.clone()),
        ("prompt=none", "ann", "", "", "", approve("ann")),
        ("prompt=none", "ann bob", "", "", "", selection.clone()),
        ("prompt=none", "ann bob", "bob", "", "", approve("bob")),
        ("prompt=login", "ann", "", "", "", sign_in("ann")),
        ("prompt=login", "ann", "", "ann", "", sign_in("ann")),
        ("prompt=login", "ann", "", "+ann", "", approve("ann")),
        ("prompt=login", "ann bob", "", "", "", Select),
        ("prompt=login", "ann bob", "", "bob", "", sign_in("bob")),
        ("prompt=consent", "ann", "", "", "", ask("ann")),
        ("prompt=consent", "ann", "", "+ann", "", ask("ann")),
        ("prompt=consent", "", "", "", "", sign_in("")),
        ("prompt=select_account", "", "", "", "", sign_in("")),
        ("prompt=select_account", "ann", "", "", "", Select),
        ("prompt=select_account", "ann bob", "ann", "", "", Select),
        (
            "prompt=select_account",
            "ann bob",
            "ann",
            "bob",
            "",
            approve("bob"),
        ),
        (
            "prompt=select_account",
            "ann",
            "",
            "+ann",
            "",
            approve("ann"),
        ),
        ("prompt=select_account login", "ann", "", "", "", Select),
        (
            "prompt=select_account login",
            "ann",
            "",
            "ann",
            "",
            sign_in("ann"),
        ),
        (
            "prompt=select_account login",
            "ann",
            "",
            "+ann",
            "",
            approve("ann"),
        ),
        ("prompt=login consent", "ann", "", "+ann", "", ask("ann")),
        // id_token_hint, and claims with a sub
        ("", "ann bob", "ann", "", "bob", approve("bob")),
        ("", "ann", "", "", "bob", sign_in("")),
        ("", "ann bob", "", "ann", "bob", sign_in("")),
        ("", "ann bob", "", "+ann", "bob", login.clone()),
        ("prompt=none", "ann bob", "", "", "bob", approve("bob")),
        ("prompt=none", "ann", "", "", "bob", login.clone()),
        ("prompt=none", "ann", "", "", "gone", login.clone()),
        ("sub=bob", "ann bob", "ann", "", "", approve("bob")),
        ("sub=bob", "ann", "", "", "", sign_in("")),
        ("sub=bob", "ann bob", "", "+ann", "", login.clone()),
        ("sub=bob&prompt=none", "ann", "", "", "", login.clone()),
        ("sub=bob", "ann bob", "", "", "ann", sign_in("")),
        // login_hint
        ("login_hint=eve", "", "", "", "", sign_in("eve")),
        ("login_hint=BOB", "ann bob", "ann", "", "", approve("bob")),
        (
            "login_hint=Bob@Example.com",
            "ann bob",
            "",
            "",
            "",
            approve("bob"),
        ),
        ("login_hint= bob ", "ann bob", "", "", "", approve("bob")),
        ("login_hint=eve", "ann", "", "", "", Select),
        ("login_hint=eve", "ann", "", "ann", "", approve("ann")),
        (
            // The client may not know who ann is, and does not learn it by guessing.
            "login_hint=eve&prompt=none",
            "ann",
            "",
            "",
            "",
            approve("ann"),
        ),
        ("login_hint=ann", "ann bob", "", "", "bob", approve("bob")),
        ("login_hint=eve", "ann", "", "", "bob", sign_in("eve")),
        // max_age
        ("max_age=30", "ann", "", "", "", approve("ann")),
        ("max_age=29", "ann", "", "", "", sign_in("ann")),
        ("max_age=0", "ann", "", "", "", sign_in("ann")),
        ("max_age=0", "ann", "", "ann", "", sign_in("ann")),
        ("max_age=0", "ann", "", "+ann", "", approve("ann")),
        ("max_age=0&prompt=none", "ann", "", "", "", login.clone()),
        ("max_age=29&prompt=none", "ann", "", "", "", login.clone()),
        ("max_age=60", "ann bob", "bob", "", "", sign_in("bob")),
        ("max_age=4294967296", "bob", "", "", "", approve("bob")),
        // acr_values
        ("acr_values=phr", "ann", "", "", "", step_up("ann")),
        ("acr_values=phr", "ann", "", "ann", "", step_up("ann")),
        ("acr_values=phr", "ann", "", "+ann", "", step_up("ann")),
        ("acr_values=phr", "cid", "", "", "", approve("cid")),
        (
            "acr_values=phr&max_age=30",
            "cid",
            "",
            "",
            "",
            sign_in("cid"),
        ),
        (
            "acr_values=phr&prompt=none",
            "ann",
            "",
            "",
            "",
            login.clone(),
        ),
        (
            "acr_values=phr&prompt=none",
            "cid",
            "",
            "",
            "",
            approve("cid"),
        ),
        ("acr_values=phr", "ann cid", "cid", "", "", approve("cid")),
        ("acr_values=phr", "ann cid", "ann", "", "", step_up("ann")),
        ("acr_values=phr 1", "ann", "", "", "", approve("ann")),
        ("acr_values=1", "ann", "", "", "", approve("ann")),
        ("acr_values=9 phrh", "ann", "", "", "", approve("ann")),
        (
            "acr_values=https://auth.example/acr/two-factors",
            "ann",
            "",
            "",
            "",
            step_up("ann"),
        ),
        (
            "acr_values=https://auth.example/acr/two-factors",
            "cid",
            "",
            "",
            "",
            approve("cid"),
        ),
    ] {
        let asked: Vec<(String, String)> = asked
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| match name {
                "sub" => (
                    "claims".to_owned(),
                    format!("{{\"id_token\":{{\"sub\":{{\"value\":\"id-{value}\"}}}}}}"),
                ),
                name => (name.to_owned(), value.to_owned()),
            })
            .collect();
        let pairs: Vec<(&str, &str)> = asked
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let accounts = here
            .split_whitespace()
            .map(|name| account(name, Some("openid notes:read")))
            .collect();
        let visitor = visitor(accounts, chosen, done, meant);
        let next = decide(&request(&curious(), &pairs), &visitor);
        assert_eq!(
            next, expected,
            "{asked:?}, here {here}, chosen {chosen}, done {done}, meant {meant}"
        );
    }
}

#[test]
fn consent_covers_scopes_and_claims_by_name() {
    let claims = |names: &str| {
        let wishes: Vec<String> = names
            .split_whitespace()
            .map(|name| format!("\"{name}\":null"))
            .collect();
        format!("{{\"userinfo\":{{{}}}}}", wishes.join(","))
    };
    let own = Client {
        first_party: true,
        ..curious()
    };
    let ann = "ann".to_owned();
    // Each was let have the claim `birthdate`.
    for (granted, asked, covered) in [
        (None, "", false),
        (Some(""), "", false),
        (Some("openid"), "", false),
        (Some("openid notes:read profile"), "", true),
        (Some("openid notes:read"), "birthdate", true),
        (Some("openid notes:read"), "birthdate email", false),
        (Some("openid notes:read email"), "email", true),
        (
            Some("openid notes:read email"),
            "email_verified birthdate",
            true,
        ),
        (Some("openid notes:read"), "sub unknown", true),
        // Beyond what the client is registered for, which it does not get.
        (Some("openid notes:read"), "phone_number", true),
    ] {
        let claims = claims(asked);
        for (prompt, client, expected) in [
            (
                "",
                curious(),
                if covered {
                    Approve(ann.clone())
                } else {
                    Ask(ann.clone())
                },
            ),
            (
                "none",
                curious(),
                if covered {
                    Approve(ann.clone())
                } else {
                    Refuse("consent_required")
                },
            ),
            ("consent", curious(), Ask(ann.clone())),
            ("", own.clone(), Approve(ann.clone())),
            ("none", own.clone(), Approve(ann.clone())),
            ("consent", own.clone(), Ask(ann.clone())),
            ("", native(), Ask(ann.clone())),
            (
                "none",
                native(),
                Refuse(if granted.is_some() {
                    "interaction_required"
                } else {
                    "consent_required"
                }),
            ),
        ] {
            let request = request(&client, &[("claims", &claims), ("prompt", prompt)]);
            let visitor = visitor(vec![account("ann", granted)], "", "", "");
            assert_eq!(
                decide(&request, &visitor),
                expected,
                "{granted:?} {asked} {prompt}"
            );
        }
    }
}

#[test]
fn whoever_is_in_no_group_of_the_client_is_told_so_once_it_is_clear_who_they_are() {
    let outside = || Account {
        let_in: Some(false),
        ..account("ann", Some("openid"))
    };
    let shut = Shut("ann".to_owned());
    // The owner's own client and a remembered yes let nobody in either.
    let owners = Client {
        first_party: true,
        ..curious()
    };
    for client in [curious(), owners] {
        for (asked, done, expected) in [
            ("", "", shut.clone()),
            ("prompt=consent", "", shut.clone()),
            ("prompt=login", "", SignIn(some("ann"))),
            ("prompt=login", "+ann", shut.clone()),
            ("prompt=select_account", "", Select),
            ("prompt=none", "", Refuse("access_denied")),
            ("prompt=none max_age=1", "", Refuse("login_required")),
        ] {
            let here = visitor(vec![outside(), account("bob", None)], "ann", done, "");
            let asked: Vec<_> = asked
                .split_whitespace()
                .filter_map(|it| it.split_once('='))
                .collect();
            let next = decide(&request(&client, &asked), &here);
            assert_eq!(next, expected, "{asked:?}");
        }
    }
    let here = visitor(
        vec![outside(), account("bob", Some("openid notes:read"))],
        "bob",
        "",
        "",
    );
    assert_eq!(
        decide(&request(&curious(), &[]), &here),
        Approve("bob".to_owned()),
        "another account may be let in"
    );
}
