//! The recordings of this workspace are written as this crate writes them.

use std::fs;
use std::path::Path;

use recording::Recording;

#[test]
fn the_recordings_of_the_workspace_are_in_their_canonical_form() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec/recordings");
    let mut read = 0;
    for folder in fs::read_dir(root).unwrap() {
        for file in fs::read_dir(folder.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let recording = Recording::read(&path).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(
                recording.to_text(),
                fs::read_to_string(&path).unwrap(),
                "{}",
                path.display()
            );
            read += 1;
        }
    }
    assert!(read >= 4, "only {read} recordings");
}
