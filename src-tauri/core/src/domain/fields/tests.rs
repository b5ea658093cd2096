//! The Markdown of fields: written, read back and changed.

use proptest::prelude::*;
use serde_json::json;

use super::{
    guard::one_line,
    reader::{self, texts, with},
    shape::Shape,
    values::{FieldPath, FieldValue, FieldValues, Part, Section},
    writer::{FieldWriter, markdown},
};

fn shape() -> Shape {
    Shape::of(&json!({
        "properties": {
            "subject": { "type": "string" },
            "body": { "type": "string", "description": "Markdown" },
            "headlines": { "type": "array", "items": { "type": "string" } },
            "stories": { "type": "array", "items": { "properties": {
                "heading": { "type": "string" }, "text": { "type": "string" }
            } } },
            "ps": { "type": "string", "title": "PS", "description": "a paragraph" },
        },
        "required": ["subject"]
    }))
    .expect("a shape")
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof!["[^\\x00-\\x1f\\u{85}\\u{2028}\\u{2029}]{1,20}", "(\\\\|#|\\*|-| |S|ubject:){1,12}"]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop_oneof![
            Just("\n".to_owned()),
            Just("\n**Subject:**".to_owned()),
            Just("**Body:** \n".to_owned()),
            Just("\n### ".to_owned()),
            Just("\\".to_owned()),
            Just("- ".to_owned()),
            "[a-z*#]{1,8}",
        ],
        1..8,
    )
    .prop_map(|parts| parts.concat())
}

fn field_values() -> impl Strategy<Value = FieldValues> {
    let some = |value: BoxedStrategy<FieldValue>| prop::option::of(value);
    let section = (line(), text()).prop_map(|(heading, text)| Section { heading, text });
    (
        some(line().prop_map(FieldValue::One).boxed()),
        some(text().prop_map(FieldValue::One).boxed()),
        some(prop::collection::vec(line(), 1..5).prop_map(FieldValue::Lines).boxed()),
        some(prop::collection::vec(section, 1..4).prop_map(FieldValue::Sections).boxed()),
        some(text().prop_map(FieldValue::One).boxed()),
    )
        .prop_map(|(subject, body, headlines, stories, ps)| {
            let values = [
                ("subject", subject),
                ("body", body),
                ("headlines", headlines),
                ("stories", stories),
                ("ps", ps),
            ];
            let present = values.into_iter();
            FieldValues(
                present.filter_map(|(name, value)| Some((name.to_owned(), value?))).collect(),
            )
        })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(values in field_values()) {
        let text = markdown(&shape(), &values);
        prop_assert_eq!(reader::values(&shape(), &text), values, "{}", text);
    }

    #[test]
    fn the_markdown_of_every_prefix_only_grows(values in field_values(), cuts in prop::collection::vec(1usize..9, 1..30)) {
        let shape = shape();
        let json = values.to_json(&shape).to_string();
        let (mut writer, mut text) = (FieldWriter::new(shape.clone()), String::new());
        let (mut rest, mut cuts) = (json.as_str(), cuts.into_iter().cycle());
        while !rest.is_empty() {
            let cut = rest.ceil_char_boundary(cuts.next().expect("endless").min(rest.len()));
            text.push_str(&writer.push(&rest[..cut]));
            rest = &rest[cut..];
        }
        text.push_str(&writer.finish());
        prop_assert_eq!(&text, &markdown(&shape, &values));
        prop_assert_eq!(writer.values(), &values);
        prop_assert_eq!(writer.take_ended().len(), values.texts().len());
    }

    #[test]
    fn one_text_changed_leaves_the_others(values in field_values(), which: prop::sample::Index, new in text()) {
        let shape = shape();
        let text = markdown(&shape, &values);
        let texts = values.texts();
        prop_assume!(!texts.is_empty());
        let (path, _) = &texts[which.index(texts.len())];
        let changed = reader::values(&shape, &with(&shape, &text, path, &new));
        for (other, before) in &texts {
            let expected = if other != path {
                (*before).to_owned()
            } else if matches!(path.part, Part::Line(_) | Part::Heading(_)) || path.field == "subject" {
                one_line(&new)
            } else {
                new.clone()
            };
            // A line of nothing but a mark is no line.
            if !matches!(expected.trim(), "" | "-" | "*") {
                prop_assert_eq!(changed.text(other), Some(expected.as_str()), "{}", text);
            }
        }
    }

    #[test]
    fn any_text_can_be_read_and_changed(text in text(), more in text()) {
        let shape = shape();
        let found = texts(&shape, &text);
        let values = reader::values(&shape, &text);
        for found in &found {
            prop_assert!(text.get(found.at.clone()).is_some());
        }
        for (path, _) in values.texts() {
            prop_assert!(with(&shape, &text, &path, &more).len() + text.len() >= more.len());
        }
    }
}

#[test]
fn copy_in_fields_reads_like_copy() {
    let values = FieldValues(vec![
        ("subject".into(), FieldValue::One("Cold at mile twenty".into())),
        ("body".into(), FieldValue::One("You packed light.\n\n**Subject:** no".into())),
        ("headlines".into(), FieldValue::Lines(vec!["Ice-cold".into(), "190 g".into()])),
        (
            "stories".into(),
            FieldValue::Sections(vec![Section {
                heading: "The path is open".into(),
                text: "Walk it.".into(),
            }]),
        ),
    ]);
    insta::assert_snapshot!(markdown(&shape(), &values), @r#"
    **Subject:** Cold at mile twenty

    **Body:**

    You packed light.

    \**Subject:** no

    **Headlines:**

    - Ice-cold
    - 190 g

    **Stories:**

    ### The path is open

    Walk it.
    "#);
}

#[test]
fn a_field_that_is_not_there_is_added_behind_the_others() {
    let shape = shape();
    let path = |text: &str| text.parse::<FieldPath>().expect("a path");
    let text = with(&shape, "", &path("subject"), "Cold\nat");
    let text = with(&shape, &text, &path("headlines/0"), "One");
    let text = with(&shape, &text, &path("headlines/1"), "Two");
    let text = with(&shape, &text, &path("ps"), "By the way");
    let text = with(&shape, &text, &path("headlines/2"), "Three");
    let text = with(&shape, &text, &path("stories/0/heading"), "Open");
    let text = with(&shape, &text, &path("stories/0/text"), "Come.");
    insta::assert_snapshot!(text, @r#"
    **Subject:** Cold at

    **Headlines:**

    - One
    - Two
    - Three

    **PS:**

    By the way

    **Stories:**

    ### Open

    Come.
    "#);
}

#[test]
fn what_the_user_wrote_into_the_markdown_is_read() {
    let text = "My note\n\n**Subject:** Cold\n**Headlines:**\n* One\nTwo\n\n• Three\n-\n";
    let values = reader::values(&shape(), text);
    assert_eq!(values.get("subject"), Some(&FieldValue::One("Cold".into())));
    assert_eq!(
        values.get("headlines"),
        Some(&FieldValue::Lines(vec!["One".into(), "Two".into(), "Three".into()]))
    );
}

#[test]
fn a_model_that_writes_no_json_loses_nothing() {
    let mut writer = FieldWriter::new(shape());
    assert_eq!(writer.push("Subject: Cold"), "");
    assert_eq!(writer.finish(), "Subject: Cold");
    assert!(writer.is_prose());
    let mut writer = FieldWriter::new(shape());
    assert_eq!(writer.push("Subject: Cold\nYou"), "Subject: Cold\nYou");
    assert_eq!(writer.push(" packed {light}."), " packed {light}.");
    assert_eq!(writer.finish(), "");
    assert!(writer.is_prose());
    let mut writer = FieldWriter::new(shape());
    assert_eq!(writer.push("Here you are:\n```json\n"), "");
    assert_eq!(writer.push("{\"subject\": \"New\"}"), "**Subject:** New");
    assert!(!writer.is_prose());
}

#[test]
fn fields_of_the_wrong_kind_are_left_out_and_the_others_kept() {
    let mut writer = FieldWriter::new(shape());
    let mut text = writer.push(
        r#"{"subject": ["a"], "price": {"a": [1, {"b": "c"}]}, "body": 7, "headlines":
        ["One", null, ["x"], {"y": 1}, 2], "stories": [{"text": "below", "more": [1],
        "heading": "above"}, {"text": "alone"}, "loose"], "ps": null, "body": "again"}"#,
    );
    text.push_str(&writer.finish());
    insta::assert_snapshot!(text, @r#"
    **Body:**

    7

    **Headlines:**

    - One
    - 2

    **Stories:**

    ### above

    below

    ### 

    alone

    ### 

    loose
    "#);
}

#[test]
fn a_line_break_of_two_characters_reads_the_same_however_it_is_cut() {
    let whole = one_line("Cold\r\nfor a day");
    assert_eq!(whole, format!("{}{}", one_line("Cold\r"), one_line("\nfor a day")));
}
