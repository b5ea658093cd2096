//! A hundred thousand templates looked through and searched, and a pack of ten thousand taken with
//! every check, against unpacking it unchecked and importing its lines into a bare table.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
};

use copydeck_core::{
    domain::{
        id::LibraryItemId,
        library::{ItemKind, LibraryQuery, NewItem, Origin},
        pack::{
            FORMAT,
            item::{ItemName, PackItem},
            manifest::Manifest,
        },
    },
    pack_file::{signing::SigningKey, writing},
    secrets::memory::MemoryVault,
    services::{
        library::{Library, texts},
        packs::{Choice, ItemChoice, Packs},
    },
    store::{Store, library::changes::ItemChange},
};
use jiff::Timestamp;

use super::block_on;
use crate::{
    pairs::{self, compare, seconds},
    peers::{Missing, require, require_by},
    support::many_drafts,
    table::{Goal, Row},
};

/// Whoever types does not notice this.
const GOAL_SECONDS: f64 = 0.050;
const TEMPLATES: u32 = 100_000;
/// As many as are added at once.
const BATCH: u32 = 5_000;
const QUESTIONS: u32 = 300;
const PACKED: u32 = 10_000;
const PAIRS: usize = 10;

pub(super) fn measure() -> Result<Vec<Row>, Missing> {
    let mut rows = looked_through();
    rows.push(taken()?);
    Ok(rows)
}

fn text(number: u32) -> String {
    let rare = many_drafts::rare(number);
    format!(
        "---\nname: t-{number}\ndescription: Says {rare} in a line\ninput:\n  schema:\n    \
         product: string, what it is about\ncopydeck.title: Template {number}\n\
         copydeck.tags: [tag-{}]\n---\nWrite about {{{{product}}}}, and mention {rare}.\n",
        number % 40
    )
}

fn looked_through() -> Vec<Row> {
    let folder = tempfile::tempdir().expect("a folder");
    let store = block_on(async {
        let store = Store::open(folder.path(), Timestamp::now()).await.expect("a store");
        for first in (0..TEMPLATES).step_by(BATCH as usize) {
            let changes = (first..first + BATCH).map(|number| ItemChange::Add(item(number)));
            store.change_library(changes.collect(), Timestamp::now()).await.expect("added");
        }
        Arc::new(store)
    });
    let library = Library::new(store);
    let times = |ask: &dyn Fn(u32)| -> Vec<f64> {
        (0..QUESTIONS).map(|number| seconds(|| ask(number))).collect()
    };
    let page = |query: LibraryQuery| block_on(library.page(query, None)).expect("a page");
    assert_eq!(page(asked("zzqx")).items.len(), 0);
    let searched = times(&|number| drop(page(asked(&question(number)))));
    let listed = times(&|_| drop(page(LibraryQuery::default())));
    let counted = times(&|_| drop(block_on(library.outline(ItemKind::Template)).expect("counted")));
    let row = |area: &str, times: &[f64]| {
        let p50 = pairs::quantile(times.iter().copied(), 0.5);
        let p95 = pairs::quantile(times.iter().copied(), 0.95);
        Row {
            area: area.into(),
            ours: format!("p95 {}", pairs::time(p95)),
            peer: format!("p50 {}", pairs::time(p50)),
            figure: pairs::time(p95),
            goal: format!("p95 <= {}", pairs::time(GOAL_SECONDS)),
            reached: p95 <= GOAL_SECONDS,
        }
    };
    vec![
        row("search in 100,000 templates", &searched),
        row("first page of 100,000 templates", &listed),
        row("folders and tags of 100,000 templates", &counted),
    ]
}

fn item(number: u32) -> NewItem {
    NewItem {
        id: LibraryItemId::generate(),
        kind: ItemKind::Template,
        text: texts::read(ItemKind::Template, &format!("t-{number}"), text(number)),
        folder: format!("Folder {}", number % 25),
        origin: Origin::Own,
        base: None,
        note: String::new(),
    }
}

fn asked(text: &str) -> LibraryQuery {
    LibraryQuery { text: text.to_owned(), ..LibraryQuery::default() }
}

/// A word, one half typed, and one that is everywhere.
fn question(number: u32) -> String {
    let word = many_drafts::rare(number * 97);
    match number % 4 {
        0 | 1 => word,
        2 => word.chars().take(4).collect(),
        _ => "template write".into(),
    }
}

fn taken() -> Result<Row, Missing> {
    require("sqlite3", "install sqlite3")?;
    require_by("unzip", "-v", "install unzip")?;
    let folder = tempfile::tempdir().expect("a folder");
    let (pack, lines) = packed(folder.path());
    let comparison = compare(PAIRS, || import(&pack), || unchecked(&pack, &lines));
    Ok(Row::compared(
        "pack of 10,000 templates, taken",
        &comparison,
        "unzip -t and sqlite3 .import",
        Goal::AtMost(1.5),
        pairs::time,
    ))
}

/// The pack, and its templates as lines of a table.
fn packed(folder: &Path) -> (PathBuf, PathBuf) {
    let key = SigningKey::generate().expect("a key");
    let manifest = Manifest {
        format: FORMAT,
        id: "bench".parse().expect("an id"),
        name: "Ten thousand".into(),
        version: "1.0".parse().expect("a version"),
        author: "Bench".into(),
        licence: String::new(),
        description: String::new(),
        least_app_version: None,
        key: None,
        files: BTreeMap::new(),
    };
    let items: Vec<PackItem> = (0..PACKED)
        .map(|number| PackItem {
            name: ItemName {
                kind: ItemKind::Template,
                name: format!("t-{number}"),
                file: format!("t-{number}.prompt"),
            },
            text: text(number),
        })
        .collect();
    let lines: String = items
        .iter()
        .map(|item| format!("{},\"{}\"\n", item.name.name, item.text.replace('"', "\"\"")))
        .collect();
    let files = writing::files(manifest, "", &items, Some(&key)).expect("signed");
    let pack = folder.join("ten-thousand.copypack");
    std::fs::write(&pack, writing::archive(&files).expect("an archive")).expect("written");
    let table = folder.join("lines.csv");
    std::fs::write(&table, lines).expect("written");
    (pack, table)
}

fn import(pack: &Path) -> f64 {
    let folder = tempfile::tempdir().expect("a folder");
    block_on(async {
        let store = Store::open(folder.path(), Timestamp::now()).await.expect("a store");
        let store = Arc::new(store);
        let vault = Arc::new(MemoryVault::default());
        let packs = Packs::new(Arc::clone(&store), vault, "1.0".parse().expect("a version"));
        let begun = std::time::Instant::now();
        let preview = packs.open(pack).await.expect("a pack");
        let choices: Vec<ItemChoice> = (0..preview.items.len())
            .map(|item| ItemChoice { item, choice: Choice::Take })
            .collect();
        packs.import(preview.open_id, &choices, None).await.expect("taken");
        let taken = pairs::as_seconds(begun.elapsed());
        let size = store.library_size(ItemKind::Template).await.expect("counted");
        assert_eq!(size, PACKED);
        taken
    })
}

fn unchecked(pack: &Path, lines: &Path) -> f64 {
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("bare.db");
    let create = "CREATE TABLE bare (name TEXT PRIMARY KEY, text TEXT)";
    run(Command::new("sqlite3").arg(&database).arg(create));
    let taken = seconds(|| {
        run(Command::new("unzip").arg("-tqq").arg(pack));
        let import = format!(".import --csv {} bare", lines.display());
        run(Command::new("sqlite3").arg(&database).arg(import));
    });
    let counted = Command::new("sqlite3")
        .arg(&database)
        .arg("SELECT count(*) FROM bare")
        .output()
        .expect("it runs");
    assert_eq!(String::from_utf8_lossy(&counted.stdout).trim(), PACKED.to_string());
    taken
}

fn run(command: &mut Command) {
    let status = command.stdout(Stdio::null()).status().expect("it runs");
    assert!(status.success(), "{command:?}");
}
