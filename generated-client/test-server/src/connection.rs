//! One connection: requests read off it, responses played on it.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpStream,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use rustls::{
    RootCertStore, ServerConfig, ServerConnection, StreamOwned,
    crypto::ring::default_provider,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::WebPkiClientVerifier,
};
use socket2::SockRef;

use super::{CannedResponse, Handler, Received, Shared, Step, lock};

/// The longest head and body of a request that a test would send.
const HEAD_LIMIT: usize = 64 << 10;
const BODY_LIMIT: usize = 64 << 20;

/// TLS with this certificate and key. With a `trusted` certificate, clients must present one that it issued.
pub(super) fn tls(
    certificate: &str,
    key: &str,
    trusted: Option<&str>,
) -> Result<Arc<ServerConfig>, Box<dyn std::error::Error + Send + Sync>> {
    let certificates = CertificateDer::pem_slice_iter(certificate.as_bytes()).collect::<Result<Vec<_>, _>>()?;
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes())?;
    let provider = Arc::new(default_provider());
    let config = ServerConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions()?;
    let config = match trusted {
        None => config.with_no_client_auth(),
        Some(trusted) => {
            let mut roots = RootCertStore::empty();
            roots.add(CertificateDer::from_pem_slice(trusted.as_bytes())?)?;
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build()?;
            config.with_client_cert_verifier(verifier)
        }
    };
    Ok(Arc::new(config.with_single_cert(certificates, key)?))
}

/// How a connection ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Closed,
    /// Its last handle must be dropped without closing it first: then the system resets it.
    Reset,
}

/// Serves a connection until it closes or the server ends.
pub(super) fn serve(
    stream: TcpStream,
    tls: Option<Arc<ServerConfig>>,
    handler: &dyn Handler,
    shared: &Shared,
) -> io::Result<End> {
    stream.set_nodelay(true)?;
    let socket = stream.try_clone()?;
    let end = match tls {
        None => converse(stream, handler, shared),
        Some(config) => {
            let connection = ServerConnection::new(config).map_err(io::Error::other)?;
            converse(StreamOwned::new(connection, stream), handler, shared)
        }
    }?;
    if end == End::Reset {
        SockRef::from(&socket).set_linger(Some(Duration::ZERO))?;
    }
    Ok(end)
}

fn converse(stream: impl Read + Write, handler: &dyn Handler, shared: &Shared) -> io::Result<End> {
    let mut stream = BufReader::new(stream);
    while let Some(request) = read(&mut stream)? {
        lock(&shared.received).push(request.clone());
        if let Some(end) = play(handler.respond(&request), &mut stream, shared)? {
            return Ok(end);
        }
    }
    Ok(End::Closed)
}

/// Plays a response. Nothing is returned if the connection is open after it.
fn play(
    response: CannedResponse,
    stream: &mut BufReader<impl Read + Write>,
    shared: &Shared,
) -> io::Result<Option<End>> {
    for step in response.steps {
        match step {
            Step::Send(bytes) => {
                stream.get_mut().write_all(&bytes)?;
                stream.get_mut().flush()?;
            }
            Step::Wait(pause) => {
                // In slices, so that the server's end is not waited for.
                let until = Instant::now() + pause;
                while Instant::now() < until && !shared.ended() {
                    thread::sleep(Duration::from_millis(5).min(until - Instant::now().min(until)));
                }
            }
            Step::Stall => {
                // Ends when the client closes the connection, or when the server does.
                io::copy(stream, &mut io::sink())?;
                return Ok(Some(End::Closed));
            }
            Step::Close => return Ok(Some(End::Closed)),
            Step::Reset => return Ok(Some(End::Reset)),
            Step::Forever(bytes) => {
                while !bytes.is_empty() && !shared.ended() {
                    stream.get_mut().write_all(&bytes)?;
                }
                return Ok(Some(End::Closed));
            }
        }
    }
    Ok(None)
}

/// The next request, or `None` at the end of the connection.
fn read(stream: &mut impl BufRead) -> io::Result<Option<Received>> {
    // What does not begin like a method, such as TLS where none is spoken, may never come to an end of its head.
    if stream
        .fill_buf()?
        .first()
        .is_some_and(|byte| !byte.is_ascii_alphabetic())
    {
        return Err(refused("this is no HTTP"));
    }
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if stream.by_ref().take(HEAD_LIMIT as u64).read_until(b'\n', &mut head)? == 0 {
            return Ok(None);
        }
        if head.len() > HEAD_LIMIT {
            return Err(refused("the head is too long"));
        }
    }
    let mut headers = [httparse::EMPTY_HEADER; 100];
    let mut request = httparse::Request::new(&mut headers);
    request.parse(&head).map_err(io::Error::other)?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut received = Received {
        method: request.method.unwrap_or_default().to_owned(),
        target: request.path.unwrap_or_default().to_owned(),
        headers: request
            .headers
            .iter()
            .map(|header| (header.name.to_owned(), text(header.value)))
            .collect(),
        body: Vec::new(),
    };
    if received.header("transfer-encoding").is_some() {
        return Err(refused("a request in chunks is not read"));
    }
    if let Some(length) = received.header("content-length") {
        let length = length
            .parse()
            .ok()
            .filter(|length| *length <= BODY_LIMIT)
            .ok_or_else(|| refused("bad length"))?;
        let mut body = vec![0; length];
        stream.read_exact(&mut body)?;
        received.body = body;
    }
    Ok(Some(received))
}

fn refused(why: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}
