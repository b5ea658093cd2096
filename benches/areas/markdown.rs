//! What a draft looks like: kept up while it streams in, and rendered at once.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use copydeck_core::{
    domain::draft::Utf16Offset,
    markdown::{
        html::render,
        live::{LivePreview, TextChange},
    },
};
use serde_json::json;

use crate::{
    pairs::{compare, median, seconds, time},
    peers::{self, Missing, NodePeers},
    table::{Goal, Row},
};

const PAIRS: usize = 30;
const LONG: usize = 200_000;
const SHORT: usize = 2_000;
/// What a frame brings of a fast stream, in bytes.
const PIECE: usize = 24;
/// Rendering all of it in every frame takes minutes: every so many frames are rendered.
const SAMPLED: usize = 100;

pub(super) fn measure() -> Result<Vec<Row>, Missing> {
    let mut rows = vec![streamed(), growth()];
    rows.extend(at_once()?);
    Ok(rows)
}

fn streamed() -> Row {
    let text = copy(LONG);
    assert_eq!(streamed_html(&text), render(&text), "the same in the end");
    let comparison = compare(
        PAIRS,
        || seconds(|| streamed_html(&text)),
        || {
            let ends = (PIECE..text.len()).step_by(PIECE * SAMPLED);
            seconds(|| ends.map(|end| render(&text[..end]).len()).sum::<usize>()) * SAMPLED as f64
        },
    );
    let area = "live Markdown, 200 KB streamed";
    Row::compared(area, &comparison, "all rendered in each frame", Goal::AtLeast(30.0), time)
}

fn streamed_html(text: &str) -> String {
    let mut preview = LivePreview::new("");
    let mut at = 0;
    while at < text.len() {
        let end = (at + PIECE).min(text.len());
        append(&mut preview, at, &text[at..end]);
        at = end;
    }
    preview.blocks().map(|(_, html)| html).collect()
}

fn growth() -> Row {
    let comparison = compare(PAIRS, || one_flush(LONG), || one_flush(SHORT));
    let area = "live Markdown, one flush at 200 KB";
    Row::compared(area, &comparison, "at 2 KB", Goal::AtMost(1.3), time)
}

/// What a word more costs behind a text of this length.
fn one_flush(length: usize) -> f64 {
    let mut preview = LivePreview::new(&copy(length));
    let mut at = length;
    let words = "Order before Friday and your first refill filter is on us now.\n\n".repeat(8);
    median(words.split_inclusive(' ').map(|word| {
        let taken = seconds(|| append(&mut preview, at, word));
        at += word.len();
        taken
    }))
}

/// The text is ASCII, so that its bytes are its units.
fn append(preview: &mut LivePreview, at: usize, insert: &str) {
    let place = Utf16Offset(at as u32);
    let change = TextChange { from: place, to: place, insert: insert.to_owned() };
    preview.update(&[change]).expect("the change fits");
}

fn at_once() -> Result<Vec<Row>, Missing> {
    peers::require("cmark", "sudo apt-get install cmark")?;
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        path
    };
    // Long enough that starting cmark hardly counts, and that is taken off.
    let long = copy(10 * LONG);
    let (long_file, empty_file) = (file("long.md", &long), file("empty.md", ""));
    let against_cmark = compare(
        PAIRS,
        || seconds(|| render(&long)),
        || seconds(|| cmark(&long_file)) - seconds(|| cmark(&empty_file)),
    );

    let mut node = NodePeers::start()?;
    let text = copy(LONG);
    let text_file = file("copy.md", &text).display().to_string();
    let question = json!({ "case": "markdown-it", "path": text_file });
    let against_npm = compare(PAIRS, || seconds(|| render(&text)), || node.seconds(&question));
    let area = "Markdown at once, made safe";
    Ok(vec![
        Row::compared(
            &format!("{area}, 2 MB"),
            &against_cmark,
            "cmark, not made safe",
            Goal::AtMost(1.0),
            time,
        ),
        Row::compared(
            &format!("{area}, 200 KB"),
            &against_npm,
            "markdown-it and DOMPurify",
            Goal::AtLeast(5.0),
            time,
        ),
    ])
}

fn cmark(file: &Path) {
    let ran = Command::new("cmark").arg(file).stdout(Stdio::null()).status();
    assert!(ran.is_ok_and(|status| status.success()), "cmark reads {}", file.display());
}

/// Copy as it is written, of this length.
fn copy(length: usize) -> String {
    let piece = "## Cold at mile twenty\n\nYou packed light. You packed *smart*. And somewhere past \
                 the second ridge you will want water that still tastes like the **stream** it came \
                 from, says [the guide](https://example.com/guide).\n\n- 190 g, steel, no plastic \
                 liner\n- Cold for *24 hours*, hot for 12\n- A filter you can change on the \
                 trail\n\nOrder before Friday and your first refill filter is on us.\n\n";
    piece.chars().cycle().take(length).collect()
}
