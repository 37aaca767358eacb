//! What holds of all edits, on random documents in random styles, on broken ones, and on those of others.

#![allow(clippy::print_stderr, reason = "a test that is skipped says so")]

use super::cases;
use super::random::{Style, edit, edited, map, pointers};
use codegen::Document;
use codegen::document::pointer;
use fastrand::Rng;
use similar::{ChangeTag, TextDiff};
use std::fs;
use std::path::Path;
use xtask::edit::{Action, Edit, EditErrorKind, Value, apply, apply_in_parts, everywhere};

/// How many random documents are tried; `CASES=20000` tries more.
fn count() -> usize {
    std::env::var("CASES")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(1_500)
}

fn read(text: &str) -> Value {
    let document = Document::parse("random", text.as_bytes());
    document.unwrap_or_else(|found| panic!("{text}\n{found}")).root().into()
}

fn removed_lines(old: &str, new: &str) -> usize {
    let diff = TextDiff::from_lines(old, new);
    diff.iter_all_changes()
        .filter(|change| change.tag() == ChangeTag::Delete)
        .count()
}

#[test]
fn random_edits_mean_what_they_say_and_nothing_else() {
    let (mut applied, mut refused) = (0, 0);
    for seed in 0..count() {
        let mut rng = Rng::with_seed(seed as u64);
        let size = rng.usize(1..6);
        let root = map(&mut rng, 0, size);
        let style = Style::random(&mut rng);
        let text = style.write(&mut rng, &root);
        assert_eq!(read(&text), root, "{text}");
        let Some(edit) = edit(&mut rng, &root) else { continue };
        let shown = || format!("seed {seed}\n{text}\n{edit:?}");
        let steps: Vec<String> = pointer::steps(&edit.pointer).collect();
        match apply("random", &text, std::slice::from_ref(&edit)) {
            Ok(new) => {
                applied += 1;
                assert_eq!(read(&new), edited(&root, &steps, &edit.action), "{}\n{new}", shown());
                assert_eq!(
                    apply_in_parts("random", &text, std::slice::from_ref(&edit)).as_ref(),
                    Ok(&new),
                    "{}",
                    shown()
                );
                assert_eq!(
                    new.contains("\r\n"),
                    new.contains('\n') && text.contains("\r\n"),
                    "{}\n{new}",
                    shown()
                );
                // What is added changes at most the line that it is added to.
                let adds = matches!(edit.action, Action::Insert { .. } | Action::Append(_));
                assert!(!adds || removed_lines(&text, &new) <= 2, "{}\n{new}", shown());
            }
            Err(error) => {
                refused += 1;
                assert!(
                    matches!(error.kind(), EditErrorKind::Unsafe | EditErrorKind::Unsupported),
                    "{}\n{error}",
                    shown()
                );
            }
        }
    }
    assert!(refused * 100 < applied, "{applied} edits applied, {refused} refused");
}

#[test]
fn what_was_inserted_and_removed_leaves_no_trace() {
    let mut tried = 0;
    for seed in 0..count() {
        let mut rng = Rng::with_seed(seed as u64 + 1_000_000);
        let size = rng.usize(1..6);
        let root = map(&mut rng, 0, size);
        let style = Style::random(&mut rng);
        let text = style.write(&mut rng, &root);
        let mut all = Vec::new();
        pointers(&root, "", &mut all);
        let (at, value) = all.swap_remove(rng.usize(0..all.len()));
        let (action, child) = match &value {
            Value::Map(members) if !members.is_empty() => {
                let (key, after) = ("new key".to_owned(), rng.choice(members).map(|(key, _)| key.clone()));
                let value = super::random::value(&mut rng, 2);
                (Action::Insert { key, value, after }, "new key".to_owned())
            }
            Value::List(items) if !items.is_empty() => (
                Action::Append(super::random::value(&mut rng, 2)),
                items.len().to_string(),
            ),
            _ => continue,
        };
        let edits = [
            Edit {
                pointer: at.clone(),
                action,
            },
            Edit {
                pointer: pointer::child(&at, &child),
                action: Action::Remove,
            },
        ];
        let Ok(new) = apply("random", &text, &edits) else {
            continue;
        };
        tried += 1;
        assert_eq!(new, text, "seed {seed}\n{text}\n{edits:?}\n{new}");
    }
    assert!(tried * 4 > count(), "only {tried}");
}

#[test]
fn broken_documents_are_refused_without_a_panic() {
    let cases = cases::all();
    let mut rng = Rng::with_seed(7);
    let odd = [
        ":", "-", "{", "}", "[", "]", "'", "\"", "|", ">", "&a", "*a", "!t", "?", "#", "\n", " ", "\t", "\r", "---\n",
        "<<: *a\n", "&a ", "\u{feff}", "\\", "é", ",",
    ];
    for _ in 0..count() {
        let case = &cases[rng.usize(0..cases.len())];
        let mut text: Vec<char> = case.before.chars().collect();
        for _ in 0..rng.usize(1..4) {
            let at = rng.usize(0..=text.len());
            match rng.bool() {
                true => drop(
                    text.splice(at..at, rng.choice(odd).unwrap_or(" ").chars())
                        .collect::<Vec<_>>(),
                ),
                false => drop(text.drain(at.min(text.len().saturating_sub(1))..at).collect::<Vec<_>>()),
            }
        }
        let text: String = text.into_iter().collect();
        // An error or a text; the engine has read it again.
        let _ = apply("broken", &text, &case.edits);
        let _ = apply_in_parts("broken", &text, &case.edits);
        let _ = everywhere("broken", &text, &[&case.edits]);
    }
}

/// Documents that others wrote. `EDIT_CORPUS=all` takes the large ones, too.
#[test]
fn documents_of_others_change_only_where_they_are_edited() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let Ok(files) = fs::read_dir(&folder) else {
        eprintln!("skipped: {} is not here", folder.display());
        return;
    };
    let all = std::env::var("EDIT_CORPUS").is_ok_and(|value| value == "all");
    let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    let mut edited_count = 0;
    for path in paths {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let is_document = path
            .extension()
            .is_some_and(|ending| ending == "yaml" || ending == "json");
        if !is_document || (!all && text.len() > 100_000) {
            continue;
        }
        let root = read(&text);
        let mut places = Vec::new();
        pointers(&root, "", &mut places);
        for seed in 0..if all { 12 } else { 4 } {
            let mut rng = Rng::with_seed(seed);
            let (at, value) = &places[rng.usize(1..places.len())];
            let action = match value {
                Value::Map(_) => Action::Insert {
                    key: "x-new".to_owned(),
                    value: Value::Map(vec![("type".to_owned(), Value::String("string".to_owned()))]),
                    after: None,
                },
                Value::List(_) => Action::Append(Value::String("new".to_owned())),
                _ if rng.bool() => Action::Remove,
                _ => Action::Replace(Value::String("new".to_owned())),
            };
            let edit = Edit {
                pointer: at.clone(),
                action,
            };
            let steps: Vec<String> = pointer::steps(at).collect();
            let shown = || format!("{}: {edit:?}", path.display());
            let new = apply("corpus", &text, std::slice::from_ref(&edit))
                .unwrap_or_else(|error| panic!("{}\n{error}", shown()));
            assert!(read(&new) == edited(&root, &steps, &edit.action), "{}", shown());
            let lines = match value {
                Value::String(string) => string.lines().count() + 4,
                _ => 3,
            };
            assert!(
                removed_lines(&text, &new) <= lines,
                "{}: {}",
                shown(),
                removed_lines(&text, &new)
            );
            edited_count += 1;
        }
    }
    assert!(edited_count > 10, "only {edited_count} edits");
}
