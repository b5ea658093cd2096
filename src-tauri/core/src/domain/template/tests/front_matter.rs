//! The YAML of a template, and what its author is told when it is wrong.

use insta::assert_snapshot;
use serde_json::json;

use super::*;

#[test]
fn all_that_dotprompt_knows_is_read_and_the_rest_is_kept() {
    let template = template(
        "---
name: product-launch
variant: short
version: 2
description: Tells what is new
model: openai/gpt-5-mini
tools: [search, { name: price }]
config: { temperature: 0.7, topP: 0.9, maxOutputTokens: 600, seed: 7, stopSequences: [END], topK: 40 }
input:
  default: { cta: See how it works }
  schema: { product: string, cta: string }
output:
  format: json
  schema: { subject: string }
metadata: { owner: studio }
copydeck.title: Product launch
copydeck: { tags: [email, launch], tier: fast }
copydeck.format: email
acme.review: true
---
{{product}}: {{cta}}
",
    );
    let front = template.front_matter();
    assert_eq!((template.name(), template.title().as_str()), ("product-launch", "Product launch"));
    assert_eq!(front.version.as_deref(), Some("2"));
    assert_eq!(front.copydeck.tags, ["email", "launch"]);
    assert_eq!(front.copydeck.tier.as_deref(), Some("fast"));
    assert_eq!(front.copydeck.format.as_deref(), Some("email"));
    assert_eq!(front.tools, [json!("search"), json!({ "name": "price" })]);
    assert_eq!(front.all["acme.review"], json!(true));
    assert_eq!(front.all["config"]["topK"], json!(40));
    assert_eq!(front.output_format.as_deref(), Some("json"));
    insta::assert_json_snapshot!(front.sampling, @r#"
    {
      "temperature": 0.7,
      "topP": 0.9,
      "seed": 7,
      "maxOutputTokens": 600,
      "stopSequences": [
        "END"
      ]
    }
    "#);
}

#[test]
fn a_file_names_the_template_that_does_not_name_itself() {
    let named = |file: &str| {
        let template = PromptTemplate::parse(file, "Hello").expect("a template");
        (template.name().to_owned(), template.title())
    };
    assert_eq!(
        named("launch-email.prompt"),
        ("launch-email".to_owned(), "Launch email".to_owned())
    );
    assert_eq!(named("launch-email.formal.prompt").0, "launch-email");
    assert_eq!(named("notes.txt").0, "notes");
}

#[test]
fn text_of_yes_and_no_stays_text() {
    let template = template("---\ninput:\n  schema:\n    answer(enum): [yes, no]\n---\n{{answer}}");
    let variable = template.variables().next().expect("a field");
    let options = vec!["yes".to_owned(), "no".to_owned()];
    assert_eq!(variable.kind, VariableKind::Choice { options });
}

#[test]
fn what_is_wrong_is_said_with_its_line() {
    assert_snapshot!(refusal("---\nname: a\n"), @"launch-email.prompt, line 1: the part between the --- lines has no end: put --- on a line of its own after it.");
    assert_snapshot!(refusal("---\nname: a\nname: b\n---\n"), @"launch-email.prompt, line 3: “name” is there twice; keep one.");
    assert_snapshot!(refusal("---\nname: a\n  tags: b\n---\n"), @"launch-email.prompt, line 3: the part between the --- lines can't be read: mapping values are not allowed in this context.");
    assert_snapshot!(refusal("---\nname: [a\n---\n"), @"launch-email.prompt, line 2: the part between the --- lines can't be read: unclosed bracket '['.");
    assert_snapshot!(refusal("---\n- a\n- b\n---\n"), @"launch-email.prompt, line 2: the part between the --- lines should be names and values, such as name: launch-email.");
    assert_snapshot!(refusal("---\nname: [a, b]\n---\n"), @"launch-email.prompt, line 2: “name” should be a text.");
    assert_snapshot!(refusal("---\nname: a\nconfig: { temperature: warm }\n---\n"), @"launch-email.prompt, line 3: “config.temperature” should be a number from 0 to 2.");
    assert_snapshot!(refusal("---\nconfig: { temperature: 3 }\n---\n"), @"launch-email.prompt, line 2: “config.temperature” should be a number from 0 to 2.");
    assert_snapshot!(refusal("---\nconfig: { maxOutputTokens: -1 }\n---\n"), @"launch-email.prompt, line 2: “config.maxOutputTokens” should be a whole number.");
    assert_snapshot!(refusal("---\nconfig: fast\n---\n"), @"launch-email.prompt, line 2: “config” should be names and values.");
    assert_snapshot!(refusal("\n# ours\n---\ninput:\n  schema:\n    product: strng, the name\n---\n"), @"launch-email.prompt, line 6: “strng” is not a type: use string, number, integer, boolean or any, then a comma and a description.");
    assert_snapshot!(refusal("---\ninput:\n  schema:\n    tone(list): [a]\n---\n"), @"launch-email.prompt, line 4: “(list)” is not a kind of value: use (enum), (array) or (object).");
    assert_snapshot!(refusal("---\ninput:\n  schema:\n    tone(enum): a or b\n---\n"), @"launch-email.prompt, line 4: “tone” needs a list of choices, such as [short, long].");
    assert_snapshot!(
        refusal("---\ninput: { schema: { news: string } }\ncopydeck.inputs:\n  nws: { as: long-text }\n---\n"),
        @"launch-email.prompt, line 4: copydeck.inputs names “nws”, which input.schema does not have."
    );
    assert_snapshot!(
        refusal("---\ninput: { schema: { count: integer } }\ncopydeck.inputs.count.as: date\n---\n"),
        @"launch-email.prompt, line 3: “date” can't be used for “count”: it can be shown as number."
    );
}

#[test]
fn columns_are_counted_in_characters() {
    let error =
        PromptTemplate::parse("a.prompt", "---\ncafé: 1\n---\nné {{#if a}}").expect_err("open");
    assert_eq!(error.place, Some(Place { line: 4, column: 4 }));
}

#[test]
fn a_sample_is_offered_only_where_it_answers_all_that_is_asked() {
    let sample_of = |sample: &str| {
        let text = format!(
            "---\ninput: {{ schema: {{ product: string, count?: integer }} }}\n{sample}\n---\n{{{{product}}}}\n"
        );
        template(&text).sample().map(|values| json!(values))
    };
    let whole = json!({ "product": "Bottle", "count": 3 });
    let nested = "copydeck: { sample: { product: Bottle, count: 3 } }";
    assert_eq!(sample_of(nested), Some(whole.clone()));
    let dotted = "copydeck.sample.product: Bottle\ncopydeck.sample: { count: 3 }";
    assert_eq!(sample_of(dotted), Some(whole));
    assert_eq!(sample_of("copydeck.sample: { count: 3 }"), None, "product is missing");
    assert_eq!(sample_of("copydeck.sample: { product: Bottle, count: many }"), None);
    assert_eq!(sample_of("copydeck.title: Bottle"), None);
}
