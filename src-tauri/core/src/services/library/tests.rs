//! What the library promises, and the rules every template of the starter pack keeps.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;
use crate::domain::{
    format,
    prompt::Role,
    variable::{Variable, VariableKind},
};

/// An answer of the right kind for every field, or for the required ones alone.
fn answers(template: &LibraryTemplate, all: bool) -> VariableValues {
    let values = template
        .template
        .variables()
        .filter(|variable| all || variable.required)
        .map(|variable| {
            let value = match &variable.kind {
                VariableKind::Text | VariableKind::LongText => json!("Brightleaf bottle"),
                VariableKind::Choice { options } => json!(options[0]),
                VariableKind::Number { .. } => json!(3),
                VariableKind::YesNo => json!(true),
                VariableKind::Date => json!("2027-03-31"),
                VariableKind::List => json!(["Cold for 24 hours", "Fits a bike"]),
                VariableKind::Link => json!("https://example.com/new"),
            };
            (variable.name.clone(), value)
        })
        .collect();
    VariableValues(values)
}

#[test]
fn the_starter_pack_holds_forty_jobs_by_name() {
    let library = Library::starter();
    let listed: Vec<String> = library
        .templates()
        .iter()
        .map(|template| {
            let TemplateSummary { name, title, tags, .. } = template.summary();
            format!("{name}: {title} ({})", tags.join(", "))
        })
        .collect();
    assert_eq!(listed.len(), 40);
    insta::assert_snapshot!(listed.join("\n"));
}

#[test]
fn a_starter_template_has_a_test_and_its_format_is_one_that_is_there() {
    for template in Library::starter().templates() {
        let name = template.template.name();
        let tests = template.template.expectations().expect(name);
        assert!(tests.iter().any(|test| !test.expect.is_empty()), "{name} has no test");
        if let Some(format) = &template.template.front_matter().copydeck.format {
            assert!(
                format::starter().iter().any(|known| known.name == *format),
                "{name}: {format}"
            );
        }
    }
}

#[test]
fn every_starter_template_can_be_tried_with_its_own_sample() {
    for template in Library::starter().templates() {
        let name = template.template.name();
        let sample = template.form().sample.unwrap_or_else(|| panic!("{name} has a sample"));
        let values = template.template.check(&sample).expect(name);
        template.render(&values, "").expect(name);
    }
}

#[test]
fn a_starter_template_asks_for_little_and_helps_with_the_rest() {
    for template in Library::starter().templates() {
        let form = template.form();
        let name = &form.summary.name;
        assert!((1..=8).contains(&form.variables.len()), "{name} has too few or many fields");
        // One that a document may stand in for is asked for where there is none.
        let stood_in = &template.template.front_matter().copydeck.cites;
        let asked =
            |variable: &&Variable| variable.required || Some(&variable.name) == stood_in.as_ref();
        let required = form.variables.iter().filter(asked).count();
        assert!((1..=6).contains(&required), "{name} requires {required} fields");
        assert!(!form.summary.description.is_empty(), "{name} says what it is for");
        assert!(!form.summary.tags.is_empty(), "{name} has tags");
        for variable in &form.variables {
            assert!(variable.hint.is_some(), "{name}.{} has a hint", variable.name);
        }
        let sampling = &template.template.front_matter().sampling;
        assert!(sampling.temperature.is_some() && sampling.max_output_tokens.is_some(), "{name}");
    }
}

#[test]
fn a_starter_template_renders_with_all_its_fields_and_with_the_required_ones_alone() {
    for template in Library::starter().templates() {
        let name = template.template.name();
        for all in [false, true] {
            let values = template.template.check(&answers(template, all)).expect(name);
            let prompt = template.render(&values, "Keep the tone relaxed.").expect(name);
            let roles: Vec<Role> = prompt.messages.iter().map(|message| message.role).collect();
            let (first, turns) = roles.split_first().expect("a message");
            assert_eq!(*first, Role::System, "{name}");
            // Worked examples, and then what is asked for.
            let (asked, examples) = turns.split_last().expect("a request");
            assert_eq!(*asked, Role::User, "{name}");
            let (pairs, rest) = examples.as_chunks();
            assert!(pairs.iter().all(|pair| *pair == [Role::User, Role::Model]), "{name}");
            assert!(rest.is_empty(), "{name}");
            for message in &prompt.messages {
                let text = message.joined_text();
                assert!(!text.contains("{{") && !text.contains("}}"), "{name}: {text}");
                assert!(!text.contains("\n\n\n"), "{name} leaves a hole: {text}");
                assert_eq!(text.trim(), text, "{name} has white space around a message");
            }
            assert!(prompt.messages[0].joined_text().ends_with("\n\nKeep the tone relaxed."));
        }
    }
}

#[test]
fn an_empty_brief_is_told_which_fields_it_lacks() {
    let library = Library::starter();
    let template = library.find("launch-email").expect("a template");
    let problems = template.template.check(&VariableValues::default()).expect_err("problems");
    insta::assert_snapshot!(problems.to_string(), @"“Product” is missing. “What is new” is missing.");
    insta::assert_json_snapshot!(problems.by_field(), @r#"
    {
      "news": "Fill this in.",
      "product": "Fill this in."
    }
    "#);
}

#[test]
fn the_launch_email_as_a_model_reads_it() {
    let library = Library::starter();
    let template = library.find("launch-email").expect("a template");
    let brief = json!({
        "product": "Brightleaf bottle",
        "news": "Keeps drinks cold for 24 hours",
        "available": "2027-03-31",
    });
    let brief: VariableValues = serde_json::from_value(brief).expect("values");
    let values = template.template.check(&brief).expect("a brief");
    let prompt =
        template.render(&values, "Keep the tone relaxed and energetic.").expect("a prompt");
    let text: Vec<String> = prompt
        .messages
        .iter()
        .map(|message| format!("[{:?}]\n{}", message.role, message.joined_text()))
        .collect();
    insta::assert_snapshot!(text.join("\n"), @r#"
    [System]
    You are a copywriter. You write short launch emails in plain words, and speak to the reader as “you”.
    An email has a subject line of at most 50 characters, a preheader that adds to it, and a body. The body is the news, what the reader gains from it, and what to do next, in short paragraphs. It ends with the call to action in bold.
    Keep every fact of the notes, and copy names and numbers exactly. Never add a number, a name, a quote, an offer or a link.

    Keep the tone relaxed and energetic.
    [User]
    Turn these notes into a launch email to people who work late.

    {"subject": "New: Harbour desk lamp", "preheader": "It dims itself in the evening.", "body": "Harbour desk lamp: It dims itself in the evening.\n\nAvailable from Monday.\n\n**See the lamp**"}
    [Model]
    {"subject": "New: Harbour desk lamp", "preheader": "It dims itself in the evening.", "body": "Meet the Harbour desk lamp. It dims itself in the evening, so that you can work late and still rest your eyes.\n\nIt is available from Monday.\n\nTake a look at what it can do for you.\n\n**See the lamp**"}
    [User]
    Turn these notes into a launch email to our customers.

    {"subject": "New: Brightleaf bottle", "preheader": "Keeps drinks cold for 24 hours", "body": "Brightleaf bottle: Keeps drinks cold for 24 hours\n\nAvailable from 2027-03-31.\n\n**See how it works**"}
    "#);
}

#[test]
fn an_unknown_name_is_answered_with_the_names_there_are() {
    let library = Library::starter();
    let error = library.find("lunch-email").expect_err("no such template");
    assert_eq!(error.code(), "template_not_found");
    assert!(
        error.to_string().starts_with("There is no template “lunch-email”. There are about-page, ")
    );
}

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, content) in files {
        fs::write(folder.path().join(name), content).expect("a file");
    }
    folder
}

#[test]
fn a_file_is_opened_with_the_partials_beside_it() {
    let folder = folder(&[
        ("note.prompt", b"Dear {{name}}, {{> closing}}"),
        ("_closing.prompt", b"bye. {{> legal}}"),
        ("_legal.prompt", b"All rights reserved."),
    ]);
    let opened = Library::open_file(&folder.path().join("note.prompt")).expect("a template");
    assert_eq!(opened.summary().name, "note");
    let values = VariableValues([("name".to_owned(), Value::from("Ann"))].into());
    let prompt = opened.render(&values, "").expect("a prompt");
    assert_eq!(prompt.messages[0].joined_text(), "Dear Ann, bye. All rights reserved.");
}

#[test]
fn a_partial_that_is_not_there_is_named_with_its_line() {
    let folder = folder(&[("note.prompt", b"Dear reader,\n{{> closing}}\n")]);
    let opened = Library::open_file(&folder.path().join("note.prompt")).expect("a template");
    let error = opened.render(&VariableValues::default(), "").expect_err("no partial");
    insta::assert_snapshot!(error, @"note.prompt, line 2: the partial “closing” is missing: it is looked for in _closing.prompt beside the template.");
}

#[test]
fn a_path_that_is_no_template_gets_a_reason() {
    let folder = folder(&[("latin1.prompt", b"caf\xe9"), ("big.prompt", &[b'a'; (1 << 20) + 1])]);
    let open = |name: &str| Library::open_file(&folder.path().join(name)).expect_err("no template");
    assert!(matches!(open("latin1.prompt"), LibraryError::NotUtf8 { position: 3, .. }));
    assert!(matches!(open("big.prompt"), LibraryError::TooLarge { .. }));
    assert!(matches!(open(""), LibraryError::NotAFile { .. }));
    assert!(matches!(open("none.prompt"), LibraryError::Unreadable { .. }));
}
