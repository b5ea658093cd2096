//! A preview that follows a text as it is written: of a change only the blocks around it are
//! parsed again, and what comes out is always what rendering the whole text would be.
//!
//! A change can reach back into the block before it (a line that becomes part of the list above)
//! and forward as far as it likes (a fence that is opened). So parsing starts a block early, at
//! one that a blank line parts from what precedes it, and goes on until a block begins exactly
//! where one began before: from there on nothing can differ. A link may be defined anywhere;
//! blocks remember which labels they asked for, and are written anew when one changes.

use std::{collections::HashSet, ops::Range};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    blocks::{self, Block},
    definitions::Definitions,
    with_plain_line_ends,
};
use crate::domain::draft::Utf16Offset;

/// A piece of text in the place of another. Places count in the text before any of the changes
/// that come together with this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TextChange {
    /// Where what is replaced begins.
    pub from: Utf16Offset,
    /// Where what is replaced ends.
    pub to: Utf16Offset,
    /// What stands there now, its lines ended by newlines as everywhere in the window.
    pub insert: String,
}

/// A block as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PreviewBlock {
    /// The same for as long as the block is kept; never used again.
    pub id: u32,
    /// Its HTML: see [`super::html`] for what it may hold. Empty where nothing is to be seen.
    pub html: String,
}

/// How the shown blocks change: of the list as it was, the first `keep` stay, the next `remove`
/// give way to `insert`, and the rest stay, but for those `changed`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PreviewPatch {
    /// Which state of the text this leads to.
    pub version: u32,
    /// How many blocks at the beginning stay.
    pub keep: u32,
    /// How many after them go.
    pub remove: u32,
    /// What comes in their place.
    pub insert: Vec<PreviewBlock>,
    /// Blocks elsewhere that read differently now.
    pub changed: Vec<PreviewBlock>,
}

/// The changes do not fit the text they are said to be of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the changes do not fit the text")]
pub struct OutOfStep;

/// A text and its blocks.
#[derive(Debug, Default)]
pub struct LivePreview {
    text: String,
    blocks: Vec<Shown>,
    /// How long the text is in UTF-16 code units: changes are mostly at its end.
    units: usize,
    definitions: Definitions,
    version: u32,
    last_id: u32,
}

#[derive(Debug)]
struct Shown {
    id: u32,
    block: Block,
}

impl LivePreview {
    /// The preview of a whole text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut preview = Self { text: with_plain_line_ends(text).into_owned(), ..Self::default() };
        let found = blocks::split(&preview.text, &preview.definitions);
        preview.exchange(0..0, found);
        preview
    }

    /// Which state of the text is shown: one more after each change.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.version
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The blocks in order: each one's id and HTML.
    pub fn blocks(&self) -> impl Iterator<Item = (u32, &str)> {
        self.blocks.iter().map(|shown| (shown.id, shown.block.html.as_str()))
    }

    /// All blocks, as a patch of an empty preview.
    #[must_use]
    pub fn whole(&self) -> PreviewPatch {
        let insert =
            self.blocks().map(|(id, html)| PreviewBlock { id, html: html.to_owned() }).collect();
        PreviewPatch { version: self.version, insert, ..PreviewPatch::default() }
    }

    /// Follows changes of the text, which are in order and do not overlap.
    ///
    /// # Errors
    /// When they do not fit the text; nothing has changed then.
    pub fn update(&mut self, changes: &[TextChange]) -> Result<PreviewPatch, OutOfStep> {
        let mut places = Vec::with_capacity(changes.len());
        let mut end = 0;
        for change in changes {
            let from = self.byte_of(change.from).ok_or(OutOfStep)?;
            let to = self.byte_of(change.to).ok_or(OutOfStep)?;
            if from < end || to < from {
                return Err(OutOfStep);
            }
            end = to;
            places.push(from..to);
        }
        let (Some(first), Some(last)) = (places.first(), places.last()) else {
            return Ok(PreviewPatch { version: self.version, ..self.nothing() });
        };
        let replaced = first.start..last.end;
        let before = self.text.len();
        for (place, change) in places.iter().zip(changes).rev() {
            self.text.replace_range(place.clone(), &with_plain_line_ends(&change.insert));
        }
        let new_end = replaced.end + self.text.len() - before;
        Ok(self.parse_around(replaced, new_end, before))
    }

    fn nothing(&self) -> PreviewPatch {
        PreviewPatch { keep: count(self.blocks.len()), ..PreviewPatch::default() }
    }

    /// Parses anew what a change may reach: of the bytes `replaced`, now up to `new_end`, in a
    /// text that was `old_length` bytes long.
    fn parse_around(
        &mut self,
        replaced: Range<usize>,
        new_end: usize,
        old_length: usize,
    ) -> PreviewPatch {
        let (first, start) = self.restart(replaced.start, old_length);
        let (mut last, mut old_start) = self.block_at(replaced.end, first, start);
        let mut stride = 1;
        loop {
            // The next block that a blank line parts from what precedes it is where the two may
            // meet again; it is parsed along, for what it may do to its own beginning.
            let mut meeting = None;
            for (index, at) in self.starts_after(last, old_start) {
                let now = at - replaced.end + new_end;
                if now > new_end && index >= last + stride && self.is_parted(now) {
                    meeting = Some((index, at, now));
                    break;
                }
            }
            let Some((index, at, now)) = meeting else {
                let found = blocks::split(&self.text[start..], &self.definitions);
                return self.exchange(first..self.blocks.len(), found);
            };
            let window = start..now + self.blocks[index].block.bytes;
            let mut found = blocks::split(&self.text[window], &self.definitions);
            if let Some(kept) = blocks_up_to(&found, now - start) {
                found.truncate(kept);
                return self.exchange(first..index, found);
            }
            (last, old_start) = (index, at);
            stride *= 2;
        }
    }

    /// The block from which a change at this byte is parsed, and where that begins.
    fn restart(&self, byte: usize, old_length: usize) -> (usize, usize) {
        let mut end = old_length;
        let mut index = self.blocks.len();
        let mut passed_one = false;
        while index > 0 {
            index -= 1;
            let start = end - self.blocks[index].block.bytes;
            if passed_one && (index == 0 || self.is_parted(start)) {
                return (index, start);
            }
            passed_one = passed_one || start <= byte;
            end = start;
        }
        (0, 0)
    }

    /// The block in which this byte of the old text lies, and where that begins.
    fn block_at(&self, byte: usize, first: usize, start: usize) -> (usize, usize) {
        let mut found = (first, start);
        for (index, at) in self.starts_after(first, start) {
            if at > byte {
                break;
            }
            found = (index, at);
        }
        found
    }

    /// The blocks after one, with where each began in the old text.
    fn starts_after(&self, index: usize, start: usize) -> impl Iterator<Item = (usize, usize)> {
        let mut at = start;
        (index..self.blocks.len().saturating_sub(1)).map(move |index| {
            at += self.blocks[index].block.bytes;
            (index + 1, at)
        })
    }

    /// Whether a blank line, or nothing, precedes the line that begins at this byte.
    fn is_parted(&self, byte: usize) -> bool {
        match self.text[..byte].strip_suffix('\n') {
            Some(before) => blocks::ends_blank(before),
            None => byte == 0,
        }
    }

    /// Puts newly parsed blocks in the place of old ones.
    fn exchange(&mut self, place: Range<usize>, found: Vec<Block>) -> PreviewPatch {
        let (first, found_count) = (place.start, found.len());
        self.units += found.iter().map(|block| block.units).sum::<usize>();
        let fresh = first..first + found_count;
        let gone: Vec<Shown> = self
            .blocks
            .splice(place, found.into_iter().map(|block| Shown { id: 0, block }))
            .collect();
        self.units -= gone.iter().map(|shown| shown.block.units).sum::<usize>();
        let rewritten = self.follow_definitions(fresh.clone(), &gone);

        let same = |(old, new): &(&Shown, &Shown)| old.block.html == new.block.html;
        let new = &self.blocks[fresh.clone()];
        let at_start = gone.iter().zip(new).take_while(same).count();
        let at_end = gone[at_start..]
            .iter()
            .rev()
            .zip(new[at_start..].iter().rev())
            .take_while(same)
            .count();
        for (new, old) in self.blocks[first..].iter_mut().zip(&gone[..at_start]) {
            new.id = old.id;
        }
        let kept_at_end = fresh.end - at_end..fresh.end;
        for (new, old) in self.blocks[kept_at_end].iter_mut().zip(&gone[gone.len() - at_end..]) {
            new.id = old.id;
        }
        let inserted = first + at_start..fresh.end - at_end;
        for index in inserted.clone() {
            self.last_id += 1;
            self.blocks[index].id = self.last_id;
        }

        self.version += 1;
        let shown = |shown: &Shown| PreviewBlock { id: shown.id, html: shown.block.html.clone() };
        PreviewPatch {
            version: self.version,
            keep: count(inserted.start),
            remove: count(gone.len() - at_start - at_end),
            changed: rewritten.iter().map(|index| shown(&self.blocks[*index])).collect(),
            insert: self.blocks[inserted].iter().map(shown).collect(),
        }
    }

    /// Brings the definitions up to date, and every block's HTML with them. Returns which blocks
    /// other than the fresh ones read differently now.
    fn follow_definitions(&mut self, fresh: Range<usize>, gone: &[Shown]) -> Vec<usize> {
        let matters = |shown: &Shown| shown.block.unwritten || !shown.block.defines.is_empty();
        if !self.blocks[fresh.clone()].iter().any(matters) && !gone.iter().any(matters) {
            return Vec::new();
        }
        let all = self.blocks.iter().flat_map(|shown| &shown.block.defines);
        let definitions = Definitions::collect(all);
        let changed: HashSet<_> = self.definitions.changed(&definitions).cloned().collect();
        self.definitions = definitions;

        let mut rewritten = Vec::new();
        let mut start = 0;
        for (index, shown) in self.blocks.iter_mut().enumerate() {
            let source = start..start + shown.block.bytes;
            start = source.end;
            let reads_anew = shown.block.wants.iter().any(|label| changed.contains(label));
            if shown.block.unwritten || reads_anew {
                let before = std::mem::take(&mut shown.block.html);
                blocks::render(&mut shown.block, &self.text[source], &self.definitions);
                if !fresh.contains(&index) && shown.block.html != before {
                    rewritten.push(index);
                }
            }
        }
        rewritten
    }

    /// The byte at which this place of the text lies.
    fn byte_of(&self, place: Utf16Offset) -> Option<usize> {
        let place = place.0 as usize;
        let mut units = self.units;
        let mut byte = self.text.len();
        if place > units {
            return None;
        }
        // From the end, which is where most changes are.
        for shown in self.blocks.iter().rev() {
            if place == units {
                return Some(byte);
            }
            units -= shown.block.units;
            byte -= shown.block.bytes;
            if place >= units {
                let source = &self.text[byte..byte + shown.block.bytes];
                let within = if shown.block.units == shown.block.bytes {
                    place - units
                } else {
                    Utf16Offset(count(place - units)).byte_index(source)
                };
                return Some(byte + within);
            }
        }
        Some(byte)
    }
}

/// How many blocks there are before this byte, where one begins exactly there.
fn blocks_up_to(blocks: &[Block], byte: usize) -> Option<usize> {
    let mut start = 0;
    for (index, block) in blocks.iter().enumerate() {
        if start == byte && index > 0 {
            return Some(index);
        }
        start += block.bytes;
    }
    None
}

/// Texts are bounded far below what this can count.
fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
