use crate::support::{Engine, greedy, long_brief, system, user};

#[test]
fn a_shared_beginning_is_read_once_and_changes_no_word() {
    let instructions = system(&format!("You write product copy. {}", long_brief(12)));
    let briefs = ["Write a slogan.", "Write a subject line for an email.", "Name the kettle."]
        .map(|brief| [instructions.clone(), user(brief)]);
    let mut warm = Engine::start();
    for (place, brief) in briefs.iter().enumerate() {
        let kept = warm.complete(brief, &greedy(24));
        let cold = Engine::start().complete(brief, &greedy(24));
        assert_eq!(kept.text, cold.text, "brief {place}");
        assert_eq!(cold.usage.cached_input, 0);
        assert_eq!(kept.usage.input, cold.usage.input, "all that was read counts");
        println!("first text: cold {:?}, warm {:?}", cold.to_first_text, kept.to_first_text);
        if place > 0 {
            let read = kept.usage.input - kept.usage.cached_input;
            assert!(read < 40, "{read} tokens were read again");
        }
    }
}

#[test]
fn the_same_prompt_again_gives_the_same_words() {
    let mut engine = Engine::start();
    let brief = [user("Write a slogan for a kettle that boils a litre in ninety seconds.")];
    let first = engine.complete(&brief, &greedy(24));
    let again = engine.complete(&brief, &greedy(24));
    assert_eq!(again.text, first.text);
    assert!(again.usage.cached_input > 0);
    assert!(again.usage.cached_input < again.usage.input);
}

#[test]
fn what_a_cancelled_request_has_read_serves_the_next() {
    let mut engine = Engine::start();
    let brief = [user(&long_brief(20))];
    let id = engine.ask(&brief, &greedy(200));
    while !matches!(engine.reply(), copydeck_core::llm::engine_protocol::EngineReply::Delta { .. })
    {
    }
    engine.cancel(id);
    engine.completion(id);
    let again = engine.complete(&brief, &greedy(12));
    assert!(again.usage.cached_input > again.usage.input / 2, "{:?}", again.usage);
    assert_eq!(again.text, Engine::start().complete(&brief, &greedy(12)).text);
}
