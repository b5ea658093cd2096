//! What the fuzzers call: hostile bytes in, and a panic where a promise is broken. Built for
//! `make fuzz` and for the test that replays the seeds; no part of the app.
//!
//! A target is a function here, a line in [`TARGETS`], a file that calls it in `fuzz/targets`
//! (and its `[[bin]]`), and a folder of seeds in `fuzz/seeds`. The function lives beside the code
//! that it holds to its promises.

pub use crate::{
    domain::{
        fields::hostile::partial_json,
        template::hostile::{front_matter, picoschema, rendering},
    },
    llm::{
        local::hostile::engine_lines,
        wire::hostile::{anthropic, chat, responses, sse},
    },
    pack_file::hostile::pack,
};

/// Takes bytes, and panics where a promise is broken.
pub type Target = fn(&[u8]);

/// All targets, by name.
pub const TARGETS: &[(&str, Target)] = &[
    ("anthropic", anthropic),
    ("chat", chat),
    ("engine_lines", engine_lines),
    ("front_matter", front_matter),
    ("pack", pack),
    ("partial_json", partial_json),
    ("picoschema", picoschema),
    ("rendering", rendering),
    ("responses", responses),
    ("sse", sse),
];

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    const FUZZ: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz");

    fn names(folder: &Path) -> BTreeSet<String> {
        let entries = fs::read_dir(folder).expect("a folder");
        entries
            .map(|entry| {
                let path = entry.expect("an entry").path();
                path.file_stem().expect("a name").to_string_lossy().into_owned()
            })
            .collect()
    }

    #[test]
    fn every_target_has_its_file_and_its_seeds() {
        let targets: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).into()).collect();
        assert_eq!(names(&Path::new(FUZZ).join("targets")), targets);
        assert_eq!(names(&Path::new(FUZZ).join("seeds")), targets);
    }

    /// The seeds are streams as they should be, and what fuzzing has found.
    #[test]
    fn every_seed_is_survived() {
        for (name, target) in TARGETS {
            let folder = Path::new(FUZZ).join("seeds").join(name);
            for seed in fs::read_dir(&folder).expect("a folder") {
                let path = seed.expect("an entry").path();
                println!("{}", path.display());
                target(&fs::read(&path).expect("a seed"));
            }
        }
    }
}
