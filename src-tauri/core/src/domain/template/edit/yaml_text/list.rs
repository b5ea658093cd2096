//! Lists in YAML, changed item by item: what is said of the other items stays as it is written.

use std::ops::Range;

use serde_json::Value;

use super::{EditError, YamlText, at_path, written};

/// A list with a dash before each item.
struct Dashed {
    /// The lines of each item.
    lines: Vec<Range<usize>>,
    /// How far the dashes are from the left.
    indent: usize,
}

impl YamlText {
    /// Adds an item to a list, which is made where it is not there.
    pub(in super::super) fn append(
        &mut self,
        path: &[&str],
        item: &Value,
    ) -> Result<(), EditError> {
        let mut items = self.items(path)?;
        items.push(item.clone());
        let Some(Dashed { lines, indent }) = self.dashed(path)? else {
            return self.set(path, &Value::Array(items));
        };
        let mut wanted = self.json();
        *at_path(&mut wanted, path) = Value::Array(items);
        let end = lines.last().map_or(0, |line| line.end);
        let gap = if self.text[..end].ends_with('\n') { "" } else { "\n" };
        let entry = format!("{gap}{}- {}\n", " ".repeat(indent), written(item, false));
        self.apply((end..end, entry), &wanted)
    }

    /// Takes an item out of a list; a list that is left empty goes too.
    pub(in super::super) fn remove_item(
        &mut self,
        path: &[&str],
        index: usize,
    ) -> Result<(), EditError> {
        let mut items = self.items(path)?;
        if index >= items.len() {
            return Err(EditError::NoTest);
        }
        items.remove(index);
        if items.is_empty() {
            return self.remove(path, 1);
        }
        let Some(Dashed { lines, .. }) = self.dashed(path)? else {
            return self.set(path, &Value::Array(items));
        };
        let mut wanted = self.json();
        *at_path(&mut wanted, path) = Value::Array(items);
        let line = lines.get(index).cloned().ok_or(EditError::BeyondForm)?;
        self.apply((line, String::new()), &wanted)
    }

    fn items(&self, path: &[&str]) -> Result<Vec<Value>, EditError> {
        match self.get(path) {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(Value::Array(items)) => Ok(items),
            Some(_) => Err(EditError::BeyondForm),
        }
    }

    /// How a list is written; none of one between brackets.
    fn dashed(&self, path: &[&str]) -> Result<Option<Dashed>, EditError> {
        let Some((holder, index)) = self.entry(path).filter(|(holder, _)| !holder.in_flow) else {
            return Ok(None);
        };
        let span = self.entry_span(&holder, index)?;
        let mut at = self.line_end(span.start);
        let (mut lines, mut indent): (Vec<Range<usize>>, _) = (Vec::new(), None);
        while at < span.end {
            let end = self.line_end(at).min(span.end);
            let line = &self.text[at..end];
            let bare = line.trim_start_matches(' ');
            let depth = line.len() - bare.len();
            let is_item = bare.starts_with("- ") || bare.trim_end() == "-";
            if is_item && *indent.get_or_insert(depth) == depth {
                lines.push(at..end);
            } else if let Some(last) = lines.last_mut() {
                // What is further in belongs to the item; a comment between two to neither.
                let is_inside = indent.is_some_and(|indent| depth > indent);
                if is_inside && !bare.trim().is_empty() {
                    last.end = end;
                }
            }
            at = end;
        }
        Ok(indent.map(|indent| Dashed { lines, indent }))
    }
}
