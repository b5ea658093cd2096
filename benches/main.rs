//! Speed and memory against their goals: `make bench` prints one table.
//!
//! Each figure is a ratio of two things measured in turn in this one run, the outputs of both
//! checked. Nothing here can fail for being slow: a goal that is missed is shown as missed.
//! `make bench AREA=decoding` measures one area; without the other programs that an area is
//! measured against, it says so and leaves the area out.

#[path = "../tests/desktop/screen.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod screen;
#[path = "../tests/desktop/session.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod session;
#[path = "../tests/faults/shim.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod shim;
#[path = "../tests/support/mod.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod support;
#[path = "../tests/desktop/window.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod window;

mod areas;
mod desk;
mod pairs;
mod peers;
mod shell;
mod table;

/// The argument that makes this the minimal window, for another run of it to measure.
const SHELL: &str = "minimal-window";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == SHELL) {
        return shell::open();
    }
    rustls::crypto::ring::default_provider().install_default().expect("installed once");
    let wanted: Vec<&String> =
        arguments.iter().filter(|argument| !argument.starts_with("--")).collect();
    let mut rows = Vec::new();
    for (name, measure) in areas::ALL {
        if wanted.is_empty() || wanted.iter().any(|wanted| name.contains(wanted.as_str())) {
            eprintln!("measuring {name}");
            match measure() {
                Ok(measured) => rows.extend(measured),
                Err(missing) => eprintln!("left out: {missing}"),
            }
        }
    }
    table::print(&rows);
}
