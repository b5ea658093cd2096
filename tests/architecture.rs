//! The rules of ARCHITECTURE.md that a program can check: who may use whom, and that the three
//! lists of the window's commands are one.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder with one of these endings.
fn files(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![root().join(folder)];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                if path.file_name().is_some_and(|name| name != "node_modules" && name != "dist") {
                    waiting.push(path);
                }
            } else if endings.iter().any(|ending| path.to_string_lossy().ends_with(ending)) {
                found.push(path);
            }
        }
    }
    assert!(!found.is_empty(), "nothing below {folder}");
    found
}

/// Lines of code that mention one of these, comments and a file's own tests left out.
fn mentions(files: &[PathBuf], forbidden: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        let text = fs::read_to_string(file).expect("text");
        let code = text.lines().take_while(|line| *line != "mod tests {");
        for (number, line) in code.enumerate() {
            let code = line.trim_start();
            if !code.starts_with("//") && forbidden.iter().any(|word| code.contains(word)) {
                let file = file.strip_prefix(root()).unwrap_or(file);
                found.push(format!("{}:{}: {code}", file.display(), number + 1));
            }
        }
    }
    found
}

#[test]
fn each_layer_uses_only_those_below_it() {
    const CORE: &str = "src-tauri/core/src";
    let rules: [(&str, &[&str]); 8] = [
        (
            "domain",
            &["crate::store", "crate::llm", "crate::secrets", "crate::markdown", "crate::services"],
        ),
        ("store", &["crate::llm", "crate::secrets", "crate::markdown", "crate::services"]),
        ("llm", &["crate::store", "crate::secrets", "crate::markdown", "crate::services"]),
        ("secrets", &["crate::store", "crate::llm", "crate::markdown", "crate::services"]),
        ("markdown", &["crate::store", "crate::llm", "crate::secrets", "crate::services"]),
        (
            "pack_file",
            &["crate::store", "crate::llm", "crate::secrets", "crate::markdown", "crate::services"],
        ),
        ("", &["tauri::", "use tauri", "copydeck_engine"]),
        (
            "domain",
            &[
                "std::fs",
                "tokio::",
                "reqwest",
                "rusqlite",
                "Timestamp::now",
                "SystemTime",
                "Instant::now",
            ],
        ),
    ];
    for (layer, forbidden) in rules {
        // Tests may measure time and write files.
        let code: Vec<PathBuf> = files(&format!("{CORE}/{layer}"), &[".rs"])
            .into_iter()
            .filter(|file| !file.to_string_lossy().contains("tests"))
            .collect();
        let found = mentions(&code, forbidden);
        assert!(found.is_empty(), "{layer} reaches up:\n{}", found.join("\n"));
    }
    let engine = mentions(&files("src-tauri/engine/src", &[".rs"]), &["use tauri", "tauri::"]);
    assert!(engine.is_empty(), "the engine knows the window:\n{}", engine.join("\n"));
}

#[test]
fn one_file_of_the_window_talks_to_the_backend() {
    let others: Vec<PathBuf> = files("ui/src", &[".ts", ".svelte"])
        .into_iter()
        .filter(|file| !file.ends_with(Path::new("ui/src/ipc/client.ts")))
        .collect();
    let found = mentions(&others, &["@tauri-apps", "__TAURI"]);
    assert!(found.is_empty(), "only ui/src/ipc/client.ts may:\n{}", found.join("\n"));
}

#[test]
fn the_three_lists_of_commands_are_one() {
    let read = |file: &str| fs::read_to_string(root().join(file)).expect("text");

    let handler = read("src-tauri/src/commands/mod.rs");
    let list = between(&handler, "generate_handler![", "]");
    let handled: BTreeSet<String> = list
        .split(',')
        .filter_map(|path| path.trim().rsplit("::").next())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();

    let permissions = read("src-tauri/permissions/app.toml");
    let allowed = quoted(between(&permissions, "commands.allow = [", "]"), '"');

    let client = read("ui/src/ipc/client.ts");
    let called: BTreeSet<String> = quoted(&client, '\'')
        .union(&quoted(&client, '"'))
        .filter(|word| {
            word.contains('_') && word.chars().all(|c| c.is_ascii_lowercase() || c == '_')
        })
        .cloned()
        .collect();

    assert_eq!(handled, allowed, "commands/mod.rs and permissions/app.toml");
    assert_eq!(handled, called, "commands/mod.rs and ui/src/ipc/client.ts");
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).expect("the start of the list");
    rest.split_once(end).expect("the end of the list").0
}

fn quoted(text: &str, quote: char) -> BTreeSet<String> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with(['#', '/', '*']))
        .flat_map(|line| line.split(quote).skip(1).step_by(2))
        .map(str::to_owned)
        .collect()
}
