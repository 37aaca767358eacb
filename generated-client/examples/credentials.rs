//! Takes tokens from a file that something else renews: `cargo run --example credentials -- FILE`.
#![expect(clippy::print_stdout, reason = "an example prints what it does")]

use std::{
    env,
    error::Error,
    fs,
    path::PathBuf,
    time::{Duration, SystemTime},
};

use huaweicloud_hss::{
    Client,
    credentials::{BoxError, BoxFuture, Credentials, ProvideCredentials},
};

/// The file with the token.
struct TokenFile(PathBuf);

impl ProvideCredentials for TokenFile {
    // Called when credentials are needed for the first time, shortly before they expire, and after they were refused.
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        Box::pin(async {
            let token = fs::read_to_string(&self.0)?;
            let expiry = SystemTime::now() + Duration::from_secs(600);
            Ok(Credentials::token(token.trim()).with_expiry(expiry))
        })
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let file = env::args_os().nth(1).ok_or("the argument FILE is missing")?;
    let client = Client::builder()
        .from_environment()
        .credentials(TokenFile(file.into()))
        .build()?;
    let page = client.list_container_image_logs().limit(1).send().await?;
    println!("{:?} logs, attempt {}", page.total_num, page.attempts());
    Ok(())
}
