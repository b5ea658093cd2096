use std::time::{Duration, Instant};

use proptest::prelude::*;
use rstest::rstest;

use crate::domain::format::counting::{
    Counting,
    sms::{self, Alphabet},
};

#[rstest]
// What X's documentation and its library's conformance suite say, with texts of our own.
#[case("Good morning.", 13)]
#[case("", 0)]
#[case("é", 1)]
#[case("e\u{301}", 1)]
#[case("Ünïcødé", 7)]
#[case("東京", 4)]
#[case("서울", 4)]
#[case("\u{1112}\u{1161}\u{11ab}", 2)]
#[case("“quoted” – and… so on", 22)]
#[case("€", 2)]
#[case("𐀀", 2)]
#[case("👍", 2)]
#[case("👍🏽", 2)]
#[case("👨‍👩‍👧‍👦", 2)]
#[case("🏳️‍🌈", 2)]
#[case("🇳🇱", 2)]
#[case("🇳🇱🇧🇪", 4)]
#[case("1️⃣", 2)]
#[case("☺️", 2)]
#[case("☺", 2)]
#[case("©", 1)]
#[case("© 2026", 6)]
// No such top-level domain, so no link.
#[case("https://lamp.example", 20)]
#[case("http://shop.example.com", 23)]
#[case("HTTPS://SHOP.EXAMPLE.COM/Sale", 23)]
#[case("shop.com", 23)]
#[case("x.co", 23)]
#[case("shop.co.uk", 23)]
#[case("See shop.com, and shop.net too.", 61)]
#[case("https://a.com https://b.com", 47)]
#[case("https://shop.com/a-very-long-path/that/goes/on/and/on?with=a&query=as#well", 23)]
#[case("https://shop.com/wiki/Lamp_(desk)", 23)]
#[case("(https://shop.com/lamps)", 25)]
#[case("https://shop.com/lamps.", 24)]
#[case("me@shop.com", 11)]
#[case("no.such-tld-as-this", 19)]
#[case("ftp://www.shop.com/", 19)]
#[case("end.Begin", 9)]
#[case("3.5 litres", 10)]
#[case("日本語shop.comです", 33)]
#[case("https://пример.рф/путь", 23)]
#[case("https://münchen.de", 23)]
fn x_counts(#[case] text: &str, #[case] count: u32) {
    assert_eq!(Counting::XWeighted.count(text), count, "{text}");
}

#[rstest]
#[case("café", 4, 4)]
#[case("cafe\u{301}", 5, 4)]
#[case("👨‍👩‍👧‍👦", 7, 1)]
#[case("🇳🇱", 2, 1)]
#[case("नमस्ते", 6, 3)]
#[case("각", 1, 1)]
#[case("\u{1100}\u{1161}\u{11a8}", 3, 1)]
#[case("a\r\nb", 4, 3)]
#[case("Z̷̢͠a̸l", 7, 3)]
fn code_points_and_what_readers_see(
    #[case] text: &str,
    #[case] code_points: u32,
    #[case] graphemes: u32,
) {
    assert_eq!(Counting::CodePoints.count(text), code_points);
    assert_eq!(Counting::Graphemes.count(text), graphemes);
}

#[rstest]
#[case("Lamp", 4)]
#[case("ランプ", 6)]
#[case("ﾗﾝﾌﾟ", 4)]
#[case("Ｌamp", 5)]
#[case("램프 50%", 8)]
#[case("灯👍", 4)]
#[case("e\u{301}", 2)]
#[case("a\nb", 3)]
fn full_squares_take_the_room_of_two(#[case] text: &str, #[case] count: u32) {
    assert_eq!(Counting::DoubleWidth.count(text), count, "{text}");
}

#[test]
fn the_alphabet_of_text_messages_is_that_of_the_standard() {
    let gsm: String = ('\0'..='\u{ffff}').filter(|c| sms::is_gsm(*c)).collect();
    insta::assert_snapshot!(gsm.escape_debug().to_string());
    assert_eq!(gsm.chars().count(), 127 + 10);
}

#[rstest]
#[case("", Alphabet::Gsm7, 0, 0, 160)]
#[case("a", Alphabet::Gsm7, 1, 1, 159)]
#[case(&"a".repeat(160), Alphabet::Gsm7, 160, 1, 0)]
#[case(&"a".repeat(161), Alphabet::Gsm7, 161, 2, 145)]
#[case(&"a".repeat(306), Alphabet::Gsm7, 306, 2, 0)]
#[case(&"a".repeat(307), Alphabet::Gsm7, 307, 3, 152)]
#[case(&"€".repeat(80), Alphabet::Gsm7, 160, 1, 0)]
// 76 in the first part, of which one septet stays empty.
#[case(&"€".repeat(81), Alphabet::Gsm7, 162, 2, 143)]
#[case("|^€{}[]~\\", Alphabet::Gsm7, 18, 1, 142)]
#[case("’", Alphabet::Ucs2, 1, 1, 69)]
#[case(&"ж".repeat(70), Alphabet::Ucs2, 70, 1, 0)]
#[case(&"ж".repeat(71), Alphabet::Ucs2, 71, 2, 63)]
#[case(&"👍".repeat(35), Alphabet::Ucs2, 70, 1, 0)]
// 33 in the first part: no pair is torn apart.
#[case(&"👍".repeat(36), Alphabet::Ucs2, 72, 2, 61)]
fn text_messages_are_sent_in_parts(
    #[case] text: &str,
    #[case] alphabet: Alphabet,
    #[case] units: u32,
    #[case] parts: u32,
    #[case] left: u32,
) {
    assert_eq!(sms::measure(text), sms::Parts { alphabet, units, parts, left });
}

#[rstest]
#[case('’', Some("'"))]
#[case('—', Some("-"))]
#[case('…', Some("..."))]
#[case('\u{a0}', Some(" "))]
#[case('\u{200b}', Some(""))]
#[case('\u{301}', Some(""))]
#[case('ç', Some("c"))]
#[case('ő', Some("o"))]
#[case('ﬁ', Some("fi"))]
#[case('½', Some("1/2"))]
#[case('①', Some("1"))]
#[case('ж', None)]
#[case('灯', None)]
#[case('👍', None)]
fn what_can_stand_for_a_dear_character(#[case] dear: char, #[case] plain: Option<&str>) {
    assert_eq!(sms::replacement(dear).as_deref(), plain);
}

proptest! {
    #[test]
    fn a_replacement_is_always_cheap(dear in any::<char>()) {
        if let Some(plain) = sms::replacement(dear) {
            prop_assert!(plain.chars().all(sms::is_gsm));
        }
    }

    #[test]
    fn counting_any_text_ends_and_never_falls_as_the_text_grows(
        text in "(\\PC|[a-z.:/@#-]){0,60}",
        more in "[a-z ]{1,10}",
    ) {
        for counting in [Counting::CodePoints, Counting::Sms, Counting::DoubleWidth] {
            let longer = format!("{text}{more}");
            prop_assert!(counting.count(&longer) > counting.count(&text), "{counting:?}");
        }
        let code_points = Counting::CodePoints.count(&text);
        prop_assert!(Counting::Graphemes.count(&text) <= code_points);
        // Letters can make or unmake a link, so this one may fall.
        prop_assert!(Counting::XWeighted.count(&text) <= (code_points * 2).max(23 * code_points));
    }

    #[test]
    fn parts_hold_all_units(text in "(\\PC|[€a-z]){0,400}") {
        let parts = sms::measure(&text);
        let (alone, part) = match parts.alphabet { Alphabet::Gsm7 => (160, 153), Alphabet::Ucs2 => (70, 67) };
        if parts.units <= alone {
            prop_assert!(parts.parts <= 1);
        } else {
            prop_assert!(parts.units <= parts.parts * part);
            // At most one unit of each part stays empty.
            prop_assert!(parts.units > (parts.parts - 1) * (part - 1));
        }
    }

    #[test]
    fn words_without_links_and_pictures_count_as_code_points_on_x(text in "[a-zé ]{0,80}") {
        prop_assert_eq!(Counting::XWeighted.count(&text), Counting::CodePoints.count(&text));
    }
}

#[test]
fn long_hostile_texts_are_counted_at_once() {
    let texts = [
        "a.".repeat(50_000),
        "http://".repeat(20_000),
        format!("https://a.com/{}", "(".repeat(100_000)),
        format!("https://a.com/{}", "(a".repeat(50_000)),
        "(a)".repeat(30_000),
        "の".repeat(30_000) + ".",
        "a\u{301}".repeat(30_000),
        "\u{200d}👨".repeat(20_000),
        "🇦".repeat(25_000),
        format!("a.com/{}", "a(b)".repeat(25_000)),
        "_-.".repeat(30_000),
        "рф.".repeat(10_000),
    ];
    for text in &texts {
        let started = Instant::now();
        let counts =
            [Counting::XWeighted, Counting::Sms, Counting::Graphemes].map(|c| c.count(text));
        // Optimised it is a hundredth of that.
        assert!(started.elapsed() < Duration::from_secs(20), "{counts:?} {:?}", started.elapsed());
    }
}
