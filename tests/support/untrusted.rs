//! A server that proves who it is with a certificate nobody vouches for.

use std::{
    net::{SocketAddr, TcpListener},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use rustls::{ServerConfig, ServerConnection, pki_types::PrivatePkcs8KeyDer};

/// A running server, which does nothing but shake hands. It stops with the test's process.
pub(crate) struct UntrustedServer {
    address: SocketAddr,
    trusted: Arc<AtomicUsize>,
}

impl UntrustedServer {
    /// Starts one with a new certificate of its own making.
    pub(crate) fn start() -> Self {
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("made");
        let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key.into())
            .map(Arc::new)
            .expect("the key is the certificate's");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let trusted = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&trusted);
        thread::spawn(move || {
            for mut socket in listener.incoming().flatten() {
                let mut tls = ServerConnection::new(Arc::clone(&config)).expect("configured");
                if tls.complete_io(&mut socket).is_ok() {
                    counted.fetch_add(1, Ordering::SeqCst);
                }
            }
        });
        Self { address, trusted }
    }

    /// The address to configure: `https://127.0.0.1:PORT/v1`.
    pub(crate) fn base_url(&self) -> String {
        format!("https://{}/v1", self.address)
    }

    /// How many clients trusted it.
    pub(crate) fn trusted_by(&self) -> usize {
        self.trusted.load(Ordering::SeqCst)
    }
}
