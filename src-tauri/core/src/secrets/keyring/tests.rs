//! What the vault promises, over keyring-core's mock store and over a real gnome-keyring in a
//! session bus of its own.

use std::{
    any::Any,
    collections::HashMap,
    fmt,
    process::Command,
    sync::{
        Arc, Barrier,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use keyring_core::api::CredentialStoreApi;

use super::*;

/// Long enough for any question that is answered at all.
const LIMIT: Duration = Duration::from_secs(20);

/// Names the real test that a child of this process is to run for itself.
const INSIDE: &str = "COPYDECK_INSIDE_KEYRING_TEST";

fn key(pasted: &str) -> ApiKey {
    ApiKey::new(pasted).expect("a key")
}

async fn kept(vault: &KeyringVault, id: CredentialId) -> Option<String> {
    vault.read(id).await.expect("an answer").map(|key| key.expose().to_owned())
}

/// Keys in memory, which `before` each question may hold up or make fail.
#[derive(Debug)]
struct Mock<F> {
    store: Arc<keyring_core::mock::Store>,
    before: F,
}

impl<F: Fn() -> keyring_core::Result<()> + Send + Sync + 'static> CredentialStoreApi for Mock<F> {
    fn vendor(&self) -> String {
        self.store.vendor()
    }

    fn id(&self) -> String {
        self.store.id()
    }

    fn build(
        &self,
        service: &str,
        user: &str,
        modifiers: Option<&HashMap<&str, &str>>,
    ) -> keyring_core::Result<keyring_core::Entry> {
        (self.before)()?;
        self.store.build(service, user, modifiers)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn debug_fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.store.debug_fmt(f)
    }
}

fn mock(
    limit: Duration,
    before: impl Fn() -> keyring_core::Result<()> + Send + Sync + 'static,
) -> KeyringVault {
    let store = keyring_core::mock::Store::new().expect("a mock");
    let mock: Arc<CredentialStore> = Arc::new(Mock { store, before });
    KeyringVault::connecting(Box::new(move || Ok(Arc::clone(&mock))), limit)
}

async fn keeps_replaces_and_forgets(vault: &KeyringVault) {
    let (one, other) = (CredentialId::generate(), CredentialId::generate());
    assert_eq!(kept(vault, one).await, None);
    vault.write(one, key("sk-canary-first")).await.expect("kept");
    vault.write(other, key("sk-canary-other")).await.expect("kept");
    vault.write(one, key("sk-canary-second")).await.expect("replaced");
    assert_eq!(kept(vault, one).await.as_deref(), Some("sk-canary-second"));
    vault.delete(one).await.expect("forgotten");
    vault.delete(one).await.expect("nothing to forget is no error");
    assert_eq!(kept(vault, one).await, None);
    assert_eq!(kept(vault, other).await.as_deref(), Some("sk-canary-other"));
    vault.delete(other).await.expect("forgotten");
}

#[tokio::test]
async fn a_key_is_kept_replaced_and_forgotten() {
    keeps_replaces_and_forgets(&mock(LIMIT, || Ok(()))).await;
}

#[tokio::test]
async fn questions_at_the_same_time_take_turns() {
    let vault = mock(LIMIT, || Ok(()));
    let ids: Vec<_> = (0..20).map(|_| CredentialId::generate()).collect();
    let writes = ids.iter().map(|id| vault.write(*id, key("sk-canary")));
    for outcome in futures_util::future::join_all(writes).await {
        outcome.expect("kept");
    }
    for id in ids {
        assert_eq!(kept(&vault, id).await.as_deref(), Some("sk-canary"));
    }
}

#[tokio::test]
async fn a_keyring_that_hangs_is_slow_at_once_until_it_wakes() {
    let (asked, wakes) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    let limit = Duration::from_millis(60);
    let hang = {
        let (asked, wakes) = (Arc::clone(&asked), Arc::clone(&wakes));
        let first = std::sync::Once::new();
        move || {
            first.call_once(|| {
                asked.wait();
                wakes.wait();
            });
            Ok(())
        }
    };
    let vault = mock(limit, hang);
    let id = CredentialId::generate();

    let (hung, ()) = futures_util::join!(vault.read(id), async {
        asked.wait();
    });
    assert_eq!(hung.err(), Some(VaultError::Slow));

    let start = Instant::now();
    for _ in 0..100 {
        assert_eq!(vault.read(id).await.err(), Some(VaultError::Slow));
    }
    assert!(start.elapsed() < limit, "each of a hundred questions waited");

    wakes.wait();
    while since(&vault.open_since).is_some() {
        tokio::task::yield_now().await;
    }
    assert_eq!(kept(&vault, id).await, None);
}

#[tokio::test]
async fn an_absent_and_a_locked_keyring_are_told_apart() {
    for (failure, told) in [
        (Error::NoDefaultStore, VaultError::Absent),
        (Error::NoStorageAccess("locked".into()), VaultError::Locked),
        (Error::PlatformFailure("broken".into()), VaultError::Failed),
        (Error::BadEncoding(b"sk-canary".to_vec()), VaultError::Failed),
    ] {
        let failure = Mutex::new(Some(failure));
        let vault =
            mock(LIMIT, move || failure.lock().expect("unpoisoned").take().map_or(Ok(()), Err));
        let id = CredentialId::generate();
        assert_eq!(vault.read(id).await.err(), Some(told));
        assert_eq!(kept(&vault, id).await, None, "the vault is of use afterwards");
    }
}

#[tokio::test]
async fn a_keyring_that_starts_later_is_found_and_a_restarted_one_found_again() {
    let (runs, connections) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let keys = keyring_core::mock::Store::new().expect("a mock");
    let connect = {
        let (runs, connections) = (Arc::clone(&runs), Arc::clone(&connections));
        move || {
            if !runs.load(Ordering::SeqCst) {
                return Err(Error::PlatformFailure("nobody owns that name".into()));
            }
            let mine = connections.fetch_add(1, Ordering::SeqCst) + 1;
            let connections = Arc::clone(&connections);
            // A connection of before the restart is of no use after it.
            let before = move || match connections.load(Ordering::SeqCst) {
                newest if newest == mine => Ok(()),
                _ => Err(Error::PlatformFailure("no such session".into())),
            };
            let mock: Arc<CredentialStore> = Arc::new(Mock { store: Arc::clone(&keys), before });
            Ok(mock)
        }
    };
    let vault = KeyringVault::connecting(Box::new(connect), LIMIT);
    let id = CredentialId::generate();
    assert_eq!(vault.write(id, key("sk-canary")).await.err(), Some(VaultError::Absent));
    runs.store(true, Ordering::SeqCst);
    vault.write(id, key("sk-canary")).await.expect("kept, now that one runs");

    connections.fetch_add(1, Ordering::SeqCst);
    assert_eq!(kept(&vault, id).await.as_deref(), Some("sk-canary"));
    connections.fetch_add(1, Ordering::SeqCst);
    runs.store(false, Ordering::SeqCst);
    assert_eq!(vault.read(id).await.err(), Some(VaultError::Absent));
}

/// Runs the test of this name once more, with the keyring that the arguments to
/// `with-keyring.sh` describe.
fn run_inside(test: &str, arguments: &[&str]) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/with-keyring.sh");
    let output = Command::new(script)
        .args(arguments)
        .arg(std::env::current_exe().expect("this test"))
        .args(["--exact", "--nocapture", &format!("secrets::keyring::tests::{test}")])
        .env(INSIDE, test)
        .output()
        .expect("with-keyring.sh runs");
    assert!(
        output.status.success() && String::from_utf8_lossy(&output.stdout).contains("1 passed"),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
}

fn is_inside(test: &str) -> bool {
    std::env::var(INSIDE).is_ok_and(|inside| inside == test)
}

#[tokio::test]
async fn a_real_keyring_keeps_replaces_and_forgets() {
    let name = "a_real_keyring_keeps_replaces_and_forgets";
    if !is_inside(name) {
        return run_inside(name, &[]);
    }
    keeps_replaces_and_forgets(&KeyringVault::system(LIMIT)).await;
}

#[tokio::test]
async fn a_locked_keyring_is_told_within_the_limit() {
    let name = "a_locked_keyring_is_told_within_the_limit";
    if !is_inside(name) {
        return run_inside(name, &["--locked"]);
    }
    let limit = Duration::from_secs(2);
    let vault = KeyringVault::system(limit);
    let start = Instant::now();
    let told = vault.write(CredentialId::generate(), key("sk-canary")).await;
    assert!(
        matches!(told, Err(VaultError::Locked | VaultError::Slow)),
        "a locked keyring said {told:?}"
    );
    assert!(start.elapsed() < limit + Duration::from_secs(1), "took {:?}", start.elapsed());
}

#[tokio::test]
async fn no_session_bus_means_no_keyring() {
    let name = "no_session_bus_means_no_keyring";
    if !is_inside(name) {
        let nowhere = ["env", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent"];
        return run_inside(name, &nowhere);
    }
    let vault = KeyringVault::system(LIMIT);
    let id = CredentialId::generate();
    assert_eq!(vault.read(id).await.err(), Some(VaultError::Absent));
    assert_eq!(vault.write(id, key("sk-canary")).await.err(), Some(VaultError::Absent));
}
