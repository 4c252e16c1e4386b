//! The schemes of redirect URIs: which ones browsers and systems act on themselves, and which ones MCP clients
//! return to.
//!
//! A private-use scheme is one that an app on somebody's machine claims (RFC 8252 section 7.1). With a dot in it
//! it is made from a domain name, which has an owner; without one, any app may claim it.

/// What browsers and systems act on, so that no app receives it: they run code, open a program or a dialog of
/// their own, read a file, or hand it to any website. No client may return there, whoever registers it.
///
/// `*` stands for anything; at the beginning only for something without a dot, because there it ends names that
/// are made from a domain as well.
#[rustfmt::skip]
const ACTED_ON: &[&str] = &[
    // Code and documents that a browser makes itself.
    "about", "blob", "cid", "data", "file", "filesystem", "jar", "javascript", "livescript", "mhtml", "mid", "mk",
    "mocha", "res", "resource", "vbscript", "view-source", "wyciwyg",
    // Browsers: their own pages, their extensions, and what opens an address in them.
    "*-extension", "android-app", "brave", "chrome*", "devtools", "edge", "ext+*", "extension", "firefox*",
    "google-chrome*", "googlechrome*", "intent", "ios-app", "isolated-app", "microsoft-edge*", "moz-*", "opera",
    "opera-*", "safari", "vivaldi", "web+*", "x-safari-*",
    // Protocols that a browser or a system speaks, or names that it looks up.
    "acap", "afp", "cifs", "dav", "davs", "dict", "dns", "ed2k", "fish", "ftp", "ftps", "gopher", "imap", "imaps",
    "irc", "irc6", "ircs", "ldap", "ldaps", "magnet", "news", "nfs", "nntp", "pop", "rdp", "rlogin", "rtsp", "sftp",
    "smb", "snews", "ssh", "tag", "telnet", "tftp", "tn3270", "urn", "vnc", "wais", "ws", "wss",
    // Calls, messages, calendars, feeds and maps.
    "callto", "facetime*", "feed", "feeds", "geo", "im", "imessage", "mailto", "maps", "message", "mms", "mmsto",
    "modem", "podcast", "podcasts", "rss", "sip", "sips", "sms", "smsto", "tel", "telprompt", "webcal", "webcals",
    "xmpp",
    // Windows.
    "bingmaps", "calculator", "hcp", "its", "microsoft.*", "ms-*", "search", "search-ms", "shell",
    "windowsdefender", "xbox*",
    // macOS and iOS.
    "app-prefs", "apple-*", "applescript", "com.apple.*", "help", "itms*", "prefs", "shortcuts", "workflow",
    "x-apple*", "x-man-page",
    // Android and Linux.
    "admin", "appstream", "apt", "apt+*", "content", "ghelp", "info", "man", "market", "snap", "trash",
];

/// Whether browsers or systems act on a scheme themselves. It is in lower case.
#[must_use]
pub fn is_acted_on(scheme: &str) -> bool {
    let fits = |pattern: &str| match pattern.split_once('*') {
        None => scheme == pattern,
        Some((start, end)) => scheme
            .strip_prefix(start)
            .and_then(|rest| rest.strip_suffix(end))
            .is_some_and(|rest| end.is_empty() || !rest.contains('.')),
    };
    ACTED_ON.iter().copied().any(fits)
}

/// Whether any app may claim a scheme: it is not of the web, and it is not made from a domain name.
#[must_use]
pub fn is_claimed_by_any(scheme: &str) -> bool {
    !matches!(scheme, "https" | "http") && !scheme.contains('.')
}

/// The schemes without a dot that MCP clients return to, and where that was read. Clients that nobody vouches for
/// may have these, unless the owner names others.
pub const OF_MCP_CLIENTS: [(&str, &str); 7] = [
    // Claude's desktop app: claude://claude.ai/mcp-auth-callback/sdk.
    ("claude", "github.com/anthropics/claude-code/issues/93671"),
    // Cursor: cursor://anysphere.cursor-mcp/oauth/callback.
    (
        "cursor",
        "github.com/modelcontextprotocol/python-sdk/issues/897",
    ),
    // Cline and other extensions of VS Code: vscode://saoudrizwan.claude-dev/mcp-auth/callback/…. They take the
    // scheme of the editor that they run in, so its relatives are here too.
    ("vscode", "github.com/cline/cline/issues/8103"),
    (
        "vscode-insiders",
        "github.com/Mermaid-Chart/vscode-mermaid-chart/issues/7",
    ),
    (
        "vscodium",
        "github.com/Mermaid-Chart/vscode-mermaid-chart/issues/7",
    ),
    // Warp: warp://mcp/oauth2callback.
    ("warp", "github.com/warpdotdev/warp/issues/9088"),
    (
        "windsurf",
        "github.com/Mermaid-Chart/vscode-mermaid-chart/issues/7",
    ),
];

/// Why a scheme cannot be listed for clients that nobody vouches for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadScheme {
    /// Not a scheme of RFC 3986 section 3.1, in lower case.
    Name,
    /// Browsers or systems act on it themselves.
    ActedOn,
    /// `http`, `https`, or a scheme with a dot: the list is not about those.
    Unneeded,
}

impl BadScheme {
    /// For the owner: a part of a sentence.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Name => {
                "a scheme is one word in lower case, without the colon: a letter, and then letters, digits, + or -"
            }
            Self::ActedOn => "browsers or systems act on that scheme themselves",
            Self::Unneeded => "only schemes of apps without a dot need to be listed",
        }
    }
}

errors!(BadScheme);

/// Reads a scheme for the list of those that clients may have if nobody vouches for them.
///
/// # Errors
/// [`BadScheme`], the first rule it breaks.
pub fn parse(text: &str) -> Result<String, BadScheme> {
    let allowed =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"+-.".contains(&byte);
    if !text.starts_with(|first: char| first.is_ascii_lowercase()) || !text.bytes().all(allowed) {
        return Err(BadScheme::Name);
    }
    if !is_claimed_by_any(text) {
        return Err(BadScheme::Unneeded);
    }
    if is_acted_on(text) {
        return Err(BadScheme::ActedOn);
    }
    Ok(text.to_owned())
}
