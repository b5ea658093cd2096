use std::io::{Cursor, Read as _};

use rstest::rstest;

use crate::markdown::{docx::docx, page::page, plain::plain};

#[rstest]
#[case("# Cold\n\nAt *mile* **twenty**.", "Cold\n\nAt mile twenty.\n")]
#[case("One\ntwo", "One\ntwo\n")]
#[case("- a\n- b\n  - c\n\n1. d\n2. e", "- a\n- b\n  - c\n\n1. d\n2. e\n")]
#[case("- a\n\n- b", "- a\n\n- b\n")]
#[case("- a\n-\n- c", "- a\n-\n- c\n")]
#[case("> a\n> b", "> a\n> b\n")]
#[case(
    "[See it](https://example.com/) <https://e.example>",
    "See it (https://example.com/) https://e.example\n"
)]
#[case("[ada@example.com](mailto:ada@example.com)", "ada@example.com\n")]
#[case("![A bottle](b.png)", "A bottle (b.png)\n")]
#[case("| a | b |\n|---|---|\n| 1 | 2 |", "a | b\n1 | 2\n")]
#[case("```\nx\n\ny\n```\n\nz", "x\n\ny\n\nz\n")]
#[case("a\n\n---\n\nb", "a\n\n* * *\n\nb\n")]
#[case("- [x] a", "- ☑ a\n")]
#[case("a <b>c</b>", "a <b>c</b>\n")]
#[case("", "")]
fn plain_text_reads_well(#[case] markdown: &str, #[case] expected: &str) {
    assert_eq!(plain(markdown), expected);
}

#[test]
fn a_page_stands_alone() {
    let page = page("Cold & <b>", "# Hi\n\n<script>alert(1)</script>");
    assert!(page.starts_with("<!doctype html>"));
    assert!(page.contains("<title>Cold &amp; &lt;b&gt;</title>"));
    assert!(page.contains("<h1 dir=\"auto\">Hi</h1>"));
    assert!(!page.contains("<script") && !page.contains("src="));
}

/// A part of the archive, as text.
fn part(file: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).expect("an archive");
    let mut text = String::new();
    archive.by_name(name).expect("the part").read_to_string(&mut text).expect("text");
    text
}

fn document(markdown: &str) -> String {
    part(&docx(markdown).expect("a document"), "word/document.xml")
}

#[test]
fn a_word_document_keeps_headings_looks_and_links() {
    let file =
        docx("# Cold\n\nAt *mile* **twenty** ~~now~~ `x`, [see](https://e.example/?a=1&b=2).")
            .expect("a document");
    let document = part(&file, "word/document.xml");
    assert!(document.contains("<w:pStyle w:val=\"Heading1\" />"), "{document}");
    for mark in ["<w:i />", "<w:b />", "<w:strike />", "Courier New", "<w:hyperlink r:id="] {
        assert!(document.contains(mark), "{mark} in {document}");
    }
    let links = part(&file, "word/_rels/document.xml.rels");
    assert!(links.contains("Target=\"https://e.example/?a=1&amp;b=2\""), "{links}");
}

#[test]
fn a_word_document_keeps_lists_and_where_they_begin() {
    let file = docx("- a\n  - b\n\n3. c\n4. d\n\ntext\n\n1. e").expect("a document");
    let document = part(&file, "word/document.xml");
    assert!(document.contains("<w:ilvl w:val=\"1\" />"), "{document}");
    assert_eq!(document.matches("<w:numId w:val=\"12\" />").count(), 2, "{document}");
    assert_eq!(document.matches("<w:numId w:val=\"13\" />").count(), 1, "{document}");
    let numbering = part(&file, "word/numbering.xml");
    assert!(numbering.contains("<w:startOverride w:val=\"3\" />"), "{numbering}");
}

#[test]
fn a_word_document_keeps_quotes_tables_and_right_to_left() {
    let text = document("> said\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\nשלום עולם\n\nHello");
    assert!(text.contains("<w:pStyle w:val=\"Quote\" />"), "{text}");
    assert_eq!(text.matches("<w:tc>").count(), 4, "{text}");
    assert_eq!(text.matches("<w:bidi />").count(), 1, "{text}");
}

#[test]
fn a_word_document_takes_any_text() {
    for text in [
        "",
        "\u{1}\u{fffe}<&>\"'",
        "- ",
        "|a|\n|-|\n",
        "> > > - 1. x",
        "<script>x</script>",
        "```\n```",
    ] {
        let file = docx(text).expect("a document");
        let document = part(&file, "word/document.xml");
        assert!(!document.contains('\u{1}') && !document.contains("<script>"), "{document}");
    }
}
