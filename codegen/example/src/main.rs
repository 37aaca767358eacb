//! Lists the notes of the server whose URL is given.

use std::error::Error;

use example_build_script::Client;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let endpoint = std::env::args().nth(1).ok_or("usage: example-build-script URL")?;
    let client = Client::builder().endpoint(endpoint).key("a key").build()?;
    let notes = client
        .list_notes()
        .tag(vec!["a b".to_owned(), "c*".to_owned()])
        .send()
        .await?;
    #[expect(clippy::print_stdout, reason = "this is what the program is for")]
    for note in notes.iter() {
        println!("{} {} ({})", note.id, note.title, note.state);
    }
    Ok(())
}
