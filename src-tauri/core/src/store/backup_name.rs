//! The names of backups, which say when and why each was made, and which of them are kept.

use std::{collections::BTreeSet, fmt, str::FromStr};

use jiff::{Timestamp, civil, tz::TimeZone};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::files::compact;

/// Why a backup was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum BackupReason {
    /// One is made every day.
    Daily,
    /// A newer Copydeck was about to change how the store is laid out.
    BeforeUpdate,
    /// Another backup was about to be restored over this.
    BeforeRestore,
    /// The user asked for it.
    ByHand,
}

impl BackupReason {
    const ALL: [Self; 4] = [Self::Daily, Self::BeforeUpdate, Self::BeforeRestore, Self::ByHand];

    /// As it stands in the name.
    const fn word(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::BeforeUpdate => "update",
            Self::BeforeRestore => "restore",
            Self::ByHand => "manual",
        }
    }

    /// How many of these are kept.
    const fn kept(self) -> usize {
        match self {
            Self::Daily => 7,
            Self::BeforeUpdate | Self::BeforeRestore => 3,
            Self::ByHand => 5,
        }
    }
}

/// The name of a backup's file: `copydeck-20261124T101203Z-daily.db`. Times have whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(into = "String", try_from = "String")]
#[ts(type = "string")]
pub struct BackupName {
    /// When the backup was made.
    pub made_at: Timestamp,
    /// Why.
    pub reason: BackupReason,
}

impl BackupName {
    /// The name of a backup made now.
    pub(super) fn new(now: Timestamp, reason: BackupReason) -> Self {
        Self { made_at: Timestamp::from_second(now.as_second()).unwrap_or_default(), reason }
    }

    /// The same a second later, for when the name is taken.
    pub(super) fn next(self) -> Self {
        let later = self.made_at.as_second().saturating_add(1);
        Self { made_at: Timestamp::from_second(later).unwrap_or(self.made_at), ..self }
    }
}

impl fmt::Display for BackupName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "copydeck-{}-{}.db", compact(self.made_at), self.reason.word())
    }
}

impl From<BackupName> for String {
    fn from(name: BackupName) -> Self {
        name.to_string()
    }
}

impl TryFrom<String> for BackupName {
    type Error = NotABackup;

    fn try_from(text: String) -> Result<Self, NotABackup> {
        text.parse()
    }
}

/// The text is not the name of a backup.
#[derive(Debug, thiserror::Error)]
#[error("this is not the name of a backup")]
pub struct NotABackup;

impl FromStr for BackupName {
    type Err = NotABackup;

    fn from_str(text: &str) -> Result<Self, NotABackup> {
        let read = || {
            let (time, word) =
                text.strip_prefix("copydeck-")?.strip_suffix(".db")?.split_once('-')?;
            let reason = BackupReason::ALL.into_iter().find(|reason| reason.word() == word)?;
            let time = civil::DateTime::strptime("%Y%m%dT%H%M%SZ", time).ok()?;
            Some(Self { made_at: time.to_zoned(TimeZone::UTC).ok()?.timestamp(), reason })
        };
        // One time has one name, or two names could mean the same file.
        read().filter(|name| name.to_string() == text).ok_or(NotABackup)
    }
}

/// The backups that need not be kept any more: of the daily ones, all but the newest of each of
/// the last seven days that have one; of the others, all but the newest few of each kind.
pub(super) fn surplus(backups: &[BackupName]) -> Vec<BackupName> {
    let mut newest_first: Vec<BackupName> = backups.to_vec();
    newest_first.sort_unstable_by(|a, b| b.cmp(a));
    newest_first.dedup();
    let mut surplus = Vec::new();
    for reason in BackupReason::ALL {
        let mut days = BTreeSet::new();
        let mut kept = 0;
        for name in newest_first.iter().filter(|name| name.reason == reason) {
            let repeats_a_day = reason == BackupReason::Daily && !days.insert(day(name.made_at));
            if repeats_a_day || kept == reason.kept() {
                surplus.push(*name);
            } else {
                kept += 1;
            }
        }
    }
    surplus
}

/// Whether a day has begun since the newest daily backup. Days are those of UTC.
pub(super) fn daily_is_due(backups: &[BackupName], now: Timestamp) -> bool {
    !backups.iter().any(|name| name.reason == BackupReason::Daily && day(name.made_at) >= day(now))
}

fn day(time: Timestamp) -> civil::Date {
    time.to_zoned(TimeZone::UTC).date()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn name(day: i64, reason: BackupReason) -> BackupName {
        BackupName::new(Timestamp::from_second(day * 86_400 + 37_000).expect("a time"), reason)
    }

    fn any_backup() -> impl Strategy<Value = BackupName> {
        (0_i64..40_000, 0..BackupReason::ALL.len()).prop_map(|(minutes, reason)| {
            let time = Timestamp::from_second(minutes * 60).expect("a time");
            BackupName::new(time, BackupReason::ALL[reason])
        })
    }

    #[test]
    fn a_name_says_when_and_why() {
        let made = "2026-11-24T10:12:03Z".parse().expect("a time");
        let name = BackupName::new(made, BackupReason::Daily);
        assert_eq!(name.to_string(), "copydeck-20261124T101203Z-daily.db");
    }

    #[test]
    fn what_is_not_a_backups_name_is_not_taken_for_one() {
        for text in [
            "copydeck.db",
            "../copydeck-20261124T101203Z-daily.db",
            "copydeck-20261124T101203Z-daily.db-journal",
            "copydeck-20261124T101203Z-whim.db",
            "copydeck-20261324T101203Z-daily.db",
            "copydeck-020261124T101203Z-daily.db",
        ] {
            assert!(text.parse::<BackupName>().is_err(), "{text}");
        }
    }

    #[test]
    fn seven_daily_backups_are_kept_and_the_oldest_go_first() {
        let all: Vec<BackupName> = (1..=9).map(|day| name(day, BackupReason::Daily)).collect();
        assert_eq!(surplus(&all), [all[1], all[0]]);
    }

    #[test]
    fn the_backups_before_the_last_three_updates_are_kept_besides() {
        let all: Vec<BackupName> =
            (1..=4).map(|day| name(day, BackupReason::BeforeUpdate)).collect();
        assert_eq!(surplus(&all), [all[0]]);
    }

    #[test]
    fn a_day_has_one_daily_backup() {
        let morning = name(3, BackupReason::Daily);
        let noon = BackupName::new(
            Timestamp::from_second(morning.made_at.as_second() + 7200).expect("a time"),
            BackupReason::Daily,
        );
        assert_eq!(surplus(&[morning, noon]), [morning]);
        assert!(!daily_is_due(&[morning], noon.made_at));
        assert!(daily_is_due(&[morning], name(4, BackupReason::Daily).made_at));
        assert!(daily_is_due(&[name(3, BackupReason::ByHand)], noon.made_at));
    }

    proptest! {
        #[test]
        fn every_name_is_read_back(name in any_backup()) {
            prop_assert_eq!(name.to_string().parse::<BackupName>().expect("a name"), name);
        }

        #[test]
        fn what_is_kept_is_enough_and_the_newest_is_always_among_it(
            backups in prop::collection::vec(any_backup(), 0..60)
        ) {
            let surplus = surplus(&backups);
            let kept: Vec<_> = backups.iter().filter(|name| !surplus.contains(name)).collect();
            for reason in BackupReason::ALL {
                let of_kind = |name: &&&BackupName| name.reason == reason;
                let newest = backups.iter().filter(|name| name.reason == reason).max();
                prop_assert_eq!(kept.iter().copied().filter(|name| name.reason == reason).max(), newest);
                let distinct: BTreeSet<_> = kept.iter().filter(of_kind).collect();
                prop_assert!(distinct.len() <= reason.kept());
            }
        }
    }
}
