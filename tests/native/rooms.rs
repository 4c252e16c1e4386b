//! Which file may import which. Data flows one way through the rooms of `src/`, and one way through the wings
//! of a room; no two files import each other, not even through others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms, each with those that it may import.
const ROOMS: [(&str, &[&str]); 7] = [
    ("protocol", &[]),
    ("platform", &["protocol"]),
    ("store", &["platform", "protocol"]),
    ("page", &["protocol"]),
    ("endpoint", &["page", "store", "platform", "protocol"]),
    (
        "cloudflare",
        &["endpoint", "page", "store", "platform", "protocol"],
    ),
    ("admin", &["store", "platform", "protocol"]),
];

/// The wings of a room, and the files beside them, in the order in which they may be imported: each only those of
/// earlier lines.
const WINGS: [(&str, &[&[&str]]); 2] = [
    (
        "protocol",
        &[
            &["admin_path", "display_name", "path", "scope", "url"],
            &[
                "address",
                "bad_target",
                "claim_names",
                "group",
                "issuer",
                "language",
                "lifetime",
                "location",
                "mail_address",
                "params",
                "public_url",
                "quoted",
                "secret",
                "timestamp",
                "web_link",
            ],
            &["multipart", "own_words"],
            &["api", "binding", "claim_scope", "json"],
            &["own_claims", "resource"],
            &["brand", "jose", "login", "permission"],
            &["client", "passkey", "provider", "scim"],
            &["openid"],
            &["authorization", "standard_claims"],
            &["discovery", "token", "webfinger"],
        ],
    ),
    (
        "endpoint",
        &[
            &["setting"],
            &[
                "brand_policy",
                "mail_policy",
                "provider_policy",
                "registration_policy",
                "secret_setting",
                "sign_up_policy",
                "spending",
            ],
            &["config", "event", "isolate"],
            &["server"],
            &["keys", "mail"],
            &["http"],
            &["client", "discovery", "scim"],
            &["interaction", "token"],
            &["login"],
            &["authorization", "joining"],
            &["account"],
            &["admin"],
            &["provider"],
            &["route"],
        ],
    ),
];

/// One import: from a file, at a line, of a path below `src/`, in segments.
struct Import {
    file: String,
    line: usize,
    of: Vec<String>,
}

/// The files of `src/` and of `admin/src/`, by their module path, such as `protocol/jose/jws` or `admin/client`; a `mod.rs` is
/// its folder's.
fn files() -> BTreeMap<String, PathBuf> {
    let mut files = BTreeMap::new();
    let mut folders = vec![PathBuf::from("src"), PathBuf::from("admin/src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                files.insert(module_of(&path), path);
            }
        }
    }
    files
}

fn module_of(path: &Path) -> String {
    let path = path.with_extension("");
    let path = path.to_str().expect("text").replace('\\', "/");
    let path = path.replacen("src/", "", 1);
    path.strip_suffix("/mod")
        .map_or(path.clone(), str::to_owned)
}

/// The paths that a `use` names: `a::{b, c::{self, d}}` is `a::b`, `a::c` and `a::c::d`.
fn leaves(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some((before, group)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or_default().trim();
        return vec![path.trim_end_matches("::self").to_owned()];
    };
    let group = group.strip_suffix('}').expect("a closing brace");
    let (mut depth, mut parts) = (0, vec![String::new()]);
    for character in group.chars() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if character == ',' && depth == 0 {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(character);
        }
    }
    let parts = parts.iter().filter(|part| !part.trim().is_empty());
    parts
        .flat_map(|part| leaves(part))
        .map(|leaf| format!("{}{leaf}", before.trim()))
        .map(|path| path.trim_end_matches("::self").to_owned())
        .collect()
}

/// Every import of a file from the crate itself; what a file declares or re-exports of its own folder is no import.
fn imports(module: &str, path: &Path, all: &BTreeMap<String, PathBuf>) -> Vec<Import> {
    let text = fs::read_to_string(path).expect("a source");
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    let here: Vec<&str> = module.split('/').collect();
    let is_folder = path.ends_with("mod.rs");
    let mut imports = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("use ") {
        let begins = rest[..at].lines().last().unwrap_or_default();
        let offset = text.len() - rest.len() + at;
        rest = &rest[at + 4..];
        let begins = begins.trim();
        if !(begins.is_empty() || begins.starts_with("pub")) {
            continue;
        }
        let (tree, after) = rest.split_once(';').expect("a semicolon");
        rest = after;
        let tree = tree.split_whitespace().collect::<Vec<_>>().join(" ");
        for leaf in leaves(&tree) {
            let segments: Vec<&str> = leaf.split("::").collect();
            let supers = segments.iter().take_while(|it| **it == "super").count();
            let base: Vec<&str> = match segments.first().copied() {
                Some("crate") if here.first() == Some(&"admin") => vec!["admin"],
                Some("crate" | "edgegrant") => Vec::new(),
                Some("super") => here[..here.len().saturating_sub(supers)].to_vec(),
                // A facade: `pub use file::Type` in a `mod.rs`.
                Some(first) if is_folder && all.contains_key(&format!("{module}/{first}")) => {
                    here.clone()
                }
                _ => continue,
            };
            let skipped = match segments.first().copied() {
                Some("crate" | "edgegrant") => 1,
                Some("super") => supers,
                _ => 0,
            };
            let of = base.iter().chain(&segments[skipped..]);
            imports.push(Import {
                file: path.display().to_string(),
                line: text[..offset].lines().count().max(1),
                of: of.map(|segment| (*segment).to_owned()).collect(),
            });
        }
    }
    imports
}

/// The file that an import leads to: the longest beginning of its path that is one.
fn file_of(import: &Import, all: &BTreeMap<String, PathBuf>) -> Option<String> {
    (1..=import.of.len()).rev().find_map(|length| {
        let module = import.of[..length].join("/");
        all.contains_key(&module).then_some(module)
    })
}

/// What is wrong with an import of `module`, if anything is.
fn fault(module: &str, import: &Import) -> Option<String> {
    let mut here = module.split('/');
    let (room, wing) = (here.next()?, here.next());
    let (other, part) = (import.of.first()?.as_str(), import.of.get(1));
    let told = |why: &str| {
        let (file, line) = (&import.file, import.line);
        Some(format!("{file}:{line}: {} {why}", import.of.join("::")))
    };
    if room == other {
        let order = WINGS.iter().find(|(name, _)| *name == room)?.1;
        let place = |name: &str| order.iter().position(|line| line.contains(&name));
        let (Some(wing), Some(part)) = (wing, part) else {
            return None;
        };
        if wing == part {
            return None;
        }
        return match (place(wing), place(part)) {
            // A type that the room itself re-exports.
            (_, None) if part.starts_with(char::is_uppercase) => None,
            (None, _) | (_, None) => told("is of a wing that this test does not know"),
            (Some(mine), Some(theirs)) if theirs < mine => None,
            _ => told(&format!("comes no earlier than {room}/{wing}")),
        };
    }
    let allowed = ROOMS.iter().find(|(name, _)| *name == room)?.1;
    // A type that the crate itself re-exports does not exist.
    if allowed.contains(&other) {
        return None;
    }
    told(&format!("is of a room that {room} may not import"))
}

#[test]
fn each_file_imports_only_what_comes_before_it() {
    let all = files();
    let faults: Vec<String> = all
        .iter()
        .filter(|(module, _)| !["lib", "admin/lib"].contains(&module.as_str()))
        .flat_map(|(module, path)| {
            let imports = imports(module, path, &all);
            imports
                .into_iter()
                .filter_map(|import| fault(module, &import))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_two_files_import_each_other_in_a_circle() {
    let all = files();
    let mut after: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (module, path) in &all {
        let others = imports(module, path, &all);
        let others = others.iter().filter_map(|import| file_of(import, &all));
        let others = others.filter(|other| other != module);
        after.insert(module.clone(), others.collect());
    }
    // What imports nothing that is left is in no circle.
    loop {
        let free: Vec<String> = after
            .iter()
            .filter(|(_, others)| others.is_empty())
            .map(|(module, _)| module.clone())
            .collect();
        if free.is_empty() {
            break;
        }
        for module in free {
            after.remove(&module);
            for others in after.values_mut() {
                others.remove(&module);
            }
        }
    }
    assert!(after.is_empty(), "in a circle, or behind one: {after:#?}");
}

#[test]
fn what_breaks_the_order_is_told_with_its_line() {
    let import = |of: &str| Import {
        file: "src/x.rs".to_owned(),
        line: 7,
        of: of.split("::").map(str::to_owned).collect(),
    };
    for (module, of, wrong) in [
        ("protocol/jose/jws", "protocol::secret::Secret", false),
        ("protocol/jose/jws", "protocol::client::Client", true),
        (
            "protocol/token/error",
            "protocol::client::ClientError",
            false,
        ),
        (
            "protocol/client/credentials",
            "protocol::token::TokenError",
            true,
        ),
        (
            "protocol/token/error",
            "protocol::discovery::Metadata",
            true,
        ),
        ("protocol/token/error", "protocol::token::dpop", false),
        ("protocol/scope", "protocol::resource::Resources", true),
        ("protocol/scope", "store::user::User", true),
        ("page/login", "protocol::path", false),
        ("page/login", "endpoint::http::reply::Reply", true),
        ("platform/sql", "store::row", true),
        ("store/clients", "page::words::EN", true),
        ("endpoint/http/form", "endpoint::interaction::Stop", true),
        (
            "endpoint/login/password",
            "endpoint::interaction::Stop",
            false,
        ),
        ("endpoint/interaction/mod", "endpoint::route::respond", true),
        ("endpoint/server", "cloudflare::Edge", true),
        ("admin/client", "endpoint::config::Config", true),
    ] {
        let told = fault(module, &import(of));
        assert_eq!(told.is_some(), wrong, "{module} imports {of}: {told:?}");
        assert!(told.is_none_or(|told| told.starts_with("src/x.rs:7: ")));
    }
    assert_eq!(
        leaves("crate::a::{B, c::{self, D as E}}"),
        ["crate::a::B", "crate::a::c", "crate::a::c::D"]
    );
}
