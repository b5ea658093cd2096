//! Texts filled in and cut into messages. Rules and white space are those of the specification's
//! own tests: google/dotprompt, `spec/`.

use rstest::rstest;
use serde_json::json;

use super::*;
use crate::domain::prompt::{Media, Part, Role};

#[rstest]
#[case("Hello, {{name}}!\n", json!({ "name": "Ann" }), "Hello, Ann!\n")]
#[case("Hello, {{name}}!\n", json!({ "name": "<b>Ann</b> & co" }), "Hello, <b>Ann</b> & co!\n")]
#[case("{{{name}}} {{& name}}", json!({ "name": "<b>" }), "<b> <b>")]
#[case("{{user.name}}: {{user.[first name]}}", json!({ "user": { "name": "田中", "first name": "太郎" } }), "田中: 太郎")]
#[case("{{a}} {{b}} {{c}} {{d}} {{e}}", json!({ "a": 1, "b": 1.0, "c": 0.5, "d": true, "e": null }), "1 1 0.5 true ")]
#[case("{{list}} {{object}}", json!({ "list": ["a", 1, null], "object": { "a": 1 } }), "a,1, [object Object]")]
#[case("{{#each list}}{{this}}{{#unless @last}}, {{/unless}}{{/each}}", json!({ "list": ["你好", "مرحبا"] }), "你好, مرحبا")]
#[case("{{#each list}}{{@index}}{{@first}}{{../sep}}{{/each}}", json!({ "list": ["a", "b"], "sep": ";" }), "0true;1false;")]
#[case("{{#each map}}{{@key}}={{this}} {{/each}}", json!({ "map": { "b": 1, "a": 2 } }), "b=1 a=2 ")]
#[case("{{#each list as |item index|}}{{index}}{{item.name}} {{/each}}", json!({ "list": [{ "name": "x" }, { "name": "y" }] }), "0x 1y ")]
#[case("{{#each outer}}{{#each this}}{{this}}{{@index}}{{/each}}|{{/each}}", json!({ "outer": [["a", "b"], ["c"]] }), "a0b1|c0|")]
#[case("{{#each list}}x{{else}}none{{/each}}", json!({ "list": [] }), "none")]
#[case("{{#each list}}x{{else}}none{{/each}}", json!({}), "none")]
#[case("{{#with user}}{{name}} of {{../firm}}{{else}}nobody{{/with}}", json!({ "user": { "name": "Ann" }, "firm": "B" }), "Ann of B")]
#[case("{{#with user as |u|}}{{u.name}}{{/with}}", json!({ "user": { "name": "Ann" } }), "Ann")]
#[case("{{#if a}}a{{else if b}}b{{else}}c{{/if}}", json!({ "b": "x" }), "b")]
#[case("{{#if a}}a{{else if b}}b{{else}}c{{/if}}", json!({ "a": [], "b": 0 }), "c")]
#[case("{{#if a}}yes{{/if}}{{#if z includeZero=true}}zero{{/if}}", json!({ "a": {}, "z": 0 }), "yeszero")]
#[case("{{#ifEquals a 'x'}}same{{else}}other{{/ifEquals}}", json!({ "a": "x" }), "same")]
#[case("{{#ifEquals a 1}}same{{/ifEquals}}{{#ifEquals a '1'}}text{{/ifEquals}}", json!({ "a": 1.0 }), "same")]
#[case("{{#unlessEquals a b}}other{{/unlessEquals}}", json!({ "a": 1, "b": 2 }), "other")]
#[case("{{json a}} {{json a.list}} {{json missing}}", json!({ "a": { "list": [1] } }), r#"{"list":[1]} [1] null"#)]
#[case("{{json a indent=2}}", json!({ "a": { "b": 1 } }), "{\n  \"b\": 1\n}")]
#[case("{{lookup list 1}} {{lookup map key}} {{#if (lookup map 'none')}}x{{/if}}", json!({ "list": ["a", "b"], "map": { "k": "v" }, "key": "k" }), "b v ")]
#[case("\\{{name}} \\\\{{name}}", json!({ "name": "Ann" }), "{{name}} \\Ann")]
#[case("a {{~name~}} b{{! gone }}{{!-- {{gone}} --}}", json!({ "name": "Ann" }), "aAnnb")]
#[case("{{#if a}}\nyes\n{{/if}}\nend\n", json!({ "a": true }), "yes\nend\n")]
#[case("{{#if a}}\nyes\n{{else}}\nno\n{{/if}}\nend\n", json!({}), "no\nend\n")]
#[case("{{#each list}}{{name}}{{this.0}}{{/each}}{{list.name}}{{list.length}}{{list.0.length}}", json!({ "list": [["a"], "bc"] }), "a21")]
#[case("{{#each list}}{{.}}{{#each ../others}}{{..}}{{json .}}{{/each}} {{/each}}", json!({ "list": ["a", "b"], "others": [1] }), "aa1 bb1 ")]
#[case("{{this.section}} {{eq}} {{len}}", json!({ "section": "s", "eq": "e", "len": "l" }), "s e l")]
fn a_text_is_filled_in_as_other_runtimes_do(
    #[case] text: &str,
    #[case] brief: Value,
    #[case] expected: &str,
) {
    assert_eq!(said(text, brief), [format!("user: {expected}")]);
}

#[rstest]
#[case("{{> greeting}} This is the rest.\n", "user: Hello! This is the rest.\n")]
#[case("{{> topic-2.sub_topic}} x", "user: Deep x")]
#[case("{{> card name=user}}", "user: Hi, Ann")]
#[case("{{#each people}}{{> card}} {{/each}}", "user: Hi, Bo Hi, Cy ")]
#[case("{{> outer}}", "user: Outer Hi, you")]
#[case("{{#with person}}{{> card this}}{{/with}}", "user: Hi, Di")]
#[case("a\n  {{> lines}}\nb", "user: a\n  one\n  two\nb")]
#[case("{{> asks}}done", "user: {{name}} done")]
fn partials_see_the_values_around_them_and_those_they_are_given(
    #[case] text: &str,
    #[case] expected: &str,
) {
    let context = partials(&[
        ("greeting", "Hello!"),
        ("topic-2.sub_topic", "Deep"),
        ("card", "{{! ours }}Hi, {{name}}"),
        ("outer", "Outer {{> card name='you'}}"),
        ("lines", "one\ntwo\n"),
        ("asks", "\\{{name}} "),
    ]);
    let brief = json!({ "user": "Ann", "people": [{ "name": "Bo" }, { "name": "Cy" }], "person": { "name": "Di" } });
    assert_eq!(said_in(text, brief, &context), [expected]);
}

#[test]
fn a_partial_with_front_matter_like_text_is_all_text() {
    let context = partials(&[("a", "# no comment\nx\n")]);
    assert_eq!(said_in("{{> a}}\n", json!({}), &context), ["user: # no comment\nx\n"]);
}

#[test]
fn roles_cut_the_text_into_messages() {
    assert_eq!(
        said(
            "{{role \"system\" purpose=\"x\"}}Be kind.\n{{role \"user\"}}Hello\n{{role \"model\"}}Hi",
            json!({})
        ),
        ["system: Be kind.\n", "user: Hello\n", "model: Hi"]
    );
    assert_eq!(said("Hello {{role \"user\"}} again", json!({})), ["user: Hello ", "user:  again"]);
    assert_eq!(said(" \n{{role \"system\"}} \n{{role \"user\"}}Hello", json!({})), ["user: Hello"]);
    assert_eq!(said(" \n ", json!({})), [""; 0]);
}

fn conversation() -> RenderContext {
    let history = vec![Message::text(Role::User, "Hi"), Message::text(Role::Model, "Hello")];
    RenderContext { history, ..RenderContext::default() }
}

#[rstest]
#[case("{{role \"system\"}}S{{history}}{{role \"user\"}}Q", &["system: S", "user: Hi", "model: Hello", "user: Q"])]
#[case("{{role \"system\"}}S{{history}}M", &["system: S", "user: Hi", "model: Hello", "model: M"])]
#[case("{{role \"system\"}}S{{role \"user\"}}Q", &["system: S", "user: Hi", "model: Hello", "user: Q"])]
#[case("{{role \"system\"}}S", &["system: S", "user: Hi", "model: Hello"])]
#[case("", &["user: Hi", "model: Hello"])]
fn the_conversation_so_far_goes_where_it_is_asked_for_or_before_the_last_question(
    #[case] text: &str,
    #[case] expected: &[&str],
) {
    assert_eq!(said_in(text, json!({}), &conversation()), expected);
}

#[test]
fn media_are_parts_of_a_message_and_sections_leave_nothing() {
    let text = "Look: {{media url=picture contentType=\"image/png\"}}{{section \"code\"}} and {{media url=\"https://a.example/b c\"}}";
    let prompt = template(text)
        .render(
            &values(json!({ "picture": "data:image/png;base64,AA==" })),
            &RenderContext::default(),
        )
        .expect("a prompt");
    let media = |url: &str, content_type: Option<&str>| Part::Media {
        media: Media { url: url.to_owned(), content_type: content_type.map(str::to_owned) },
    };
    assert_eq!(
        prompt.messages[0].content,
        [
            Part::Text { text: "Look: ".to_owned() },
            media("data:image/png;base64,AA==", Some("image/png")),
            Part::Text { text: " and ".to_owned() },
            media("https://a.example/b c", None),
        ]
    );
}

#[test]
fn variables_of_the_app_are_told_from_those_of_the_brief() {
    let variables = json!({ "auth": { "name": "Ann" }, "state": "late" });
    let Value::Object(variables) = variables else { unreachable!("an object") };
    let context = RenderContext { variables, ..RenderContext::default() };
    let text = "{{auth}}{{@auth.name}} {{#each list}}{{@state}}{{@index}}{{/each}}{{#if @auth.none}}x{{/if}}{{#ifEquals @state 'late'}}!{{/ifEquals}}";
    assert_eq!(said_in(text, json!({ "list": [1, 2] }), &context), ["user: Ann late0late1!"]);
}

#[test]
fn defaults_fill_in_what_a_brief_leaves_out_and_missing_options_are_empty() {
    let text = "---\ninput:\n  default: { name: you }\n  schema: { name: string, note?: string }\n---\nHello, {{name}}!{{#if note}} x{{/if}}{{note}}";
    assert_eq!(said(text, json!({})), ["user: Hello, you!"]);
    assert_eq!(said(text, json!({ "name": "Bo", "note": "!" })), ["user: Hello, Bo! x!"]);
}

#[rstest]
#[case("{{role \"system\"}}Be kind.\n{{role \"user\"}}Hi", &["system: Be kind.\n\nKeep it calm.", "user: Hi"])]
#[case("Hi", &["system: Keep it calm.", "user: Hi"])]
#[case("{{role \"system\"}}{{> voice}} Be kind.{{role \"user\"}}Hi", &["system: Keep it calm. Be kind.", "user: Hi"])]
#[case("{{> card}}", &["user: Sound: Keep it calm."])]
fn the_voice_is_said_once_where_the_template_wants_it_or_to_the_system(
    #[case] text: &str,
    #[case] expected: &[&str],
) {
    let mut context = partials(&[("card", "Sound: {{> voice}}"), ("voice", "not this one")]);
    context.voice = "Keep it calm.".to_owned();
    assert_eq!(said_in(text, json!({}), &context), expected);
}

#[test]
fn a_voice_without_words_leaves_no_trace_and_its_braces_are_text() {
    assert_eq!(said("{{role \"system\"}}S{{> voice}}", json!({})), ["system: S"]);
    let context = RenderContext { voice: "Say {{name}}.".to_owned(), ..RenderContext::default() };
    assert_eq!(
        said_in("{{> voice}} {{name}}", json!({ "name": "Ann" }), &context),
        ["user: Say {{name}}. Ann"]
    );
}

#[test]
fn carriage_returns_and_a_byte_order_mark_change_nothing() {
    let plain = "---\nname: a\n---\n{{role \"system\"~}}\nS\n{{role \"user\"}}Q {{a}}\n";
    let windows = format!("\u{feff}{}", plain.replace('\n', "\r\n"));
    assert_eq!(said(&windows, json!({ "a": 1 })), said(plain, json!({ "a": 1 })));
}

#[test]
fn a_prompt_as_the_wire_has_it() {
    let text = "---\nconfig: { temperature: 0.5 }\ninput: { schema: { name: string } }\n---\n{{role \"system\"~}}\nBe kind.\n{{~role \"user\"~}}\nHello {{name}}! {{media url=\"https://a.example/b.png\"}}\n";
    let prompt = template(text)
        .render(&values(json!({ "name": "Ann" })), &RenderContext::default())
        .expect("a prompt");
    insta::assert_json_snapshot!(prompt, @r#"
    {
      "messages": [
        {
          "role": "system",
          "content": [
            {
              "text": "Be kind."
            }
          ]
        },
        {
          "role": "user",
          "content": [
            {
              "text": "Hello Ann! "
            },
            {
              "media": {
                "url": "https://a.example/b.png"
              }
            }
          ]
        }
      ],
      "sampling": {
        "temperature": 0.5
      }
    }
    "#);
}
