//! Nothing in a draft gets past as markup, whatever it is made of.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use crate::markdown::{html::render, live::LivePreview};

/// Removes everything that is not on the list: what is left alone was on it.
fn cleaned(html: &str) -> String {
    let tags = "p h1 h2 h3 h4 h5 h6 blockquote pre code ul ol li table thead tbody tr th td hr br \
                em strong del a span bdi";
    let attributes = ["dir", "class", "title", "href", "start"];
    ammonia::Builder::empty()
        .tags(tags.split_whitespace().collect())
        .generic_attributes(attributes.into())
        .url_schemes(["http", "https", "mailto", "tel"].into())
        .link_rel(None)
        .clean(html)
        .to_string()
}

/// The same HTML as a browser would write it out after reading it.
fn read_back(html: &str) -> String {
    // Text needs no `&quot;`, and a browser writes out its no-break spaces.
    let mut out = String::new();
    let mut in_tag = false;
    let mut rest = html;
    while let Some(character) = rest.chars().next() {
        match character {
            '<' => in_tag = true,
            '>' => in_tag = false,
            '\u{a0}' => {
                out.push_str("&nbsp;");
                rest = &rest[2..];
                continue;
            }
            '&' if !in_tag && rest.starts_with("&quot;") => {
                out.push('"');
                rest = &rest[6..];
                continue;
            }
            _ => {}
        }
        out.push(character);
        rest = &rest[character.len_utf8()..];
    }
    out
}

fn assert_safe(text: &str) {
    let html = render(text);
    assert_eq!(cleaned(&html), read_back(&html), "{text:?}");
    for form in ["<script", "<img", "<svg", "<iframe", "<math", "<style", "<meta", "<link", " on"] {
        let in_a_tag = html.split('<').filter_map(|part| part.split('>').next());
        let tags: Vec<_> = in_a_tag.filter(|tag| format!("<{tag}").contains(form)).collect();
        let quoted =
            |tag: &&str| tag.split('"').step_by(2).any(|bare| format!("<{bare}").contains(form));
        assert!(!tags.iter().any(quoted), "{text:?} became {html:?}");
    }
}

/// The files that the window is shown too.
#[test]
fn the_hostile_corpus_is_shown_and_does_nothing() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/hostile-markdown");
    let mut count = 0;
    for file in std::fs::read_dir(folder).expect("the corpus") {
        let path = file.expect("a file").path();
        if path.extension().is_some_and(|extension| extension == "md") {
            assert_safe(&std::fs::read_to_string(&path).expect("text"));
            count += 1;
        }
    }
    assert!(count > 8, "{count} files");
}

fn fragment() -> impl Strategy<Value = String> {
    let known = [
        "<",
        ">",
        "\"",
        "'",
        "&",
        ";",
        "=",
        "/",
        "(",
        ")",
        "[",
        "]",
        "!",
        "`",
        "\\",
        "\n",
        "\n\n",
        " ",
        "\0",
        "\u{202e}",
        "<script>",
        "</script>",
        "<img src=x onerror=alert(1)>",
        "javascript:",
        "java&#115;cript:",
        "&#x6a;",
        "data:text/html,",
        "https://e.example/",
        "](",
        "<a href=",
        "onclick=",
        "<!--",
        "-->",
        "<![CDATA[",
        "<svg/onload=",
        "| a |\n|-|\n",
        "![",
        "[a]: ",
        "- ",
        "> ",
        "# ",
        "```\n",
        "<https://",
        "\u{a0}",
        "\r",
    ];
    prop_oneof![
        4 => prop::sample::select(known.map(str::to_owned).to_vec()),
        1 => any::<char>().prop_map(String::from),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, ..ProptestConfig::default() })]

    #[test]
    fn no_text_becomes_markup_that_is_not_ours(parts in prop::collection::vec(fragment(), 0..24)) {
        assert_safe(&parts.concat());
    }
}

/// Shapes on which a careless renderer takes minutes. Each here has ample time, so that only one
/// whose time grows with the square of the length fails.
#[test]
fn hostile_shapes_take_no_longer_than_their_length() {
    const LIMIT: Duration = Duration::from_secs(20);
    let many = 200_000;
    let shapes = [
        "[".repeat(many),
        "*".repeat(many),
        "*a **b ".repeat(many / 7),
        "> ".repeat(many / 2),
        "- ".repeat(many / 2),
        "`".repeat(many),
        "<".repeat(many),
        "<!--".repeat(many / 4),
        "![[]()".repeat(many / 6),
        "&".repeat(many),
        "[a](".repeat(many / 4),
        format!("[a]: https://example.com/{}\n\n{}", "x".repeat(500), "[a]\n\n".repeat(many / 5)),
        format!("{}\n{}\n{}", "|a".repeat(1_000), "|-".repeat(1_000), "|\n".repeat(many / 2)),
        "|a|b|\n|-|-|\n".repeat(many / 12),
        "\\".repeat(many),
        format!("{}a", "    ".repeat(many / 4)),
        "a\n".repeat(many / 2),
        "# a\n".repeat(many / 4),
        "~~a ".repeat(many / 4),
    ];
    for shape in shapes {
        let began = Instant::now();
        let mut preview = LivePreview::new(&shape);
        let end = crate::domain::draft::Utf16Offset::end_of(&shape);
        let change = crate::markdown::live::TextChange { from: end, to: end, insert: "x".into() };
        preview.update(&[change]).expect("it fits");
        let length: usize = preview.blocks().map(|(_, html)| html.len()).sum();
        let start: String = shape.chars().take(20).collect();
        assert!(began.elapsed() < LIMIT, "{start:?} took {:?}", began.elapsed());
        assert!(length < shape.len() * 300, "{start:?} became {length} bytes");
    }
}

#[test]
fn what_is_nested_too_deep_is_shown_without_nesting_further() {
    let html = render(&format!("{}deep", "> ".repeat(5_000)));
    assert!(html.contains("deep"));
    assert_eq!(html.matches("<blockquote").count(), html.matches("</blockquote>").count());
    assert!(html.matches("<blockquote").count() < 50);
}
