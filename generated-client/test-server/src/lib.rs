//! The local test server: HTTP/1.1 on a real socket of this machine, with or without TLS.
//!
//! ```text
//! socket ─▶ Received ─ Handler ▶ CannedResponse (steps: send, wait, stall, close) ─▶ socket
//! ```
//!
//! Its responses come from a [`Handler`]: a closure, or a [`Listing`] that is read page by page; [`Faulty`] breaks the
//! responses of another one by a schedule. A [`CannedResponse`] is a script of bytes and
//! pauses rather than a well-formed response, so that a test can break it anywhere. Everything that was received can be
//! read afterwards. Threads and blocking sockets do the work, so that it needs no async runtime, and a client's
//! runtime cannot be what makes it wait.
//!
//! It listens on 127.0.0.1 alone, and ends when it is dropped.
//!
//! ```
//! use std::io::{Read, Write};
//! use test_server::{CannedResponse, Received, Server};
//!
//! # fn main() -> std::io::Result<()> {
//! let server = Server::start(|request: &Received| match request.path() {
//!     "/things" => CannedResponse::json(200, r#"{"total":3}"#),
//!     _ => CannedResponse::json(404, "{}"),
//! })?;
//!
//! // The program under test is given `server.endpoint()`. Here it is a socket.
//! let address = server.endpoint().replace("http://", "");
//! let mut connection = std::net::TcpStream::connect(address)?;
//! connection.write_all(b"GET /things?limit=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
//! let mut response = String::new();
//! connection.read_to_string(&mut response)?;
//!
//! assert!(response.ends_with(r#"{"total":3}"#));
//! assert_eq!(server.received()[0].query(), "limit=1");
//! # Ok(())
//! # }
//! ```

mod canned_response;
mod connection;
mod fault;
mod faulty;
mod listing;
mod received;

use std::{
    collections::HashMap,
    io,
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
};

use rustls::ServerConfig;

use self::connection::End;

pub use self::{
    canned_response::{CannedResponse, Step},
    fault::{Ending, Fault, Place, RetryAfter, Share},
    faulty::Faulty,
    listing::{Ends, Listing, Names, Record},
    received::Received,
};

/// Says what to respond to a request.
pub trait Handler: Send + Sync + 'static {
    /// The response to one request. Requests of several connections may come at the same time.
    fn respond(&self, request: &Received) -> CannedResponse;
}

impl<F: Fn(&Received) -> CannedResponse + Send + Sync + 'static> Handler for F {
    fn respond(&self, request: &Received) -> CannedResponse {
        self(request)
    }
}

impl<H: Handler + ?Sized> Handler for Arc<H> {
    fn respond(&self, request: &Received) -> CannedResponse {
        (**self).respond(request)
    }
}

/// A server that runs until it is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    tls: bool,
    shared: Arc<Shared>,
    accepting: Option<JoinHandle<()>>,
}

/// What the threads of one server share.
#[derive(Debug, Default)]
struct Shared {
    ended: AtomicBool,
    received: Mutex<Vec<Received>>,
    connections: AtomicUsize,
    open: Mutex<HashMap<usize, TcpStream>>,
}

impl Shared {
    fn ended(&self) -> bool {
        self.ended.load(Ordering::SeqCst)
    }
}

/// A lock that outlives a thread that panicked with it: the server must still end.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Server {
    /// Starts a server on a free port.
    ///
    /// # Errors
    /// No port could be had.
    pub fn start(handler: impl Handler) -> io::Result<Self> {
        Self::run(handler, None)
    }

    /// Starts a server that speaks TLS, with a certificate and its key in PEM.
    ///
    /// # Errors
    /// No port could be had, or the certificate or its key cannot be used.
    pub fn start_tls(handler: impl Handler, certificate: &str, key: &str) -> io::Result<Self> {
        Self::run(
            handler,
            Some(connection::tls(certificate, key, None).map_err(io::Error::other)?),
        )
    }

    /// Starts a server that speaks TLS with clients that have a certificate which `trusted` issued, as PEM.
    ///
    /// # Errors
    /// No port could be had, or a certificate or the key cannot be used.
    pub fn start_mutual_tls(handler: impl Handler, certificate: &str, key: &str, trusted: &str) -> io::Result<Self> {
        Self::run(
            handler,
            Some(connection::tls(certificate, key, Some(trusted)).map_err(io::Error::other)?),
        )
    }

    fn run(handler: impl Handler, tls: Option<Arc<ServerConfig>>) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::default());
        let encrypted = tls.is_some();
        let accepting = thread::Builder::new().name("test-server".to_owned()).spawn({
            let shared = Arc::clone(&shared);
            move || accept(&listener, &Arc::new(handler), tls.as_ref(), &shared)
        })?;
        Ok(Self {
            address,
            tls: encrypted,
            shared,
            accepting: Some(accepting),
        })
    }

    /// The address to give to a client, without a slash at its end. With TLS it names `localhost`, which certificates
    /// are made for.
    #[must_use]
    pub fn endpoint(&self) -> String {
        if self.tls {
            format!("https://localhost:{}", self.address.port())
        } else {
            format!("http://{}", self.address)
        }
    }

    /// All requests so far, in the order in which they were read.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        lock(&self.shared.received).clone()
    }

    /// How many connections were made so far.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// Waits until the server ends, which it does only when the process does.
    pub fn wait(mut self) {
        if let Some(accepting) = self.accepting.take() {
            // A thread that panicked has ended, too.
            drop(accepting.join());
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::SeqCst);
        // The thread that accepts is asleep until someone connects.
        drop(TcpStream::connect(self.address));
        if let Some(accepting) = self.accepting.take() {
            drop(accepting.join());
        }
        for (_, stream) in lock(&self.shared.open).drain() {
            // Threads that still read or wait there wake up. A stream that is closed already needs no closing.
            drop(stream.shutdown(Shutdown::Both));
        }
    }
}

fn accept<H: Handler>(listener: &TcpListener, handler: &Arc<H>, tls: Option<&Arc<ServerConfig>>, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.ended() {
            return;
        }
        let Ok(stream) = stream else { continue };
        let number = shared.connections.fetch_add(1, Ordering::SeqCst);
        let Ok(handle) = stream.try_clone() else { continue };
        lock(&shared.open).insert(number, handle);
        let (handler, tls, shared) = (Arc::clone(handler), tls.cloned(), Arc::clone(shared));
        let spawned = thread::Builder::new()
            .name("test-connection".to_owned())
            .spawn(move || {
                // A connection that breaks is the business of the client under test.
                let end = connection::serve(stream, tls, &*handler, &shared);
                let handle = lock(&shared.open).remove(&number);
                // The handle would keep the connection open. One that the client closed needs no closing.
                if let Some(handle) = handle
                    && !matches!(end, Ok(End::Reset))
                {
                    drop(handle.shutdown(Shutdown::Both));
                }
            });
        drop(spawned);
    }
}

/// The examples of the readme, which are compiled as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
