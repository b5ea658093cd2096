//! Web pages: what a reader sees, as Markdown, then by its headings. Nothing is fetched and
//! nothing runs.

use dom_query::Document;

use super::{markdown, passages::Section};

/// What a reader does not see, or sees on every page of a site.
const LEFT_OUT: &str = "script, style, noscript, template, svg, math, iframe, object, nav, \
                        form, button, select, [hidden], [aria-hidden=true]";

pub(super) fn read(bytes: &[u8]) -> Vec<Section> {
    let page = Document::from(text(bytes).as_str());
    page.select(LEFT_OUT).remove();
    // A page that marks its article is read there; else all of it.
    let article = page.select("main, article, [role=main]");
    let markdown = if article.exists() {
        article.nodes().first().map(|node| node.md(None).to_string())
    } else {
        None
    };
    markdown::read(&markdown.unwrap_or_else(|| page.md(None).to_string()))
}

/// The page's text in the encoding that it names within its first 1,024 bytes (HTML Living
/// Standard, 13.2.3.2), else as plain text.
fn text(bytes: &[u8]) -> String {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1_024)]).to_ascii_lowercase();
    let named = head.split_once("charset=").and_then(|(_, rest)| {
        let rest = rest.trim_start_matches(['"', '\'']);
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:".contains(c)));
        encoding_rs::Encoding::for_label(&rest.as_bytes()[..end.unwrap_or(rest.len())])
    });
    match named {
        Some(encoding) => encoding.decode(bytes).0.into_owned(),
        None => super::plain::text(bytes)
            .unwrap_or_else(|_| String::from_utf8_lossy(bytes).into_owned()),
    }
}
