//! Every prefix of a document, any cut of it, and what is no document.

use proptest::prelude::*;

use super::*;

/// What there is of a value.
#[derive(Clone, Debug, PartialEq)]
enum Partial {
    Text(String, bool),
    Scalar(Value),
    List(Vec<Partial>, bool),
    Object(Vec<(String, Option<Partial>)>, bool),
}

impl Partial {
    /// Whether `later` has all of this, and perhaps more.
    fn grows_into(&self, later: &Self) -> bool {
        match (self, later) {
            (Self::Text(text, done), Self::Text(more, _)) => {
                if *done {
                    self == later
                } else {
                    more.starts_with(text.as_str())
                }
            }
            (Self::List(items, done), Self::List(more, _)) => {
                (!done || self == later)
                    && items.len() <= more.len()
                    && items.iter().zip(more).all(|(item, more)| item.grows_into(more))
            }
            (Self::Object(entries, done), Self::Object(more, _)) => {
                (!done || self == later)
                    && entries.len() <= more.len()
                    && entries.iter().zip(more).all(|((key, value), (other, more))| {
                        key == other
                            && value.as_ref().is_none_or(|value| {
                                more.as_ref().is_some_and(|more| value.grows_into(more))
                            })
                    })
            }
            _ => self == later,
        }
    }

    fn value(&self) -> Value {
        match self {
            Self::Text(text, _) => text.clone().into(),
            Self::Scalar(value) => value.clone(),
            Self::List(items, _) => items.iter().map(Self::value).collect(),
            Self::Object(entries, _) => entries
                .iter()
                .filter_map(|(key, value)| Some((key.clone(), value.as_ref()?.value())))
                .collect(),
        }
    }
}

/// Puts steps together.
fn built(steps: &[Step]) -> Option<Partial> {
    fn add(open: &mut [Partial], root: &mut Option<Partial>, value: Partial) {
        match open.last_mut() {
            Some(Partial::List(items, _)) => items.push(value),
            Some(Partial::Object(entries, _)) => {
                entries.last_mut().expect("a key").1 = Some(value);
            }
            _ => *root = Some(value),
        }
    }
    let (mut open, mut root) = (Vec::new(), None);
    for step in steps {
        match step {
            Step::ObjectBegins => open.push(Partial::Object(Vec::new(), false)),
            Step::ListBegins => open.push(Partial::List(Vec::new(), false)),
            Step::TextBegins => open.push(Partial::Text(String::new(), false)),
            Step::Key(key) => match open.last_mut() {
                Some(Partial::Object(entries, _)) => entries.push((key.clone(), None)),
                _ => panic!("a key outside of an object"),
            },
            Step::Text(more) => match open.last_mut() {
                Some(Partial::Text(text, _)) => text.push_str(more),
                _ => panic!("text outside of a text"),
            },
            Step::Scalar(value) => add(&mut open, &mut root, Partial::Scalar(value.clone())),
            Step::Ends | Step::TextEnds => {
                let mut value = open.pop().expect("something open");
                match &mut value {
                    Partial::Text(_, done) | Partial::List(_, done) | Partial::Object(_, done) => {
                        *done = true;
                    }
                    Partial::Scalar(_) => unreachable!("a scalar is never open"),
                }
                add(&mut open, &mut root, value);
            }
        }
    }
    while let Some(value) = open.pop() {
        add(&mut open, &mut root, value);
    }
    root
}

fn steps(text: &str) -> (Vec<Step>, PartialJson) {
    let (mut reader, mut steps) = (PartialJson::default(), Vec::new());
    reader.push(text, &mut steps);
    (steps, reader)
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1e9..1e9f64).prop_map(Value::from),
        Just(Value::Null),
        ".{0,12}".prop_map(Value::from),
        "[\"\\\\/\\x00-\\x1f🥤é]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(".{0,6}", inner, 0..6)
                .prop_map(|entries| entries.into_iter().collect::<Value>()),
        ]
    })
}

fn document() -> impl Strategy<Value = Value> {
    prop::collection::btree_map(".{0,6}", json(), 0..6)
        .prop_map(|entries| entries.into_iter().collect::<Value>())
}

/// The document with every character of its texts escaped as UTF-16 units.
fn all_escaped(document: &str) -> String {
    document
        .chars()
        .flat_map(|character| {
            let mut units = [0; 2];
            if character.is_ascii() {
                vec![character.to_string()]
            } else {
                character
                    .encode_utf16(&mut units)
                    .iter()
                    .map(|unit| format!("\\u{unit:04x}"))
                    .collect()
            }
        })
        .collect()
}

proptest! {
    #[test]
    fn every_prefix_of_a_document_gives_a_state_that_only_grows(
        document in document(), pretty: bool, escaped: bool,
    ) {
        let text = if pretty {
            serde_json::to_string_pretty(&document)
        } else {
            serde_json::to_string(&document)
        }.expect("JSON");
        let text = if escaped { all_escaped(&text) } else { text };
        let mut earlier = None;
        for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
            let (steps, reader) = steps(&text[..end]);
            prop_assert_eq!(reader.problem(), None);
            let state = built(&steps);
            if let Some(earlier) = &earlier {
                let grown = state.as_ref().is_some_and(|state| Partial::grows_into(earlier, state));
                prop_assert!(grown, "{:?} became {:?}", earlier, state);
            }
            earlier = state;
        }
        let whole: Value = serde_json::from_str(&text).expect("JSON");
        prop_assert_eq!(earlier.expect("a document").value(), whole);
    }

    #[test]
    fn the_cuts_do_not_matter(document in document(), cuts in prop::collection::vec(1usize..7, 1..40)) {
        let text = all_escaped(&document.to_string());
        let (mut reader, mut all) = (PartialJson::default(), Vec::new());
        let (mut rest, mut cuts) = (text.as_str(), cuts.into_iter().cycle());
        while !rest.is_empty() {
            let cut = rest.ceil_char_boundary(cuts.next().expect("endless").min(rest.len()));
            reader.push(&rest[..cut], &mut all);
            rest = &rest[cut..];
        }
        prop_assert!(reader.is_done());
        prop_assert_eq!(built(&all), built(&steps(&text).0));
    }

    #[test]
    fn whatever_comes_is_survived(text in "[\\[\\]{}\",:\\\\u0-9a-f \n.eé-]{0,200}") {
        let (steps, _) = steps(&text);
        built(&steps);
    }
}

#[test]
fn what_models_write_around_their_json_is_passed_over() {
    let (steps, reader) =
        steps("Here you are:\n```json\n{\"subject\": \"New\"}\n```\nI hope {this} helps.");
    assert!(reader.is_done());
    let value = built(&steps).expect("an object").value();
    assert_eq!(value, serde_json::json!({ "subject": "New" }));
}

#[test]
fn half_of_a_pair_is_no_character_and_waits_for_the_other() {
    let text = |json: &str| built(&steps(json).0).expect("an object").value()["a"].clone();
    assert_eq!(text(r#"{"a": "\ud83e"#), "");
    assert_eq!(text(r#"{"a": "\ud83e\udd64"#), "🥤");
    assert_eq!(text(r#"{"a": "\ud83e!\udd64"}"#), "\u{fffd}!\u{fffd}");
    assert_eq!(text(r#"{"a": "\ud83e\ud83e\udd64"}"#), "\u{fffd}🥤");
}

#[test]
fn what_is_no_json_ends_the_reading_and_what_came_before_stands() {
    for broken in [
        r#"{"a": "kept", b"#,
        r#"{"a": "kept"]"#,
        r#"{"a": "kept", "b" "c""#,
        r#"{"a": "kept", "b": tru }"#,
        r#"{"a": "kept", "b": 01 }"#,
        r#"{"a": "kept", "b": "\x"#,
        r#"{"a": "kept", "b": "\u12g"#,
        r#"{"a": "kept", ]"#,
    ] {
        let (steps, reader) = steps(broken);
        assert_eq!(reader.problem(), Some(JsonProblem::Syntax), "{broken}");
        assert_eq!(built(&steps).expect("an object").value()["a"], "kept");
    }
}

#[test]
fn nesting_has_an_end_and_so_have_numbers() {
    let deep = format!("{{\"a\": {}", "[".repeat(100_000));
    assert_eq!(steps(&deep).1.problem(), Some(JsonProblem::TooDeep));
    let long = format!("{{\"a\": {}", "1".repeat(1 << 20));
    let (_, reader) = steps(&long);
    assert_eq!(reader.problem(), Some(JsonProblem::Syntax));
    assert!(reader.held.len() <= MAX_NUMBER + 1);
}

#[test]
fn two_megabytes_a_byte_at_a_time_are_read_in_one_go() {
    let (mut reader, mut all) = (PartialJson::default(), Vec::new());
    reader.push("{\"a\": \"", &mut all);
    let mut read = 0;
    for _ in 0..2 << 20 {
        reader.push("x", &mut all);
        read += all.len();
        all.clear();
    }
    reader.push("\"}", &mut all);
    assert!(reader.is_done());
    assert_eq!(read, (2 << 20) + 3);
}
