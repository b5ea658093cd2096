//! The OS keyring as a vault, on a thread of its own.
//!
//! The system's calls block, and where a keyring waits for its password they block for as long as
//! the user lets it. So one thread makes them, one at a time, and whoever asks gives up after a
//! limit. Until that thread is free again, every question is answered with [`VaultError::Slow`] at
//! once: asking a keyring that hangs would only make more threads hang.
//!
//! A keyring may start after Copydeck, and may be restarted under it. So the thread connects when it
//! is asked something, and connects anew where a connection that was there before is of no use now.
//! `keyring` itself connects once in a process, so its entries are given a store of its own kind.

use std::{
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
    time::{Duration, Instant},
};

use futures_util::future::{BoxFuture, FutureExt};
use keyring::{Entry, Error};
use keyring_core::CredentialStore;
use tokio::{sync::oneshot, time::timeout_at};
use zeroize::Zeroizing;

use super::vault::{Vault, VaultError};
use crate::domain::{api_key::ApiKey, id::CredentialId};

/// What the keyring files our keys under.
const SERVICE: &str = "copydeck";

/// Connects to a keyring.
type Connect = Box<dyn Fn() -> keyring::Result<Arc<CredentialStore>> + Send>;

/// A question to the keyring, asked on its thread.
type Question = Box<dyn FnOnce(&mut Connection) + Send>;

/// The keyring of the system.
pub struct KeyringVault {
    questions: mpsc::Sender<Question>,
    /// Held by the question that is being asked, and by nobody else.
    turn: Arc<tokio::sync::Mutex<()>>,
    /// Since when the question that is being asked has been open.
    open_since: Arc<Mutex<Option<Instant>>>,
    limit: Duration,
}

impl KeyringVault {
    /// The system's keyring, each question to be answered within the limit. Nothing is asked of
    /// it before the first call.
    #[must_use]
    pub fn system(limit: Duration) -> Self {
        Self::connecting(Box::new(connect_to_system), limit)
    }

    fn connecting(connect: Connect, limit: Duration) -> Self {
        let (questions, queue) = mpsc::channel::<Question>();
        let mut connection = Connection { connect, store: None };
        let spawned = thread::Builder::new().name("keyring".into()).spawn(move || {
            for question in queue {
                question(&mut connection);
            }
        });
        if let Err(error) = spawned {
            // The queue is gone with the thread, so each call fails and says so.
            tracing::error!(%error, "the thread for the keyring could not be started");
        }
        Self { questions, turn: Arc::default(), open_since: Arc::default(), limit }
    }

    /// Asks the keyring something about one entry.
    async fn ask<T: Send + 'static>(
        &self,
        id: CredentialId,
        ask: impl Fn(&Entry) -> keyring::Result<T> + Send + 'static,
    ) -> Result<T, VaultError> {
        if since(&self.open_since).is_some_and(|since| since.elapsed() >= self.limit) {
            return Err(VaultError::Slow);
        }
        let deadline = tokio::time::Instant::now() + self.limit;
        let turn = timeout_at(deadline, Arc::clone(&self.turn).lock_owned())
            .await
            .map_err(|_| VaultError::Slow)?;
        let open_since = Arc::clone(&self.open_since);
        set_since(&open_since, Some(Instant::now()));
        let (reply, answer) = oneshot::channel();
        self.questions
            .send(Box::new(move |connection| {
                let answer = connection.ask(&id.to_string(), &ask);
                set_since(&open_since, None);
                drop(turn);
                // Whoever asked may have given up.
                let _gone = reply.send(answer.map_err(|error| what_it_means(&error)));
            }))
            .map_err(|_| VaultError::Failed)?;
        timeout_at(deadline, answer)
            .await
            .map_err(|_| VaultError::Slow)?
            .map_err(|_| VaultError::Failed)?
    }
}

impl Vault for KeyringVault {
    fn read(&self, id: CredentialId) -> BoxFuture<'_, Result<Option<ApiKey>, VaultError>> {
        let read = |entry: &Entry| match entry.get_secret() {
            Ok(secret) => {
                let secret = Zeroizing::new(secret);
                let key = str::from_utf8(&secret).map_err(|_| Error::BadEncoding(Vec::new()))?;
                Ok(ApiKey::new(key))
            }
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        };
        self.ask(id, read).boxed()
    }

    fn write(&self, id: CredentialId, key: ApiKey) -> BoxFuture<'_, Result<(), VaultError>> {
        self.ask(id, move |entry| entry.set_secret(key.expose().as_bytes())).boxed()
    }

    fn delete(&self, id: CredentialId) -> BoxFuture<'_, Result<(), VaultError>> {
        let delete = |entry: &Entry| match entry.delete_credential() {
            Err(Error::NoEntry) => Ok(()),
            outcome => outcome,
        };
        self.ask(id, delete).boxed()
    }
}

/// The thread's connection to the keyring.
struct Connection {
    connect: Connect,
    store: Option<Arc<CredentialStore>>,
}

impl Connection {
    /// Asks something about the entry of a user name of ours, over a new connection where the one
    /// that was there has failed.
    fn ask<T>(
        &mut self,
        user: &str,
        ask: &impl Fn(&Entry) -> keyring::Result<T>,
    ) -> keyring::Result<T> {
        let was_connected = self.store.is_some();
        match self.ask_once(user, ask) {
            Err(Error::PlatformFailure(reason)) => {
                self.store = None;
                if was_connected {
                    tracing::info!(%reason, "the keyring is connected to anew");
                    self.ask_once(user, ask)
                } else {
                    Err(Error::PlatformFailure(reason))
                }
            }
            answer => answer,
        }
    }

    fn ask_once<T>(
        &mut self,
        user: &str,
        ask: &impl Fn(&Entry) -> keyring::Result<T>,
    ) -> keyring::Result<T> {
        let store = match &mut self.store {
            Some(store) => store,
            none => none.insert((self.connect)().map_err(|error| {
                tracing::info!(%error, "there is no keyring to connect to");
                Error::NoDefaultStore
            })?),
        };
        ask(&Entry { inner: store.build(SERVICE, user, None)? })
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn connect_to_system() -> keyring::Result<Arc<CredentialStore>> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

#[cfg(target_os = "macos")]
fn connect_to_system() -> keyring::Result<Arc<CredentialStore>> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(windows)]
fn connect_to_system() -> keyring::Result<Arc<CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}

fn since(open: &Mutex<Option<Instant>>) -> Option<Instant> {
    *open.lock().unwrap_or_else(PoisonError::into_inner)
}

fn set_since(open: &Mutex<Option<Instant>>, at: Option<Instant>) {
    *open.lock().unwrap_or_else(PoisonError::into_inner) = at;
}

/// What a keyring's failure means for the user. Its text is not logged: some variants hold what
/// the keyring holds.
fn what_it_means(error: &Error) -> VaultError {
    match error {
        Error::NoDefaultStore => VaultError::Absent,
        Error::NoStorageAccess(reason) => {
            tracing::info!(%reason, "the keyring is locked");
            VaultError::Locked
        }
        Error::PlatformFailure(reason) => {
            tracing::warn!(%reason, "the keyring failed");
            VaultError::Failed
        }
        _ => {
            tracing::warn!("the keyring holds something else under our name");
            VaultError::Failed
        }
    }
}

#[cfg(test)]
mod tests;
