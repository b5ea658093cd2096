//! JSON read as it streams in: what there is of a document, at any moment.
//!
//! The reader takes text in any cut and says, in steps, what has become certain: a text grows by
//! whole characters, a number counts once it has ended. Nothing it has said is ever taken back,
//! so whoever shows the steps never has to take anything off the screen.
//!
//! Models write things around their JSON: a fence, a remark. What comes before the first `{` and
//! after its end is passed over. What the values mean is for others.

use serde_json::{Number, Value};

/// The deepest nesting that is read. Forms have three levels; JSON of more is not for one.
const MAX_DEPTH: usize = 32;
/// The longest number that is read, in bytes.
const MAX_NUMBER: usize = 64;

/// Something that has become certain.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// An object begins.
    ObjectBegins,
    /// The value of this key comes next.
    Key(String),
    /// A list begins.
    ListBegins,
    /// The object or list begun last has ended.
    Ends,
    /// A text begins.
    TextBegins,
    /// More of the text: never empty, whole characters.
    Text(String),
    /// The text has ended.
    TextEnds,
    /// A number, `true`, `false` or `null`, whole.
    Scalar(Value),
}

/// Why the rest can't be read. What was read before it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonProblem {
    /// Not JSON from here on.
    #[error("this is not JSON")]
    Syntax,
    /// Nested too deep.
    #[error("this is nested too deep")]
    TooDeep,
}

/// What may come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Before the first `{`.
    Before,
    /// A value, or the end of the list where it has just begun.
    Value { may_end: bool },
    /// A key, or the end of the object where it has just begun.
    Key { may_end: bool },
    /// The colon behind a key.
    Colon,
    /// A comma or the end.
    Behind,
    /// Inside a text, a key's or a value's.
    Text { is_key: bool, escape: Escape },
    /// Inside a number or a word.
    Word,
    /// Behind the document.
    Done,
    /// Nothing is read any more.
    Broken(JsonProblem),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Escape {
    None,
    /// Behind a backslash.
    Begun,
    /// Behind `\u` and so many digits.
    Digits {
        count: u8,
        code: u16,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Container {
    Object,
    List,
}

/// Reads one JSON object as it streams in.
#[derive(Clone, Debug)]
pub struct PartialJson {
    place: Place,
    open: Vec<Container>,
    /// The key, number or word being read.
    held: String,
    /// What has been read of a text and not been said yet.
    said: String,
    /// The first half of a surrogate pair.
    high: Option<u16>,
}

impl Default for PartialJson {
    fn default() -> Self {
        Self {
            place: Place::Before,
            open: Vec::new(),
            held: String::new(),
            said: String::new(),
            high: None,
        }
    }
}

impl PartialJson {
    /// Takes more of the text, and adds what has become certain to `steps`.
    pub fn push(&mut self, text: &str, steps: &mut Vec<Step>) {
        for character in text.chars() {
            if matches!(self.place, Place::Done | Place::Broken(_)) {
                break;
            }
            self.take(character, steps);
        }
        self.say(steps);
    }

    /// Whether the object has ended.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.place == Place::Done
    }

    /// Whether it has begun.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        self.place != Place::Before
    }

    /// Why nothing more is read, where that is so.
    #[must_use]
    pub fn problem(&self) -> Option<JsonProblem> {
        match self.place {
            Place::Broken(problem) => Some(problem),
            _ => None,
        }
    }

    fn take(&mut self, character: char, steps: &mut Vec<Step>) {
        match self.place {
            Place::Before => {
                if character == '{' {
                    self.begin(Container::Object, steps);
                }
            }
            Place::Text { is_key, escape } => self.in_text(character, is_key, escape, steps),
            Place::Word => self.in_word(character, steps),
            Place::Done | Place::Broken(_) => {}
            _ if matches!(character, ' ' | '\t' | '\n' | '\r') => {}
            Place::Value { may_end } => match character {
                ']' if may_end => self.end(Container::List, steps),
                _ => self.value(character, steps),
            },
            Place::Key { may_end } => match character {
                '"' => self.place = Place::Text { is_key: true, escape: Escape::None },
                '}' if may_end => self.end(Container::Object, steps),
                _ => self.fail(JsonProblem::Syntax),
            },
            Place::Colon if character == ':' => self.place = Place::Value { may_end: false },
            Place::Behind => match (character, self.open.last()) {
                (',', Some(Container::Object)) => self.place = Place::Key { may_end: false },
                (',', Some(Container::List)) => self.place = Place::Value { may_end: false },
                ('}', _) => self.end(Container::Object, steps),
                (']', _) => self.end(Container::List, steps),
                _ => self.fail(JsonProblem::Syntax),
            },
            Place::Colon => self.fail(JsonProblem::Syntax),
        }
    }

    fn value(&mut self, character: char, steps: &mut Vec<Step>) {
        match character {
            '{' => self.begin(Container::Object, steps),
            '[' => self.begin(Container::List, steps),
            '"' => {
                steps.push(Step::TextBegins);
                self.place = Place::Text { is_key: false, escape: Escape::None };
            }
            '-' | '0'..='9' | 't' | 'f' | 'n' => {
                self.held.push(character);
                self.place = Place::Word;
            }
            _ => self.fail(JsonProblem::Syntax),
        }
    }

    fn begin(&mut self, container: Container, steps: &mut Vec<Step>) {
        if self.open.len() >= MAX_DEPTH {
            self.fail(JsonProblem::TooDeep);
            return;
        }
        self.open.push(container);
        (self.place, _) = match container {
            Container::Object => (Place::Key { may_end: true }, steps.push(Step::ObjectBegins)),
            Container::List => (Place::Value { may_end: true }, steps.push(Step::ListBegins)),
        };
    }

    fn end(&mut self, container: Container, steps: &mut Vec<Step>) {
        if self.open.pop() != Some(container) {
            self.fail(JsonProblem::Syntax);
            return;
        }
        steps.push(Step::Ends);
        self.place = if self.open.is_empty() { Place::Done } else { Place::Behind };
    }

    fn fail(&mut self, problem: JsonProblem) {
        self.place = Place::Broken(problem);
    }

    fn in_word(&mut self, character: char, steps: &mut Vec<Step>) {
        if character.is_ascii_alphanumeric() || matches!(character, '+' | '-' | '.') {
            self.held.push(character);
            if self.held.len() > MAX_NUMBER {
                self.fail(JsonProblem::Syntax);
            }
            return;
        }
        match scalar(&self.held) {
            None => self.fail(JsonProblem::Syntax),
            Some(value) => {
                self.held.clear();
                steps.push(Step::Scalar(value));
                self.place = Place::Behind;
                self.take(character, steps);
            }
        }
    }

    fn in_text(&mut self, character: char, is_key: bool, escape: Escape, steps: &mut Vec<Step>) {
        let escape = match (escape, character) {
            (Escape::None, '\\') => Escape::Begun,
            (Escape::None, '"') => {
                self.lone_surrogate(is_key);
                self.end_text(is_key, steps);
                return;
            }
            // JSON wants these escaped. Models forget it, and what is meant is clear.
            (Escape::None, _) => {
                self.lone_surrogate(is_key);
                self.add(character, is_key);
                Escape::None
            }
            (Escape::Begun, 'u') => Escape::Digits { count: 0, code: 0 },
            (Escape::Begun, _) => {
                let Some(meant) = short_escape(character) else {
                    self.fail(JsonProblem::Syntax);
                    return;
                };
                self.lone_surrogate(is_key);
                self.add(meant, is_key);
                Escape::None
            }
            (Escape::Digits { count, code }, _) => {
                let Some(digit) = character.to_digit(16) else {
                    self.fail(JsonProblem::Syntax);
                    return;
                };
                let code = code << 4 | digit as u16;
                if count < 3 {
                    Escape::Digits { count: count + 1, code }
                } else {
                    self.unit(code, is_key);
                    Escape::None
                }
            }
        };
        self.place = Place::Text { is_key, escape };
    }

    /// Takes a UTF-16 unit written in digits.
    fn unit(&mut self, unit: u16, is_key: bool) {
        if let Some(high) = self.high
            && let Some(Ok(character)) = char::decode_utf16([high, unit]).next()
            && character.len_utf16() == 2
        {
            self.high = None;
            self.add(character, is_key);
            return;
        }
        self.lone_surrogate(is_key);
        match char::from_u32(unit.into()) {
            Some(character) => self.add(character, is_key),
            None if unit < 0xDC00 => self.high = Some(unit),
            None => self.add(char::REPLACEMENT_CHARACTER, is_key),
        }
    }

    /// The half of a pair that is not followed by the other is no character.
    fn lone_surrogate(&mut self, is_key: bool) {
        if self.high.take().is_some() {
            self.add(char::REPLACEMENT_CHARACTER, is_key);
        }
    }

    fn add(&mut self, character: char, is_key: bool) {
        if is_key { self.held.push(character) } else { self.said.push(character) }
    }

    fn end_text(&mut self, is_key: bool, steps: &mut Vec<Step>) {
        if is_key {
            steps.push(Step::Key(std::mem::take(&mut self.held)));
            self.place = Place::Colon;
        } else {
            self.say(steps);
            steps.push(Step::TextEnds);
            self.place = Place::Behind;
        }
    }

    fn say(&mut self, steps: &mut Vec<Step>) {
        if !self.said.is_empty() {
            steps.push(Step::Text(std::mem::take(&mut self.said)));
        }
    }
}

fn short_escape(character: char) -> Option<char> {
    Some(match character {
        '"' | '\\' | '/' => character,
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        _ => return None,
    })
}

fn scalar(word: &str) -> Option<Value> {
    Some(match word {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        "null" => Value::Null,
        number => Value::Number(serde_json::from_str::<Number>(number).ok()?),
    })
}

#[cfg(test)]
mod tests;
