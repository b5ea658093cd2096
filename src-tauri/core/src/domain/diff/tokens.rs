//! A text taken apart into words, spaces and marks.

use unicode_segmentation::UnicodeSegmentation;

/// The pieces of a text, in order and without a gap: each line break alone, other white space
/// together, and between those words and marks as Unicode divides them.
pub(super) fn of(text: &str) -> Vec<&str> {
    // English has a space to a word, and words of four or five letters.
    let mut pieces = Vec::with_capacity(text.len() / 3);
    let mut rest = text;
    while let Some(first) = rest.bytes().next() {
        let piece = if first == b'\n' {
            &rest[..1]
        } else if is_blank(first) {
            leading(rest, is_blank)
        } else {
            let chunk = leading(rest, |byte| !byte.is_ascii_whitespace());
            if chunk.is_ascii() {
                add_ascii(&mut pieces, chunk);
            } else {
                pieces.extend(chunk.split_word_bounds());
            }
            rest = &rest[chunk.len()..];
            continue;
        };
        pieces.push(piece);
        rest = &rest[piece.len()..];
    }
    pieces
}

/// What Unicode's rules come to where all is ASCII: words, numbers such as 1,299.50, and marks.
fn add_ascii<'a>(pieces: &mut Vec<&'a str>, chunk: &'a str) {
    let mut rest = chunk;
    while let Some(first) = rest.bytes().next() {
        let end = if is_of_word(first) { word_end(rest.as_bytes()) } else { 1 };
        let (piece, after) = rest.split_at(end);
        pieces.push(piece);
        rest = after;
    }
}

/// Where a word ends that begins the text.
fn word_end(text: &[u8]) -> usize {
    let mut end = 1;
    loop {
        match text[end..] {
            [byte, ..] if is_of_word(byte) => end += 1,
            [b'.' | b',', digit, ..]
                if digit.is_ascii_digit() && text[end - 1].is_ascii_digit() =>
            {
                end += 2;
            }
            _ => return end,
        }
    }
}

const fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'\'' | b'_')
}

const fn is_blank(byte: u8) -> bool {
    byte.is_ascii_whitespace() && byte != b'\n'
}

/// The beginning of a text for whose bytes `belongs` holds. It must hold for none or all bytes of
/// a character.
fn leading(text: &str, belongs: impl Fn(u8) -> bool) -> &str {
    &text[..text.bytes().position(|byte| !belongs(byte)).unwrap_or(text.len())]
}

/// The sentences and lines of a text, in order and without a gap. What is blank at the end of one
/// belongs to it: an empty line on its own is like every other.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let mut sentences = Vec::with_capacity(bytes.len() / 64);
    let (mut begin, mut at) = (0, 0);
    while at < bytes.len() {
        let ends = match bytes[at] {
            b'\n' => true,
            b'.' | b'!' | b'?' => bytes.get(at + 1).is_some_and(u8::is_ascii_whitespace),
            _ => false,
        };
        at += 1;
        if ends {
            while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
                at += 1;
            }
            sentences.push(&text[begin..at]);
            begin = at;
        }
    }
    if begin < bytes.len() {
        sentences.push(&text[begin..]);
    }
    sentences
}
