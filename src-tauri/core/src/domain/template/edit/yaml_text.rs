//! YAML changed entry by entry in its text, so that comments, the order of keys and whatever else
//! the author wrote stay as they are.
//!
//! Each change is made in the text and then read: where the result does not say exactly what it
//! should, the YAML is written in a way that is beyond this, and the change is refused.

mod list;

use std::ops::Range;

use serde_json::{Map, Value};

use super::{
    super::{
        error::Place,
        yaml::{self, Key, Node, Tree},
    },
    EditError,
    scan::{behind_colon, block_end, value_end},
};

/// A YAML map as text.
#[derive(Clone, Debug)]
pub(super) struct YamlText {
    text: String,
    node: Node,
}

/// A map of the YAML, and how it is written.
struct Holder<'a> {
    entries: &'a [(Key, Node)],
    in_flow: bool,
}

impl YamlText {
    pub(super) fn read(text: &str) -> Result<Self, EditError> {
        let node = yaml::read(text).map_err(|_| EditError::Unreadable)?;
        if !node.is_null() && node.as_map().is_none() {
            return Err(EditError::Unreadable);
        }
        Ok(Self { text: text.to_owned(), node })
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn json(&self) -> Value {
        if self.node.is_null() { Map::new().into() } else { self.node.to_json() }
    }

    pub(super) fn get(&self, path: &[&str]) -> Option<Value> {
        Some(self.find(path)?.to_json())
    }

    pub(super) fn keys(&self, path: &[&str]) -> Vec<String> {
        let entries = self.find(path).and_then(Node::as_map).unwrap_or_default();
        entries.iter().map(|(key, _)| key.name.clone()).collect()
    }

    fn find(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(&self.node, |node, name| node.get(name))
    }

    /// Gives a key a value. What holds the key is made where it is not there; a key that is there
    /// keeps its place.
    pub(super) fn set(&mut self, path: &[&str], value: &Value) -> Result<(), EditError> {
        if self.get(path).as_ref() == Some(value) {
            return Ok(());
        }
        let mut wanted = self.json();
        *at_path(&mut wanted, path) = value.clone();
        let (last, above) = path.split_last().ok_or(EditError::BeyondForm)?;
        let edit = match self.entry(path) {
            Some((holder, index)) => {
                let in_flow = holder.in_flow;
                let span = self.value_span(&holder, index)?;
                let written = written(value, in_flow);
                // A value below its key takes the line's place beside it.
                let space = if self.text[..span.start].ends_with([' ', '\n']) { "" } else { " " };
                (span, format!("{space}{written}"))
            }
            None => self.insertion(above, usize::MAX, last, value)?,
        };
        self.apply(edit, &wanted)
    }

    /// Takes a key away with its value; one that is not there is as good as taken. A holder that
    /// is left empty goes too, unless it is `keep` levels deep or less.
    pub(super) fn remove(&mut self, path: &[&str], keep: usize) -> Result<(), EditError> {
        let Some((holder, index)) = self.entry(path) else { return Ok(()) };
        if holder.entries.len() == 1 && path.len() > keep {
            return self.remove(&path[..path.len() - 1], keep);
        }
        let mut wanted = self.json();
        let (last, above) = path.split_last().ok_or(EditError::BeyondForm)?;
        if let Some(holder) = at_path(&mut wanted, above).as_object_mut() {
            holder.shift_remove(*last);
        }
        let span = self.entry_span(&holder, index)?;
        let span = if holder.in_flow { self.with_comma(span) } else { span };
        self.apply((span, String::new()), &wanted)
    }

    /// Gives a key another name, in its place.
    pub(super) fn rename(&mut self, path: &[&str], name: &str) -> Result<(), EditError> {
        let Some((holder, index)) = self.entry(path) else { return Ok(()) };
        let (last, above) = path.split_last().ok_or(EditError::BeyondForm)?;
        if *last == name {
            return Ok(());
        }
        let mut wanted = self.json();
        if let Some(holder) = at_path(&mut wanted, above).as_object_mut() {
            let entries = std::mem::take(holder);
            *holder = entries
                .into_iter()
                .map(
                    |(key, value)| {
                        if key == *last { (name.to_owned(), value) } else { (key, value) }
                    },
                )
                .collect();
        }
        let start = self.offset(holder.entries[index].0.at);
        let colon = behind_colon(&self.text, start, holder.in_flow).ok_or(EditError::BeyondForm)?;
        let edit = (start..colon - 1, written_key(name, holder.in_flow));
        self.apply(edit, &wanted)
    }

    /// Adds an entry to a map, before the one that has this index now.
    pub(super) fn insert(
        &mut self,
        path: &[&str],
        index: usize,
        key: &str,
        value: &Value,
    ) -> Result<(), EditError> {
        let mut wanted = self.json();
        let holder = at_path(&mut wanted, path);
        if holder.is_null() {
            *holder = Map::new().into();
        }
        let holder = holder.as_object_mut().ok_or(EditError::BeyondForm)?;
        if holder.contains_key(key) {
            return Err(EditError::BeyondForm);
        }
        let index = index.min(holder.len());
        holder.shift_insert(index, key.to_owned(), value.clone());
        let edit = self.insertion(path, index, key, value)?;
        self.apply(edit, &wanted)
    }

    /// Moves an entry of a map to where the one with this index is now.
    pub(super) fn move_to(&mut self, path: &[&str], index: usize) -> Result<(), EditError> {
        let Some((holder, from)) = self.entry(path) else { return Err(EditError::BeyondForm) };
        let index = index.min(holder.entries.len() - 1);
        if index == from {
            return Ok(());
        }
        let (last, above) = path.split_last().ok_or(EditError::BeyondForm)?;
        let mut wanted = self.json();
        if let Some(holder) = at_path(&mut wanted, above).as_object_mut()
            && let Some(value) = holder.shift_remove(*last)
        {
            holder.shift_insert(index, (*last).to_owned(), value);
        }
        let own = self.entry_span(&holder, from)?;
        let piece = self.text[own.clone()].to_owned();
        let neighbour = self.entry_span(&holder, index)?;
        let (range, replacement) = if holder.in_flow {
            let between: Vec<Range<usize>> = (from.min(index)..=from.max(index))
                .map(|each| self.entry_span(&holder, each))
                .collect::<Result<_, _>>()?;
            let mut pieces: Vec<&str> =
                between.iter().map(|span| &self.text[span.clone()]).collect();
            if index > from {
                pieces.rotate_left(1);
            } else {
                pieces.rotate_right(1);
            }
            let range = between[0].start..between[between.len() - 1].end;
            (range, pieces.join(", "))
        } else if index > from {
            let range = own.start..neighbour.end;
            let after = own.end..neighbour.end;
            (range, format!("{}{piece}", with_line_end(&self.text[after])))
        } else {
            let range = neighbour.start..own.end;
            let before = neighbour.start..own.start;
            (range, format!("{}{}", with_line_end(&piece), &self.text[before]))
        };
        self.apply((range, replacement), &wanted)?;
        // Maps are equal in whatever order.
        if self.keys(above).get(index).is_some_and(|key| key == last) {
            Ok(())
        } else {
            Err(EditError::BeyondForm)
        }
    }

    fn apply(&mut self, edit: (Range<usize>, String), wanted: &Value) -> Result<(), EditError> {
        let (range, replacement) = edit;
        let mut text = self.text.clone();
        if !text.is_char_boundary(range.start) || !text.is_char_boundary(range.end) {
            return Err(EditError::BeyondForm);
        }
        text.replace_range(range, &replacement);
        let changed = Self::read(&text).map_err(|_| EditError::BeyondForm)?;
        if without_nothing(changed.json()) != without_nothing(wanted.clone()) {
            return Err(EditError::BeyondForm);
        }
        *self = changed;
        Ok(())
    }

    /// Where and what to write for a new entry.
    fn insertion(
        &self,
        above: &[&str],
        index: usize,
        key: &str,
        value: &Value,
    ) -> Result<(Range<usize>, String), EditError> {
        let Some(holder) = self.holder(above) else {
            // The holder is not there, or has nothing in it.
            let (last, further) = above.split_last().ok_or(EditError::BeyondForm)?;
            if self.entry(above).is_some() {
                return self.fill_empty(above, key, value);
            }
            let value = Value::Object(Map::from_iter([(key.to_owned(), value.clone())]));
            return self.insertion(further, usize::MAX, last, &value);
        };
        let index = index.min(holder.entries.len());
        if holder.in_flow {
            let entry = format!("{}: {}", written_key(key, true), written(value, true));
            return Ok(match index.checked_sub(1) {
                Some(before) => {
                    let end = self.entry_span(&holder, before)?.end;
                    (end..end, format!(", {entry}"))
                }
                None => {
                    let start = self.entry_span(&holder, 0)?.start;
                    (start..start, format!("{entry}, "))
                }
            });
        }
        let Some((first, _)) = holder.entries.first() else {
            let end = self.text.len();
            return Ok((end..end, in_block(&self.text, 0, key, value)));
        };
        let indent = indent_of(first);
        let at = match index.checked_sub(1) {
            Some(before) => self.entry_span(&holder, before)?.end,
            None => self.entry_span(&holder, 0)?.start,
        };
        Ok((at..at, in_block(&self.text[..at], indent, key, value)))
    }

    /// Below a key that has no value, or `{}`.
    fn fill_empty(
        &self,
        path: &[&str],
        key: &str,
        value: &Value,
    ) -> Result<(Range<usize>, String), EditError> {
        let (holder, index) = self.entry(path).ok_or(EditError::BeyondForm)?;
        let span = self.value_span(&holder, index)?;
        let entry = format!("{{ {}: {} }}", written_key(key, true), written(value, true));
        if holder.in_flow || span.end > span.start {
            let space = if self.text[..span.start].ends_with(' ') { "" } else { " " };
            return Ok((span, format!("{space}{entry}")));
        }
        let indent = indent_of(&holder.entries[index].0) + 2;
        let line_end = self.line_end(span.end);
        let text = in_block(&self.text[..line_end], indent, key, value);
        Ok((line_end..line_end, text))
    }

    /// The map at a path, unless there is nothing in it. The root is one in any case.
    fn holder(&self, path: &[&str]) -> Option<Holder<'_>> {
        let node = self.find(path)?;
        let entries = match &node.tree {
            Tree::Map(entries) => entries.as_slice(),
            Tree::Scalar(Value::Null) => &[],
            _ => return None,
        };
        if entries.is_empty() && !path.is_empty() {
            return None;
        }
        let in_flow = self.text[self.offset(node.at)..].starts_with('{');
        Some(Holder { entries, in_flow })
    }

    /// The map that holds a key, and which of its entries that is.
    fn entry(&self, path: &[&str]) -> Option<(Holder<'_>, usize)> {
        let (last, above) = path.split_last()?;
        let holder = self.holder(above)?;
        let index = holder.entries.iter().position(|(key, _)| key.name == *last)?;
        Some((holder, index))
    }

    /// A key with its value: whole lines, or what stands between two commas.
    fn entry_span(&self, holder: &Holder<'_>, index: usize) -> Result<Range<usize>, EditError> {
        let (key, value) = &holder.entries[index];
        let start = self.offset(key.at);
        if holder.in_flow {
            return Ok(start..self.value_span(holder, index)?.end);
        }
        let line = self.line_start(start);
        if !self.text[line..start].chars().all(|character| character == ' ') {
            return Err(EditError::BeyondForm);
        }
        let holds_list = value.as_list().is_some();
        Ok(line..block_end(&self.text, line, start - line, holds_list))
    }

    /// A value without the space around it. Empty where there is none.
    fn value_span(&self, holder: &Holder<'_>, index: usize) -> Result<Range<usize>, EditError> {
        let (key, value) = &holder.entries[index];
        let start = self.offset(key.at);
        let colon = behind_colon(&self.text, start, holder.in_flow).ok_or(EditError::BeyondForm)?;
        if value.is_null() {
            let end = value_end(&self.text, colon, holder.in_flow).max(colon);
            let word = self.text[colon..end].trim_start();
            return Ok(end - word.len()..end);
        }
        let rest = &self.text[colon..];
        let begin = colon + (rest.len() - rest.trim_start_matches([' ', '\t']).len());
        let line = self.text[begin..].lines().next().unwrap_or_default();
        let beside = !line.is_empty() && !line.starts_with('#');
        let several_lines = line.starts_with(['|', '>'])
            || (beside && !holder.in_flow && self.goes_on(holder, index, begin)?);
        if beside && !several_lines {
            return Ok(begin..value_end(&self.text, begin, holder.in_flow));
        }
        if holder.in_flow {
            return Err(EditError::BeyondForm);
        }
        // What stands below the key, up to the end of the entry's last line.
        let end = self.entry_span(holder, index)?.end;
        let end = if self.text[..end].ends_with('\n') { end - 1 } else { end };
        Ok(colon.min(end)..end)
    }

    /// Whether a value that begins beside its key has further lines, brackets and quotes aside.
    fn goes_on(&self, holder: &Holder<'_>, index: usize, begin: usize) -> Result<bool, EditError> {
        let end = value_end(&self.text, begin, false);
        let entry_end = self.entry_span(holder, index)?.end;
        Ok(entry_end > self.line_end(end.min(self.text.len())))
    }

    /// An entry between brackets with the comma that parts it from its neighbour.
    fn with_comma(&self, span: Range<usize>) -> Range<usize> {
        let after = &self.text[span.end..];
        if let Some(rest) = after.trim_start().strip_prefix(',') {
            let end = self.text.len() - rest.trim_start_matches(' ').len();
            return span.start..end;
        }
        let before = self.text[..span.start].trim_end();
        let start = before.strip_suffix(',').map_or(span.start, |before| before.trim_end().len());
        start..span.end
    }

    fn offset(&self, place: Place) -> usize {
        let line = usize::try_from(place.line).unwrap_or(1).max(1) - 1;
        let start: usize = self.text.split_inclusive('\n').take(line).map(str::len).sum();
        let column = usize::try_from(place.column).unwrap_or(1).max(1) - 1;
        let rest = &self.text[start.min(self.text.len())..];
        let within = rest.char_indices().nth(column).map_or(rest.len(), |(index, _)| index);
        start + within
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// Behind the line break.
    fn line_end(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |newline| at + newline + 1)
    }
}

fn indent_of(key: &Key) -> usize {
    usize::try_from(key.at.column).unwrap_or(1).max(1) - 1
}

fn with_line_end(text: &str) -> String {
    if text.is_empty() || text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") }
}

/// Lines that hold an entry, for behind this text.
fn in_block(before: &str, indent: usize, key: &str, value: &Value) -> String {
    let line_break = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    let space = " ".repeat(indent);
    let key = written_key(key, false);
    match value.as_object().filter(|map| !map.is_empty()) {
        // What is made anew is written as people write it: one line for each level of names.
        Some(map) if map.len() == 1 => {
            let inner: String =
                map.iter().map(|(key, value)| in_block("", indent + 2, key, value)).collect();
            format!("{line_break}{space}{key}:\n{inner}")
        }
        _ => format!("{line_break}{space}{key}: {}\n", written(value, false)),
    }
}

/// The place for a value in a tree of maps, made where it is not there.
fn at_path<'a>(value: &'a mut Value, path: &[&str]) -> &'a mut Value {
    let mut place = value;
    for name in path {
        if !place.is_object() {
            *place = Map::new().into();
        }
        place = &mut place[*name];
    }
    place
}

/// Maps with nothing in them, and names without a value, say as much as no name at all.
fn without_nothing(value: Value) -> Value {
    match value {
        Value::Object(map) => map
            .into_iter()
            .map(|(key, value)| (key, without_nothing(value)))
            .filter(|(_, value)| !value.is_null() && value != &Value::Object(Map::new()))
            .collect::<Map<_, _>>()
            .into(),
        other => other,
    }
}

fn written_key(key: &str, in_flow: bool) -> String {
    let as_entry = if in_flow { format!("{{ {key}: 1 }}") } else { format!("{key}: 1\n") };
    let reads_back = !key.contains('\n')
        && yaml::read(&as_entry).is_ok_and(|node| {
            node.as_map().is_some_and(|map| map.len() == 1 && map[0].0.name == key)
        });
    if reads_back { key.to_owned() } else { quoted(key) }
}

/// A value in one line.
fn written(value: &Value, in_flow: bool) -> String {
    match value {
        Value::String(text) => {
            let as_entry =
                if in_flow { format!("{{ a: {text} }}") } else { format!("a: {text}\n") };
            let reads_back = !text.contains('\n')
                && yaml::read(&as_entry)
                    .is_ok_and(|node| node.get("a").and_then(Node::as_str) == Some(text));
            if reads_back { text.clone() } else { quoted(text) }
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| written(item, true)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(map) if map.is_empty() => "{}".to_owned(),
        Value::Object(map) => {
            let entries: Vec<String> = map
                .iter()
                .map(|(key, value)| format!("{}: {}", written_key(key, true), written(value, true)))
                .collect();
            format!("{{ {} }}", entries.join(", "))
        }
        other => other.to_string(),
    }
}

/// JSON's quotes are YAML's too.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
