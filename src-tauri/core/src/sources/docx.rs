//! Word documents: the paragraphs of `word/document.xml` by their headings (ECMA-376, part 1).
//!
//! Comments, deleted text and fields' instructions are left out: a reader does not see them.

use std::io::{Cursor, Read};

use quick_xml::{Reader, events::Event};
use zip::{ZipArchive, result::ZipError};

use super::{SourceError, markdown::shortened, passages::Section};
use crate::domain::source::Place;

/// The most that the document's text may unpack to, in bytes.
const MAX_UNPACKED: u64 = 64_000_000;

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Section>, SourceError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| SourceError::Broken)?;
    let mut xml = Vec::new();
    let entry = archive.by_name("word/document.xml").map_err(|error| match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => SourceError::Locked,
        _ => SourceError::Broken,
    })?;
    entry.take(MAX_UNPACKED + 1).read_to_end(&mut xml).map_err(|_| SourceError::Broken)?;
    if xml.len() as u64 > MAX_UNPACKED {
        return Err(SourceError::TooHard);
    }
    Document::default().read(&xml)
}

#[derive(Default)]
struct Document {
    sections: Vec<Section>,
    place: Option<Place>,
    text: String,
    paragraph: String,
    is_heading: bool,
    in_text: bool,
    /// How deep inside deleted text.
    deleted: usize,
}

impl Document {
    fn read(mut self, xml: &[u8]) -> Result<Vec<Section>, SourceError> {
        let mut reader = Reader::from_reader(xml);
        loop {
            match reader.read_event().map_err(|_| SourceError::Broken)? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "t" => self.in_text = true,
                    "del" | "moveFrom" => self.deleted += 1,
                    _ => {}
                },
                Event::Empty(tag) => match tag.local_name().as_ref() {
                    "pStyle" => {
                        let style = tag
                            .attributes()
                            .flatten()
                            .find(|attribute| attribute.key.local_name().as_ref() == "val");
                        // “Heading1”, or its name in another language: the outline tells those.
                        self.is_heading |= style.is_some_and(|style| {
                            let style = style.value.to_ascii_lowercase();
                            style.starts_with("heading") || style.starts_with("title")
                        });
                    }
                    "outlineLvl" => self.is_heading = true,
                    "tab" => self.write(" "),
                    "br" | "cr" => self.write("\n"),
                    _ => {}
                },
                Event::Text(words) if self.in_text => self.write(&words),
                Event::GeneralRef(name) if self.in_text => {
                    let character = name.resolve_char_ref().map_err(|_| SourceError::Broken)?;
                    match character {
                        Some(character) => self.write(character.encode_utf8(&mut [0; 4])),
                        // Others are declared by a DTD, which is not read.
                        None => {
                            self.write(quick_xml::escape::resolve_xml_entity(&name).unwrap_or(""));
                        }
                    }
                }
                Event::End(tag) => match tag.local_name().as_ref() {
                    "t" => self.in_text = false,
                    "del" | "moveFrom" => self.deleted = self.deleted.saturating_sub(1),
                    "tc" => self.text.push(' '),
                    "p" => self.end_paragraph(),
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
        }
        self.end_section();
        Ok(self.sections)
    }

    fn write(&mut self, words: &str) {
        if self.deleted == 0 {
            self.paragraph.push_str(words);
        }
    }

    fn end_paragraph(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph);
        let is_heading = std::mem::take(&mut self.is_heading);
        if paragraph.trim().is_empty() {
            return;
        }
        if is_heading {
            self.end_section();
            self.place = Some(Place::Heading { text: shortened(&paragraph) });
        } else {
            self.text.push_str(&paragraph);
            self.text.push_str("\n\n");
        }
    }

    fn end_section(&mut self) {
        let text = std::mem::take(&mut self.text);
        self.sections.push(Section { place: self.place.take(), text });
    }
}
