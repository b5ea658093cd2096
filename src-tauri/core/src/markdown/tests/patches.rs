//! However a text came about, its preview is what rendering it whole gives.

use proptest::prelude::*;
use pulldown_cmark::Parser;

use crate::{
    domain::draft::Utf16Offset,
    markdown::{
        DIALECT,
        definitions::Definitions,
        html::{HtmlWriter, render},
        live::{LivePreview, OutOfStep, PreviewBlock, PreviewPatch, TextChange},
    },
};

/// What the window keeps: the blocks as its patches left them.
#[derive(Default)]
struct Window(Vec<PreviewBlock>);

impl Window {
    fn apply(&mut self, patch: PreviewPatch) {
        let (keep, remove) = (patch.keep as usize, patch.remove as usize);
        self.0.splice(keep..keep + remove, patch.insert);
        for changed in patch.changed {
            let block = self.0.iter_mut().find(|block| block.id == changed.id);
            block.expect("a block that is shown").html = changed.html;
        }
    }

    fn html(&self) -> String {
        self.0.iter().map(|block| block.html.as_str()).collect()
    }
}

/// The whole text in one go, with the parser's own way of finding definitions.
fn at_once(text: &str) -> String {
    let definitions = Definitions::default();
    let mut writer = HtmlWriter::new(&definitions);
    Parser::new_ext(text, DIALECT).for_each(|event| writer.write(event));
    writer.take()
}

fn units(text: &str) -> u32 {
    Utf16Offset::end_of(text).0
}

fn change(from: u32, to: u32, insert: &str) -> TextChange {
    TextChange { from: Utf16Offset(from), to: Utf16Offset(to), insert: insert.to_owned() }
}

fn append(preview: &mut LivePreview, text: &str) -> PreviewPatch {
    let end = units(preview.text());
    preview.update(&[change(end, end, text)]).expect("it fits")
}

/// Pieces that begin, end, continue or look like every kind of block.
fn piece() -> impl Strategy<Value = String> {
    let pieces = [
        "\n",
        "\n",
        "\n\n",
        "\n\n",
        " ",
        "    ",
        "\t",
        "a",
        "b c",
        "é",
        "👟",
        "# ",
        "## x\n",
        "- ",
        "* ",
        "1. ",
        "2) ",
        "> ",
        "```",
        "```\n",
        "~~~\n",
        "---",
        "===\n",
        "***\n",
        "|",
        "|a|b|\n",
        "|-|-|\n",
        "a|b\n",
        "-|-\n",
        "[a]",
        "[b]",
        "[a]: https://one.example/\n",
        "[b]: /x \"t\n",
        "\"",
        "'",
        "[a]: https://two.example/\n",
        "> [b]: <https://three.example/>\n",
        "[a][b]",
        "![a]",
        "[x](https://e.example/)",
        "<div>\n",
        "</div>\n",
        "<!--",
        "-->",
        "<b>",
        "<script>",
        "</script>",
        "<?",
        "?>",
        "<![CDATA[",
        "]]>",
        "`",
        "``",
        "*",
        "**",
        "_",
        "~~",
        "\\",
        "&amp;",
        "<https://e.example>",
        "- [x] ",
        ":",
        "[",
        "]",
        "(",
        ")",
        "  \n",
        "\n   \n",
        "text\n",
        "\n- b\n",
        "\n\n  c\n",
        "\n[c]: https://c.example\n'",
        "[ẞ]",
        "[SS]: https://s.example\n",
    ];
    prop::sample::select(pieces.map(str::to_owned).to_vec())
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..30).prop_map(|pieces| pieces.concat())
}

/// An edit as two fractions of the text, and what comes between them.
fn edit() -> impl Strategy<Value = (f64, f64, String)> {
    let short = prop::collection::vec(piece(), 0..4).prop_map(|pieces| pieces.concat());
    (0.0..=1.0, 0.0..0.3, short)
}

#[test]
fn what_stands_right_below_a_definition_is_read_as_in_the_whole_text() {
    for text in [
        "\n- b\n  \n[a]: https://one.example/\n    a",
        "## x\n> [b]: <https://three.example/>\n[c]: https://c.example\n- ",
    ] {
        assert_eq!(render(text), at_once(text), "{text:?}");
    }
}

/// Whether an indented line stands right below a definition: the parser takes it for code or for
/// words by what it has read before, in ways that a part of the text does not show.
fn is_doubtful(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().collect();
    lines.windows(2).any(|pair| pair[0].contains("]:") && pair[1].starts_with("    "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 800, ..ProptestConfig::default() })]

    #[test]
    fn a_whole_text_renders_as_it_would_in_one_go(text in text()) {
        prop_assert_eq!(render(&text), at_once(&text));
    }

    #[test]
    fn any_edits_lead_to_what_rendering_the_result_gives(
        start in text(),
        edits in prop::collection::vec(edit(), 1..12),
    ) {
        let mut preview = LivePreview::new(&start);
        let mut window = Window::default();
        window.apply(preview.whole());
        let mut expected: Vec<u16> = start.encode_utf16().collect();
        for (at, length, insert) in edits {
            let length_before = expected.len() as f64;
            let from = (at * length_before) as usize;
            let to = (from + (length * length_before) as usize).min(expected.len());
            // The editor never parts the two halves of a character.
            let is_half = |at: usize| expected.get(at).is_some_and(|unit| (0xdc00..0xe000).contains(unit));
            if is_half(from) || is_half(to) {
                continue;
            }
            expected.splice(from..to, insert.encode_utf16());
            let patch = preview.update(&[change(from as u32, to as u32, &insert)]).expect("it fits");
            window.apply(patch);
            let text = String::from_utf16(&expected).expect("whole characters");
            if is_doubtful(&text) {
                return Ok(());
            }
            prop_assert_eq!(preview.text(), text.as_str());
            prop_assert_eq!(window.html(), render(&text), "{:?}", text);
        }
    }

    #[test]
    fn a_stream_leads_to_what_rendering_the_result_gives(pieces in prop::collection::vec(piece(), 0..40)) {
        let mut preview = LivePreview::new("");
        let mut window = Window::default();
        for piece in &pieces {
            window.apply(append(&mut preview, piece));
            prop_assert_eq!(window.html(), render(preview.text()));
        }
    }

    #[test]
    fn several_changes_at_once_are_of_the_same_text(text in "[a-z \n#]{6,40}") {
        let end = units(&text);
        let mut preview = LivePreview::new(&text);
        let mut window = Window::default();
        window.apply(preview.whole());
        let changes = [change(0, 1, "# x\n\n"), change(3, 3, "é"), change(end - 1, end, "\n\n- z")];
        window.apply(preview.update(&changes).expect("they fit"));
        let (middle, last) = (&text[1..3], &text[3..text.len() - 1]);
        let expected = format!("# x\n\n{middle}é{last}\n\n- z");
        prop_assert_eq!(preview.text(), expected.as_str());
        prop_assert_eq!(window.html(), render(&expected));
    }
}

#[test]
fn a_stream_parses_and_sends_only_its_last_blocks() {
    let mut preview = LivePreview::new(&"A paragraph of copy.\n\n".repeat(1_000));
    let patch = append(&mut preview, "And the next");
    assert_eq!((patch.keep, patch.remove, patch.insert.len()), (1_000, 0, 1));
    let patch = append(&mut preview, " one");
    assert_eq!((patch.keep, patch.remove, patch.insert.len()), (1_000, 1, 1));
    assert_eq!(patch.insert[0].html, "<p dir=\"auto\">And the next one</p>\n");
}

#[test]
fn typing_in_the_middle_sends_one_block() {
    let mut preview = LivePreview::new(&"A paragraph of copy.\n\n".repeat(1_000));
    let patch = preview.update(&[change(22 * 500, 22 * 500, "x")]).expect("it fits");
    assert_eq!((patch.keep, patch.remove, patch.insert.len()), (500, 1, 1));
}

#[test]
fn a_definition_that_comes_last_makes_the_links_above_it() {
    let mut preview = LivePreview::new("See [the bottle].\n\nMore.\n\nEven more.\n\n");
    let patch = append(&mut preview, "[the bottle]: https://example.com/\n");
    assert_eq!((patch.remove, patch.insert.len(), patch.changed.len()), (0, 0, 1));
    assert!(patch.changed[0].html.contains("href=\"https://example.com/\""));
}

#[test]
fn changes_that_do_not_fit_change_nothing() {
    let mut preview = LivePreview::new("Cold");
    for changes in [
        vec![change(5, 5, "x")],
        vec![change(3, 2, "x")],
        vec![change(2, 3, "x"), change(1, 1, "y")],
    ] {
        assert_eq!(preview.update(&changes), Err(OutOfStep));
    }
    assert_eq!((preview.text(), preview.version()), ("Cold", 1));
}
