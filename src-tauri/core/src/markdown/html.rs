//! Parsed Markdown as HTML. Every tag and attribute name comes from this file and every piece of
//! text passes `escape`, so what comes out holds nothing but these elements:
//! `p h1–h6 blockquote pre code ul ol li table thead tbody tr th td hr br em strong del a span
//! bdi`, with the attributes `href title class start dir`.

use std::fmt::Write as _;

use pulldown_cmark::{Alignment, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Tag};

use super::{
    address::{Address, shown},
    definitions::{Definitions, Label},
    escape,
    live::LivePreview,
};

/// Deeper than anybody writes. What is nested deeper is shown, but nests no further: a window
/// lays out a thousand quotes in a thousand quotes badly or not at all.
const DEEPEST: usize = 48;

/// A whole text as HTML, the same as what a preview of it shows.
#[must_use]
pub fn render(text: &str) -> String {
    let preview = LivePreview::new(text);
    preview.blocks().map(|(_, html)| html).collect()
}

/// Writes one block after another.
#[derive(Debug)]
pub(super) struct HtmlWriter<'d> {
    out: String,
    definitions: &'d Definitions,
    /// How each element that is open will be closed.
    open: Vec<&'static str>,
    /// How the columns of the table at hand are aligned, and which cell comes next.
    columns: Vec<Alignment>,
    cell: usize,
    in_head: bool,
    image: Option<Image>,
}

/// An image that is being read: what is inside of it is its description.
#[derive(Debug)]
struct Image {
    depth: usize,
    destination: String,
}

impl<'d> HtmlWriter<'d> {
    pub(super) fn new(definitions: &'d Definitions) -> Self {
        Self {
            out: String::new(),
            definitions,
            open: Vec::new(),
            columns: Vec::new(),
            cell: 0,
            in_head: false,
            image: None,
        }
    }

    /// The HTML so far; what follows begins anew.
    pub(super) fn take(&mut self) -> String {
        std::mem::take(&mut self.out)
    }

    /// Whether no element is open.
    pub(super) fn between_blocks(&self) -> bool {
        self.open.is_empty() && self.image.is_none()
    }

    pub(super) fn write(&mut self, event: Event<'_>) {
        if let Some(image) = &mut self.image {
            match event {
                Event::Start(_) => image.depth += 1,
                Event::End(_) if image.depth == 0 => self.end_image(),
                Event::End(_) => image.depth -= 1,
                Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) => self.text(&text),
                Event::SoftBreak | Event::HardBreak => self.out.push(' '),
                _ => {}
            }
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(_) => {
                if let Some(close) = self.open.pop() {
                    self.out.push_str(close);
                }
            }
            Event::Text(text) | Event::InlineHtml(text) | Event::Html(text) => self.text(&text),
            Event::Code(text) => {
                self.out.push_str("<code>");
                self.text(&text);
                self.out.push_str("</code>");
            }
            Event::SoftBreak | Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule if self.open.is_empty() => self.out.push_str("<hr>\n"),
            Event::Rule => self.out.push_str("<hr>"),
            Event::TaskListMarker(done) => self.out.push_str(if done { "☑ " } else { "☐ " }),
            // Not in the dialect.
            Event::FootnoteReference(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.text(&text);
            }
        }
    }

    fn text(&mut self, text: &str) {
        escape::push(&mut self.out, text);
    }

    fn start(&mut self, tag: Tag<'_>) {
        let outermost = self.open.is_empty();
        let (name, close): (&str, &'static str) = match tag {
            Tag::Paragraph => ("p", "</p>\n"),
            Tag::HtmlBlock => {
                self.out.push_str(if outermost {
                    "<p class=\"raw\" dir=\"auto\">"
                } else {
                    "<p class=\"raw\">"
                });
                self.open.push("</p>\n");
                return;
            }
            Tag::Heading { level, .. } => heading(level),
            Tag::BlockQuote(_) => ("blockquote", "</blockquote>\n"),
            Tag::CodeBlock(CodeBlockKind::Indented | CodeBlockKind::Fenced(_)) => {
                self.out.push_str("<pre dir=\"auto\"><code>");
                self.open.push("</code></pre>\n");
                return;
            }
            Tag::List(None) => ("ul", "</ul>\n"),
            Tag::List(Some(first)) => {
                self.list_from(first, outermost);
                return;
            }
            Tag::Item => ("li", "</li>\n"),
            Tag::Table(columns) => {
                self.columns = columns;
                ("table", "</tbody></table>\n")
            }
            Tag::TableHead => {
                self.cell = 0;
                self.in_head = true;
                self.out.push_str("<thead><tr>");
                self.open.push("</tr></thead><tbody>\n");
                return;
            }
            Tag::TableRow => {
                self.cell = 0;
                self.in_head = false;
                ("tr", "</tr>\n")
            }
            Tag::TableCell => {
                self.table_cell();
                return;
            }
            Tag::Emphasis => ("em", "</em>"),
            Tag::Strong => ("strong", "</strong>"),
            Tag::Strikethrough => ("del", "</del>"),
            Tag::Link { link_type, dest_url, id, .. } => {
                self.link(link_type, &dest_url, id);
                return;
            }
            Tag::Image { link_type, dest_url, id, .. } => {
                let destination = self.destination(link_type, &dest_url, id).0.to_owned();
                self.out.push_str("<span class=\"image\">");
                self.image = Some(Image { depth: 0, destination });
                return;
            }
            // Not in the dialect: shown as what they hold.
            _ => {
                self.open.push("");
                return;
            }
        };
        let nests = !matches!(name, "p" | "table" | "tr") && !name.starts_with('h');
        if nests && self.open.len() >= DEEPEST {
            self.open.push("");
            return;
        }
        self.out.push('<');
        self.out.push_str(name);
        // The outermost element finds its direction for all that is in it.
        self.out.push_str(if outermost { " dir=\"auto\">" } else { ">" });
        self.open.push(close);
    }

    fn list_from(&mut self, first: u64, outermost: bool) {
        if self.open.len() >= DEEPEST {
            self.open.push("");
            return;
        }
        self.out.push_str("<ol");
        if first != 1 {
            let _ = write!(self.out, " start=\"{first}\"");
        }
        self.out.push_str(if outermost { " dir=\"auto\">" } else { ">" });
        self.open.push("</ol>\n");
    }

    fn table_cell(&mut self) {
        let class = match self.columns.get(self.cell) {
            Some(Alignment::Center) => " class=\"centre\"",
            Some(Alignment::Right) => " class=\"end\"",
            _ => "",
        };
        self.cell += 1;
        let (name, close) = if self.in_head { ("th", "</th>") } else { ("td", "</td>") };
        let _ = write!(self.out, "<{name}{class}>");
        self.open.push(close);
    }

    fn link(&mut self, link_type: LinkType, destination: &str, id: CowStr<'_>) {
        let (destination, shared) = self.destination(link_type, destination, id);
        let address = match link_type {
            LinkType::Email => Address::parse(&format!("mailto:{destination}")),
            _ if shared => Address::parse_shared(destination),
            _ => Address::parse(destination),
        };
        let close = match address {
            Some(address) => {
                self.out.push_str("<a href=\"");
                escape::push(&mut self.out, address.as_str());
                self.out.push_str("\" title=\"");
                escape::push(&mut self.out, address.as_str());
                "</a>"
            }
            None => {
                let shown = shown(destination);
                self.out.push_str("<span class=\"no-link\" title=\"");
                escape::push(&mut self.out, &shown);
                "</span>"
            }
        };
        self.out.push_str("\">");
        self.open.push(close);
    }

    /// Where a link leads, and whether a definition says so.
    fn destination<'a>(
        &self,
        link_type: LinkType,
        written: &'a str,
        id: CowStr<'_>,
    ) -> (&'a str, bool)
    where
        'd: 'a,
    {
        match link_type {
            LinkType::ReferenceUnknown | LinkType::CollapsedUnknown | LinkType::ShortcutUnknown => {
                let label = Label::new(id.into_string());
                (self.definitions.get(&label).unwrap_or_default(), true)
            }
            LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut => (written, true),
            _ => (written, false),
        }
    }

    fn end_image(&mut self) {
        if let Some(image) = self.image.take() {
            self.out.push_str(" <bdi>");
            let shown = match Address::parse_shared(&image.destination) {
                Some(address) => shown(address.as_str()),
                None => shown(&image.destination),
            };
            self.text(&shown);
            self.out.push_str("</bdi></span>");
        }
    }
}

fn heading(level: HeadingLevel) -> (&'static str, &'static str) {
    match level {
        HeadingLevel::H1 => ("h1", "</h1>\n"),
        HeadingLevel::H2 => ("h2", "</h2>\n"),
        HeadingLevel::H3 => ("h3", "</h3>\n"),
        HeadingLevel::H4 => ("h4", "</h4>\n"),
        HeadingLevel::H5 => ("h5", "</h5>\n"),
        HeadingLevel::H6 => ("h6", "</h6>\n"),
    }
}
