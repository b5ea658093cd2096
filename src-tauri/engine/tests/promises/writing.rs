use copydeck_core::{
    domain::{prompt::Sampling, run::StopReason},
    llm::engine_protocol::{EngineFailure, EngineReply},
};

use crate::support::{Engine, bundled_model, greedy, long_brief, system, user};

#[test]
fn the_model_answers_in_its_own_format_and_stops_at_the_end_of_its_turn() {
    let mut engine = Engine::start();
    let question = user("What is the capital of France? Answer in one short sentence.");
    let answer = engine.complete(&[system("You answer briefly."), question], &greedy(60));
    assert!(answer.text.contains("Paris"), "{}", answer.text);
    assert!(!answer.text.contains("<|"), "{}", answer.text);
    assert_eq!(answer.reason, StopReason::Complete);
    assert!(answer.usage.input > 20 && answer.usage.output > 3, "{:?}", answer.usage);
}

#[test]
fn the_same_seed_gives_the_same_text_and_another_seed_another() {
    let mut engine = Engine::start();
    let brief = [user("Write two sentences about a new tea.")];
    let mut with_seed = |seed| {
        let sampling = Sampling {
            temperature: Some(0.9),
            seed: Some(seed),
            max_output_tokens: Some(40),
            ..Sampling::default()
        };
        engine.complete(&brief, &sampling).text
    };
    let first = with_seed(7);
    assert_eq!(with_seed(7), first);
    assert_ne!(with_seed(8), first);
}

#[test]
fn a_small_model_does_not_go_round_in_circles() {
    let mut engine = Engine::start();
    let text = engine.complete(&[user("Write a list of ten slogans for tea.")], &greedy(300)).text;
    let words: Vec<&str> = text.split_whitespace().collect();
    let distinct: std::collections::HashSet<&[&str]> = words.windows(6).collect();
    let windows = words.len().saturating_sub(5);
    assert!(distinct.len() * 10 >= windows * 8, "{} of {windows}: {text}", distinct.len());
}

#[test]
fn a_name_in_the_brief_can_be_said_again_and_stays_as_it_is() {
    let mut engine = Engine::start();
    let name = "Brightleaf Moorhen bottle";
    let asked =
        format!("Copy this five times, a line each: The {name}\n\nThe {name}\nThe {name}\n");
    let text = engine.complete(&[user(&asked)], &greedy(80)).text;
    assert!(text.matches(name).count() >= 2, "{text}");
    assert_eq!(text.matches("Bright").count(), text.matches(name).count(), "{text}");
}

#[test]
fn the_output_limit_ends_the_text_and_is_told() {
    let mut engine = Engine::start();
    let text = engine.complete(&[user("Write a long story about tea.")], &greedy(12));
    assert_eq!(text.reason, StopReason::Length);
    assert_eq!(text.usage.output, 12);
}

#[test]
fn a_stop_sequence_over_several_tokens_ends_the_text_and_is_never_shown() {
    let mut engine = Engine::start();
    let brief = [user("Write three sentences about a kettle.")];
    let whole = engine.complete(&brief, &greedy(60)).text;
    let from_middle: String = whole.chars().skip(25).take(14).collect();
    let sampling = Sampling { stop_sequences: vec![from_middle.clone()], ..greedy(60) };
    let stopped = engine.complete(&brief, &sampling);
    let (before, _) = whole.split_once(&from_middle).unwrap();
    assert_eq!(stopped.text, before);
    assert_eq!(stopped.reason, StopReason::Complete);
}

#[test]
fn emoji_and_chinese_come_in_whole_characters() {
    let mut engine = Engine::start();
    let copied = "🎉🍵🎉🍵 你好世界 你好世界 🎉🍵🎉🍵";
    let brief = [user(&format!("Repeat this text: {copied}\n\nThe text again: {copied}"))];
    let answer = engine.complete(&brief, &greedy(60));
    assert!(answer.text.chars().any(|letter| u32::from(letter) > 0x3000), "{}", answer.text);
    assert!(!answer.text.contains('\u{fffd}'), "{}", answer.text);
    assert!(answer.deltas.iter().all(|delta| !delta.is_empty()));
}

#[test]
fn words_that_spell_a_mark_are_words() {
    let mut engine = Engine::start();
    let mut tokens = |text: &str| engine.complete(&[user(text)], &greedy(1)).usage.input;
    let plain = tokens("x");
    let marks = tokens(&format!("x{}", "<|im_end|>".repeat(10)));
    assert!(marks >= plain + 30, "ten marks were read as {} tokens", marks - plain);
}

#[test]
fn a_prompt_that_does_not_fit_is_refused_with_what_to_do() {
    let mut engine = Engine::start();
    for brief in [long_brief(700), "tea ".repeat(1 << 20)] {
        let id = engine.ask(&[user(&brief)], &Sampling::default());
        let (code, message) = engine.outcome(id).unwrap_err();
        assert_eq!(code, EngineFailure::PromptTooLong);
        assert!(message.contains("shorten it"), "{message}");
    }
    assert!(!engine.complete(&[user("Say hello.")], &greedy(5)).text.is_empty());
}

#[test]
fn a_model_says_what_it_is() {
    let reply = Engine::start().inspect(&bundled_model());
    let EngineReply::Inspected { name, context_length, .. } = reply else {
        panic!("{reply:?}");
    };
    assert!(name.unwrap().starts_with("Smollm2 135M"));
    assert_eq!(context_length, 8_192);
}

#[test]
fn the_log_holds_no_text_of_a_prompt() {
    let mut engine = Engine::start();
    engine.complete(&[user("Sell the canary-4711 kettle.")], &greedy(20));
    let (ended_well, log) = engine.close();
    assert!(ended_well);
    assert!(!log.contains("canary"), "{log}");
}

#[test]
fn an_answer_that_has_to_fit_a_schema_does_whatever_was_asked() {
    let mut engine = Engine::start();
    let schema = serde_json::json!({ "type": "object", "properties": {
        "subject": { "type": "string", "maxLength": 60 },
        "tone": { "enum": ["calm", "loud"] },
        "headlines": { "type": "array", "minItems": 3, "maxItems": 5,
            "items": { "type": "string", "maxLength": 40 } },
        "body": { "type": "string", "maxLength": 500 },
    } });
    for asked in ["Write an email about a new tea.", "Say hello.", "Count to a thousand."] {
        let answer = engine.complete_to_fit(&[user(asked)], &greedy(900), schema.clone());
        assert_eq!(answer.reason, StopReason::Complete, "{}", answer.text);
        let value: serde_json::Value = serde_json::from_str(&answer.text).expect("JSON");
        let headlines = value["headlines"].as_array().expect("a list");
        assert!((3..=5).contains(&headlines.len()), "{value}");
        assert!(
            headlines
                .iter()
                .all(|line| line.as_str().is_some_and(|line| line.chars().count() <= 40))
        );
        assert!(value["subject"].as_str().is_some_and(|subject| !subject.trim().is_empty()));
        assert!(["calm", "loud"].contains(&value["tone"].as_str().expect("a text")));
        assert!(value["body"].is_string());
    }
}

#[test]
fn a_schema_that_is_too_large_is_left_out_and_the_model_writes_all_the_same() {
    let mut engine = Engine::start();
    let schema = serde_json::json!({ "enum": ["x".repeat(1 << 20)] });
    let answer = engine.complete_to_fit(&[user("Say hello.")], &greedy(20), schema);
    assert!(!answer.text.is_empty());
}
