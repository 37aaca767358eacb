//! The contract engine on cases made for it: each tells its one fault, at its place, and none tells one that is not there.

mod common;

use common::cases;

#[test]
fn every_case_is_judged_as_it_should_be() {
    let wrong: Vec<_> = cases::all()
        .iter()
        .filter_map(|case| case.judge(&case.interaction()))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
