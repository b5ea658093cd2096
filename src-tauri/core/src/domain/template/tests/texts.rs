//! What the author of a template's text is told when a tag is wrong.

use insta::assert_snapshot;
use serde_json::json;

use super::*;

#[test]
fn a_tag_that_can_not_be_read_is_named_with_its_line() {
    assert_snapshot!(refusal("---\nname: a\n---\n\nDear\n{{name\n"), @"launch-email.prompt, line 6: a tag is opened with {{ and never closed with }}.");
    assert_snapshot!(refusal("Dear {{na me!}}"), @"launch-email.prompt, line 1: “!” has no meaning inside {{ }}.");
    assert_snapshot!(refusal("{{#if name}}\nDear {{name}}\n"), @"launch-email.prompt, line 1: {{#if}} is never closed: add {{/if}} after it.");
    assert_snapshot!(refusal("{{#if name}}\nDear {{name}}\n{{/each}}"), @"launch-email.prompt, line 3: {{/each}} is here where {{/if}} should close the block of line 1.");
    assert_snapshot!(refusal("Dear {{name}}{{/if}}"), @"launch-email.prompt, line 1: {{/if}} closes nothing.");
    assert_snapshot!(refusal("Dear {{else}}"), @"launch-email.prompt, line 1: {{else}} is outside any block.");
    assert_snapshot!(refusal("{{#when name}}Dear{{/when}}"), @"launch-email.prompt, line 1: there is no helper “when”; there are if, unless, each, with, ifEquals, unlessEquals, lookup, json, role, history, media, section.");
    assert_snapshot!(refusal("{{upper name}}"), @"launch-email.prompt, line 1: there is no helper “upper”; there are if, unless, each, with, ifEquals, unlessEquals, lookup, json, role, history, media, section.");
    assert_snapshot!(refusal("{{#if}}Dear{{/if}}"), @"launch-email.prompt, line 1: “if” is written {{#if name}}…{{/if}}.");
    assert_snapshot!(refusal("{{if name}}"), @"launch-email.prompt, line 1: “if” is written {{#if name}}…{{/if}}.");
    assert_snapshot!(refusal("{{#role \"user\"}}{{/role}}"), @r#"launch-email.prompt, line 1: “role” is written {{role "user"}}."#);
    assert_snapshot!(refusal("{{media src=picture}}"), @"launch-email.prompt, line 1: “media” is written {{media url=picture}}.");
    assert_snapshot!(refusal("{{> (lookup . 'name')}}"), @"launch-email.prompt, line 1: a partial whose name is worked out can't be used in a template.");
    assert_snapshot!(refusal("{{> ../secrets}}"), @"launch-email.prompt, line 1: this partial’s name can't be used in a template.");
    assert_snapshot!(refusal("{{#> card}}{{/card}}"), @"launch-email.prompt, line 1: a partial with a block ({{#> …}}) can't be used in a template.");
    assert_snapshot!(refusal("{{#*inline \"a\"}}{{/inline}}"), @"launch-email.prompt, line 1: a decorator ({{* …}}) can't be used in a template.");
    assert_snapshot!(refusal("{{{{raw}}}}{{{{/raw}}}}"), @"launch-email.prompt, line 1: a raw block ({{{{…}}}}) can't be used in a template.");
    assert_snapshot!(refusal("{{^name}}Dear{{/name}}"), @"launch-email.prompt, line 1: an inverted block ({{^…}}), which is {{#unless …}}, can't be used in a template.");
    assert_snapshot!(refusal("{{!-- a comment"), @"launch-email.prompt, line 1: a tag is opened with {{ and never closed with }}.");
}

#[test]
fn what_goes_wrong_in_a_partial_is_named_in_its_file() {
    let context = partials(&[("closing", "Bye,\n{{#if name}}"), ("card", "{{> closing}}")]);
    assert_snapshot!(failure("{{> card}}", json!({}), &context), @"_closing.prompt, line 2: {{#if}} is never closed: add {{/if}} after it.");
    let context = partials(&[("closing", "Bye,\n{{role speaker}}")]);
    let error = failure("Dear\n{{> closing}}", json!({ "speaker": "judge" }), &context);
    assert_snapshot!(error, @"_closing.prompt, line 2: “judge” is no role: use system, user, model or tool.");
}

#[test]
fn a_name_the_schema_does_not_have_is_named_with_its_line() {
    let declared = "---\ninput: { schema: { product: string, items?(array): string } }\n---\n";
    let text = format!("{declared}{{{{product}}}}\n{{{{#if prodct}}}}new{{{{/if}}}}");
    assert_snapshot!(failure(&text, json!({ "product": "B" }), &RenderContext::default()), @"launch-email.prompt, line 5: “prodct” is used here, but input.schema does not have it.");
    let fine = format!(
        "{declared}{{{{#each items}}}}{{{{name}}}} {{{{../product}}}}{{{{/each}}}}{{{{@user}}}}"
    );
    assert!(template(&fine).render(&values(json!({})), &RenderContext::default()).is_ok());
}

#[test]
fn without_a_schema_or_with_an_open_one_any_name_may_be_used() {
    assert_eq!(said("Dear {{anybody}}!", json!({})), ["user: Dear !"]);
    let open = "---\ninput: { schema: { (*): string } }\n---\nDear {{anybody}}!";
    assert_eq!(said(open, json!({ "anybody": "Ann" })), ["user: Dear Ann!"]);
}
