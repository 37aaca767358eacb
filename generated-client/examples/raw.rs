//! Reads what the document does not describe: properties, headers, and requests that have no method:
//! `cargo run --example raw`.
#![expect(clippy::print_stdout, reason = "an example prints what it does")]

use std::time::Duration;

use huaweicloud_hss::{Client, Error, Method};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let client = Client::builder().from_environment().default_credentials().build()?;

    // Settings of one call. The body is kept beside the decoded value.
    let page = client
        .list_container_image_logs()
        .options(|options| {
            let options = options.header("X-Trace", "7f3a").timeout(Duration::from_secs(10));
            options.keep_body()
        })
        .send()
        .await?;
    println!("undeclared: {:?}", page.undeclared());
    println!("header: {:?}", page.header("X-Served-By"));

    // The bytes as they come, whatever they are.
    let raw = client.list_container_image_logs().send_raw().await?;
    println!("{} bytes", raw.len());

    // A request that has no method, with the credentials, retries and errors of the client.
    let hosts = client
        .request(Method::GET, "/v5/{project_id}/hosts")
        .query("limit", "1")
        .send_json::<Value>()
        .await?;
    println!("hosts: {}", hosts["total_num"]);
    Ok(())
}
