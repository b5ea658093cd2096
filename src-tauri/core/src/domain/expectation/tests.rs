use proptest::prelude::*;
use rstest::rstest;
use serde_json::json;

use super::*;
use crate::domain::format;

fn tests(value: Value) -> Result<Vec<TemplateTest>, TestError> {
    let front = json!({ "copydeck.tests": value });
    read(front.as_object().expect("an object"))
}

fn one(expectation: Value) -> Expectation {
    let tests = tests(json!([{ "expect": [expectation] }])).expect("a test");
    tests[0].expect[0].clone()
}

fn met(expectation: Value, draft: &str) -> bool {
    let answers = json!({ "news": "cold for 24 hours, 1,200 sold", "left": 3 });
    let answers =
        VariableValues(answers.as_object().cloned().expect("names").into_iter().collect());
    let format = format::starter().iter().find(|format| format.name == "sms");
    one(expectation).compare(draft, &answers, format).met.expect("it was judged")
}

#[rstest]
#[case(json!({ "contains": "Bright" }), "so bright", "dark")]
#[case(json!({ "matches": "^Subject: .{1,9}$" }), "Hi\nSubject: Rain\n", "Subject: a long subject")]
#[case(json!({ "within": "format" }), "Sale", "Sale — für alle, die zu Hause geblieben sind, und alle anderen auch noch")]
#[case(json!({ "json": "$.items[1].name" }), r#"{"items":[1,{"name":"x"}]}"#, r#"{"items":[]}"#)]
#[case(json!({ "json": "a.b", "equals": [1] }), r#"{"a":{"b":[1]}}"#, r#"{"a":{"b":[2]}}"#)]
#[case(json!({ "json": "a" }), r#"{"a":null}"#, "Not JSON")]
#[case(json!({ "length": { "least": 2, "most": 4 } }), "👨‍👩‍👧‍👦ab\n", "abcde")]
#[case(json!({ "no": "placeholders" }), "[link](https://a.example) - [x] done {} <br>", "Dear [First name],")]
#[case(json!({ "no": "placeholders" }), "See a@b.example", "Hello {{name}}")]
#[case(json!({ "no": "placeholders" }), "Fine", "Date: TBD")]
#[case(json!({ "no": "unsupported-numbers" }), "1. Cold for 24 hours\n2. 1200 sold, 3 left", "Cold for 25 hours")]
#[case(json!({ "no": "unsupported-numbers" }), "None", "1. Only 5 left")]
fn a_draft_is_held_to_what_is_expected(
    #[case] expectation: Value,
    #[case] good: &str,
    #[case] bad: &str,
) {
    assert!(met(expectation.clone(), good), "{good}");
    assert!(!met(expectation, bad), "{bad}");
}

#[test]
fn what_a_model_would_have_to_judge_is_left_open() {
    let finding =
        one(json!({ "judged": "It is kind" })).compare("x", &VariableValues::default(), None);
    assert_eq!((finding.met, finding.expected.as_str()), (None, "Judged: It is kind"));
}

#[test]
fn tests_that_cannot_be_read_are_refused_with_a_reason() {
    let told: Vec<String> = [
        json!({ "expect": [] }),
        json!([{ "given": {} }]),
        json!([{ "expect": [] }, { "expect": [{ "rhymes": true }] }]),
        json!([{ "expect": [{ "matches": "(" }] }]),
        json!([{ "expect": [{ "matches": "(a{1000}){1000}" }] }]),
        json!([{ "expect": ["contains"] }]),
        json!(vec![json!({ "expect": [] }); MOST_TESTS + 1]),
    ]
    .into_iter()
    .map(|value| tests(value).expect_err("refused").to_string())
    .collect();
    insta::assert_snapshot!(told.join("\n"));
    assert_eq!(read(&serde_json::Map::new()), Ok(Vec::new()));
}

proptest! {
    #[test]
    fn any_draft_can_be_compared(draft in "(\\PC|[\\[\\]{}<>\n0-9.,:#*-]){0,80}") {
        for expectation in [
            json!({ "within": "format" }),
            json!({ "no": "placeholders" }),
            json!({ "no": "unsupported-numbers" }),
            json!({ "json": "a[0]" }),
        ] {
            met(expectation, &draft);
        }
        for format in format::starter() {
            prop_assert_eq!(format.check(&draft).len(), format.fields.len());
        }
    }
}
