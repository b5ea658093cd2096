use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::domain::template::PromptTemplate;

fn parsed(found: &FoundTemplate) -> PromptTemplate {
    PromptTemplate::parse(&format!("{}.prompt", found.name), &found.text)
        .unwrap_or_else(|error| panic!("{error}\n{}", found.text))
}

fn guesses(text: &str) -> Vec<(String, String, &'static str)> {
    let found = templates_in("note.md", text).expect("a note").remove(0);
    parsed(&found);
    found.guesses.into_iter().map(|guess| (guess.written, guess.name, guess.kind)).collect()
}

#[rstest]
#[case("Write to {name} about {{ topic }}.", &[("{name}", "name", "text"), ("{{ topic }}", "topic", "text")])]
#[case("For [PRODUCT NAME], by [deadline]", &[("[PRODUCT NAME]", "product_name", "text")])]
#[case("[Your company] [link](https://a.example) [x] [1] [note to self]", &[("[Your company]", "your_company", "text")])]
#[case("{due date} {url} {keywords} {number of words} {article text}", &[("{due date}", "due_date", "date"), ("{url}", "url", "link"), ("{keywords}", "keywords", "list"), ("{number of words}", "number_of_words", "number"), ("{article text}", "article_text", "long-text")])]
#[case("{{topic | text:placeholder=\"What\"}} {{{raw}}} {topic}", &[("{{topic | text:placeholder=\"What\"}}", "topic", "text"), ("{{{raw}}}", "raw", "text")])]
#[case("function f() { return 1; } {{#if x}} {\"a\": 1} {{}} {{{{", &[])]
#[case("{if}", &[("{if}", "if_value", "text")])]
fn gaps_become_fields(#[case] text: &str, #[case] expected: &[(&str, &str, &'static str)]) {
    let expected: Vec<_> =
        expected.iter().map(|(w, n, k)| ((*w).to_owned(), (*n).to_owned(), *k)).collect();
    assert_eq!(guesses(text), expected);
}

#[test]
fn a_note_becomes_a_template_with_its_heading_as_title() {
    let found = templates_in("Cold mail.md", "# A cold mail\n\nWrite to {name}: {{#if}}\n")
        .expect("a note");
    insta::assert_snapshot!(found[0].text);
    assert_eq!((found[0].name.as_str(), found[0].title.as_str()), ("cold-mail", "A cold mail"));
}

#[test]
fn acts_and_prompts_are_read_from_csv() {
    let csv = "\u{feff}\"act\",\"prompt\",for_devs\n\"A: poet\",\"Write of \"\"{topic}\"\",\nplease\",TRUE\nempty,,\n";
    let found = templates_in("prompts.csv", csv).expect("prompts");
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].name.as_str(), found[0].title.as_str()), ("a-poet", "A: poet"));
    assert_eq!(parsed(&found[0]).variables().len(), 1);
    assert!(matches!(templates_in("a.csv", "x,y\n1,2\n"), Err(ImportError::NoColumns { .. })));
}

#[test]
fn an_open_webui_export_is_read() {
    let json = r#"[{ "command": "/summarise", "title": "Summarise this", "content": "Sum up {{CLIPBOARD}}" },
                   { "command": "greet", "name": "Greet", "content": "Hi" }]"#;
    let found = templates_in("prompts-export.json", json).expect("prompts");
    assert_eq!(found.iter().map(|f| f.name.as_str()).collect::<Vec<_>>(), ["summarise", "greet"]);
    assert_eq!(found[0].guesses[0].kind, "long-text");
    assert_eq!(parsed(&found[0]).title(), "Summarise this");
    assert!(templates_in("a.json", "{}").is_err());
    assert!(templates_in("a.json", "[{}]").is_err());
}

#[test]
fn a_fabric_pattern_takes_the_input_it_is_for() {
    let found = of_pattern("extract_wisdom", "# IDENTITY\n\nYou extract.\n\n# INPUT\n\nINPUT:", "");
    insta::assert_snapshot!(found.text);
    assert_eq!(parsed(&found).variables().len(), 1);
}

proptest! {
    #[test]
    fn any_text_becomes_a_template_that_can_be_read(
        text in "(\\PC|[{}\\[\\]|\\\\\"'\n]|\\{\\{|\\}\\}|name| ){0,60}",
    ) {
        for found in [of_text("note", "", &text), of_pattern("note", &text, &text)] {
            parsed(&found);
        }
    }
}
