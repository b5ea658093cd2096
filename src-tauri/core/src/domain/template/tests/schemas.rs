//! Picoschema as JSON Schema, and schemas as the fields of a form.

use rstest::rstest;
use serde_json::json;

use super::*;
use crate::domain::template::{picoschema, yaml};

fn schema(yaml: &str) -> Value {
    picoschema::to_json_schema(&yaml::read(yaml).expect("YAML"), &NamedSchemas::new())
        .expect("a schema")
}

fn object(properties: &Value, required: &[&str]) -> Value {
    let mut schema = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema["additionalProperties"] = json!(false);
    schema
}

#[rstest]
#[case("string", json!({ "type": "string" }))]
#[case("number, how many", json!({ "type": "number", "description": "how many" }))]
#[case("string, one, two, three", json!({ "type": "string", "description": "one, two, three" }))]
#[case("any", json!({}))]
#[case("any, whatever", json!({ "description": "whatever" }))]
#[case("a: string\nb: boolean", object(&json!({ "a": { "type": "string" }, "b": { "type": "boolean" } }), &["a", "b"]))]
#[case("a?: integer, so many", object(&json!({ "a": { "type": ["integer", "null"], "description": "so many" } }), &[]))]
#[case("a?: any", object(&json!({ "a": {} }), &[]))]
#[case("a?:\n  b: string", object(&json!({ "a": {
    "type": ["object", "null"], "properties": { "b": { "type": "string" } },
    "required": ["b"], "additionalProperties": false } }), &[]))]
#[case("a(array, all of them): string, one", object(&json!({ "a": {
    "type": "array", "items": { "type": "string", "description": "one" }, "description": "all of them" } }), &["a"]))]
#[case("a?(array): number", object(&json!({ "a": { "type": ["array", "null"], "items": { "type": "number" } } }), &[]))]
#[case("a(object, one (1) thing):\n  b?: boolean", object(&json!({ "a": {
    "type": "object", "properties": { "b": { "type": ["boolean", "null"] } },
    "additionalProperties": false, "description": "one (1) thing" } }), &["a"]))]
#[case("a(enum, pick): [x, y]", object(&json!({ "a": { "enum": ["x", "y"], "description": "pick" } }), &["a"]))]
#[case("a?(enum): [x, 2]", object(&json!({ "a": { "enum": ["x", 2, null] } }), &[]))]
#[case("(*): number, luck", json!({ "type": "object", "properties": {},
    "additionalProperties": { "type": "number", "description": "luck" } }))]
#[case("type: object\nproperties: { a: { type: string } }", json!({ "type": "object", "properties": { "a": { "type": "string" } } }))]
#[case("properties: { a: { type: string } }", json!({ "properties": { "a": { "type": "string" } }, "type": "object" }))]
#[case("type: string, what kind", object(&json!({ "type": { "type": "string", "description": "what kind" } }), &["type"]))]
fn picoschema_is_short_for_json_schema(#[case] yaml: &str, #[case] expected: Value) {
    assert_eq!(schema(yaml), expected);
}

/// A field in a line: `name: kind = default "hint"`, a `*` where it is required.
fn form(text: &str) -> Vec<String> {
    template(text)
        .variables()
        .map(|variable| {
            let required = if variable.required { "*" } else { "" };
            let kind = match &variable.kind {
                VariableKind::Choice { options } => options.join("|"),
                kind => format!("{kind:?}"),
            };
            let default = variable.default.as_ref().map(|value| format!(" = {value}"));
            let hint = variable.hint.as_ref().map(|hint| format!(" ({hint})"));
            format!(
                "{}{required}: {kind}{}{}",
                variable.label,
                default.unwrap_or_default(),
                hint.unwrap_or_default()
            )
        })
        .collect()
}

#[test]
fn each_property_is_a_field_in_the_order_of_the_file() {
    let fields = form(
        "---
input:
  default: { cta: See how it works, price: 12.5 }
  schema:
    product: string, the name as customers know it
    news: string, what is new
    story?: string, several lines of it
    audience(enum, who reads this): [weekend hikers, press]
    price: number
    seats?: integer
    urgent: boolean
    starts: string
    points(array, one a line): string
    page?: string
    cta: string
    extra?: any
    people(array): { name: string }
copydeck.inputs:
  news: { as: long-text, label: What is new }
  starts: { as: date }
copydeck.inputs.page: { as: link }
copydeck.inputs.cta.label: Call to action
---
",
    );
    insta::assert_snapshot!(fields.join("\n"), @r#"
    Product*: Text (The name as customers know it)
    What is new*: LongText (What is new)
    Story: LongText (Several lines of it)
    Audience*: weekend hikers|press (Who reads this)
    Price: Number { integer: false } = 12.5
    Seats: Number { integer: true }
    Urgent: YesNo
    Starts*: Date
    Points*: List (One a line)
    Page: Link
    Call to action: Text = "See how it works"
    Extra: Text
    People*: LongText
    "#);
}

#[test]
fn json_schema_makes_the_same_fields() {
    let fields = form(
        "---
input:
  schema:
    type: object
    required: [product, day]
    properties:
      product: { type: string, description: the name }
      day: { type: [string, 'null'], format: date }
      page: { anyOf: [{ type: 'null' }, { type: string, format: uri }] }
      size: { enum: [small, large, null], default: small }
---
",
    );
    insta::assert_snapshot!(fields.join("\n"), @r#"
    Product*: Text (The name)
    Day*: Date
    Page: Link
    Size: small|large = "small"
    "#);
}

#[test]
fn without_a_schema_the_names_in_the_text_are_the_fields() {
    let fields = form(
        "---\ninput: { default: { greeting: Hello } }\n---\n{{greeting}} {{name}}{{#each items}}{{this}}{{/each}}{{user.id}}",
    );
    insta::assert_snapshot!(fields.join("\n"), @r#"
    Greeting: Text = "Hello"
    Name: Text
    Items: List
    "#);
}
