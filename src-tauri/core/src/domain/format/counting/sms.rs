//! Text messages: the default alphabet of 3GPP TS 23.038 and its extension, or UCS-2, and the
//! parts a long message is sent in.

use std::borrow::Cow;

use icu_normalizer::DecomposingNormalizerBorrowed;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The default alphabet: a septet a character.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                     ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// The extension: an escape and a septet a character.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// What the characters of a message are sent as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Alphabet {
    /// Seven bits a character: 160 in a message alone, 153 in a part.
    Gsm7,
    /// Sixteen bits a character: 70 in a message alone, 67 in a part.
    Ucs2,
}

/// How a message would be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// What its characters are sent as.
    pub alphabet: Alphabet,
    /// Septets, or UTF-16 units.
    pub units: u32,
    /// The messages it is sent as; none if there is nothing to send.
    pub parts: u32,
    /// The units that the last part still takes.
    pub left: u32,
}

/// How a message would be sent.
#[must_use]
pub fn measure(text: &str) -> Parts {
    let alphabet = if text.chars().all(is_gsm) { Alphabet::Gsm7 } else { Alphabet::Ucs2 };
    let (alone, part, size): (u64, u64, fn(char) -> u64) = match alphabet {
        Alphabet::Gsm7 => (160, 153, |c| if EXTENSION.contains(c) { 2 } else { 1 }),
        Alphabet::Ucs2 => (70, 67, |c| c.len_utf16() as u64),
    };
    let units: u64 = text.chars().map(size).sum();
    let (parts, in_last, room) = if units <= alone {
        (u64::from(units > 0), units, alone)
    } else {
        // What takes two units never stands across two parts.
        let (mut parts, mut used) = (1, 0);
        for units in text.chars().map(size) {
            if used + units > part {
                parts += 1;
                used = 0;
            }
            used += units;
        }
        (parts, used, part)
    };
    let whole = |number| u32::try_from(number).unwrap_or(u32::MAX);
    Parts { alphabet, units: whole(units), parts: whole(parts), left: whole(room - in_last) }
}

/// Whether a character can be sent in seven bits, or twice seven.
#[must_use]
pub fn is_gsm(character: char) -> bool {
    BASIC.contains(character) || EXTENSION.contains(character)
}

/// What can stand for a character that is not in the alphabet without changing what is said, if
/// anything. It may be nothing, as for a space without width.
#[must_use]
pub fn replacement(character: char) -> Option<Cow<'static, str>> {
    let plain = match character {
        '‘' | '’' | '‚' | '‛' | '′' | '‵' | '`' | '´' | 'ʼ' | '‹' | '›' => "'",
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' => "\"",
        '\u{2010}'..='\u{2015}' | '−' | '•' | '·' | '‣' | '⁃' => "-",
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' | '\t' => " ",
        '\u{2028}' | '\u{2029}' => "\n",
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' => {
            ""
        }
        '×' => "x",
        '©' => "(c)",
        '®' => "(R)",
        '™' => "(TM)",
        'Œ' => "OE",
        'œ' => "oe",
        'Ł' => "L",
        'ł' => "l",
        'Đ' => "D",
        'đ' => "d",
        'ı' => "i",
        'ẞ' => "SS",
        _ => return without_accents(character).map(Cow::Owned),
    };
    Some(Cow::Borrowed(plain))
}

/// The letters below the accents, or what a ligature or a fraction is made of.
fn without_accents(character: char) -> Option<String> {
    let mut encoded = [0; 4];
    let plain: String = DecomposingNormalizerBorrowed::new_nfkd()
        .normalize(character.encode_utf8(&mut encoded))
        .chars()
        .filter(|c| !matches!(c, '\u{300}'..='\u{36f}'))
        .map(|c| if c == '\u{2044}' { '/' } else { c })
        .collect();
    let is_mark = plain.is_empty();
    (plain.chars().all(is_gsm) && !is_mark).then_some(plain).or_else(|| is_mark.then(String::new))
}
