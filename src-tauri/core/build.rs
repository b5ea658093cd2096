//! A template that is added to the starter pack, or taken out, is noticed.

fn main() {
    println!("cargo::rerun-if-changed=starter-pack");
}
