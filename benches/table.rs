//! The table that `make bench` prints: a line for each goal of the product's speed and memory.

/// One figure against its goal.
pub(crate) struct Row {
    /// What is measured.
    pub(crate) area: String,
    /// Ours, as it is read.
    pub(crate) ours: String,
    /// What it is measured against, as it is read.
    pub(crate) peer: String,
    /// The figure the goal is about.
    pub(crate) figure: String,
    /// The goal.
    pub(crate) goal: String,
    /// Whether it is reached.
    pub(crate) reached: bool,
}

/// A goal: at most, or at least, so many times the other.
#[derive(Clone, Copy)]
pub(crate) enum Goal {
    /// Ours is to be at most so many times the other's.
    AtMost(f64),
    /// The other's is to be at least so many times ours.
    AtLeast(f64),
}

impl Row {
    /// A row for a comparison, its values written by `unit`.
    pub(crate) fn compared(
        area: &str,
        comparison: &super::pairs::Comparison,
        against: &str,
        goal: Goal,
        unit: impl Fn(f64) -> String,
    ) -> Self {
        let (figure, wanted, reached) = match goal {
            Goal::AtMost(most) => {
                let ratio = comparison.ratio;
                (format!("{ratio:.3} x"), format!("<= {most} x"), ratio <= most)
            }
            Goal::AtLeast(least) => {
                let times = comparison.advantage();
                (format!("{times:.1} x less"), format!(">= {least} x less"), times >= least)
            }
        };
        Self {
            area: area.to_owned(),
            ours: unit(comparison.ours),
            peer: format!("{} ({against})", unit(comparison.peer)),
            figure,
            goal: wanted,
            reached,
        }
    }
}

/// Prints the rows as one table.
pub(crate) fn print(rows: &[Row]) {
    let head = ["area", "ours", "peer", "figure", "goal", ""].map(str::to_owned);
    let lines: Vec<[String; 6]> = std::iter::once(head)
        .chain(rows.iter().map(|row| {
            let reached = if row.reached { "reached" } else { "MISSED" };
            [&row.area, &row.ours, &row.peer, &row.figure, &row.goal, reached].map(Into::into)
        }))
        .collect();
    let widths: [usize; 6] = std::array::from_fn(|column| {
        lines.iter().map(|line| line[column].chars().count()).max().unwrap_or_default()
    });
    for line in &lines {
        let cells: Vec<String> = line
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell}{}", " ".repeat(width - cell.chars().count())))
            .collect();
        println!("{}", cells.join("  ").trim_end());
    }
}
