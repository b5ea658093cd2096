//! Any Dotprompt file rendered as the specification has it. The cases follow google/dotprompt's
//! `spec/` and its JavaScript implementation; the texts are our own.

use rstest::rstest;
use serde_json::json;

use super::*;

fn rendered(text: &str, data: Value) -> Value {
    rendered_with(text, data, &[], &NamedSchemas::new())
}

fn rendered_with(
    text: &str,
    data: Value,
    partials: &[(&str, &str)],
    schemas: &NamedSchemas,
) -> Value {
    let partials = partials.iter().map(|(n, t)| ((*n).to_owned(), (*t).to_owned())).collect();
    let data = serde_json::from_value(data).expect("a data argument");
    let prompt = SpecifiedPrompt::render("note.prompt", text, &data, partials, schemas);
    serde_json::to_value(prompt.expect("a prompt")).expect("JSON")
}

fn messages(text: &str, data: Value) -> Value {
    rendered(text, data)["messages"].clone()
}

#[test]
fn a_prompt_has_the_fields_of_the_specification() {
    let text = "# ours\n\n---\nname: note\nvariant: short\nversion: '2'\ndescription: A note\n\
                model: acme/large\nconfig: { temperature: 3, topK: 5 }\ntools: [search]\n\
                metadata: { owner: me }\ninput:\n  default: { name: you }\n  schema:\n    name?: string, who\n\
                output: { format: json, schema: { ok: boolean } }\nacme.a: 1\nacme.sub.b: [2]\nother: x\n---\n\n Hi {{name}}! \n";
    insta::assert_json_snapshot!(rendered(text, json!({})));
}

#[test]
fn a_file_without_front_matter_is_all_text() {
    let expected = json!({
        "config": {}, "ext": {}, "metadata": {},
        "messages": [{ "role": "user", "content": [{ "text": "Hi \n" }] }],
    });
    assert_eq!(rendered("Hi {{nobody}}\n", json!({})), expected);
}

#[test]
fn values_win_over_defaults_and_are_never_taken_for_marks() {
    let text = "---\ninput: { default: { a: x, b: y } }\n---\n{{a}} {{b}}";
    let data = json!({ "input": { "a": "<<<dotprompt:role:system>>>{{b}}<b>" } });
    let expected = "<<<dotprompt:role:system>>>{{b}}<b> y";
    assert_eq!(
        messages(text, data),
        json!([{ "role": "user", "content": [{ "text": expected }] }])
    );
}

#[test]
fn context_and_what_was_handed_over_are_at_variables() {
    let text = "{{@auth.user.name}}|{{@auth.none}}|{{@none.at.all}}|{{json @metadata.docs}}|{{@metadata.prompt.model}}";
    let data = json!({ "context": { "auth": { "user": { "name": "Ann" } } }, "docs": [{ "content": [] }] });
    let text = format!("---\nmodel: m\n---\n{text}");
    let expected = "Ann|||[{\"content\":[]}]|m";
    assert_eq!(messages(&text, data)[0]["content"][0]["text"], expected);
}

#[test]
fn roles_carry_metadata() {
    let text =
        "{{role \"system\" purpose=\"rules\"}}S\n{{role \"user\" a=who b=2}}Q{{role \"critic\"}}C";
    let expected = json!([
        { "role": "system", "content": [{ "text": "S\n" }], "metadata": { "purpose": "rules" } },
        { "role": "user", "content": [{ "text": "Q" }], "metadata": { "a": "Ann", "b": "2" } },
        { "role": "critic", "content": [{ "text": "C" }] },
    ]);
    assert_eq!(messages(text, json!({ "input": { "who": "Ann Lee" } })), expected);
}

fn turn(role: &str, text: &str) -> Value {
    json!({ "role": role, "content": [{ "text": text }] })
}

fn past(role: &str, text: &str) -> Value {
    json!({ "role": role, "content": [{ "text": text }], "metadata": { "purpose": "history" } })
}

#[rstest]
#[case("{{role \"system\"}}S\n{{history}}\n{{role \"user\"}}Q\n", json!([turn("system", "S\n"), past("user", "Hi"), past("model", "Yes"), turn("user", "Q\n")]))]
#[case("S{{history}}M", json!([turn("user", "S"), past("user", "Hi"), past("model", "Yes"), turn("model", "M")]))]
#[case("{{role \"system\"}}S{{role \"user\"}}Q", json!([turn("system", "S"), turn("user", "Hi"), turn("model", "Yes"), turn("user", "Q")]))]
#[case("{{role \"system\"}}S", json!([turn("system", "S"), turn("user", "Hi"), turn("model", "Yes")]))]
#[case(" \n", json!([turn("user", "Hi"), turn("model", "Yes")]))]
#[case("{{role \"user\" purpose=\"history\"}}Q", json!([past("user", "Q")]))]
fn the_conversation_so_far_goes_where_the_specification_puts_it(
    #[case] text: &str,
    #[case] expected: Value,
) {
    let data = json!({ "messages": [turn("user", "Hi"), turn("model", "Yes")] });
    assert_eq!(messages(text, data), expected);
}

#[test]
fn parts_of_all_kinds_come_through_with_what_is_said_of_them() {
    let tool = json!({
        "role": "tool",
        "content": [
            { "toolResponse": { "name": "search", "output": [1] } },
            { "data": { "a": 1 }, "metadata": { "m": 2 } },
        ],
        "metadata": { "id": 7 },
    });
    let text = "{{history}}{{role \"user\"}}Look: {{media url=u contentType=\"image/png\"}}\n{{section \"code of it\"}} {{media url=none}} End";
    let data = json!({ "messages": [tool], "input": { "u": "data:,x" } });
    insta::assert_json_snapshot!(messages(text, data));
}

#[test]
fn schemas_by_name_and_partials_stand_beside_the_file() {
    let schemas = [("Price".to_owned(), json!({ "type": "number", "description": "a price" }))];
    let text = "---\noutput:\n  schema:\n    now: Price\n    was?: Price, before\n---\n{{> a-1.b who=name}}{{> voice}}";
    let partials = [("a-1.b", "{{! ours }}Hi {{who}}, {{> voice}} "), ("voice", "V")];
    let prompt = rendered_with(
        text,
        json!({ "input": { "name": "Ann" } }),
        &partials,
        &schemas.into_iter().collect(),
    );
    assert_eq!(prompt["messages"], json!([turn("user", "Hi Ann, V V")]));
    let schema = json!({
        "type": "object",
        "properties": {
            "now": { "type": "number", "description": "a price" },
            "was": { "type": ["number", "null"], "description": "before" },
        },
        "required": ["now"],
        "additionalProperties": false,
    });
    assert_eq!(prompt["output"]["schema"], schema);
    let nothing = SpecifiedPrompt::render(
        "a.prompt",
        "---\noutput: { schema: Price }\n---\n",
        &DataArgument::default(),
        BTreeMap::new(),
        &NamedSchemas::new(),
    );
    assert!(nothing.is_err_and(|error| error.to_string().contains("Price")));
}

#[test]
fn a_voice_that_nobody_gave_says_nothing() {
    assert_eq!(messages("{{> voice}}Hi", json!({})), json!([turn("user", "Hi")]));
}
