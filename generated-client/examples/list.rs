//! Reads all records, page by page, and counts them by user: `cargo run --example list`.
#![expect(clippy::print_stdout, reason = "an example prints what it does")]

use std::collections::BTreeMap;

use huaweicloud_hss::{Client, Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let client = Client::builder().from_environment().default_credentials().build()?;
    let mut counts = BTreeMap::<String, usize>::new();
    // Fewer, larger pages. A page is fetched when its first record is needed.
    let mut logs = client.list_container_image_logs().limit(200).items();
    while let Some(log) = logs.next().await {
        let user = log?.user_name.unwrap_or_else(|| "unknown".to_owned());
        *counts.entry(user).or_default() += 1;
    }
    for (user, count) in counts {
        println!("{user}: {count}");
    }
    Ok(())
}
