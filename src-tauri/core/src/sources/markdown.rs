//! Markdown by its headings. The text of a section stays Markdown: its lists and tables are
//! read well enough by a model as they are.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::passages::Section;
use crate::domain::source::Place;

pub(super) fn read(text: &str) -> Vec<Section> {
    let mut sections = Vec::new();
    let mut place = None;
    let mut from = 0;
    let mut heading: Option<(usize, String)> = None;
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some((range.start, String::new())),
            Event::Text(words) | Event::Code(words) => {
                if let Some((_, title)) = &mut heading {
                    title.push_str(&words);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some((start, title)) = heading.take() {
                    sections
                        .push(Section { place: place.take(), text: text[from..start].to_owned() });
                    from = range.end;
                    let title = title.trim();
                    place = (!title.is_empty()).then(|| Place::Heading { text: shortened(title) });
                }
            }
            _ => {}
        }
    }
    sections.push(Section { place, text: text[from..].to_owned() });
    sections
}

/// The longest heading that names a place, in characters.
const MAX_HEADING_CHARS: usize = 120;

/// A heading short enough to name a place.
pub(super) fn shortened(title: &str) -> String {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    match title.char_indices().nth(MAX_HEADING_CHARS) {
        None => title,
        Some((end, _)) => format!("{}…", &title[..end]),
    }
}
