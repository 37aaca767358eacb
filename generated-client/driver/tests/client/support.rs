//! What the tests of the client share: a client for a local server, and a call.

use std::path::{Path, PathBuf};

use driver::server::{CannedResponse, Handler, Received, Server};
use huaweicloud_hss::{Client, ClientBuilder, Error, Response, RetryPolicy, types::ListContainerImageLogsResponse};

/// What must never be seen again once it was given to a client.
pub(crate) const TOKEN: &str = "canary-token-8c1f";

/// The root of the workspace, from any package in it.
pub(crate) fn root() -> PathBuf {
    let mut folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let root = folders.find(|folder| folder.join("Cargo.lock").is_file());
    root.expect("a package of the workspace").to_owned()
}

/// The `User-Agent` of the client, which has the version of its own manifest.
pub(crate) fn user_agent() -> String {
    let manifest =
        std::fs::read_to_string(root().join("generated-client/Cargo.toml")).expect("the manifest of the client");
    let mut versions = manifest
        .lines()
        .filter_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    format!("huaweicloud-hss/{}", versions.next().expect("a version"))
}

/// One attempt for each call: `retries.rs` tests retries.
pub(crate) fn builder(endpoint: &str) -> ClientBuilder {
    let builder = Client::builder().endpoint(endpoint).project_id("p1").token(TOKEN);
    builder.retry_policy(RetryPolicy::off())
}

pub(crate) fn client(server: &Server) -> Client {
    builder(&server.endpoint()).build().expect("the settings are right")
}

/// A server that gives one response to everything.
pub(crate) fn always(response: CannedResponse) -> Server {
    start(move |_: &Received| response.clone())
}

pub(crate) fn start(handler: impl Handler) -> Server {
    Server::start(handler).expect("a free port")
}

/// Calls a server that gives this response.
pub(crate) async fn call(response: CannedResponse) -> Result<Response<ListContainerImageLogsResponse>, Error> {
    client(&always(response)).list_container_image_logs().send().await
}

/// The error of a call that must fail.
pub(crate) async fn fail(response: CannedResponse) -> Error {
    call(response).await.expect_err("the call must fail")
}
