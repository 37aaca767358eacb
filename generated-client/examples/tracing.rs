//! Logs each call and each attempt: `cargo run --example tracing --features tracing`.

use std::io;

use huaweicloud_hss::{Client, Error};
use tracing_subscriber::{filter::LevelFilter, fmt::format::FmtSpan};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    // Each span is a line when it ends, with what it took; each attempt that ends is an event at the level DEBUG.
    tracing_subscriber::fmt()
        .with_max_level(LevelFilter::DEBUG)
        .with_span_events(FmtSpan::CLOSE)
        .with_ansi(false)
        .with_writer(io::stdout)
        .init();
    let client = Client::builder().from_environment().default_credentials().build()?;
    client.list_container_image_logs().limit(1).send().await?;
    Ok(())
}
