//! Reads a few records in each run, and goes on where the last run stopped: `cargo run --example resume -- FILE`.
//!
//! The example `export` does the same for a window of time, in a way that survives being killed.
#![expect(clippy::print_stdout, reason = "an example prints what it does")]

use std::{
    env,
    error::Error,
    fs::{self, File},
    io::Write,
};

use huaweicloud_hss::{Client, Position};

/// How many records a run reads.
const RECORDS: usize = 3;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let file = env::args_os().nth(1).ok_or("the argument FILE is missing")?;
    let client = Client::builder().from_environment().default_credentials().build()?;
    let mut logs = client.list_container_image_logs().limit(2).items();
    if fs::exists(&file)? {
        let position: Position = fs::read_to_string(&file)?.trim().parse()?;
        logs = logs.resume(position);
    }
    for _ in 0..RECORDS {
        let Some(log) = logs.next().await else {
            println!("that is all");
            break;
        };
        println!("{:?}", log?.event_id);
    }
    // The position of the record that comes next, also in the middle of a page. Renamed into place, so that the file never
    // has half of it.
    let mut new = file.clone();
    new.push(".new");
    File::create(&new)?.write_all(logs.position().to_string().as_bytes())?;
    fs::rename(new, file)?;
    Ok(())
}
