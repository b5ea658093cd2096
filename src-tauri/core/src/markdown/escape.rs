//! Text as HTML.

/// Appends text so that it stays text, inside of an element as well as inside of double quotes.
pub(super) fn push(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\0', '\r']) {
        out.push_str(&rest[..at]);
        match rest.as_bytes()[at] {
            b'&' => out.push_str("&amp;"),
            b'<' => out.push_str("&lt;"),
            b'>' => out.push_str("&gt;"),
            b'"' => out.push_str("&quot;"),
            b'\0' => out.push(char::REPLACEMENT_CHARACTER),
            // From an entity alone; a browser would take it for the end of a line.
            _ => out.push('\n'),
        }
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}
