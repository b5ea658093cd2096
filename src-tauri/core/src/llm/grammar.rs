//! A JSON Schema as a grammar that llama.cpp can hold a model to.
//!
//! llama.cpp's own converter is in a part of it that is not built here, and leaves blanks and
//! breaks to the model, in which a small one loses itself. This one allows one way to write each
//! value: `{"subject": "…", "headlines": ["…", "…"]}`. Lists have as many items as the schema
//! says. A text of more than its `maxLength` can't be written, which ends every circle a model
//! goes round in; one that is allowed few characters stays on a line. What a schema says beyond
//! that is not enforced, and what is not understood may be any JSON.

use std::{collections::BTreeMap, fmt::Write as _};

use serde_json::Value;

/// The deepest a schema may be nested.
const MAX_DEPTH: usize = 8;
/// The most values that a schema may describe.
const MAX_VALUES: usize = 300;
/// The longest grammar, in bytes.
const MAX_GRAMMAR: usize = 256 * 1024;
/// Texts of up to so many characters are on one line.
const LONGEST_LINE: u64 = 400;
/// The longest paragraph, in characters. llama.cpp repeats nothing more than 2,000 times.
const LONGEST_PARAGRAPH: u64 = 700;
/// The length of a text where the schema does not say.
const LONGEST_TEXT: u64 = 4_000;
/// The most items of a list where the schema does not say.
const MOST_ITEMS: u64 = 40;

/// Why there is no grammar for a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GrammarProblem {
    /// It is nested too deep.
    #[error("the schema is nested too deep")]
    TooDeep,
    /// It describes too much.
    #[error("the schema is too large")]
    TooLarge,
}

/// The grammar of the JSON that fits a schema, in llama.cpp's notation; its root is `root`.
///
/// # Errors
/// When the schema goes over the limits.
pub fn grammar(schema: &Value) -> Result<String, GrammarProblem> {
    let mut rules = Rules::default();
    let root = rules.value(schema, 0)?;
    let mut text = format!("root ::= {root}\n");
    for (name, rule) in &rules.named {
        let _ = writeln!(text, "{name} ::= {rule}");
    }
    if text.len() > MAX_GRAMMAR { Err(GrammarProblem::TooLarge) } else { Ok(text) }
}

#[derive(Default)]
struct Rules {
    named: BTreeMap<String, String>,
    values: usize,
}

impl Rules {
    /// What a value that fits the schema looks like.
    fn value(&mut self, schema: &Value, depth: usize) -> Result<String, GrammarProblem> {
        if depth > MAX_DEPTH {
            return Err(GrammarProblem::TooDeep);
        }
        self.values += 1;
        if self.values > MAX_VALUES {
            return Err(GrammarProblem::TooLarge);
        }
        if let Some(value) = schema.get("const") {
            return Ok(literal(&value.to_string()));
        }
        if let Some(choices) = schema.get("enum").and_then(Value::as_array) {
            let choices: Vec<String> =
                choices.iter().map(|choice| literal(&choice.to_string())).collect();
            return Ok(format!("({})", choices.join(" | ")));
        }
        let types: Vec<&str> = match schema.get("type") {
            Some(Value::String(name)) => vec![name],
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            _ if schema.get("properties").is_some() => vec!["object"],
            _ => return Ok(self.any()),
        };
        let mut ways = Vec::with_capacity(types.len());
        for name in types {
            ways.push(match name {
                "string" => self.text(schema),
                "array" => self.list(schema, depth)?,
                "object" => self.object(schema, depth)?,
                "integer" => "\"-\"? [0-9]{1,15}".to_owned(),
                "number" => "\"-\"? [0-9]{1,15} (\".\" [0-9]{1,6})?".to_owned(),
                "boolean" => "(\"true\" | \"false\")".to_owned(),
                "null" => "\"null\"".to_owned(),
                _ => self.any(),
            });
        }
        Ok(match ways.as_slice() {
            [] => self.any(),
            [one] => one.clone(),
            several => format!("({})", several.join(" | ")),
        })
    }

    fn text(&mut self, schema: &Value) -> String {
        let most = size(schema, "maxLength").unwrap_or(LONGEST_TEXT).clamp(1, LONGEST_TEXT);
        self.characters();
        // What may be empty is either that or a text that begins with more than a blank.
        let may_be_empty = size(schema, "minLength") == Some(0);
        let text = self.text_of(most);
        if may_be_empty { format!("(\"\\\"\\\"\" | {text})") } else { text }
    }

    fn text_of(&mut self, most: u64) -> String {
        if most <= LONGEST_LINE {
            return self.named(
                format!("line-{most}"),
                format!("\"\\\"\" first rest{{0,{}}} \"\\\"\"", most - 1),
            );
        }
        let paragraph = most.min(LONGEST_PARAGRAPH);
        let more = (most / 200).clamp(1, 15);
        let name = self
            .named(format!("paragraph-{paragraph}"), format!("first rest{{0,{}}}", paragraph - 1));
        let gap = self.named("gap".into(), "\"\\\\n\" \"\\\\n\"?".into());
        self.named(
            format!("text-{most}"),
            format!("\"\\\"\" {name} ({gap} {name}){{0,{more}}} \"\\\"\""),
        )
    }

    /// The characters of texts: a first one that is no blank, and the rest.
    fn characters(&mut self) {
        self.named("first".into(), r#"[^"\\\x00-\x20\x7F] | escape"#.into());
        self.named("rest".into(), r#"[^"\\\x00-\x1F\x7F] | escape"#.into());
        self.named("escape".into(), r#"[\\] ["\\]"#.into());
    }

    fn list(&mut self, schema: &Value, depth: usize) -> Result<String, GrammarProblem> {
        let item = match schema.get("items") {
            Some(items) => self.value(items, depth + 1)?,
            None => self.any(),
        };
        let least = size(schema, "minItems").unwrap_or(0).min(MOST_ITEMS);
        let most = size(schema, "maxItems").unwrap_or(MOST_ITEMS).clamp(least, MOST_ITEMS);
        if most == 0 {
            return Ok("\"[]\"".into());
        }
        let name = self.named(format!("item-{}", self.named.len()), item);
        let more = match (least.saturating_sub(1), most - 1) {
            (_, 0) => String::new(),
            (least, most) => format!(" (\", \" {name}){{{least},{most}}}"),
        };
        let items = format!("\"[\" {name}{more} \"]\"");
        Ok(if least == 0 { format!("(\"[]\" | {items})") } else { items })
    }

    /// All of the properties, in their order: what a small model may leave out, it leaves out.
    fn object(&mut self, schema: &Value, depth: usize) -> Result<String, GrammarProblem> {
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
            return Ok(self.any());
        };
        let mut parts = Vec::with_capacity(properties.len());
        for (name, property) in properties {
            let value = self.value(property, depth + 1)?;
            let before = if parts.is_empty() { "" } else { ", " };
            let key = literal(&format!("{before}{}: ", Value::from(name.as_str())));
            parts.push(format!("{key} {value}"));
        }
        Ok(format!("\"{{\" {} \"}}\"", parts.join(" ")))
    }

    /// Any JSON.
    fn any(&mut self) -> String {
        self.characters();
        let text = r#""\"" (rest | [\\] ["\\nt]){0,1000} "\"""#;
        self.named("any-text".into(), text.into());
        self.named(
            "any".into(),
            "any-text | \"-\"? [0-9]{1,15} (\".\" [0-9]{1,6})? | \"true\" | \"false\" | \"null\" \
             | \"[\" (any (\", \" any){0,39})? \"]\" \
             | \"{\" (any-text \": \" any (\", \" any-text \": \" any){0,39})? \"}\""
                .into(),
        );
        "any".into()
    }

    fn named(&mut self, name: String, rule: String) -> String {
        self.named.entry(name.clone()).or_insert(rule);
        name
    }
}

fn size(schema: &Value, key: &str) -> Option<u64> {
    schema.get(key).and_then(Value::as_u64)
}

/// Exactly this text.
fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control.is_control() => {
                let _ = write!(out, "\\U{:08X}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_value_has_one_way_to_be_written() {
        let schema = json!({ "type": "object", "properties": {
            "subject": { "type": "string", "maxLength": 70 },
            "pre\"header": { "type": ["string", "null"], "maxLength": 70 },
            "proof": { "type": "string", "minLength": 0, "maxLength": 70 },
            "body": { "type": "string", "maxLength": 1500 },
            "headlines": { "type": "array", "items": { "type": "string", "maxLength": 40 },
                "minItems": 3, "maxItems": 15 },
            "tone": { "enum": ["calm", "a \"b\""] },
            "done": { "type": "boolean" },
            "other": {},
        } });
        insta::assert_snapshot!(grammar(&schema).expect("a grammar"), @r#"
        root ::= "{" "\"subject\": " line-70 ", \"pre\\\"header\": " (line-70 | "null") ", \"proof\": " ("\"\"" | line-70) ", \"body\": " text-1500 ", \"headlines\": " "[" item-8 (", " item-8){2,14} "]" ", \"tone\": " ("\"calm\"" | "\"a \\\"b\\\"\"") ", \"done\": " ("true" | "false") ", \"other\": " any "}"
        any ::= any-text | "-"? [0-9]{1,15} ("." [0-9]{1,6})? | "true" | "false" | "null" | "[" (any (", " any){0,39})? "]" | "{" (any-text ": " any (", " any-text ": " any){0,39})? "}"
        any-text ::= "\"" (rest | [\\] ["\\nt]){0,1000} "\""
        escape ::= [\\] ["\\]
        first ::= [^"\\\x00-\x20\x7F] | escape
        gap ::= "\\n" "\\n"?
        item-8 ::= line-40
        line-40 ::= "\"" first rest{0,39} "\""
        line-70 ::= "\"" first rest{0,69} "\""
        paragraph-700 ::= first rest{0,699}
        rest ::= [^"\\\x00-\x1F\x7F] | escape
        text-1500 ::= "\"" paragraph-700 (gap paragraph-700){0,7} "\""
        "#);
    }

    #[test]
    fn a_schema_that_goes_on_and_on_has_no_grammar() {
        let mut deep = json!({ "type": "string" });
        for _ in 0..20 {
            deep = json!({ "type": "array", "items": deep });
        }
        assert_eq!(grammar(&deep), Err(GrammarProblem::TooDeep));
        let wide: serde_json::Map<String, Value> =
            (0..1_000).map(|n| (format!("field{n}"), json!({ "type": "string" }))).collect();
        let wide = json!({ "type": "object", "properties": wide });
        assert_eq!(grammar(&wide), Err(GrammarProblem::TooLarge));
        let long = json!({ "enum": ["x".repeat(MAX_GRAMMAR)] });
        assert_eq!(grammar(&long), Err(GrammarProblem::TooLarge));
    }
}
