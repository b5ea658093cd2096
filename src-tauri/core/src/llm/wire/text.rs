//! Text as servers cut it. A server that counts in UTF-16 may cut a character between two pieces:
//! JSON writes the halves of 😀 as `"\ud83d"` and `"\ude00"`, neither of which is text alone.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{self, SeqAccess, Visitor},
};

/// A piece of text, whose first and last character may each be half of one. The bytes are UTF-8,
/// with halves encoded in three bytes as if they were characters (WTF-8).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::llm) struct Piece(Vec<u8>);

impl Piece {
    pub(in crate::llm) fn len(&self) -> usize {
        self.0.len()
    }

    pub(in crate::llm) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Servers send text as a string, or as a list of parts of which some are text.
impl<'de> Deserialize<'de> for Piece {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Asked for bytes, the JSON reader lets halves of characters through.
        deserializer.deserialize_bytes(PieceVisitor)
    }
}

struct PieceVisitor;

impl<'de> Visitor<'de> for PieceVisitor {
    type Value = Piece;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text, or a list of its parts")
    }

    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Piece, E> {
        Ok(Piece(bytes.to_vec()))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Piece, E> {
        self.visit_bytes(text.as_bytes())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Piece, A::Error> {
        let mut whole = Piece::default();
        while let Some(part) = parts.next_element::<Part>()? {
            // Other kinds of part hold thoughts, sounds or references.
            if part.kind.is_none_or(|kind| kind.ends_with("text")) {
                whole.0.extend(part.text.unwrap_or_default().0);
            }
        }
        Ok(whole)
    }
}

#[derive(Deserialize)]
struct Part {
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    text: Option<Piece>,
}

/// Joins pieces to whole characters.
#[derive(Debug, Default)]
pub(super) struct Joiner {
    /// The first half of a character whose second half has not come.
    held: Vec<u8>,
}

impl Joiner {
    /// The text that the next piece completes. A half that never finds its other is left out.
    pub(super) fn join(&mut self, piece: Piece) -> String {
        let mut bytes = std::mem::take(&mut self.held);
        bytes.extend(piece.0);
        let bytes = match String::from_utf8(bytes) {
            Ok(text) => return text,
            Err(error) => error.into_bytes(),
        };
        let mut text = String::with_capacity(bytes.len());
        let mut rest = bytes.as_slice();
        while let Some(chunk) = rest.utf8_chunks().next() {
            text.push_str(chunk.valid());
            let from = chunk.valid().len();
            match rest[from..] {
                [] => break,
                [0xed, high @ 0xa0..=0xaf, low, 0xed, other_high @ 0xb0..=0xbf, other_low, ..] => {
                    text.extend(character(half(high, low), half(other_high, other_low)));
                    rest = &rest[from + 6..];
                }
                [0xed, 0xa0..=0xaf, _] => {
                    self.held = rest[from..].to_vec();
                    break;
                }
                [0xed, 0xa0..=0xbf, _, ..] => rest = &rest[from + 3..],
                _ => rest = &rest[from + 1..],
            }
        }
        text
    }
}

/// The ten bits that matter of a half, from the last two of its three bytes.
fn half(high: u8, low: u8) -> u32 {
    u32::from(high & 0x0f) << 6 | u32::from(low & 0x3f)
}

/// The character of two halves, as UTF-16 puts them together.
fn character(first: u32, second: u32) -> Option<char> {
    char::from_u32(0x1_0000 + (first << 10 | second & 0x3ff))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn join(pieces: &[&str]) -> Vec<String> {
        let mut joiner = Joiner::default();
        pieces
            .iter()
            .map(|json| joiner.join(serde_json::from_str(json).expect("a piece")))
            .collect()
    }

    #[test]
    fn a_character_cut_between_two_pieces_arrives_whole() {
        assert_eq!(join(&[r#""Hi \ud83d""#, r#""\ude00!""#]), ["Hi ", "😀!"]);
        assert_eq!(join(&[r#""\ud83d\ude00 東京""#]), ["😀 東京"]);
    }

    #[test]
    fn half_a_character_is_never_shown() {
        assert_eq!(join(&[r#""a\ud83d""#, r#""b""#]), ["a", "b"]);
        assert_eq!(join(&[r#""\ude00c\ud83dd""#]), ["cd"]);
        assert_eq!(join(&[r#""\ud83d""#, r#""\ud83d""#, r#""\ude00""#]), ["", "", "😀"]);
    }

    #[test]
    fn text_in_parts_is_read_and_thoughts_are_left_out() {
        let parts = r#"[{"type":"thinking","thinking":[{"type":"text","text":"Hm."}]},
                        {"type":"text","text":"Run "},{"type":"output_text","text":"on."}]"#;
        assert_eq!(join(&[parts]), ["Run on."]);
    }

    proptest! {
        #[test]
        fn any_text_cut_between_any_two_utf16_units_arrives_whole(
            text in "\\PC{0,20}|[\u{1f600}-\u{1f64f}a]{0,8}", at in 0_usize..20,
        ) {
            let units: Vec<u16> = text.encode_utf16().collect();
            let (before, after) = units.split_at(at.min(units.len()));
            let json = |units: &[u16]| {
                let escaped: String = units.iter().map(|unit| format!("\\u{unit:04x}")).collect();
                format!("\"{escaped}\"")
            };
            prop_assert_eq!(join(&[&json(before), &json(after)]).concat(), text);
        }
    }
}
