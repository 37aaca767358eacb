//! Adds a header to each request, and writes a line for each attempt: `cargo run --example middleware`.
#![expect(clippy::print_stdout, reason = "an example prints what it does")]

use huaweicloud_hss::{
    Client, Error,
    middleware::{BoxFuture, Middleware, Next, Outcome, Request},
};

/// Names the team that calls.
struct Team(&'static str);

impl Middleware for Team {
    fn call<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            // What is added here is signed, and all attempts have it.
            if let Err(error) = request.set_header("X-Team", self.0) {
                return error.into();
            }
            next.run(request).await
        })
    }
}

/// Writes what comes of each attempt.
struct Log;

impl Middleware for Log {
    fn attempt<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let outcome = next.run(request).await;
            println!("{} {}: {:?}", request.operation(), request.attempt(), outcome.status());
            outcome
        })
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let client = Client::builder()
        .from_environment()
        .default_credentials()
        .middleware(Team("payments"))
        .middleware(Log)
        .build()?;
    client.list_container_image_logs().send().await?;
    Ok(())
}
