//! HTTP/2, with a server that speaks it by hand.

use std::{
    io::{self, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::Arc,
    thread,
    time::Duration,
};

use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};

use crate::support::builder;

/// Serves HTTP/2 over one connection by hand: it answers each request with the same JSON, and each ping with another.
/// Returns how many pings it received.
fn serve_http2(connection: TcpStream, config: Arc<ServerConfig>, requests: usize, pings: usize) -> io::Result<usize> {
    const BODY: &[u8] = br#"{"total_num":3}"#;
    let frame = |kind: u8, flags: u8, stream: u32, payload: &[u8]| {
        let length = u32::try_from(payload.len()).expect("it is short").to_be_bytes();
        let mut bytes = vec![length[1], length[2], length[3], kind, flags];
        bytes.extend(stream.to_be_bytes());
        bytes.extend(payload);
        bytes
    };
    connection.set_read_timeout(Some(Duration::from_secs(10)))?;
    let tls = ServerConnection::new(config).map_err(io::Error::other)?;
    let mut stream = StreamOwned::new(tls, connection);
    let mut preface = [0; 24];
    stream.read_exact(&mut preface)?;
    assert_eq!(&preface, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    assert_eq!(stream.conn.alpn_protocol(), Some(&b"h2"[..]));
    stream.write_all(&frame(4, 0, 0, &[]))?;
    let (mut served, mut pinged) = (0, 0);
    while served < requests || pinged < pings {
        let mut head = [0; 9];
        stream.read_exact(&mut head)?;
        let mut payload = vec![0; u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize];
        stream.read_exact(&mut payload)?;
        let id = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
        match (head[3], head[4]) {
            // Headers: 0x88 is `:status: 200`.
            (1, _) => {
                served += 1;
                stream.write_all(&frame(1, 4, id, &[0x88]))?;
                stream.write_all(&frame(0, 1, id, BODY))?;
            }
            (4, 0) => stream.write_all(&frame(4, 1, 0, &[]))?,
            (6, 0) => {
                pinged += 1;
                stream.write_all(&frame(6, 1, 0, &payload))?;
            }
            _ => {}
        }
        stream.flush()?;
    }
    Ok(pinged)
}

#[tokio::test]
async fn http2_is_spoken_with_a_server_that_has_it_and_is_pinged() {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let (certificate, key) = (made.cert.pem(), made.signing_key.serialize_pem());
    let chain = vec![CertificateDer::from_pem_slice(certificate.as_bytes()).expect("PEM")];
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).expect("PEM");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let mut config = config
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .expect("a key");
    config.alpn_protocols = vec![b"h2".to_vec()];
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let server = thread::spawn(move || {
        let (connection, _) = listener.accept()?;
        serve_http2(connection, Arc::new(config), 3, 1)
    });
    let client = builder(&format!("https://localhost:{port}"))
        .resolve("localhost", [SocketAddr::from(([127, 0, 0, 1], port))])
        .root_certificate(certificate.as_bytes())
        .http2_keep_alive(Duration::from_millis(50), Duration::from_secs(5))
        .build()
        .expect("a client");
    for _ in 0..3 {
        assert_eq!(
            client
                .list_container_image_logs()
                .send()
                .await
                .expect("a page")
                .total_num,
            Some(3)
        );
    }
    let pings = tokio::task::spawn_blocking(move || server.join().expect("no panic")).await;
    assert!(pings.expect("no panic").expect("one connection") >= 1);
}
