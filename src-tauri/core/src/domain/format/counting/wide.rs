//! Characters that take the room of two.

use unicode_width::UnicodeWidthChar;

/// Code points, those of a full square twice. What has no width of its own is one: a channel
/// stores it all the same.
pub(super) fn count(text: &str) -> usize {
    text.chars().map(|character| if character.width().unwrap_or(0) > 1 { 2 } else { 1 }).sum()
}
