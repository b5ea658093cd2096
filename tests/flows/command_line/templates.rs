//! Any Dotprompt file, rendered by the real executable.

use serde_json::json;

use super::*;

#[test]
fn any_dotprompt_file_renders_with_what_stands_beside_it() {
    let desk = Desk::new();
    let folder = desk.folder.path().join("prompts");
    std::fs::create_dir_all(folder.join("schemas")).expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).expect("written");
    write(
        "note.prompt",
        "---\nmodel: acme/large\nconfig: { temperature: 3 }\noutput: { schema: Note }\nacme.a.b: 1\n---\n\
         {{role \"system\"}}{{> rules}}\n{{history}}\n{{role \"user\"}}{{topic}} for {{@user.name}}",
    );
    write("_rules.prompt", "Be {{how}}.");
    write("schemas/Note.json", "{ \"type\": \"string\" }");
    write(
        "data.json",
        r#"{ "input": { "topic": "<Rain>", "how": "brief" }, "context": { "user": { "name": "Ann" } },
            "messages": [{ "role": "user", "content": [{ "text": "Hi" }] }] }"#,
    );
    let path = |name: &str| folder.join(name).display().to_string();
    let rendered = desk.json(&[
        "templates",
        "render",
        &path("note.prompt"),
        "--data",
        &path("data.json"),
        "--json",
    ]);
    assert_eq!(
        rendered["messages"],
        json!([
            { "role": "system", "content": [{ "text": "Be brief.\n" }] },
            { "role": "user", "content": [{ "text": "Hi" }], "metadata": { "purpose": "history" } },
            { "role": "user", "content": [{ "text": "<Rain> for Ann" }] },
        ])
    );
    assert_eq!(rendered["model"], "acme/large");
    assert_eq!(rendered["config"], json!({ "temperature": 3 }));
    assert_eq!(rendered["output"]["schema"], json!({ "type": "string" }));
    assert_eq!(rendered["ext"], json!({ "acme.a": { "b": 1 } }));
}

#[test]
fn a_template_of_the_library_renders_without_a_brief() {
    let rendered = Desk::new().json(&["templates", "render", "launch-email"]);
    assert_eq!(rendered["name"], "launch-email");
    assert_eq!(rendered["ext"]["copydeck"]["title"], "Launch email");
}

#[test]
fn data_that_is_no_data_argument_is_a_mistake_of_the_command_line() {
    let desk = Desk::new();
    let path = desk.folder.path().join("data.json");
    std::fs::write(&path, "[1]").expect("written");
    let path = path.display().to_string();
    let output = desk.run(&["templates", "render", "launch-email", "--data", &path]);
    assert_eq!(output.status.code(), Some(2));
    assert!(errors(&output).contains("input, context, messages and docs"), "{}", errors(&output));
}
