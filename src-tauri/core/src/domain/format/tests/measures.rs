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

fn texts(format: &str, draft: &str) -> Vec<(String, Vec<u32>)> {
    let checks = starter_format(format).check(draft);
    checks.into_iter().map(|c| (c.name, c.items.iter().map(|m| m.count).collect())).collect()
}

#[test]
fn the_words_of_a_draft_are_found_by_their_labels() {
    let email = "**Subject:** Cold at mile 20\n\nHello Ada,\nnew: a bottle.\n\n**See it**";
    let found = [("subject", vec![15]), ("preheader", vec![]), ("body", vec![37])];
    assert_eq!(texts("email", email), found.map(|(name, counts)| (name.to_owned(), counts)));
    let ad = "## Headlines:\n- One\n- Four\n\n1. no label\nHeadline 3: Seven\nDescriptions:\n\n1. Twelve";
    let found = [("headlines", vec![3, 4, 5]), ("descriptions", vec![6]), ("paths", vec![])];
    let found = found.map(|(name, counts)| (name.to_owned(), counts));
    assert_eq!(texts("google-responsive-search-ad", ad), found);
}

#[test]
fn a_draft_in_parts_says_itself_what_is_what() {
    let ad = r#"{"headlines": ["One", "Four"], "descriptions": "Twelve", "other": 1}"#;
    let found = [("headlines", vec![3, 4]), ("descriptions", vec![6]), ("paths", vec![])];
    let found = found.map(|(name, counts)| (name.to_owned(), counts));
    assert_eq!(texts("google-responsive-search-ad", ad), found);
}

#[test]
fn what_a_channel_would_not_take_is_said() {
    let issues = |format: &str, draft: &str| -> Vec<String> {
        starter_format(format).check(draft).into_iter().flat_map(|check| check.issues).collect()
    };
    let long = "x".repeat(31);
    insta::assert_snapshot!(
        [
            issues("google-responsive-search-ad", &format!("Headline: {long}")),
            issues("google-performance-max", "Descriptions:\n- a\n- b\nHeadlines:\n- a\n- b\n- c"),
            issues("sms", &"ж".repeat(71)),
            issues("email", &"x".repeat(5_000)),
        ]
        .concat()
        .join("\n"),
        @r"
    Headlines: “xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx” is too long: 31, where 30 is the most.
    Headlines: there are 1, where 3 to 15 are taken.
    Message: it would be sent in 2 parts.
    "
    );
}
