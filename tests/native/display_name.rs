//! Names that strangers give themselves and people read.

use edgegrant::protocol::display_name::one_line;

#[test]
fn a_name_is_one_line_that_reads_as_it_is_written() {
    for (text, expected) in [
        ("App", Some("App")),
        ("  App 2 ", Some("App 2")),
        ("\u{65e5}\u{672c}", Some("\u{65e5}\u{672c}")),
        ("", None),
        ("\u{a0}", None),
        ("a\rb", None),
        ("a\u{85}b", None),
        ("a\0", None),
        ("\u{1b}[31m", None),
        // Separators of lines and paragraphs, and what turns the direction of the rest around.
        ("a\u{2028}b", None),
        ("a\u{2029}b", None),
        ("gro.knab\u{202e}", None),
        ("a\u{2066}b", None),
        ("\u{200b}", None),
        ("\u{feff}", None),
    ] {
        assert_eq!(one_line(text).as_deref(), expected, "{text:?}");
    }
}
