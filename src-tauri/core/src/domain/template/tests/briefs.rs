//! Answers checked against what a template asks, and answers typed as text.

use insta::assert_snapshot;
use rstest::rstest;
use serde_json::json;

use super::*;

const ALL_KINDS: &str = "---
input:
  default: { cta: See how it works, mood: calm }
  schema:
    product: string, the name
    tone(enum): [Warm, Plain]
    cta: string
    mood?: string
    note?: string
    seats?: integer
    price?: number
    urgent?: boolean
    starts?: string
    points?(array): string
    page?: string
    people?(array): { name: string }
copydeck.inputs: { product: { label: Product name }, starts: { as: date }, page: { as: link } }
---
{{product}}
";

fn problems(brief: Value) -> String {
    template(ALL_KINDS).check(&values(brief)).expect_err("problems").to_string()
}

fn checked(brief: Value) -> Value {
    let checked = template(ALL_KINDS).check(&values(brief)).expect("a brief");
    serde_json::to_value(checked).expect("JSON")
}

#[test]
fn defaults_stand_in_for_what_was_not_given() {
    assert_eq!(
        checked(json!({ "product": "Brightleaf", "tone": "warm", "cta": " ", "note": null })),
        json!({
            "product": "Brightleaf", "tone": "Warm", "cta": "See how it works", "mood": "calm",
            "urgent": false,
        })
    );
}

#[test]
fn what_may_be_left_out_can_be_emptied_and_then_has_no_default() {
    let brief = checked(json!({ "product": "B", "tone": "Plain", "mood": "", "points": [" "] }));
    assert_eq!(brief["mood"], json!(""));
    assert_eq!(brief.get("points"), None);
    let text = "---\ninput: { default: { mood: calm }, schema: { mood?: string } }\n---\n{{#if mood}}Be {{mood}}.{{/if}}Go";
    let template = template(text);
    let emptied = template.check(&values(json!({ "mood": "" }))).expect("a brief");
    let prompt = template.render(&emptied, &RenderContext::default()).expect("a prompt");
    assert_eq!(lines(&prompt.messages), ["user: Go"]);
}

#[test]
fn every_field_that_does_not_fit_is_named_with_what_it_expects() {
    assert_snapshot!(problems(json!({})), @"“Product name” is missing. “Tone” is missing.");
    assert_snapshot!(
        problems(json!({
            "product": 12, "tone": "Loud", "seats": 1.5, "price": "12", "urgent": "yes",
            "starts": "2027-02-30", "points": "one", "page": "example.com", "people": "Ann",
        })),
        @"“Product name” should be a text, not 12. “Tone” should be one of Warm or Plain, not “Loud”. “Seats” should be a whole number, not 1.5. “Price” should be a number, not “12”. “Urgent” should be yes or no, not “yes”. “Starts” should be a day written like 2027-03-31, not “2027-02-30”. “Points” should be a list of texts, not “one”. “Page” should be a web address such as https://example.com, not “example.com”. “People” should be JSON, not “Ann”."
    );
    assert_snapshot!(problems(json!({ "product": "B", "tone": "Warm", "prodct": "B" })), @"“prodct” is not asked for by this template, which asks for product, tone, cta, mood, note, seats, price, urgent, starts, points, page and people.");
    assert_snapshot!(problems(json!({ "product": "x".repeat(10_000_000), "tone": "Warm" })), @"“Product name” is too long: 9.6 MB, where 1 MB is the most.");
}

#[test]
fn a_form_is_told_what_to_say_beside_each_field() {
    let brief = values(json!({ "tone": "Loud", "seats": "many", "note": "x".repeat(2 << 20) }));
    let problems = template(ALL_KINDS).check(&brief).expect_err("problems");
    insta::assert_json_snapshot!(problems.by_field(), @r#"
    {
      "note": "This is too long: 2 MB, where 1 MB is the most.",
      "product": "Fill this in.",
      "seats": "Should be a whole number, not “many”.",
      "tone": "Should be one of Warm or Plain, not “Loud”."
    }
    "#);
}

#[test]
fn a_choice_of_numbers_stays_a_number_for_the_text() {
    let template = template("---\ninput:\n  schema:\n    size(enum): [1, 2]\n---\n{{size}}");
    let brief = template.check(&values(json!({ "size": "2" }))).expect("a brief");
    assert_eq!(brief.0["size"], json!(2));
}

#[test]
fn people_given_as_json_text_are_taken_apart() {
    let brief =
        checked(json!({ "product": "B", "tone": "Warm", "people": r#"[{ "name": "Ann" }]"# }));
    assert_eq!(brief["people"], json!([{ "name": "Ann" }]));
}

fn typed(kind: VariableKind, text: &str) -> Result<Value, String> {
    let variable = Variable {
        name: "field".to_owned(),
        label: "Field".to_owned(),
        kind,
        hint: None,
        required: true,
        default: None,
    };
    parse_value(&variable, text).map_err(|problem| problem.to_string())
}

#[rstest]
#[case(VariableKind::Text, " as it is ", json!(" as it is "))]
#[case(VariableKind::LongText, "two\nlines", json!("two\nlines"))]
#[case(VariableKind::Choice { options: vec!["Warm".to_owned()] }, "warm", json!("Warm"))]
#[case(VariableKind::Number { integer: true }, " 12 ", json!(12))]
#[case(VariableKind::Number { integer: false }, "1.5", json!(1.5))]
#[case(VariableKind::Number { integer: false }, "", Value::Null)]
#[case(VariableKind::YesNo, "Yes", json!(true))]
#[case(VariableKind::YesNo, "false", json!(false))]
#[case(VariableKind::Date, "2027-03-31", json!("2027-03-31"))]
#[case(VariableKind::List, "one\n\n two \n", json!(["one", "two"]))]
#[case(VariableKind::List, r#"["one", "two"]"#, json!(["one", "two"]))]
#[case(VariableKind::Link, "https://example.com/new", json!("https://example.com/new"))]
fn an_answer_typed_as_text_is_read_by_its_kind(
    #[case] kind: VariableKind,
    #[case] text: &str,
    #[case] expected: Value,
) {
    assert_eq!(typed(kind, text), Ok(expected));
}

#[rstest]
#[case(VariableKind::Number { integer: true }, "1.5", "“Field” should be a whole number, not “1.5”.")]
#[case(VariableKind::Number { integer: false }, "NaN", "“Field” should be a number, not “NaN”.")]
#[case(VariableKind::YesNo, "perhaps", "“Field” should be yes or no, not “perhaps”.")]
#[case(
    VariableKind::Date,
    "31/03/2027",
    "“Field” should be a day written like 2027-03-31, not “31/03/2027”."
)]
#[case(
    VariableKind::Date,
    "2027-02-29",
    "“Field” should be a day written like 2027-03-31, not “2027-02-29”."
)]
#[case(
    VariableKind::Link,
    "javascript:alert(1)",
    "“Field” should be a web address such as https://example.com, not “javascript:alert(1)”."
)]
#[case(
    VariableKind::List,
    "[1, 2]",
    "“Field” should be a list of texts, one a line or as a JSON array, not “[1, 2]”."
)]
#[case(VariableKind::Choice { options: vec!["Warm".to_owned(), "Plain".to_owned()] }, "Loud", "“Field” should be one of Warm or Plain, not “Loud”.")]
fn an_answer_that_does_not_fit_is_told_what_was_expected(
    #[case] kind: VariableKind,
    #[case] text: &str,
    #[case] expected: &str,
) {
    assert_eq!(typed(kind, text), Err(expected.to_owned()));
}
