//! Addresses that strangers make this server fetch: metadata documents and key sets.

use edgegrant::protocol::client::document::{is_document_id, may_be_fetched};
use edgegrant::protocol::public_url::is_public;

const ID: &str = "https://app.example/client.json";

#[test]
fn only_public_hosts_by_name_may_be_fetched() {
    let longest = format!("https://app.example/{}", "a".repeat(480));
    for id in [
        ID,
        "https://app.example/c",
        "https://app.example/c?v=1",
        "https://a.b.c.example/c/",
        "https://localhost.example.com/c",
        "https://local.example/c",
        "https://xn--bcher-kva.example/c",
        "https://127.0.0.1.example/c",
        "https://1.2.3.4.5.example/c",
        "https://app.example/%2e%2e%2fc",
        longest.as_str(),
    ] {
        assert!(
            is_document_id(id) && is_public(id) && may_be_fetched(id),
            "{id}"
        );
    }
    let longer = format!("{longest}a");
    for id in [
        // another scheme, no path, or not written in the one canonical way
        "http://app.example/c",
        "ftp://app.example/c",
        "app.example/c",
        "https://app.example",
        "https://app.example/",
        "https://app.example?c",
        "HTTPS://app.example/c",
        "https://APP.example/c",
        "https://app.example:443/c",
        "https://app.example:8443/c",
        "https://app.example:/c",
        "https:app.example/c",
        "https:/app.example/c",
        "https:///app.example/c",
        "https:\\\\app.example\\c",
        " https://app.example/c",
        "https://app.example/c ",
        "https://app.example/\tc",
        "https://app.example/c\n",
        "https://app.example/a b",
        "https://app.example/\u{e9}",
        "https://b\u{fc}cher.example/c",
        "https://app%2eexample/c",
        // dot segments, in every spelling that a browser removes
        "https://app.example/./c",
        "https://app.example/a/../c",
        "https://app.example/%2e/c",
        "https://app.example/%2E%2e/c",
        "https://app.example/.%2e/c",
        "https://app.example/c/..",
        // fragment, user name, password
        "https://app.example/c#",
        "https://app.example/c#x",
        "https://u@app.example/c",
        "https://u:p@app.example/c",
        "https://@app.example/c",
        "https://:@app.example/c",
        "https://app.example@127.0.0.1/c",
        longer.as_str(),
    ] {
        assert!(!may_be_fetched(id), "{id}");
    }
}

#[test]
fn no_address_and_no_private_name_is_public() {
    for host in [
        // one IPv4 address in every notation
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "017700000001",
        "127.0.0.1.",
        "0x7f.1",
        "127.0x0.0.1",
        "%31%32%37.0.0.1",
        "0",
        "0.0.0.0",
        "0x",
        "256",
        "10.0.0.1",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.169.254",
        "2852039166",
        "0xA9FEA9FE",
        "0251.0376.0251.0376",
        "100.64.0.1",
        "8.8.8.8",
        "999.999.999.999",
        "1.2.3",
        "\u{ff11}27.0.0.1",
        "127\u{3002}0\u{3002}0\u{3002}1",
        "\u{2460}27.0.0.1",
        // IPv6, with an IPv4 address in it or without
        "[::1]",
        "[::]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[fe80::1]",
        "[fe80::1%25eth0]",
        "[fd00::1]",
        "[2001:db8::1]",
        "[2606:4700:4700::1111]",
        // names that never belong to a public host
        "localhost",
        "LOCALHOST",
        "localhost.",
        "foo.localhost",
        "foo.LOCALHOST.",
        "a.b.localhost",
        "l\u{f6}calhost",
        "printer.local",
        "db.internal",
        "metadata.google.internal",
        "app.intranet",
        "nas.lan",
        "router.home",
        "server.corp",
        "x.home.arpa",
        "home.arpa",
        "x.test",
        "intranet",
        "db",
        "com",
        "com.",
        "",
        // characters that no name on the Internet has
        "app.example;x",
        "a,b.example",
        "1000000.1;0",
        "app.exa'mple",
        "app.ex(a)mple",
        "app.$example",
        "{app}.example",
        "app.example&x",
        "app~.example",
        // a capital letter in a name that is not ASCII
        "apI\u{e9}.example",
        "ap%49%C3%A9.example",
        // empty labels, and a last dot, which makes another name of one host
        "app.example.",
        "localhost..",
        "127.0.0.1..",
        ".localhost",
        ".app.example",
        "app..example",
        "app.example..",
        ".",
        "..",
    ] {
        for url in [
            format!("https://{host}/c"),
            format!("https://{host}:8443/c"),
        ] {
            assert!(!is_public(&url), "{url}");
            assert!(!may_be_fetched(&url), "{url}");
        }
    }
}
