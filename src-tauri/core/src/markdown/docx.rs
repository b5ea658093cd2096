//! A draft as a Word document.

use std::io::{Cursor, Write as _};

use docx_rs::{
    AbstractNumbering, AlignmentType, BreakType, Docx, Hyperlink, HyperlinkType, IndentLevel,
    Level, LevelJc, LevelOverride, LevelText, NumberFormat, Numbering, NumberingId, Paragraph, Run,
    RunFonts, SpecialIndentType, Start, Style, StyleType, Table, TableCell, TableRow,
};
use pulldown_cmark::{Alignment, Event, HeadingLevel, LinkType, Parser, Tag, TagEnd};

use super::{DIALECT, address::Address, with_plain_line_ends};

/// Word's own limit: nine levels of lists.
const DEEPEST_LIST: usize = 8;

/// Twentieths of a point by which a list or a quote moves in.
const STEP: i32 = 360;

/// Numbers of the two kinds of lists, apart from what the library sets up itself.
const BULLETS: usize = 10;
const NUMBERS: usize = 11;

/// The document could not be put together.
#[derive(Debug, thiserror::Error)]
#[error("the document could not be put together: {0}")]
pub struct DocxError(#[from] zip::result::ZipError);

/// Writes a text as a .docx file.
///
/// # Errors
/// When the archive can't be written, which in memory does not happen.
pub fn docx(text: &str) -> Result<Vec<u8>, DocxError> {
    let mut writer = DocxWriter::new();
    for event in Parser::new_ext(&with_plain_line_ends(text), DIALECT) {
        writer.write(event);
    }
    let mut file = Cursor::new(Vec::new());
    writer.finish().build().pack(&mut file)?;
    file.flush().map_err(zip::result::ZipError::Io)?;
    Ok(file.into_inner())
}

/// How words look.
#[derive(Clone, Copy, Debug, Default)]
struct Look {
    bold: u32,
    italic: u32,
    strike: u32,
}

#[derive(Debug)]
struct DocxWriter {
    docx: Docx,
    look: Look,
    /// The style of the paragraph at hand, and what it holds so far.
    style: Option<&'static str>,
    runs: Vec<Inline>,
    /// The link at hand, and what is in it.
    link: Option<(String, Vec<Run>)>,
    /// The lists at hand: the numbering of each.
    lists: Vec<usize>,
    /// An item of the innermost list that has not written anything yet.
    item_begins: bool,
    quotes: i32,
    images: Vec<String>,
    next_numbering: usize,
    table: Option<TableAtHand>,
    text: String,
}

#[derive(Debug)]
enum Inline {
    Run(Box<Run>),
    Link(Hyperlink),
}

#[derive(Debug, Default)]
struct TableAtHand {
    columns: Vec<Alignment>,
    rows: Vec<TableRow>,
    cells: Vec<TableCell>,
}

impl DocxWriter {
    fn new() -> Self {
        let mut docx = Docx::new()
            .default_fonts(RunFonts::new().ascii("Georgia").hi_ansi("Georgia").cs("Georgia"))
            .default_size(23)
            .add_abstract_numbering(levels(BULLETS, "bullet", |_| "•".to_owned()))
            .add_abstract_numbering(levels(NUMBERS, "decimal", |level| format!("%{}.", level + 1)))
            .add_numbering(Numbering::new(BULLETS, BULLETS));
        for (level, size) in [40, 34, 30, 26, 24, 23].into_iter().enumerate() {
            let style = Style::new(format!("Heading{}", level + 1), StyleType::Paragraph)
                .name(format!("heading {}", level + 1))
                .based_on("Normal")
                .next("Normal")
                .outline_lvl(level)
                .q_format(true)
                .size(size)
                .bold();
            docx = docx.add_style(style);
        }
        let quote = Style::new("Quote", StyleType::Paragraph).name("Quote").italic();
        let code = Style::new("Code", StyleType::Paragraph).name("Code").fonts(monospaced());
        let link = Style::new("Hyperlink", StyleType::Character)
            .name("Hyperlink")
            .color("0563C1")
            .underline("single");
        Self {
            docx: docx.add_style(quote).add_style(code).add_style(link),
            look: Look::default(),
            style: None,
            runs: Vec::new(),
            link: None,
            lists: Vec::new(),
            item_begins: false,
            quotes: 0,
            images: Vec::new(),
            next_numbering: NUMBERS + 1,
            table: None,
            text: String::new(),
        }
    }

    fn finish(mut self) -> Docx {
        self.end_paragraph();
        self.docx
    }

    fn write(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => self.words(&text, false),
            Event::Code(text) => self.words(&text, true),
            Event::SoftBreak | Event::HardBreak => {
                self.run(Run::new().add_break(BreakType::TextWrapping));
            }
            Event::Rule => {
                self.end_paragraph();
                self.words("* * *", false);
                let rule = self.paragraph().align(AlignmentType::Center);
                self.add(rule);
            }
            Event::TaskListMarker(done) => self.words(if done { "☑ " } else { "☐ " }, false),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => self.end_paragraph(),
            Tag::Heading { level, .. } => {
                self.end_paragraph();
                self.style = Some(heading_style(level));
            }
            Tag::BlockQuote(_) => {
                self.end_paragraph();
                self.quotes += 1;
            }
            Tag::CodeBlock(_) => {
                self.end_paragraph();
                self.style = Some("Code");
            }
            Tag::List(first) => {
                self.end_paragraph();
                let numbering = self.numbering(first);
                self.lists.push(numbering);
            }
            Tag::Item => {
                self.end_paragraph();
                self.item_begins = true;
            }
            Tag::Table(columns) => {
                self.end_paragraph();
                self.table = Some(TableAtHand { columns, ..TableAtHand::default() });
            }
            Tag::TableHead => self.look.bold += 1,
            Tag::Emphasis => self.look.italic += 1,
            Tag::Strong => self.look.bold += 1,
            Tag::Strikethrough => self.look.strike += 1,
            Tag::Link { link_type, dest_url, .. } => {
                let address = match link_type {
                    LinkType::Email => Address::parse(&format!("mailto:{dest_url}")),
                    _ => Address::parse(&dest_url),
                };
                // The library writes the address into XML without looking at its quotes.
                self.link = address.map(|address| (address.to_string(), Vec::new()));
            }
            Tag::Image { dest_url, .. } => self.images.push(dest_url.into_string()),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock | TagEnd::Heading(_) | TagEnd::CodeBlock => {
                self.end_paragraph();
            }
            TagEnd::BlockQuote(_) => {
                self.end_paragraph();
                self.quotes -= 1;
            }
            TagEnd::Item => {
                if self.item_begins {
                    self.run(Run::new().add_text(""));
                }
                self.end_paragraph();
            }
            TagEnd::List(_) => {
                self.end_paragraph();
                self.lists.pop();
            }
            TagEnd::TableCell => self.end_cell(),
            TagEnd::TableHead => {
                self.look.bold -= 1;
                self.end_row();
            }
            TagEnd::TableRow => self.end_row(),
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    // Word wants a paragraph between two tables.
                    let docx = std::mem::take(&mut self.docx);
                    self.docx =
                        docx.add_table(Table::new(table.rows)).add_paragraph(Paragraph::new());
                }
            }
            TagEnd::Emphasis => self.look.italic -= 1,
            TagEnd::Strong => self.look.bold -= 1,
            TagEnd::Strikethrough => self.look.strike -= 1,
            TagEnd::Link => {
                if let Some((address, runs)) = self.link.take() {
                    let link = Hyperlink::new(address, HyperlinkType::External);
                    let link = runs.into_iter().fold(link, Hyperlink::add_run);
                    self.runs.push(Inline::Link(link));
                }
            }
            TagEnd::Image => {
                if let Some(address) = self.images.pop() {
                    self.words(&format!(" ({address})"), false);
                }
            }
            _ => {}
        }
    }

    /// A numbering for a list; each that counts has one of its own, to begin where it says.
    fn numbering(&mut self, first: Option<u64>) -> usize {
        let Some(first) = first else { return BULLETS };
        let id = self.next_numbering;
        self.next_numbering += 1;
        let level = self.lists.len().min(DEEPEST_LIST);
        let start = LevelOverride::new(level).start(usize::try_from(first).unwrap_or(1));
        let docx = std::mem::take(&mut self.docx);
        self.docx = docx.add_numbering(Numbering::new(id, NUMBERS).add_override(start));
        id
    }

    fn words(&mut self, text: &str, code: bool) {
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                self.run(Run::new().add_break(BreakType::TextWrapping));
            }
            let line: String = line.chars().filter(|character| is_xml(*character)).collect();
            if line.is_empty() {
                continue;
            }
            self.text.push_str(&line);
            let mut run = Run::new().add_text(line);
            if self.look.bold > 0 {
                run = run.bold();
            }
            if self.look.italic > 0 {
                run = run.italic();
            }
            if self.look.strike > 0 {
                run = run.strike();
            }
            if code {
                run = run.fonts(monospaced());
            }
            self.run(run);
        }
    }

    fn run(&mut self, run: Run) {
        match &mut self.link {
            Some((_, runs)) => runs.push(run.style("Hyperlink")),
            None => self.runs.push(Inline::Run(Box::new(run))),
        }
    }

    /// The paragraph at hand; the next begins without anything.
    fn paragraph(&mut self) -> Paragraph {
        let mut paragraph = Paragraph::new();
        // The text of a code block ends with the end of its last line.
        if self.style == Some("Code") {
            self.runs.pop();
        }
        for inline in self.runs.drain(..) {
            paragraph = match inline {
                Inline::Run(run) => paragraph.add_run(*run),
                Inline::Link(link) => paragraph.add_hyperlink(link),
            };
        }
        if let Some(style) = self.style.take().or((self.quotes > 0).then_some("Quote")) {
            paragraph = paragraph.style(style);
        }
        if is_right_to_left(&self.text) {
            paragraph.property = paragraph.property.bidi(true);
        }
        self.text.clear();
        paragraph
    }

    fn end_paragraph(&mut self) {
        if self.runs.is_empty() {
            return;
        }
        let mut paragraph = self.paragraph();
        let level = self.lists.len().min(DEEPEST_LIST + 1);
        if let Some(numbering) = self.lists.last()
            && self.item_begins
        {
            let id = NumberingId::new(*numbering);
            paragraph = paragraph.numbering(id, IndentLevel::new(level.saturating_sub(1)));
            self.item_begins = false;
        } else if level > 0 || self.quotes > 0 {
            let steps = i32::try_from(level).unwrap_or(0) + self.quotes.min(8);
            paragraph = paragraph.indent(Some(steps * STEP), None, None, None);
        }
        self.add(paragraph);
    }

    fn add(&mut self, paragraph: Paragraph) {
        let docx = std::mem::take(&mut self.docx);
        self.docx = docx.add_paragraph(paragraph);
    }

    fn end_cell(&mut self) {
        let paragraph = self.paragraph();
        if let Some(table) = &mut self.table {
            let paragraph = match table.columns.get(table.cells.len()) {
                Some(Alignment::Center) => paragraph.align(AlignmentType::Center),
                Some(Alignment::Right) => paragraph.align(AlignmentType::End),
                _ => paragraph,
            };
            table.cells.push(TableCell::new().add_paragraph(paragraph));
        }
    }

    fn end_row(&mut self) {
        if let Some(table) = &mut self.table {
            let cells = std::mem::take(&mut table.cells);
            table.rows.push(TableRow::new(cells));
        }
    }
}

fn levels(id: usize, format: &str, text: impl Fn(usize) -> String) -> AbstractNumbering {
    (0..=DEEPEST_LIST).fold(AbstractNumbering::new(id), |numbering, level| {
        let left = STEP * (i32::try_from(level).unwrap_or(0) + 1);
        numbering.add_level(
            Level::new(
                level,
                Start::new(1),
                NumberFormat::new(format),
                LevelText::new(text(level)),
                LevelJc::new("left"),
            )
            .indent(Some(left), Some(SpecialIndentType::Hanging(STEP)), None, None),
        )
    })
}

fn monospaced() -> RunFonts {
    RunFonts::new().ascii("Courier New").hi_ansi("Courier New").cs("Courier New")
}

fn heading_style(level: HeadingLevel) -> &'static str {
    match level {
        HeadingLevel::H1 => "Heading1",
        HeadingLevel::H2 => "Heading2",
        HeadingLevel::H3 => "Heading3",
        HeadingLevel::H4 => "Heading4",
        HeadingLevel::H5 => "Heading5",
        HeadingLevel::H6 => "Heading6",
    }
}

/// Whether XML can hold this character at all.
fn is_xml(character: char) -> bool {
    !matches!(character, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether the first letter is of a script that runs from right to left, which is how a browser
/// decides too.
fn is_right_to_left(text: &str) -> bool {
    text.chars().find(|character| character.is_alphabetic()).is_some_and(|letter| {
        matches!(
            u32::from(letter),
            0x590..=0x8ff | 0xfb1d..=0xfdff | 0xfe70..=0xfeff | 0x10800..=0x10fff | 0x1e800..=0x1efff
        )
    })
}
