//! What reading copy in fields promises on text that no model should write.

use serde_json::{Value, json};

use super::{
    partial_json::{PartialJson, Step},
    reader,
    rules::Rules,
    writer::FieldWriter,
};

/// The steps of a text that comes in pieces of about so many bytes, with the pieces of each text
/// in it put together.
fn steps(text: &str, size: usize) -> (Vec<Step>, PartialJson) {
    let (mut reader, mut steps) = (PartialJson::default(), Vec::new());
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, behind) = rest.split_at(rest.ceil_char_boundary(size.min(rest.len())));
        reader.push(piece, &mut steps);
        rest = behind;
    }
    let mut together: Vec<Step> = Vec::with_capacity(steps.len());
    for step in steps {
        match (together.last_mut(), step) {
            (Some(Step::Text(text)), Step::Text(more)) => text.push_str(&more),
            (_, step) => together.push(step),
        }
    }
    (together, reader)
}

/// JSON is read alike in any cut, what serde takes for an object is read to its end, and what is
/// written of it is read back.
pub fn partial_json(bytes: &[u8]) {
    let size = bytes.first().map_or(1, |&byte| 1 + usize::from(byte) % 61);
    let text = String::from_utf8_lossy(bytes);
    let (whole, reader) = steps(&text, text.len().max(1));
    let (in_pieces, other) = steps(&text, size);
    assert_eq!(in_pieces, whole);
    assert_eq!((reader.is_done(), reader.problem()), (other.is_done(), other.problem()));
    if let Ok(Value::Object(_)) = serde_json::from_str::<Value>(&text)
        && reader.problem().is_none()
    {
        assert!(reader.is_done(), "{text:?}");
    }

    let schema = json!({ "type": "object", "properties": {
        "subject": { "type": "string" },
        "lines": { "type": "array", "items": { "type": "string" } },
    } });
    let rules = Rules::new(&schema, None).expect("a shape");
    let written = |size: usize| {
        let mut writer = FieldWriter::new(rules.shape.clone());
        let mut markdown = String::new();
        let mut rest: &str = &text;
        while !rest.is_empty() {
            let (piece, behind) = rest.split_at(rest.ceil_char_boundary(size.min(rest.len())));
            markdown.push_str(&writer.push(piece));
            rest = behind;
        }
        markdown.push_str(&writer.finish());
        markdown
    };
    let markdown = written(text.len().max(1));
    assert_eq!(written(size), markdown);
    let values = reader::values(&rules.shape, &markdown);
    assert!(values.0.len() <= rules.shape.fields.len());
}
