//! Decides what to do about a failure: `cargo run --example errors`.
#![expect(clippy::print_stdout, reason = "an example prints what it does")]

use std::process::ExitCode;

use huaweicloud_hss::{Client, Error, ErrorKind, RetryPolicy};

/// Returns what to do. The order matters only for the last cases, which are the most general.
fn advice(error: &Error) -> String {
    if error.is_throttled() {
        return format!("call again in {:?}", error.retry_after());
    }
    if error.is_unauthorized() {
        return "change the credentials".to_owned();
    }
    if error.is_forbidden() {
        return format!("have the permission granted that {:?} is about", error.code());
    }
    match error.kind() {
        ErrorKind::InvalidArgument => "fix the call: nothing was sent".to_owned(),
        ErrorKind::Decode => format!("report the response: {:?} is not as documented", error.path()),
        _ if error.is_retryable() => "call again later".to_owned(),
        _ => format!("ask the service's support about the request {:?}", error.request_id()),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let client = Client::builder().from_environment().default_credentials();
    // Without retries, for a program that decides by itself.
    let client = match client.retry_policy(RetryPolicy::off()).build() {
        Ok(client) => client,
        Err(error) => {
            println!("{error}");
            return ExitCode::from(2);
        }
    };
    match client.list_container_image_logs().limit(1).send().await {
        Ok(page) => println!("{:?} logs", page.total_num),
        Err(error) => {
            // One line with all causes, and without secrets.
            println!("{error:#}");
            println!("{}", advice(&error));
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
