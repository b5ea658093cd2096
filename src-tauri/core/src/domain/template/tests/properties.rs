//! What holds for any input.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::domain::prompt::Role;

/// Pieces of templates, whole and broken, so that what is put together often comes close to one.
pub(super) fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "---\n",
        "name: a\n",
        "input:\n",
        "  schema:\n",
        "    a: string, b\n",
        "    b?(array): string\n",
        "  default: { a: 1 }\n",
        "copydeck.inputs.a.as: date\n",
        "{{",
        "}}",
        "{{a}}",
        "{{#if a}}",
        "{{/if}}",
        "{{else}}",
        "{{else if b}}",
        "{{#each b}}",
        "{{/each}}",
        "{{this}}",
        "{{../a}}",
        "{{role \"system\"}}",
        "{{role a}}",
        "{{history}}",
        "{{> p}}",
        "{{> voice}}",
        "{{!--",
        "--}}",
        "{{~",
        "~}}",
        "\\",
        "\"",
        "'",
        "(",
        ")",
        "[",
        "]",
        "|",
        "=",
        "as |x|",
        "@index",
        "{{{",
        "}}}",
        "{{json this}}",
        "{{lookup b 0}}",
        " ",
        "\n",
        "\r\n",
        "é",
        "👋🏽",
        "\u{feff}",
        "\0",
        "word",
        "&a ",
        "*a",
        "- ",
        ": ",
    ]);
    let free = any::<String>();
    prop::collection::vec(prop_oneof![9 => piece.prop_map(str::to_owned), 1 => free], 0..40)
        .prop_map(|pieces| pieces.concat())
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        pieces().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-c]", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_parsing_rendering_or_checking_panic(
        text in pieces(), partial in pieces(), a in json_value(), b in json_value(),
    ) {
        if let Ok(template) = PromptTemplate::parse("a.prompt", &text) {
            let brief = values(json!({ "a": a, "b": b }));
            let mut context = partials(&[("p", &partial)]);
            context.voice = "Calm.".to_owned();
            let _ = template.render(&brief, &context);
            if let Ok(checked) = template.check(&brief) {
                let _ = template.render(&checked, &context);
            }
        }
    }

    #[test]
    fn no_file_makes_parsing_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = PromptTemplate::parse("a.prompt", &String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_value_changes_how_the_prompt_is_cut_into_messages(a in json_value(), b in json_value()) {
        let text = "{{role \"system\"}}S{{a}}{{role \"user\"}}Q{{#each b}}{{this}}{{a}}{{/each}}{{> p x=a}}{{role \"model\"}}M{{json b}}";
        let context = partials(&[("p", "{{x}}")]);
        let prompt = template(text).render(&values(json!({ "a": a, "b": b })), &context).expect("a prompt");
        let roles: Vec<Role> = prompt.messages.iter().map(|message| message.role).collect();
        prop_assert_eq!(roles, [Role::System, Role::User, Role::Model]);
        prop_assert!(prompt.messages.iter().all(|message| message.content.len() == 1));
    }

    #[test]
    fn a_checked_brief_is_not_changed_by_another_check(a in json_value(), b in json_value()) {
        let template = template("---\ninput: { schema: { a?: string, b?(array): string, c?: boolean } }\n---\n{{a}}");
        if let Ok(checked) = template.check(&values(json!({ "a": a, "b": b }))) {
            prop_assert_eq!(template.check(&checked), Ok(checked));
        }
    }

    #[test]
    fn an_answer_that_was_read_fits_its_field(text in any::<String>()) {
        let template = template("---\ninput: { schema: { a?: string, b?(array): string, c?: integer, d?: boolean } }\n---\n{{a}}");
        for variable in template.variables() {
            if let Ok(value) = parse_value(variable, &text) {
                let brief = VariableValues([(variable.name.clone(), value)].into());
                prop_assert!(template.check(&brief).is_ok());
            }
        }
    }
}
