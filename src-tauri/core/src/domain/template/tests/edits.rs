//! A template changed through its form keeps everything else as its author wrote it.

use proptest::prelude::*;
use rstest::rstest;
use serde_json::json;

use super::*;
use crate::domain::{
    template::edit::{EditError, TemplateEdit, apply},
    variable::{Variable, VariableKind},
};

const FILE: &str = "launch.prompt";

const COMMENTED: &str = r#"# Licensed to nobody in particular.
---
name: launch   # the one in commands
acme.owner: [press, desk]  # other tools read this
input:
  # What the form asks for.
  default: { cta: "See it, now" }
  schema:
    product: string, the name
    # The point of it all.
    news?: string, what is new   # keep short
    audience(enum, who reads): [hikers, press]

    cta: string
copydeck.inputs:
  news: { as: long-text, label: What is new }
metadata: {a: 1}
---

{{#if news}}{{news}}{{/if}} for {{audience}}.
{{product}} — {{cta}}
"#;

fn field(name: &str, kind: VariableKind) -> Variable {
    let label = name_for_people(name);
    Variable { name: name.into(), label, kind, hint: None, required: true, default: None }
}

fn of(text: &str, name: &str) -> Variable {
    let template = PromptTemplate::parse(FILE, text).expect("a template");
    template.variables().find(|field| field.name == name).expect("a field").clone()
}

/// The lines that differ, as a reader of a comparison sees them.
fn changes(before: &str, after: &str) -> String {
    use similar::{Algorithm, ChangeTag, capture_diff_slices};
    let before: Vec<&str> = before.split_inclusive('\n').collect();
    let after: Vec<&str> = after.split_inclusive('\n').collect();
    capture_diff_slices(Algorithm::Myers, &before, &after)
        .iter()
        .flat_map(|op| op.iter_changes(&before, &after))
        .filter_map(|change| match change.tag() {
            ChangeTag::Equal => None,
            ChangeTag::Delete => Some(format!("-{}", change.value())),
            ChangeTag::Insert => Some(format!("+{}", change.value())),
        })
        .collect()
}

fn edited(text: &str, edit: &TemplateEdit) -> String {
    changes(text, &apply(FILE, text, edit).expect("edited"))
}

fn changed(text: &str, name: &str, with: impl FnOnce(&mut Variable)) -> String {
    let mut field = of(text, name);
    with(&mut field);
    edited(text, &TemplateEdit::ChangeField { name: name.into(), field })
}

#[test]
fn a_field_is_added_in_a_line_of_its_own() {
    let new = field("price", VariableKind::Number { integer: false });
    insta::assert_snapshot!(edited(COMMENTED, &TemplateEdit::AddField { field: new }), @"+    price: number");
    let long = Variable {
        hint: Some("A story, in a few lines".into()),
        required: false,
        ..field("story", VariableKind::LongText)
    };
    insta::assert_snapshot!(edited(COMMENTED, &TemplateEdit::AddField { field: long }), @r"
    +    story?: string, A story, in a few lines
    +  story:
    +    as: long-text
    ");
}

#[test]
fn a_field_that_changes_changes_its_own_lines_and_keeps_their_comments() {
    insta::assert_snapshot!(changed(COMMENTED, "news", |news| news.required = true), @r"
    -    news?: string, what is new   # keep short
    +    news: string, What is new   # keep short
    ");
    insta::assert_snapshot!(changed(COMMENTED, "news", |news| news.label = "The news".into()), @r"
    -  news: { as: long-text, label: What is new }
    +  news: { as: long-text, label: The news }
    ");
    insta::assert_snapshot!(changed(COMMENTED, "news", |news| news.kind = VariableKind::Text), @r"
    -    news?: string, what is new   # keep short
    +    news?: string, What is new   # keep short
    -  news: { as: long-text, label: What is new }
    +  news: { label: What is new }
    ");
    insta::assert_snapshot!(changed(COMMENTED, "audience", |audience| {
        audience.kind = VariableKind::Choice { options: vec!["hikers".into(), "sellers: all".into()] };
    }), @r#"
    -    audience(enum, who reads): [hikers, press]
    +    audience(enum, Who reads): [hikers, "sellers: all"]
    "#);
    insta::assert_snapshot!(changed(COMMENTED, "product", |product| {
        product.default = Some(json!("Brightleaf"));
        product.required = false;
    }), @r#"
    -  default: { cta: "See it, now" }
    +  default: { cta: "See it, now", product: Brightleaf }
    "#);
    insta::assert_snapshot!(changed(COMMENTED, "cta", |cta| {
        cta.default = None;
        cta.required = true;
    }), @r#"
    -  default: { cta: "See it, now" }
    "#);
}

#[test]
fn a_field_with_another_name_is_called_so_in_the_instructions_too() {
    insta::assert_snapshot!(changed(COMMENTED, "news", |news| news.name = "point".into()), @r"
    -    news?: string, what is new   # keep short
    +    point?: string, What is new   # keep short
    -  news: { as: long-text, label: What is new }
    +  point: { as: long-text, label: What is new }
    -{{#if news}}{{news}}{{/if}} for {{audience}}.
    +{{#if point}}{{point}}{{/if}} for {{audience}}.
    ");
    let news = Variable { name: "cta".into(), ..of(COMMENTED, "news") };
    let taken = TemplateEdit::ChangeField { name: "news".into(), field: news };
    assert_eq!(apply(FILE, COMMENTED, &taken), Err(EditError::NameTaken));
    for name in ["", "two words", "if", "1st", "a.b"] {
        let new = field(name, VariableKind::Text);
        let edit = TemplateEdit::AddField { field: new };
        assert_eq!(apply(FILE, COMMENTED, &edit), Err(EditError::BadName), "{name}");
    }
}

#[test]
fn a_field_is_taken_away_with_all_that_belongs_to_it() {
    insta::assert_snapshot!(edited(COMMENTED, &TemplateEdit::RemoveField { name: "news".into() }), @r"
    -    news?: string, what is new   # keep short
    -copydeck.inputs:
    -  news: { as: long-text, label: What is new }
    ");
    let moved = TemplateEdit::MoveField { name: "cta".into(), to: 0 };
    insta::assert_snapshot!(edited(COMMENTED, &moved), @r"
    +    cta: string
    -    cta: string
    ");
}

#[test]
fn title_description_tags_and_format_are_written_beside_the_rest() {
    let title = TemplateEdit::Title { title: "Launch: email".into() };
    insta::assert_snapshot!(edited(COMMENTED, &title), @r#"+copydeck.title: "Launch: email""#);
    let description = TemplateEdit::Description { description: "Says what is new".into() };
    insta::assert_snapshot!(edited(COMMENTED, &description), @"+description: Says what is new");
    let tags = TemplateEdit::Tags { tags: vec!["email".into(), "a, b".into()] };
    insta::assert_snapshot!(edited(COMMENTED, &tags), @r#"+copydeck.tags: [email, "a, b"]"#);
    let nested = "---\ncopydeck:\n  title: Old\n  tier: fast\n---\nHi";
    insta::assert_snapshot!(edited(nested, &TemplateEdit::Title { title: "New".into() }), @r"
    -  title: Old
    +  title: New
    ");
    insta::assert_snapshot!(edited(nested, &TemplateEdit::Title { title: " ".into() }), @"-  title: Old");
    let sample = TemplateEdit::Sample { name: "product".into(), value: Some(json!("Leaf")) };
    insta::assert_snapshot!(edited(COMMENTED, &sample), @r"
    +copydeck.sample:
    +  product: Leaf
    ");
}

#[test]
fn a_file_of_text_alone_gets_its_front_matter_and_keeps_its_fields() {
    let text = "Write to {{name}} about {{news}}.\n";
    let edit = TemplateEdit::AddField { field: field("price", VariableKind::Text) };
    insta::assert_snapshot!(apply(FILE, text, &edit).expect("edited"), @r"
    ---
    input:
      schema:
        name?: string
        news?: string
        price: string
    ---
    Write to {{name}} about {{news}}.
    ");
}

#[rstest]
#[case(
    "---\ninput:\n  schema:\n    type: object\n    properties: { a: { type: string } }\n---\n{{a}}"
)]
#[case("---\ninput: { schema: \"string, all of it\" }\n---\n{{a}}")]
fn what_the_form_cannot_patch_is_refused_and_stays(#[case] text: &str) {
    let edit = TemplateEdit::AddField { field: field("b", VariableKind::Text) };
    assert_eq!(apply(FILE, text, &edit), Err(EditError::BeyondForm));
}

#[test]
fn line_ends_and_a_byte_order_mark_stay() {
    let text = "\u{feff}---\r\nname: a\r\n---\r\nHi {{b}}\r\n";
    let title = TemplateEdit::Title { title: "Two".into() };
    assert_eq!(
        apply(FILE, text, &title).expect("edited"),
        "\u{feff}---\r\nname: a\r\ncopydeck.title: Two\r\n---\r\nHi {{b}}\r\n"
    );
}

fn kinds() -> impl Strategy<Value = VariableKind> {
    prop_oneof![
        Just(VariableKind::Text),
        Just(VariableKind::LongText),
        prop::collection::vec("[a-z:,#' ]{1,8}", 1..4)
            .prop_map(|options| VariableKind::Choice { options }),
        any::<bool>().prop_map(|integer| VariableKind::Number { integer }),
        Just(VariableKind::YesNo),
        Just(VariableKind::Date),
        Just(VariableKind::List),
        Just(VariableKind::Link),
    ]
}

fn fields() -> impl Strategy<Value = Variable> {
    ("[a-z]{1,6}", "\\PC{0,12}", kinds(), prop::option::of("\\PC{1,20}"), any::<bool>()).prop_map(
        |(name, label, kind, hint, required)| Variable {
            name,
            label,
            kind,
            hint,
            required,
            default: None,
        },
    )
}

const TESTED: &str = "---\nname: launch\ncopydeck.tests:\n  # The usual one.\n  - expect:\n      - no: placeholders\n      # They asked for it.\n      - length: { most: 900 }\n  # A shy one.\n  - given: { product: Tent }\n    expect: [ { contains: Tent } ]\nx: 1\n---\n{{product}}\n";

fn test(expect: Value) -> TemplateEdit {
    let expect = expect.as_array().cloned().expect("a list");
    TemplateEdit::AddTest { given: Default::default(), expect }
}

#[test]
fn tests_come_and_go_and_the_others_stay_as_they_are_written() {
    let added = apply(FILE, TESTED, &test(json!([{ "contains": "rain: or shine" }])));
    let added = added.expect("an edit");
    let line = "    expect: [ { contains: Tent } ]\n  - { expect: [{ contains: \"rain: or shine\" }] }\nx: 1\n";
    assert!(added.contains(line), "{added}");
    let without = apply(FILE, &added, &TemplateEdit::RemoveTest { index: 1 }).expect("an edit");
    assert!(without.contains("# They asked for it.\n"), "{without}");
    assert!(!without.contains("Tent"), "{without}");
    let back = apply(FILE, &added, &TemplateEdit::RemoveTest { index: 2 }).expect("an edit");
    assert_eq!(back, TESTED);
    let none = apply(FILE, &back, &TemplateEdit::RemoveTest { index: 2 });
    assert_eq!(none.expect_err("none").code(), "test_not_found");
}

#[rstest]
#[case("Write.\n")]
#[case("---\ncopydeck: { title: A }\n---\nWrite.\n")]
#[case("---\ncopydeck.tests: [ { expect: [ { no: placeholders } ] } ] # all\n---\nWrite.\n")]
#[case("---\ncopydeck:\n  tests:\n  - expect:\n    - no: placeholders\n---\nWrite.\n")]
fn a_test_is_added_and_taken_away_however_the_file_is_written(#[case] text: &str) {
    let count = |text: &str| {
        PromptTemplate::parse(FILE, text).expect("a template").expectations().expect("tests").len()
    };
    let before = count(text);
    let added = apply(FILE, text, &test(json!([{ "length": { "least": 10 } }]))).expect("an edit");
    assert_eq!(count(&added), before + 1, "{added}");
    let without = apply(FILE, &added, &TemplateEdit::RemoveTest { index: before });
    assert_eq!(count(&without.expect("an edit")), before);
}

#[rstest]
#[case(json!([]))]
#[case(json!([{ "rhymes": true }]))]
#[case(json!([{ "matches": "(" }]))]
fn a_test_that_checks_nothing_is_refused(#[case] expect: Value) {
    let refused = apply(FILE, TESTED, &test(expect));
    assert_eq!(refused.expect_err("refused"), EditError::BadTest);
}

fn edits() -> impl Strategy<Value = TemplateEdit> {
    let name = || prop::sample::select(vec!["product", "news", "audience", "cta", "a", "gone"]);
    let name = move || name().prop_map(str::to_owned);
    prop_oneof![
        "\\PC{0,20}".prop_map(|title| TemplateEdit::Title { title }),
        "\\PC{0,20}".prop_map(|description| TemplateEdit::Description { description }),
        prop::collection::vec("\\PC{1,6}", 0..3).prop_map(|tags| TemplateEdit::Tags { tags }),
        fields().prop_map(|field| TemplateEdit::AddField { field }),
        (name(), fields()).prop_map(|(name, field)| TemplateEdit::ChangeField { name, field }),
        name().prop_map(|name| TemplateEdit::RemoveField { name }),
        (name(), 0..5usize).prop_map(|(name, to)| TemplateEdit::MoveField { name, to }),
        "\\PC{1,20}".prop_map(|words| test(json!([{ "contains": words }]))),
        (0..3usize).prop_map(|index| TemplateEdit::RemoveTest { index }),
    ]
}

proptest! {
    /// Whatever is done in the form, what it does not speak of is the same to the byte: the
    /// comments, the unknown keys, the instructions of fields that keep their names.
    #[test]
    fn an_edit_changes_only_what_it_is_about(edits in prop::collection::vec(edits(), 1..6)) {
        let mut text = COMMENTED.to_owned();
        for edit in &edits {
            if let Ok(after) = apply(FILE, &text, edit) {
                PromptTemplate::parse(FILE, &after)
                    .unwrap_or_else(|error| panic!("{edit:?}: {error}\n{text}\n->\n{after}"));
                text = after;
            }
        }
        for kept in [
            "# Licensed to nobody in particular.\n---\n",
            "name: launch   # the one in commands\n",
            "acme.owner: [press, desk]  # other tools read this\n",
            "  # What the form asks for.\n",
            "    # The point of it all.\n",
            "\nmetadata: {a: 1}\n",
        ] {
            prop_assert!(text.contains(kept), "{kept:?} is gone from\n{text}");
        }
    }

    /// No file breaks it, and what comes of an edit is still a template.
    #[test]
    fn any_file_is_edited_or_left_alone(text in properties::pieces(), edit in edits()) {
        if let Ok(after) = apply(FILE, &text, &edit)
            && PromptTemplate::parse(FILE, &text).is_ok()
        {
            let read = PromptTemplate::parse(FILE, &after);
            prop_assert!(read.is_ok(), "{text:?}\n->\n{after:?}\n{:?}", read.err());
        }
    }
}
