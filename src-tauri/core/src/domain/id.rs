//! Identities: one newtype over UUIDv7 for each kind of thing, so that one is never taken for
//! another. UUIDv7 sorts by the time it was made.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
        #[serde(transparent)]
        #[ts(as = "String")]
        pub struct $name(Uuid);

        impl $name {
            /// A new identity, later in order than those made before it on this machine.
            /// For the outermost layer only: the domain and the store are given theirs.
            #[must_use]
            pub fn generate() -> Self {
                Self(Uuid::now_v7())
            }

            /// The identity behind a known UUID.
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

id! {
    /// A piece of copy and its brief.
    DraftId
}
id! {
    /// An immutable earlier state of a draft.
    RevisionId
}
id! {
    /// One drafting: a request to a model and what came of it.
    RunId
}
id! {
    /// A template, partial, voice or format of the library.
    LibraryItemId
}
id! {
    /// A configured server that completes prompts.
    ProviderId
}
id! {
    /// A key kept in the vault. Also the name of its entry there.
    CredentialId
}
id! {
    /// A pack that is open and being looked at.
    OpenPackId
}
id! {
    /// What a pack changed, to be taken back.
    PackChangeId
}
id! {
    /// Prompts from elsewhere that are being looked at.
    OpenImportId
}
id! {
    /// A model file on this computer that the user added.
    LocalModelId
}
id! {
    /// A document attached to a brief.
    SourceId
}
