//! Bodies that are read from files and streams while they are sent: the bytes at the socket, what is sent again, and what is
//! an error.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod server;

use std::path::PathBuf;

use example_build_script::wire::{ByteSource, Client};
use server::Server;

/// A folder of a test, which is removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("uploads-{name}"));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, content).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn client(server: &Server) -> Client {
    Client::builder().endpoint(server.url.clone()).build().unwrap()
}

/// Bytes of which no two chunks are equal.
fn long(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at * at / 255) as u8).collect()
}

#[tokio::test]
async fn a_body_is_sent_from_a_file() {
    let folder = Folder::new("file");
    for content in [Vec::new(), b"short".to_vec(), long(128 << 10), long((1 << 20) + 7)] {
        let path = folder.file("content.bin", &content);
        let server = Server::start(&[204]);
        client(&server)
            .store()
            .body(ByteSource::path(&path))
            .send()
            .await
            .unwrap();
        let request = server.received().remove(0);
        assert_eq!(request.header("content-length"), Some(&*content.len().to_string()));
        assert_eq!(request.header("content-type"), Some("application/octet-stream"));
        assert_eq!(request.header("transfer-encoding"), None);
        assert!(
            request.body == content,
            "{} bytes instead of {}",
            request.body.len(),
            content.len()
        );
    }
}
