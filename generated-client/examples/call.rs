//! Calls an operation: `cargo run --example call`. Region, project, endpoint and keys are those of the environment, as
//! `ClientBuilder::from_environment` and `ClientBuilder::default_credentials` describe.
#![expect(clippy::print_stdout, reason = "an example prints what it does")]

use huaweicloud_hss::{Client, Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let client = Client::builder().from_environment().default_credentials().build()?;
    let page = client
        .list_container_image_logs()
        .user_name("ann")
        .limit(2)
        .send()
        .await?;
    // The response derefs to the decoded page.
    for log in &page.data_list {
        println!("{:?} {:?}", log.time, log.event_name);
    }
    println!("{:?} in all", page.total_num);
    println!("request {:?}, attempt {}", page.request_id(), page.attempts());
    Ok(())
}
