//! What templates promise.

use serde_json::json;

use super::*;

fn values(json: Value) -> VariableValues {
    serde_json::from_value(json).expect("values")
}

#[test]
fn smoke() {
    let template = PromptTemplate::parse("a.prompt", "---\ninput:\n  schema:\n    name: string, who\n    news?: string\n---\n{{role \"system\"~}}\nBe kind.\n{{~role \"user\"~}}\nHello {{name}}!{{#if news}} {{news}}{{/if}}\n").expect("a template");
    let rendered = template
        .render(&values(json!({"name": "Ann <b>"})), &RenderContext::default())
        .expect("a prompt");
    insta::assert_json_snapshot!(rendered, @r#"
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
              "text": "Hello Ann <b>!"
            }
          ]
        }
      ],
      "sampling": {}
    }
    "#);
}
