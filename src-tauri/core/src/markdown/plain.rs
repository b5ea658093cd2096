//! A draft as plain text that reads well where there is no formatting: a text message, a form,
//! a terminal.

use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};

use super::{DIALECT, with_plain_line_ends};

/// Writes a text without its markup. Ends with a newline unless there is nothing.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut writer = PlainWriter::default();
    for event in Parser::new_ext(&with_plain_line_ends(text), DIALECT) {
        writer.write(event);
    }
    if !writer.out.is_empty() {
        writer.out.push('\n');
    }
    writer.out
}

/// What must come before the next words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Line,
    Blank,
}

/// What a line is inside of, and begins with.
#[derive(Debug)]
enum Margin {
    Quote,
    /// The marker, and once it has been written, as much room.
    Item {
        marker: String,
        written: bool,
    },
}

#[derive(Debug, Default)]
struct PlainWriter {
    out: String,
    /// Whether there is a line that the next words would join.
    begun: bool,
    gap: Gap,
    margins: Vec<Margin>,
    /// The lists at hand, each with the number of its next item.
    lists: Vec<Option<u64>>,
    /// The links and images at hand: where each one's words begin, and its address.
    links: Vec<(usize, String)>,
    cell: usize,
}

impl PlainWriter {
    fn write(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text)
            | Event::Code(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => self.text(&text),
            Event::SoftBreak | Event::HardBreak => self.widen(Gap::Line),
            Event::Rule => {
                self.widen(Gap::Blank);
                self.text("* * *");
                self.widen(Gap::Blank);
            }
            Event::TaskListMarker(done) => self.text(if done { "☑ " } else { "☐ " }),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::BlockQuote(_) => self.margins.push(Margin::Quote),
            Tag::List(first) => {
                if !self.lists.is_empty() {
                    self.widen(Gap::Line);
                }
                self.lists.push(first);
            }
            Tag::Item => {
                self.widen(Gap::Line);
                let marker = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        let marker = format!("{number}. ");
                        *number = number.saturating_add(1);
                        marker
                    }
                    _ => "- ".to_owned(),
                };
                self.margins.push(Margin::Item { marker, written: false });
            }
            Tag::TableCell => {
                if self.cell > 0 {
                    self.text(" | ");
                }
                self.cell += 1;
            }
            Tag::TableHead | Tag::TableRow => self.cell = 0,
            Tag::Link { link_type, dest_url, .. } => {
                let address = match link_type {
                    LinkType::Autolink | LinkType::Email => String::new(),
                    _ => dest_url.strip_prefix("mailto:").unwrap_or(&dest_url).to_owned(),
                };
                self.begin_line();
                self.links.push((self.out.len(), address));
            }
            Tag::Image { dest_url, .. } => {
                self.begin_line();
                self.links.push((self.out.len(), dest_url.into_string()));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::BlockQuote(_) => {
                self.margins.pop();
                self.widen(Gap::Blank);
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.widen(if self.lists.is_empty() { Gap::Blank } else { Gap::Line });
            }
            TagEnd::Item => {
                if matches!(self.margins.last(), Some(Margin::Item { written: false, .. })) {
                    self.begin_line();
                }
                self.margins.pop();
                self.widen(Gap::Line);
            }
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::Table => self.widen(Gap::Blank),
            TagEnd::TableHead | TagEnd::TableRow => self.widen(Gap::Line),
            TagEnd::Link | TagEnd::Image => {
                if let Some((start, address)) = self.links.pop() {
                    let words = self.out.get(start..).unwrap_or_default().trim();
                    if words.is_empty() {
                        self.text(&address);
                    } else if !address.is_empty() && words != address {
                        self.text(&format!(" ({address})"));
                    }
                }
            }
            _ => {}
        }
    }

    fn widen(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    fn text(&mut self, text: &str) {
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                // A line of its own, however many follow each other.
                if self.gap == Gap::Line {
                    self.begin_line();
                }
                self.widen(Gap::Line);
            }
            if !line.is_empty() {
                self.begin_line();
                self.out.push_str(line);
            }
        }
    }

    /// Ends the line at hand where that is due, and begins the next with its margins.
    fn begin_line(&mut self) {
        if self.begun && self.gap == Gap::None {
            return;
        }
        if self.begun {
            let line_end = self.out.trim_end_matches([' ', '\t']).len();
            self.out.truncate(line_end);
            self.out.push_str(if self.gap == Gap::Blank { "\n\n" } else { "\n" });
        }
        self.begun = true;
        self.gap = Gap::None;
        for margin in &mut self.margins {
            match margin {
                Margin::Quote => self.out.push_str("> "),
                Margin::Item { marker, written } => {
                    self.out.push_str(marker);
                    if !*written {
                        *written = true;
                        *marker = " ".repeat(marker.len());
                    }
                }
            }
        }
    }
}
