//! How a text measures up to a field of a format.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    FormatField,
    counting::{
        Counting,
        sms::{self, Alphabet},
    },
};

/// The most different characters that are listed as dear; one is enough to act on.
const MOST_DEAR: usize = 20;

/// A text, measured. Lengths are in the field's own way of counting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Measure {
    /// Its length.
    pub count: u32,
    /// The length it should keep to, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub limit: Option<LengthLimit>,
    /// Whether it does.
    pub verdict: Verdict,
    /// Its length in UTF-8, where that is limited too.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub bytes: Option<u32>,
    /// Its hashtags, where those are limited.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub hashtags: Option<u32>,
    /// How it would be sent, where it is a text message.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub sms: Option<SmsMeasure>,
}

/// A length to keep to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "length", rename_all = "lowercase")]
pub enum LengthLimit {
    /// The channel takes nothing longer.
    Hard(u32),
    /// It works less well when longer.
    Soft(u32),
}

/// Whether a text keeps to its field's rules. Later ones are worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It does.
    Fits,
    /// It is shorter than works well.
    BelowRecommended,
    /// It is longer than works well.
    OverRecommended,
    /// The channel does not take it: too short.
    TooShort,
    /// The channel does not take it: too long, in characters, bytes, parts or hashtags.
    TooLong,
}

impl Verdict {
    /// Whether the channel takes the text.
    #[must_use]
    pub const fn is_taken(self) -> bool {
        !matches!(self, Self::TooShort | Self::TooLong)
    }
}

/// How a text message would be sent. Its price is that of its parts, times its recipients.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SmsMeasure {
    /// What its characters are sent as.
    pub alphabet: Alphabet,
    /// The messages it is sent as.
    pub parts: u32,
    /// The units that the last part still takes.
    pub left: u32,
    /// The characters that made each of all characters dearer, in the order of the text.
    pub dear: Vec<DearCharacter>,
    /// The text with all of those replaced, if it then takes fewer parts or more in its last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub cheaper: Option<CheaperText>,
}

/// A character that is not in the cheap alphabet of text messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DearCharacter {
    /// The character.
    pub character: char,
    /// Where it first stands, in UTF-16 units.
    pub at: u32,
    /// How often it is there.
    pub times: u32,
    /// What says the same in the cheap alphabet; maybe nothing at all. None if nothing does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub replacement: Option<String>,
}

/// A text message in the cheap alphabet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CheaperText {
    /// The text.
    pub text: String,
    /// The messages it is sent as.
    pub parts: u32,
}

impl FormatField {
    /// Measures one text.
    #[must_use]
    pub fn measure(&self, text: &str) -> Measure {
        let sms = (self.counting == Counting::Sms).then(|| measure_sms(text));
        let count = self.counting.count(text);
        let bytes = self.most_bytes.map(|_| whole(text.len()));
        let hashtags = self.most_hashtags.map(|_| hashtags(text));
        let over = |found: Option<u32>, most: Option<u32>| {
            found.zip(most).is_some_and(|(found, most)| found > most)
        };
        let parts = sms.as_ref().map(|sms| sms.parts);
        let verdict = if over(Some(count), self.most)
            || over(bytes, self.most_bytes)
            || over(hashtags, self.most_hashtags)
        {
            Verdict::TooLong
        } else if self.least.is_some_and(|least| count < least) {
            Verdict::TooShort
        } else if over(Some(count), self.recommended.map(|lengths| lengths.to))
            || over(parts, self.most_parts)
        {
            Verdict::OverRecommended
        } else if self.recommended.is_some_and(|lengths| count < lengths.from) {
            Verdict::BelowRecommended
        } else {
            Verdict::Fits
        };
        Measure { count, limit: self.limit(sms.as_ref()), verdict, bytes, hashtags, sms }
    }

    /// The length to show beside a text: what works well where there is such a length, or else
    /// what the channel takes.
    fn limit(&self, sms: Option<&SmsMeasure>) -> Option<LengthLimit> {
        let parts = |parts: u32, sms: &SmsMeasure| match (sms.alphabet, parts) {
            (Alphabet::Gsm7, 0 | 1) => 160,
            (Alphabet::Gsm7, _) => parts.saturating_mul(153),
            (Alphabet::Ucs2, 0 | 1) => 70,
            (Alphabet::Ucs2, _) => parts.saturating_mul(67),
        };
        let of_parts = self.most_parts.zip(sms).map(|(most, sms)| parts(most, sms));
        let soft = self.recommended.map(|lengths| lengths.to).or(of_parts);
        soft.map(LengthLimit::Soft).or(self.most.map(LengthLimit::Hard))
    }
}

/// How a text message would be sent, and what makes it dear.
fn measure_sms(text: &str) -> SmsMeasure {
    let parts = sms::measure(text);
    let mut dear: Vec<DearCharacter> = Vec::new();
    let mut cheaper = String::new();
    let mut can_be_cheaper = true;
    let mut at = 0_u32;
    if parts.alphabet == Alphabet::Ucs2 {
        for character in text.chars() {
            if sms::is_gsm(character) {
                cheaper.push(character);
            } else {
                let replacement = sms::replacement(character);
                match &replacement {
                    Some(plain) => cheaper.push_str(plain),
                    None => can_be_cheaper = false,
                }
                let known = dear.iter().position(|known| known.character == character);
                if let Some(known) = known {
                    dear[known].times = dear[known].times.saturating_add(1);
                } else if dear.len() < MOST_DEAR {
                    let replacement = replacement.map(Into::into);
                    dear.push(DearCharacter { character, at, times: 1, replacement });
                }
            }
            at = at.saturating_add(whole(character.len_utf16()));
        }
    }
    let cheaper = (parts.alphabet == Alphabet::Ucs2 && can_be_cheaper)
        .then(|| CheaperText { parts: sms::measure(&cheaper).parts, text: cheaper });
    SmsMeasure { alphabet: parts.alphabet, parts: parts.parts, left: parts.left, dear, cheaper }
}

/// Words that begin with “#”, which stands at the start or after what is no letter or digit.
fn hashtags(text: &str) -> u32 {
    let mut count = 0;
    let mut before = ' ';
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let starts = matches!(character, '#' | '＃') && !is_word(before);
        if starts && characters.peek().is_some_and(|next| is_word(*next)) {
            count += 1;
        }
        before = character;
    }
    count
}

fn whole(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
