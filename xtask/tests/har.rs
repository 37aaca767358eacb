//! The cases of the contract engine as HARs: each is read as the interaction that it is, and checked alike.
#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

mod common;

use std::fs::{self, File};

use common::{cases, here};
use recording::{Captured, Interaction, har, ndjson};

/// The one entry of a case's HAR.
fn entry(name: &str) -> Vec<u8> {
    let file = File::open(here().join(format!("tests/har/{name}.har"))).unwrap();
    let mut entries: Vec<_> = har::Entries::new(file).map(Result::unwrap).collect();
    assert_eq!(entries.len(), 1, "{name}");
    entries.remove(0).text
}

/// The headers by their names: the reader of the cases does not keep their order.
fn sorted(mut interaction: Interaction) -> Interaction {
    for headers in [&mut interaction.request.headers, &mut interaction.response.headers] {
        headers.sort_by(|a, b| a.name.cmp(&b.name));
    }
    interaction
}

fn same(captured: &Captured, case: &cases::Case) {
    let (read, mut expected) = (sorted(captured.interaction.clone()), sorted(case.interaction()));
    if case.har_content() == Some("decoded") {
        // The tool has decompressed it, and the headers still say what went over the wire.
        let body = recording::decoded(&expected.response.body, Some("gzip"))
            .unwrap()
            .into_owned();
        assert_ne!(expected.response.body, body, "{}", case.name());
        expected.response.body = body;
    }
    assert!(captured.whole);
    assert_eq!(read.unobserved, expected.unobserved, "{}", case.name());
    assert_eq!(read.request, expected.request, "{}", case.name());
    assert_eq!(read.response, expected.response, "{}", case.name());
}

#[test]
fn every_case_is_read_and_checked_from_its_har() {
    let cases = cases::all();
    assert_eq!(fs::read_dir(here().join("tests/har")).unwrap().count(), cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let captured = har::interaction(&entry(case.name())).unwrap_or_else(|error| panic!("{error}"));
        same(&captured, case);
        assert_eq!(captured.interaction.provenance.date, "2024-01-01");
        wrong.extend(case.mismatch(&captured.interaction));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_case_is_read_and_checked_from_a_line() {
    let mut wrong = Vec::new();
    for case in cases::all() {
        // As it is in its file, and as an entry of a HAR.
        let text = fs::read(here().join(format!("tests/cases/{}.json", case.name()))).unwrap();
        let line = ndjson::interaction(&text).unwrap_or_else(|error| panic!("{}: {error}", case.name()));
        let (read, expected) = (sorted(line.interaction.clone()), sorted(case.interaction()));
        assert_eq!((&read.request, &read.response), (&expected.request, &expected.response));
        assert!(line.whole && read.unobserved.is_empty(), "{}", case.name());
        wrong.extend(case.mismatch(&line.interaction));
        same(&ndjson::interaction(&entry(case.name())).unwrap(), &case);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
