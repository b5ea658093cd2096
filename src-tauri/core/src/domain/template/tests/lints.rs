//! What is said of a template as it is written, and that the fixes offered do mend it.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rstest::rstest;

use crate::domain::{
    draft::Utf16Offset,
    template::lint::{Problem, lint},
};

const FILE: &str = "launch.prompt";

fn with_schema(body: &str) -> String {
    format!("---\ninput:\n  schema:\n    product: string\n    news: string\n---\n{body}")
}

fn problems(text: &str) -> Vec<Problem> {
    lint(FILE, text, &BTreeMap::from([("legal".to_owned(), "All rights reserved".to_owned())]))
}

fn marked(text: &str, problem: &Problem) -> String {
    let at = |offset: Utf16Offset| offset.byte_index(text);
    text[at(problem.range.from)..at(problem.range.to)].to_owned()
}

fn mended(text: &str, problem: &Problem, fix: usize) -> String {
    let edit = &problem.fixes[fix].edit;
    let (from, to) = (edit.range.from.byte_index(text), edit.range.to.byte_index(text));
    [&text[..from], &edit.insert, &text[to..]].concat()
}

fn in_words(text: &str) -> String {
    problems(text)
        .iter()
        .map(|problem| {
            let fixes: Vec<&str> = problem.fixes.iter().map(|fix| fix.label.as_str()).collect();
            format!(
                "{}:{} {} [{}] {} ({})\n",
                problem.line,
                problem.column,
                problem.code,
                marked(text, problem),
                problem.message,
                fixes.join("; ")
            )
        })
        .collect()
}

#[test]
fn a_name_that_is_no_field_is_found_wherever_it_is_used() {
    let text = with_schema("{{product}} {{news}}: {{prodct}} and {{#if price}}{{price}}{{/if}}");
    insta::assert_snapshot!(in_words(&text), @r"
    7:25 undeclared-variable [prodct] “prodct” is not one of the fields. (Change it to “product”; Add “prodct” as a field; Remove it)
    7:44 undeclared-variable [price] “price” is not one of the fields. (Add “price” as a field)
    7:53 undeclared-variable [price] “price” is not one of the fields. (Add “price” as a field; Remove it)
    ");
    let price = problems(&text).remove(2);
    assert!(mended(&text, &price, 0).contains("    news: string\n    price: string\n---"));
    assert!(mended(&text, &price, 1).contains("{{#if price}}{{/if}}"));
}

#[test]
fn a_field_that_nothing_uses_is_found() {
    let text = with_schema("About {{product}}.");
    insta::assert_snapshot!(in_words(&text), @r"5:5 unused-variable [news] The instructions don’t use “News”. (Use it at the end of the instructions; Remove the field)");
    let problem = problems(&text).remove(0);
    assert!(mended(&text, &problem, 0).ends_with("About {{product}}.\nNews: {{news}}"));
    assert!(problems(&mended(&text, &problem, 1)).is_empty());
    assert!(problems(&with_schema("{{json this}}")).is_empty());
}

#[rstest]
#[case("{{#if news}}\n{{product}}\n{{news}}", "unclosed-block")]
#[case("{{product}} {{#if news}}{{news}}\nMore", "unclosed-block")]
#[case("{{#if news}}{{product}}{{/each}}", "stray-tag")]
#[case("{{product}}{{news}}{{/if}}", "stray-tag")]
#[case("{{product}}{{news}}{{else}}", "stray-tag")]
#[case("{{product}} {{news", "unclosed-tag")]
#[case("{{product}} {{news}", "unclosed-tag")]
#[case("{{#fi news}}{{product}}{{/fi}}", "unknown-helper")]
#[case("{{product}} {{news}} {{> legl}}", "missing-partial")]
fn an_error_in_the_instructions_is_mended_by_its_first_fix(#[case] body: &str, #[case] code: &str) {
    let text = with_schema(body);
    let found = problems(&text);
    assert_eq!(found[0].code, code, "{found:?}");
    let mended = mended(&text, &found[0], 0);
    assert!(problems(&mended).iter().all(|other| other.code != code), "{mended}");
}

#[rstest]
#[case("---\nname: a\n\nHello", "bad-front-matter")]
#[case("---\ninput:\n  schema:\n    a: text\n---\n{{a}}", "bad-schema")]
#[case("---\ninput:\n  schema:\n    a(enm): [b]\n---\n{{a}}", "bad-schema")]
#[case(
    "---\ninput:\n  schema:\n    news: string\ncopydeck.inputs.new.as: date\n---\n{{news}}",
    "bad-input"
)]
fn an_error_in_the_front_matter_is_mended_by_its_fix(#[case] text: &str, #[case] code: &str) {
    let found = problems(text);
    assert_eq!(found[0].code, code, "{found:?}");
    let mended = mended(text, &found[0], 0);
    assert!(problems(&mended).is_empty(), "{mended}\n{:?}", problems(&mended));
}

#[test]
fn what_can_only_be_seen_when_it_is_filled_in_is_tried() {
    insta::assert_snapshot!(in_words("{{role \"writer\"}}Hi"), @r#"1:1 cannot-be-filled-in [{{role "writer"}}Hi] “writer” is no role: use system, user, model or tool. ()"#);
}

#[test]
fn places_are_those_of_the_file_whatever_its_line_ends() {
    let text = with_schema("👋 {{product}} {{news}}\n{{pric}}").replace('\n', "\r\n");
    let problem = problems(&text).remove(0);
    assert_eq!(marked(&text, &problem), "pric");
    let mended = mended(&text, &problem, 0);
    assert!(mended.contains("    news: string\r\n    pric: string\r\n---"), "{mended:?}");
}

proptest! {
    /// No file breaks it, and every place and fix is within the file.
    #[test]
    fn any_file_is_looked_through(text in super::properties::pieces()) {
        let end = Utf16Offset::end_of(&text);
        for problem in problems(&text) {
            prop_assert!(problem.range.from <= problem.range.to && problem.range.to <= end);
            for fix in &problem.fixes {
                prop_assert!(fix.edit.range.from <= fix.edit.range.to && fix.edit.range.to <= end);
            }
        }
    }
}
