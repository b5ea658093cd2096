//! Characters that hide or reorder text, told apart from the same characters where writing needs
//! them: a joiner within Hindi or a family emoji, a direction mark beside Hebrew, the tags of a
//! flag.

use unicode_script::{Script, UnicodeScript};

/// What a suspicious character does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Hidden {
    /// Shows text in another order than a model reads it.
    Reorders,
    /// Can't be seen.
    Invisible,
    /// Spells words that can't be seen.
    Tag,
}

/// Whether a character hides or reorders others, wherever it stands. For names, which need none.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    is_direction(c) || is_invisible(c) || is_tag(c) || is_joiner(c) || is_selector(c)
}

/// The suspicious characters of a text. A single look at each, in order.
pub(super) fn hidden(text: &str) -> impl Iterator<Item = Hidden> + '_ {
    let right_to_left = text.chars().any(is_right_to_left);
    let mut before: [char; 2] = ['\n', '\n'];
    let mut rest = text.chars();
    std::iter::from_fn(move || {
        loop {
            let c = rest.next()?;
            let [_, last] = before;
            let found = if c.is_ascii() {
                (c.is_control() && !"\n\r\t".contains(c)).then_some(Hidden::Invisible)
            } else if c == FLAG {
                skip_flag_tags(&mut rest);
                None
            } else if is_tag(c) {
                Some(Hidden::Tag)
            } else if is_mark(c) {
                (!right_to_left).then_some(Hidden::Reorders)
            } else if is_direction(c) {
                Some(Hidden::Reorders)
            } else if is_joiner(c) {
                let next = rest.clone().next().unwrap_or('\n');
                (!joins(before, next, c)).then_some(Hidden::Invisible)
            } else if is_selector(c) {
                // A selector says how the one character before it looks. More of them spell words.
                let shown = !last.is_whitespace() && !last.is_control() && !is_hidden(last);
                let fits = is_ideographic_selector(c) == is_ideograph(last);
                (!(shown && (fits || !is_ideographic_selector(c)))).then_some(Hidden::Invisible)
            } else {
                (c.is_control() || is_invisible(c)).then_some(Hidden::Invisible)
            };
            before = [last, c];
            if found.is_some() {
                return found;
            }
        }
    })
}

/// The black flag, which the tags of a region may follow.
const FLAG: char = '\u{1f3f4}';

/// Skips the tags of a region's flag: a country's two letters, and up to three letters or digits.
/// Anything else stays to be looked at.
fn skip_flag_tags(rest: &mut std::str::Chars<'_>) {
    let ahead = rest.clone();
    let tags: Vec<char> = ahead.take(6).take_while(|c| is_tag(*c)).collect();
    let Some(end) = tags.iter().position(|c| *c == '\u{e007f}') else { return };
    let letters = tags[..end].iter().all(|c| {
        char::from_u32(*c as u32 - 0xe_0000)
            .is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    });
    if letters && (3..=5).contains(&end) {
        rest.nth(end);
    }
}

/// Whether a joiner has something to join.
fn joins(before: [char; 2], next: char, joiner: char) -> bool {
    let [earlier, last] = before;
    let emoji = |c| is_pictograph(c) || ('\u{1f3fb}'..='\u{1f3ff}').contains(&c);
    let is_emoji_before = emoji(last) || (last == '\u{fe0f}' && is_pictograph(earlier));
    if joiner == '\u{200d}' && is_emoji_before {
        return is_pictograph(next);
    }
    is_joined_script(last)
}

/// Scripts whose letters change with the letters beside them.
fn is_joined_script(c: char) -> bool {
    use Script::{
        Arabic, Balinese, Bengali, Common, Cyrillic, Devanagari, Greek, Gujarati, Gurmukhi, Han,
        Hangul, Hebrew, Hiragana, Inherited, Javanese, Kannada, Katakana, Khmer, Latin, Malayalam,
        Mandaic, Mongolian, Myanmar, Nko, Oriya, Sinhala, Syriac, Tamil, Telugu, Thaana, Unknown,
    };
    match c.script() {
        Arabic | Balinese | Bengali | Devanagari | Gujarati | Gurmukhi | Javanese | Kannada
        | Khmer | Malayalam | Mandaic | Mongolian | Myanmar | Nko | Oriya | Sinhala | Syriac
        | Tamil | Telugu | Thaana => true,
        // Marks of several scripts, such as those of Arabic vowels.
        Inherited => ('\u{64b}'..='\u{670}').contains(&c) || ('\u{951}'..='\u{954}').contains(&c),
        Common | Cyrillic | Greek | Han | Hangul | Hebrew | Hiragana | Katakana | Latin
        | Unknown => false,
        _ => c.is_alphabetic(),
    }
}

fn is_right_to_left(c: char) -> bool {
    matches!(
        c.script(),
        Script::Arabic
            | Script::Hebrew
            | Script::Syriac
            | Script::Thaana
            | Script::Nko
            | Script::Adlam
    )
}

fn is_ideograph(c: char) -> bool {
    c.script() == Script::Han
}

/// Characters that emoji are made of.
fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2190}'..='\u{2bff}' | '\u{a9}' | '\u{ae}'
        | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{3030}' | '\u{303d}'
        | '\u{3297}' | '\u{3299}')
}

/// Marks that say which way the text beside them runs, and that such text ordinarily has.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}')
}

/// Marks, embeddings, overrides and isolates.
const fn is_direction(c: char) -> bool {
    is_mark(c) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

const fn is_tag(c: char) -> bool {
    matches!(c, '\u{e0000}'..='\u{e007f}')
}

const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

const fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}') || is_ideographic_selector(c)
}

const fn is_ideographic_selector(c: char) -> bool {
    matches!(c, '\u{e0100}'..='\u{e01ef}')
}

/// Characters without a shape or a width. The soft hyphen is not among them: German copy uses it.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2065}'
        | '\u{206a}'..='\u{206f}' | '\u{feff}' | '\u{34f}' | '\u{115f}' | '\u{1160}'
        | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{2800}' | '\u{3164}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0080}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("مرحبا بكم في متجرنا الجديد، خصم ٢٠٪ حتى الجمعة!")]
    #[case("می‌خواهم یک نامه‌ بنویسم")]
    #[case("שלום! המבצע של Brightleaf\u{200f} (‏עד יום ו׳‎) בעיצומו.")]
    #[case("नमस्ते, क्‍या आप श्री\u{200d}मान हैं? क्षेत्र\u{200c}ीय")]
    #[case("ශ්\u{200d}රී ලංකාව")]
    #[case("今日は、新商品のご案内です。葛\u{e0100}城市")]
    #[case("你好，这是我们的新产品。한국어 안내입니다.")]
    #[case("👨‍👩‍👧‍👦 👩🏽‍🚀 ❤️‍🔥 🏳️‍🌈 🏴‍☠️ 🧑‍🤝‍🧑 🐈‍⬛ 🙂‍↕️ 👁️‍🗨️ 1️⃣ ☺︎")]
    #[case(
        "🇩🇪 🇺🇳 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} 🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}"
    )]
    #[case("Donau\u{ad}dampf\u{ad}schiff\r\n\tNo\u{a0}break, e\u{301}")]
    fn ordinary_writing_passes_untouched(#[case] text: &str) {
        assert_eq!(hidden(text).collect::<Vec<_>>(), [], "{text}");
    }

    #[rstest]
    #[case("a\u{202e}b", Hidden::Reorders)]
    #[case("שלום\u{2066}a", Hidden::Reorders)]
    #[case("plain\u{200f}", Hidden::Reorders)]
    #[case("pass\u{200b}word", Hidden::Invisible)]
    #[case("pass\u{200d}word", Hidden::Invisible)]
    #[case("🙂\u{200d}ignore", Hidden::Invisible)]
    #[case("\u{feff}bom inside", Hidden::Invisible)]
    #[case("bell\u{7}", Hidden::Invisible)]
    #[case("a\u{fe00}\u{fe01}", Hidden::Invisible)]
    #[case("a\u{e0100}", Hidden::Invisible)]
    #[case("\u{e0069}\u{e0067}", Hidden::Tag)]
    #[case("🏴\u{e0069}\u{e0067}\u{e006e}\u{e006f}\u{e0072}\u{e0065}\u{e007f}", Hidden::Tag)]
    #[case("🏴\u{e0067}\u{e0062}", Hidden::Tag)]
    #[case("\u{3164}", Hidden::Invisible)]
    fn what_hides_is_found(#[case] text: &str, #[case] found: Hidden) {
        assert_eq!(hidden(text).next(), Some(found), "{text:?}");
    }
}
