//! Asking for some fields again: only those that are missing, too long or repeated.
//!
//! The question goes behind the whole conversation, which a provider or the engine still has at
//! hand. Each text has a key of its own in the answer, so that it can't be mistaken for another.

use serde_json::{Map, Value, json};

use super::{
    reader,
    rules::{FieldProblem, Flaw, Rules},
    shape::{FieldKind, Shape},
    values::{FieldPath, FieldValue, FieldValues, Part, Section},
};
use crate::domain::prompt::{Message, Role};

/// A text that took the place of another.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, ts_rs::TS)]
#[serde(rename_all = "camelCase")]
pub struct Rewrite {
    /// Which text of the copy.
    pub path: FieldPath,
    /// What stood there; empty where nothing did.
    pub from: String,
    /// What stands there now.
    pub to: String,
}

/// All that a run put in the place of something, and the fields of its copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrites {
    /// The fields.
    pub shape: Shape,
    /// In the order in which they came.
    pub rewrites: Vec<Rewrite>,
}

impl Rewrites {
    /// The copy with all of them in it.
    #[must_use]
    pub fn apply(&self, text: &str) -> String {
        rewritten(&self.shape, text, &self.rewrites)
    }
}

/// A question for some fields.
#[derive(Clone, Debug, PartialEq)]
pub struct AskedAgain {
    /// The key of each text in the answer.
    keys: Vec<(String, FieldPath)>,
    /// What the answer has to fit.
    pub schema: Value,
    /// The question in words.
    words: String,
}

impl AskedAgain {
    /// The question for texts with these flaws. `held` is for a model that a grammar holds to it.
    #[must_use]
    pub fn new(rules: &Rules, values: &FieldValues, flaws: &[Flaw], held: bool) -> Self {
        let (mut keys, mut properties) = (Vec::new(), Map::new());
        let mut words = String::from("Some of this does not fit yet. Write these again:\n");
        for Flaw { path, problem } in flaws {
            let Some(place) = rules.shape.fields.iter().position(|field| field.name == path.field)
            else {
                continue;
            };
            let field = &rules.shape.fields[place];
            let key = key(path);
            let now = values.text(path).unwrap_or_default();
            let what = match problem {
                FieldProblem::TooLong { count, most } => {
                    format!("“{now}” has {count} characters. Say it in at most {most}.")
                }
                FieldProblem::Repeated => {
                    format!("“{now}” is there already. Write another one.")
                }
                FieldProblem::Missing => {
                    let mut what = "This is missing.".to_owned();
                    if let Some(description) = &field.description {
                        what.push_str(&format!(" It is {description}."));
                    }
                    if let Some(most) = rules.most(place) {
                        what.push_str(&format!(" At most {most} characters."));
                    }
                    what
                }
            };
            words.push_str(&format!("- {key}: {what}\n"));
            let mut schema = json!({ "type": "string", "minLength": 1 });
            if held {
                let is_long =
                    matches!(field.kind, FieldKind::Text) || matches!(path.part, Part::Text(_));
                schema["maxLength"] = rules.longest(place, if is_long { 600 } else { 200 }).into();
            }
            properties.insert(key.clone(), schema);
            keys.push((key, path.clone()));
        }
        let names: Vec<&str> = keys.iter().map(|(key, _)| key.as_str()).collect();
        words.push_str(&format!(
            "Answer with one JSON object with {} and nothing else.",
            if names.len() == 1 {
                format!("the key “{}”", names[0])
            } else {
                format!("the keys {}", names.join(", "))
            }
        ));
        let schema = json!({
            "type": "object",
            "properties": properties,
            "required": names,
            "additionalProperties": false,
        });
        Self { keys, schema, words }
    }

    /// The conversation with the question at its end.
    #[must_use]
    pub fn messages(&self, asked: &[Message], rules: &Rules, values: &FieldValues) -> Vec<Message> {
        let mut messages = asked.to_vec();
        messages.push(Message::text(Role::Model, values.to_json(&rules.shape).to_string()));
        messages.push(Message::text(Role::User, self.words.as_str()));
        messages
    }

    /// What the answer puts in the place of what, of what is now without a flaw.
    #[must_use]
    pub fn rewrites(&self, answer: &str, rules: &Rules, values: &FieldValues) -> Vec<Rewrite> {
        let start = answer.find('{').unwrap_or(answer.len());
        let mut json = serde_json::Deserializer::from_str(&answer[start..]).into_iter::<Value>();
        let Some(Ok(Value::Object(answer))) = json.next() else { return Vec::new() };
        let mut rewrites = Vec::new();
        let mut after = values.clone();
        for (key, path) in &self.keys {
            let Some(to) = answer.get(key).and_then(Value::as_str).map(str::trim) else { continue };
            if to.is_empty() {
                continue;
            }
            let from = values.text(path).unwrap_or_default().to_owned();
            let tried = set(&rules.shape, &after, path, to);
            let is_flawed = rules.flaws(&tried).iter().any(|flaw| flaw.path == *path);
            if !is_flawed && tried.text(path) == Some(to) {
                after = tried;
                rewrites.push(Rewrite { path: path.clone(), from, to: to.to_owned() });
            }
        }
        rewrites
    }
}

/// `headlines/2` as a key that counts like people do: `headlines_3`.
fn key(path: &FieldPath) -> String {
    let field = &path.field;
    match path.part {
        Part::Whole => field.clone(),
        Part::Line(index) => format!("{field}_{}", index + 1),
        Part::Heading(index) => format!("{field}_{}_heading", index + 1),
        Part::Text(index) => format!("{field}_{}_text", index + 1),
    }
}

/// The values with one text in its place; the next one of a list may be added.
#[must_use]
pub fn set(shape: &Shape, values: &FieldValues, path: &FieldPath, text: &str) -> FieldValues {
    let mut values = values.clone();
    let known = values.0.iter().position(|(name, _)| *name == path.field);
    let place = known.unwrap_or_else(|| {
        let Some(field) = shape.field(&path.field) else { return usize::MAX };
        values.0.push((
            path.field.clone(),
            match field.kind {
                FieldKind::Line | FieldKind::Text => FieldValue::One(String::new()),
                FieldKind::Lines(_) => FieldValue::Lines(Vec::new()),
                FieldKind::Sections { .. } => FieldValue::Sections(Vec::new()),
            },
        ));
        values.0.len() - 1
    });
    let Some((_, value)) = values.0.get_mut(place) else { return values };
    match (value, path.part) {
        (FieldValue::One(now), Part::Whole) => text.clone_into(now),
        (FieldValue::Lines(lines), Part::Line(index)) => {
            if index == lines.len() {
                lines.push(String::new());
            }
            if let Some(line) = lines.get_mut(index) {
                text.clone_into(line);
            }
        }
        (FieldValue::Sections(sections), Part::Heading(index) | Part::Text(index)) => {
            if index == sections.len() {
                sections.push(Section::default());
            }
            if let Some(section) = sections.get_mut(index) {
                let is_heading = matches!(path.part, Part::Heading(_));
                text.clone_into(if is_heading { &mut section.heading } else { &mut section.text });
            }
        }
        _ => {}
    }
    values
}

/// The copy with the rewrites in it. What the user has changed meanwhile stays as it is.
#[must_use]
pub fn rewritten(shape: &Shape, text: &str, rewrites: &[Rewrite]) -> String {
    let mut text = text.to_owned();
    for Rewrite { path, from, to } in rewrites {
        let values = reader::values(shape, &text);
        let stands = |path: &FieldPath| values.text(path).unwrap_or_default() == from;
        // A line may have moved since, as others were taken out or put in.
        let moved = || {
            let all = values.texts().into_iter().map(|(path, _)| path);
            let mut same = all.filter(|other| other.field == path.field && stands(other));
            same.next().filter(|_| !from.is_empty())
        };
        let place = if stands(path) { Some(path.clone()) } else { moved() };
        if let Some(place) = place {
            text = reader::with(shape, &text, &place, to);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use crate::domain::format::starter;

    use super::*;

    fn rules() -> Rules {
        let schema = json!({
            "properties": {
                "headlines": { "type": "array", "items": { "type": "string" } },
                "descriptions": { "type": "array", "items": { "type": "string" } },
            },
            "required": ["headlines", "descriptions"],
        });
        let format = starter().iter().find(|format| format.name == "google-responsive-search-ad");
        Rules::new(&schema, format).expect("fields")
    }

    fn values() -> FieldValues {
        FieldValues(vec![(
            "headlines".into(),
            FieldValue::Lines(vec![
                "Ice-cold for 24 hours".into(),
                "The hiking bottle that never sweats on you".into(),
                "Ice-cold for 24 hours.".into(),
            ]),
        )])
    }

    #[test]
    fn what_is_missing_too_long_or_repeated_is_asked_again_and_nothing_else() {
        let (rules, values) = (rules(), values());
        let flaws = rules.flaws(&values);
        let asked = AskedAgain::new(&rules, &values, &flaws, false);
        insta::assert_snapshot!(asked.words, @r#"
        Some of this does not fit yet. Write these again:
        - descriptions_1: This is missing. At most 90 characters.
        - descriptions_2: This is missing. At most 90 characters.
        - headlines_2: “The hiking bottle that never sweats on you” has 42 characters. Say it in at most 30.
        - headlines_3: “Ice-cold for 24 hours.” is there already. Write another one.
        Answer with one JSON object with the keys descriptions_1, descriptions_2, headlines_2, headlines_3 and nothing else.
        "#);
    }

    #[test]
    fn only_what_is_now_without_a_flaw_takes_a_place() {
        let (rules, values) = (rules(), values());
        let asked = AskedAgain::new(&rules, &values, &rules.flaws(&values), true);
        let answer = json!({
            "headlines_2": "A bottle that never sweats",
            "headlines_3": "A bottle that never sweats",
            "descriptions_1": "It keeps ice for a day.",
            "descriptions_2": "x".repeat(91),
            "headlines_1": "nobody asked for this",
        });
        let rewrites = asked.rewrites(&format!("Sure!\n{answer}\nDone"), &rules, &values);
        let places: Vec<String> = rewrites.iter().map(|rewrite| rewrite.path.to_string()).collect();
        assert_eq!(places, ["descriptions/0", "headlines/1"]);
        for no_answer in ["", "no", "{", "[1]", "{\"headlines_2\": 7}"] {
            assert_eq!(asked.rewrites(no_answer, &rules, &values), []);
        }
    }

    #[test]
    fn a_rewrite_finds_its_line_where_it_is_now_and_leaves_alone_what_the_user_changed() {
        let shape = rules().shape;
        let rewrite = |index, from: &str| Rewrite {
            path: FieldPath::new("headlines", Part::Line(index)),
            from: from.into(),
            to: "Short".into(),
        };
        let text = "**Headlines:**\n\n- Mine\n- Far too long\n- Other";
        assert_eq!(
            rewritten(&shape, text, &[rewrite(0, "Far too long"), rewrite(2, "Gone since")]),
            "**Headlines:**\n\n- Mine\n- Short\n- Other"
        );
        let once = rewritten(&shape, text, &[rewrite(1, "Far too long")]);
        assert_eq!(rewritten(&shape, &once, &[rewrite(1, "Far too long")]), once);
    }

    #[test]
    fn the_schemas_tell_the_limits_and_hold_to_them_with_a_margin() {
        let rules = rules();
        let told = rules.told(&json!({ "properties": { "headlines": {} } }));
        assert_eq!(
            told["properties"]["headlines"],
            json!({ "description": "each at most 30 characters", "minItems": 3, "maxItems": 15 })
        );
        let headlines = &rules.held()["properties"]["headlines"];
        assert_eq!(headlines["items"]["maxLength"], 55);
        assert_eq!((&headlines["minItems"], &headlines["maxItems"]), (&json!(3), &json!(15)));
    }
}
