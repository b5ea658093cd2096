use std::fmt::Write as _;

use super::*;

mod counting;
mod files;
mod measures;

fn field(counting: Counting) -> FormatField {
    FormatField { name: "text".to_owned(), counting, ..FormatField::default() }
}

fn starter_format(name: &str) -> &'static Format {
    starter().iter().find(|format| format.name == name).expect("it is in the starter pack")
}
