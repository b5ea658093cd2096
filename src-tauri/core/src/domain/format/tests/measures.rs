use super::*;
use crate::domain::format::counting::sms::Alphabet;

#[test]
fn a_hard_limit_is_kept_apart_from_good_advice() {
    let headline = starter_format("linkedin-image-ad").field("headline").expect("a field");
    assert_eq!(headline.measure(&"a".repeat(70)).verdict, Verdict::Fits);
    let long = headline.measure(&"a".repeat(71));
    assert_eq!(long.verdict, Verdict::OverRecommended);
    assert_eq!(long.limit, Some(LengthLimit::Soft(70)));
    assert!(long.verdict.is_taken());
    assert_eq!(headline.measure(&"a".repeat(201)).verdict, Verdict::TooLong);
    let subject = starter_format("email").field("subject").expect("a field");
    assert_eq!(subject.measure("Hello").verdict, Verdict::BelowRecommended);
}

#[test]
fn bluesky_counts_characters_and_bytes() {
    let post = starter_format("bluesky-post").field("post").expect("a field");
    let families = post.measure(&"👨‍👩‍👧‍👦".repeat(120));
    assert_eq!((families.count, families.bytes), (120, Some(3_000)));
    assert_eq!(families.verdict, Verdict::Fits);
    assert_eq!(post.measure(&"👨‍👩‍👧‍👦".repeat(121)).verdict, Verdict::TooLong);
    assert_eq!(post.measure(&"a".repeat(301)).verdict, Verdict::TooLong);
}

#[test]
fn instagram_counts_hashtags() {
    let caption = starter_format("instagram-caption").field("caption").expect("a field");
    let measure = caption.measure("No. #1! #lamp #desk_light a#b # #é");
    assert_eq!(measure.hashtags, Some(4));
    assert_eq!(caption.measure(&"#a ".repeat(31)).verdict, Verdict::TooLong);
}

#[test]
fn one_dear_character_is_named_with_what_can_stand_for_it() {
    let text = "Harbour: it’s the last day of our sale. Get 20% off every lamp in the shop with \
                code LAMPS until Sunday. Reply STOP to opt out";
    let message = starter_format("sms").field("message").expect("a field");
    let measure = message.measure(text);
    let sms = measure.sms.expect("a text message");
    assert_eq!((sms.alphabet, sms.parts), (Alphabet::Ucs2, 2));
    assert_eq!(
        sms.dear,
        [DearCharacter { character: '’', at: 11, times: 1, replacement: Some("'".to_owned()) }]
    );
    let cheaper = sms.cheaper.expect("a cheaper text");
    assert_eq!((cheaper.text, cheaper.parts), (text.replace('’', "'"), 1));
    assert_eq!(measure.verdict, Verdict::OverRecommended);
    assert_eq!(measure.limit, Some(LengthLimit::Soft(70)));
}

#[test]
fn nothing_is_made_cheaper_that_would_lose_its_sense() {
    let measure = field(Counting::Sms).measure("Привет – 👍👍");
    let sms = measure.sms.expect("a text message");
    assert!(sms.cheaper.is_none());
    let (thumb, dash) = (sms.dear.last().expect("a thumb"), &sms.dear[6]);
    assert_eq!((thumb.character, thumb.times, thumb.at), ('👍', 2, 9));
    assert_eq!(dash.replacement.as_deref(), Some("-"));
}
