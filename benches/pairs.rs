//! Measuring two things against each other: in turn, many times, and told as the median of the
//! ratios. Times by themselves are noise on a busy machine; a ratio of two that were taken a moment
//! apart is not.

use std::time::{Duration, Instant};

/// What `pairs` measurements of two things came to.
#[derive(Clone, Debug)]
pub(crate) struct Comparison {
    /// The median of ours, in the unit that was measured.
    pub(crate) ours: f64,
    /// The median of the other.
    pub(crate) peer: f64,
    /// The median of ours over the other's, pair by pair.
    pub(crate) ratio: f64,
}

impl Comparison {
    /// How many times as much the other takes.
    pub(crate) fn advantage(&self) -> f64 {
        1.0 / self.ratio
    }
}

/// Measures two things in turn, `pairs` times, after one turn that does not count. Which goes first
/// changes with every pair, so that neither always finds the caches warm.
pub(crate) fn compare(
    pairs: usize,
    mut ours: impl FnMut() -> f64,
    mut peer: impl FnMut() -> f64,
) -> Comparison {
    ours();
    peer();
    let taken: Vec<(f64, f64)> = (0..pairs)
        .map(|pair| {
            if pair % 2 == 0 {
                let ours = ours();
                (ours, peer())
            } else {
                let peer = peer();
                (ours(), peer)
            }
        })
        .collect();
    Comparison {
        ours: median(taken.iter().map(|(ours, _)| *ours)),
        peer: median(taken.iter().map(|(_, peer)| *peer)),
        ratio: median(taken.iter().map(|(ours, peer)| ours / peer)),
    }
}

/// How long something takes, in seconds.
pub(crate) fn seconds<T>(work: impl FnOnce() -> T) -> f64 {
    let began = Instant::now();
    std::hint::black_box(work());
    began.elapsed().as_secs_f64()
}

/// The middle one, or the mean of the two in the middle.
pub(crate) fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    quantile(values, 0.5)
}

/// The value below which this share of them lies, between neighbours by their distance.
pub(crate) fn quantile(values: impl IntoIterator<Item = f64>, share: f64) -> f64 {
    let mut sorted: Vec<f64> = values.into_iter().collect();
    assert!(!sorted.is_empty(), "something was measured");
    sorted.sort_by(f64::total_cmp);
    let place = share * (sorted.len() - 1) as f64;
    let (low, high) = (place.floor() as usize, place.ceil() as usize);
    sorted[low] + (sorted[high] - sorted[low]) * (place - place.floor())
}

/// A time as it is read.
pub(crate) fn time(seconds: f64) -> String {
    match seconds {
        s if s >= 1.0 => format!("{s:.2} s"),
        s if s >= 0.001 => format!("{:.2} ms", s * 1e3),
        s => format!("{:.1} µs", s * 1e6),
    }
}

/// Mebibytes as they are read.
pub(crate) fn mebibytes(bytes: f64) -> String {
    format!("{:.0} MiB", bytes / f64::from(1 << 20))
}

/// A time in seconds, from a clock's.
pub(crate) fn as_seconds(time: Duration) -> f64 {
    time.as_secs_f64()
}
