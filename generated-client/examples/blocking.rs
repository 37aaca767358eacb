//! Calls from code that is not async: `cargo run --example blocking --features blocking`.
#![expect(clippy::print_stdout, reason = "an example prints what it does")]

use huaweicloud_hss::{Client, Error, blocking};

fn main() -> Result<(), Error> {
    let client = Client::builder().from_environment().default_credentials().build()?;
    // Every call of the client can be waited for.
    let page = blocking::wait(client.list_container_image_logs().limit(1).send())?;
    println!("{:?} logs", page.total_num);
    // Every reader is an iterator.
    for log in blocking::iter(client.list_container_image_logs().limit(2).items()) {
        println!("{:?}", log?.event_id);
    }
    Ok(())
}
