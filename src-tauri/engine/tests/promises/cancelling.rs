//! Limits here are loose, as a test machine may be busy; what is measured is printed.

use std::time::{Duration, Instant};

use copydeck_core::{domain::run::StopReason, llm::engine_protocol::EngineReply};

use crate::support::{Completion, Engine, greedy, long_brief, user};

const LIMIT: Duration = Duration::from_secs(2);

#[test]
fn a_cancel_while_it_writes_keeps_what_came_and_the_engine() {
    let mut engine = Engine::start();
    let id = engine.ask(&[user("Write a long story about tea.")], &greedy(1_000));
    while !matches!(engine.reply(), EngineReply::Delta { .. }) {}
    let asked = Instant::now();
    engine.cancel(id);
    let stopped = engine.completion(id);
    report("while it writes", asked, &stopped);
    assert!(!engine.complete(&[user("Say hello.")], &greedy(5)).text.is_empty());
}

#[test]
fn a_cancel_while_it_reads_a_long_brief_does_not_wait_for_the_end_of_it() {
    let mut engine = Engine::start();
    let id = engine.ask(&[user(&long_brief(300))], &greedy(10));
    while !matches!(engine.reply(), EngineReply::Started { .. }) {}
    std::thread::sleep(Duration::from_millis(200));
    let asked = Instant::now();
    engine.cancel(id);
    let stopped = engine.completion(id);
    report("while it reads", asked, &stopped);
    assert_eq!(stopped.text, "");
    assert!(!engine.complete(&[user("Say hello.")], &greedy(5)).text.is_empty());
}

#[test]
fn a_request_cancelled_before_its_turn_writes_nothing() {
    let mut engine = Engine::start();
    let first = engine.ask(&[user("Write a story about tea.")], &greedy(30));
    let second = engine.ask(&[user("Write a story about coffee.")], &greedy(30));
    engine.cancel(second);
    assert_eq!(engine.completion(first).reason, StopReason::Length);
    let second = engine.completion(second);
    assert_eq!(second.reason, StopReason::Stopped);
    assert_eq!(second.usage.output, 0);
}

#[test]
fn a_cancel_that_comes_too_late_does_nothing() {
    let mut engine = Engine::start();
    let id = engine.ask(&[user("Say hello.")], &greedy(3));
    engine.completion(id);
    engine.cancel(id);
    assert!(!engine.complete(&[user("Say hello.")], &greedy(3)).text.is_empty());
}

#[test]
fn the_end_of_its_input_ends_the_engine_in_the_middle_of_a_word() {
    let mut engine = Engine::start();
    engine.ask(&[user("Write a long story about tea.")], &greedy(1_000));
    while !matches!(engine.reply(), EngineReply::Delta { .. }) {}
    let closed = Instant::now();
    engine.close();
    assert!(closed.elapsed() < LIMIT, "took {:?}", closed.elapsed());
}

fn report(when: &str, asked: Instant, stopped: &Completion) {
    let took = asked.elapsed();
    println!("cancelled {when} after {} ms", took.as_millis());
    assert_eq!(stopped.reason, StopReason::Stopped);
    assert!(took < LIMIT, "took {took:?}");
}
