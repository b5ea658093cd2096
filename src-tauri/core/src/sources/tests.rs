use pdf_extract::{
    Document, EncryptionState, EncryptionVersion, Object, Permissions, Stream, dictionary,
};
use proptest::prelude::*;

use super::*;
use crate::domain::source::Place;

fn places(text: &SourceText) -> Vec<String> {
    text.passages
        .iter()
        .map(|passage| passage.place.as_ref().map(Place::in_words).unwrap_or_default())
        .collect()
}

fn words(text: &SourceText) -> String {
    text.passages.iter().map(|passage| passage.text.as_str()).collect::<Vec<_>>().join(" | ")
}

fn html(page: &str) -> SourceText {
    read("page.html", page.as_bytes()).expect("a page")
}

#[test]
fn markdown_is_read_by_its_headings() {
    let text =
        read("a.md", b"Intro.\n\n# Price\n\nIt is *9* euros.\n\n## Colours\n\n- fern\n- slate\n")
            .expect("text");
    assert_eq!(places(&text), ["", "Price", "Colours"]);
    assert_eq!(words(&text), "Intro. | It is *9* euros. | - fern\n- slate");
}

#[test]
fn a_web_page_is_what_a_reader_sees() {
    let text = html(
        "<html><head><title>T</title><style>p{}</style><script>alert(1)</script></head><body>
         <nav><a href='/'>Home</a></nav><main><h1>Bottles</h1><p>Keeps <b>cold</b>.</p>
         <p hidden>secret</p><table><tr><th>Size</th></tr><tr><td>1 l</td></tr></table></main>
         <footer>Imprint</footer></body></html>",
    );
    assert_eq!(places(&text), ["Bottles"]);
    let words = words(&text);
    assert!(words.contains("Keeps **cold**") && words.contains("1 l"), "{words}");
    for unseen in ["alert", "secret", "Home", "Imprint", "p{}"] {
        assert!(!words.contains(unseen), "{unseen} in {words}");
    }
}

#[test]
fn a_page_in_an_older_encoding_is_read() {
    let text = read("p.htm", b"<meta charset=windows-1252><p>Caf\xe9").expect("text");
    assert_eq!(words(&text), "Café");
}

#[test]
fn rows_of_a_table_are_understood_by_themselves() {
    let text = read("prices.csv", "Name;Price\nBottle;9 €\n\"Cup;\"\"L\"\"\";\n".as_bytes())
        .expect("text");
    assert_eq!(words(&text), "Name: Bottle; Price: 9 €\nName: Cup;\"L\"");
    assert_eq!(places(&text), ["rows 1–2"]);
}

#[test]
fn a_word_document_is_read_by_its_headings() {
    let text = read("a.docx", &docx("<w:p><w:r><w:t>Intro &amp; more</w:t></w:r></w:p>
        <w:p><w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr><w:r><w:t>Price</w:t></w:r></w:p>
        <w:p><w:r><w:t>It is </w:t></w:r><w:del><w:r><w:delText>8</w:delText></w:r></w:del><w:r><w:t>9 euros.</w:t></w:r></w:p>"))
        .expect("text");
    assert_eq!(places(&text), ["", "Price"]);
    assert_eq!(words(&text), "Intro & more | It is 9 euros.");
}

fn docx(body: &str) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).expect("a file");
    write!(zip, "<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>").expect("written");
    zip.finish().expect("a zip").into_inner()
}

/// A PDF with a line of text on each page; a page without is a picture.
fn pdf(pages: &[&str]) -> Document {
    let mut document = Document::with_version("1.5");
    let tree = document.new_object_id();
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
        "Encoding" => "WinAnsiEncoding",
    });
    let kids: Vec<Object> = pages
        .iter()
        .map(|text| {
            let drawing = if text.is_empty() {
                "0 0 10 10 re f".to_owned()
            } else {
                format!("BT /F1 12 Tf 50 700 Td ({text}) Tj ET")
            };
            let content = document.add_object(Stream::new(dictionary! {}, drawing.into_bytes()));
            let page = document.add_object(dictionary! {
                "Type" => "Page", "Parent" => tree, "Contents" => content,
                "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
                "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
            });
            page.into()
        })
        .collect();
    let count = i64::try_from(kids.len()).expect("a few");
    document
        .objects
        .insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    document.trailer.set(
        "ID",
        Object::Array(vec![Object::string_literal("abcdefgh"), Object::string_literal("abcdefgh")]),
    );
    document
}

fn saved(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("saved");
    bytes
}

fn encrypted(mut document: Document, password: &str) -> Vec<u8> {
    let version = EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password: password,
        key_length: 128,
        permissions: Permissions::PRINTABLE,
    };
    let state = EncryptionState::try_from(version).expect("a way to encrypt");
    document.encrypt(&state).expect("encrypted");
    saved(document)
}

#[test]
fn a_pdf_is_read_page_by_page() {
    let text = read("report.pdf", &saved(pdf(&["Sales rose.", "", "Costs fell."]))).expect("text");
    assert_eq!(places(&text), ["page 1", "page 3"]);
    assert_eq!(words(&text), "Sales rose. | Costs fell.");
    assert_eq!(text.left_out.as_deref(), Some("One page is a picture or could not be read."));
}

#[test]
fn a_scanned_pdf_and_one_with_a_password_are_named() {
    assert_eq!(read("a.pdf", &saved(pdf(&["", ""]))), Err(SourceError::Scanned));
    assert_eq!(
        read("a.pdf", &encrypted(pdf(&["Sales rose."]), "secret")),
        Err(SourceError::Locked)
    );
}

#[test]
fn a_pdf_that_only_forbids_printing_is_read() {
    let text = read("a.pdf", &encrypted(pdf(&["Sales rose."]), "")).expect("text");
    assert_eq!(words(&text), "Sales rose.");
}

#[test]
fn a_pdf_cut_anywhere_brings_nothing_down() {
    let whole = saved(pdf(&["Sales rose.", "Costs fell."]));
    for end in (0..whole.len()).step_by(7) {
        let _ = read("a.pdf", &whole[..end]);
    }
}

#[test]
fn text_of_any_encoding_is_read() {
    let utf16: Vec<u8> = "\u{feff}Grüße".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in ["Grüße".as_bytes(), b"\xef\xbb\xbfGr\xc3\xbc\xc3\x9fe", b"Gr\xfc\xdfe", &utf16]
    {
        assert_eq!(words(&read("a.txt", bytes).expect("text")), "Grüße");
    }
}

#[test]
fn what_is_no_document_is_refused_by_name() {
    let cases: [(&str, &[u8], SourceError); 8] = [
        ("a.txt", b"", SourceError::NoText),
        ("a.txt", b" \n \n", SourceError::NoText),
        ("a.png", b"\x89PNG\0\0", SourceError::UnknownKind),
        ("a.xlsx", b"PK\x03\x04....", SourceError::UnknownKind),
        ("a.docx", b"PK\x03\x04....", SourceError::Broken),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..", SourceError::Locked),
        ("a.pdf", b"Not a PDF", SourceError::Broken),
        ("a.pdf", b"%PDF-1.7\nbroken", SourceError::Broken),
    ];
    for (name, bytes, expected) in cases {
        assert_eq!(read(name, bytes).expect_err(name), expected, "{name}");
    }
    assert_eq!(read("a.txt", &vec![b'a'; MAX_SOURCE_BYTES + 1]), Err(SourceError::TooLarge));
}

#[test]
fn a_bomb_is_bounded() {
    let bomb = docx(&"<w:p><w:r><w:t>aaaaaaaaaaaaaaaa</w:t></w:r></w:p>".repeat(1_500_000));
    assert_eq!(read("a.docx", &bomb), Err(SourceError::TooHard));
}

proptest! {
    #[test]
    fn no_bytes_bring_a_reader_down(
        name in "a\\.(txt|md|html|csv|docx|pdf|bin)",
        start in prop_oneof![
            Just(&b""[..]), Just(&b"%PDF-1.4\n"[..]), Just(&b"PK\x03\x04"[..]),
        ],
        rest in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let _ = read(&name, &[start, &rest].concat());
    }
}
