//! A stretch of source as its outermost blocks, each with its HTML.

use std::{cell::RefCell, ops::Range};

use pulldown_cmark::{BrokenLink, CowStr, Event, Parser};

use super::{
    DIALECT,
    definitions::{Definition, Definitions, Label},
    html::HtmlWriter,
};

/// An outermost block, with the blank lines and definitions up to the next.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    /// How long its source is, in bytes.
    pub(super) bytes: usize,
    /// How long its source is, in UTF-16 code units.
    pub(super) units: usize,
    /// Empty for definitions that stand alone.
    pub(super) html: String,
    /// Whether the HTML is still to be written.
    pub(super) unwritten: bool,
    /// The labels whose meaning its HTML depends on.
    pub(super) wants: Vec<Label>,
    /// The definitions in its source.
    pub(super) defines: Vec<Definition>,
}

/// How long a text is in UTF-16 code units.
pub(super) fn units(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(char::len_utf16).sum() }
}

/// Splits source that starts at a block. Where it defines references, the HTML is left for
/// [`render`], because what a reference means is not known before the whole text is.
pub(super) fn split(source: &str, definitions: &Definitions) -> Vec<Block> {
    let wants = RefCell::new(Vec::new());
    let mut resolve = |link: BrokenLink<'_>| ask(&link, definitions, &wants);
    let parser = Parser::new_with_broken_link_callback(source, DIALECT, Some(&mut resolve));
    let spans: Vec<Range<usize>> =
        parser.reference_definitions().iter().map(|(_, found)| found.span.clone()).collect();

    let mut blocks = Vec::new();
    let mut starts = Vec::new();
    let mut writer = HtmlWriter::new(definitions);
    let mut end_of_previous = 0;
    for (event, range) in parser.into_offset_iter() {
        if writer.between_blocks() {
            let start = first_line(source, &spans, end_of_previous, range.start);
            // What stands right below definitions is read by what stands above them: an indented
            // line is code below a list, and words elsewhere.
            let defined_above = start < line_start(source, range.start);
            let joined = defined_above && !starts.is_empty();
            if !joined {
                starts.push(start);
            }
            end_of_previous = range.end;
        }
        writer.write(event);
        // Blocks that are joined are written together, later: there are definitions.
        if writer.between_blocks() && blocks.len() < starts.len() {
            let html = writer.take();
            blocks.push(Block { html, wants: wants.take(), ..Block::default() });
        }
    }
    if blocks.is_empty() && !source.is_empty() {
        blocks.push(Block::default());
        starts.push(0);
    }
    if let Some(first) = starts.first_mut() {
        *first = 0;
    }

    starts.push(source.len());
    for (block, bounds) in blocks.iter_mut().zip(starts.windows(2)) {
        let source = &source[bounds[0]..bounds[1]];
        block.bytes = source.len();
        block.units = units(source);
        if !spans.is_empty() {
            *block = Block {
                bytes: block.bytes,
                units: block.units,
                unwritten: true,
                defines: definitions_in(source),
                ..Block::default()
            };
        }
    }
    blocks
}

/// Writes a block's HTML as the definitions of the whole text have it.
pub(super) fn render(block: &mut Block, source: &str, definitions: &Definitions) {
    let overruling = definitions.overruling(&block.defines);
    let overruled;
    let source = if overruling.is_empty() {
        source
    } else {
        overruled = overruling + source;
        &overruled
    };
    let wants = RefCell::new(Vec::new());
    let mut resolve = |link: BrokenLink<'_>| ask(&link, definitions, &wants);
    let parser = Parser::new_with_broken_link_callback(source, DIALECT, Some(&mut resolve));
    let mut writer = HtmlWriter::new(definitions);
    parser.for_each(|event: Event<'_>| writer.write(event));
    block.html = writer.take();
    block.unwritten = false;
    block.wants = wants.take();
    block.wants.extend(block.defines.iter().map(|definition| definition.label.clone()));
}

/// Answers for a reference that the parser does not know, and notes that it was asked for. The
/// writer looks the address up again: the parser would stop after so many bytes of addresses.
fn ask(
    link: &BrokenLink<'_>,
    definitions: &Definitions,
    wants: &RefCell<Vec<Label>>,
) -> Option<(CowStr<'static>, CowStr<'static>)> {
    let label = Label::new(link.reference.to_string());
    let known = definitions.get(&label).is_some();
    wants.borrow_mut().push(label);
    known.then_some((CowStr::Borrowed(""), CowStr::Borrowed("")))
}

fn definitions_in(source: &str) -> Vec<Definition> {
    let parser = Parser::new_ext(source, DIALECT);
    let mut found: Vec<_> = parser
        .reference_definitions()
        .iter()
        .map(|(label, definition)| {
            let label = Label::new(label.to_owned());
            (definition.span.start, Definition { label, destination: definition.dest.to_string() })
        })
        .collect();
    found.sort_unstable_by_key(|(start, _)| *start);
    found.into_iter().map(|(_, definition)| definition).collect()
}

/// Whether the last line is blank.
pub(super) fn ends_blank(source: &str) -> bool {
    let rest = source.trim_end_matches([' ', '\t']);
    rest.is_empty() || rest.ends_with('\n')
}

/// Where the lines begin that make the block at `at`: definitions that stand right before it
/// decide what it can be, so they are parsed along with it.
fn first_line(source: &str, spans: &[Range<usize>], end_of_previous: usize, at: usize) -> usize {
    let mut start = line_start(source, at);
    while !spans.is_empty() && start > 0 && !ends_blank(&source[..start - 1]) {
        let above = line_start(source, start - 1);
        // A list that ends with an empty item is said to end after the definitions below it.
        let defines = |span: &&Range<usize>| {
            // The line's end is not a part of a definition that an indented line follows.
            (span.start..=span.end).contains(&(start - 1))
                && source[line_start(source, span.start)..].starts_with('[')
        };
        start = match spans.iter().find(defines) {
            Some(span) => line_start(source, span.start),
            None if above >= end_of_previous => above,
            None => break,
        };
    }
    start
}

fn line_start(source: &str, at: usize) -> usize {
    source[..at].rfind('\n').map_or(0, |end| end + 1)
}
