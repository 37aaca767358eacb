//! Compares the engines with an independent implementation of ECMA-262, and measures how long hostile patterns take.

use std::time::{Duration, Instant};

use super::Pattern;
use super::backtrack::{MAX_STEPS, Program};

/// Pieces of patterns, and of the texts that are checked against them.
const PIECES: &[&str] = &[
    "a",
    "b",
    "-",
    "_",
    "0",
    "7",
    "é",
    "😀",
    "\u{2028}",
    "\u{A0}",
    "\u{FEFF}",
    "٣",
    "ſ",
    "K",
    "\n",
    "\r",
    " ",
    "/",
    "&&",
    "~~",
    "#",
    ".",
    "^",
    "$",
    "|",
    "*",
    "+",
    "?",
    "*?",
    "{2}",
    "{1,}",
    "{0,2}",
    "{2,3}?",
    "(",
    "(?:",
    ")",
    "[ab]",
    "[^ab]",
    "[a-c]",
    "[^a-cé]",
    "[-a]",
    "[a-]",
    "[\\d]",
    "[^\\s_]",
    "[\\w-]",
    "[\\]\\-\\\\]",
    "[[]",
    "[a&&b]",
    "[.*+]",
    "[\\W]",
    "[^\\D]",
    "[\\x61-\\u0063]",
    "[^]",
    "[]",
    "[\\b]",
    "[+--]",
    "[!--]",
    "\\d",
    "\\D",
    "\\w",
    "\\W",
    "\\s",
    "\\S",
    "\\b",
    "\\B",
    "\\.",
    "\\/",
    "\\-",
    "\\$",
    "\\t",
    "\\0",
    "\\x41",
    "\\u0061",
    "\\u{1F600}",
    "\\ud83d\\ude00",
    "\\cA",
    "\\1",
    "(?=a)",
    "(?!a)",
    "(?<=a)",
    "(?<n>a)",
    "\\p{L}",
    "\\P{Lu}",
    "[\\p{L}-_]",
    "[\\w-.]",
    "[a-\\d]",
    "(?<!b)",
    "(?<=a+)",
    "(?<m>[ab])",
    "\\k<n>",
    "\\2",
    "(?i:K)",
    "(?s:.)",
    "(?m:^a$)",
    "(?-i:s)",
    "\\_",
    "\\@",
    "\\8",
    "\\12",
    "\\c",
    "\\x4",
    "\\u00",
    "{",
    "}",
    "]",
    "{,2}",
    "??",
    "{0}",
    "+?",
    "(a)",
    "(b|)",
    "[\\ud83d\\ude00-\\ud83d\\ude4f]",
    "[^\\ud800-\\udfff]",
];

/// How many of the pieces may be in texts.
const TEXTS: usize = 27;

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn pieces(&mut self, most: usize, of: &[&'static str]) -> String {
        let count = self.below(most + 1);
        (0..count).map(|_| of[self.below(of.len())]).collect()
    }
}

/// A pattern as the other implementation has it: with the flag `u`, and otherwise without.
fn independent(pattern: &str) -> Option<regress::Regex> {
    let exact = regress::Regex::with_flags(pattern, "u").ok();
    exact.or_else(|| regress::Regex::new(pattern).ok())
}

/// Whether a pattern is invalid under the flag `u` and has a part whose meaning depends on that flag. Such a part keeps
/// the meaning that its author must have had in mind.
///
/// The other implementation also takes a quantifier after `\b`, which the standard does not.
fn is_left_out(pattern: &str) -> bool {
    let mut boundaries = pattern.match_indices(r"\b").chain(pattern.match_indices(r"\B"));
    if boundaries.any(|(at, _)| pattern[at + 2..].starts_with(['*', '+', '?', '{'])) {
        return true;
    }
    let parts = ["\\p{", "\\P{", "\\u{", "\\ud83d\\ude00", "(?i"];
    regress::Regex::with_flags(pattern, "u").is_err() && parts.iter().any(|part| pattern.contains(part))
}

/// `CASES=1000000` runs more.
#[test]
fn all_engines_agree_with_an_independent_one() {
    let cases = std::env::var("CASES").ok().map_or(20_000, |text| text.parse().unwrap());
    let mut random = Random(1);
    let (mut linear, mut other, mut matching, mut texts, mut invalid) = (0, 0, 0, 0, 0);
    for _ in 0..cases {
        let pattern = random.pieces(6, PIECES);
        if is_left_out(&pattern) {
            continue;
        }
        let (theirs, ours) = (independent(&pattern), Pattern::parse(&pattern));
        let (Some(theirs), Some(ours)) = (&theirs, &ours) else {
            assert_eq!(theirs.is_some(), ours.is_some(), "{pattern:?} is valid for one only");
            invalid += 1;
            continue;
        };
        let program = Program::compile(&ours.parsed);
        linear += usize::from(ours.linear.is_some());
        other += usize::from(ours.linear.is_none());
        for _ in 0..8 {
            let text = random.pieces(5, &PIECES[..TEXTS]);
            let wanted = theirs.find(&text).is_some();
            assert_eq!(ours.is_match(&text), Some(wanted), "{pattern:?} on {text:?}");
            assert_eq!(
                program.is_match(&text, MAX_STEPS),
                Some(wanted),
                "{pattern:?} on {text:?}"
            );
            matching += usize::from(wanted);
            texts += 1;
        }
    }
    assert!(
        linear > cases / 20 && other > cases / 20 && invalid > 0,
        "{linear}, {other}, {invalid}"
    );
    assert!(
        matching > texts / 8 && matching < texts / 8 * 7,
        "{matching} of {texts}"
    );
}

#[test]
fn usual_patterns_are_linear() {
    for pattern in [
        "",
        "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
        "^[^\\u4e00-\\u9fa5]{1,128}$",
        "^.{0,255}$",
        "^((25[0-5]|2[0-4]\\d|[01]?\\d?\\d)\\.){3}(25[0-5]|2[0-4]\\d|[01]?\\d?\\d)$",
        "^[\\w.+-]+@[\\w-]+\\.[a-zA-Z]{2,}$",
        "^(\\w+\\s?)*$",
        "https?:\\/\\/[^\\s/$.?#].[^\\s]*",
        "^[\\w\\-\\.]+\\@([\\w\\-]+\\.)+[\\w-]{2,7}$",
        "^(([\\w\\-]+)\\,?)+\\@$",
        "^(\\p{L}+ ?)+$",
        "^[\\p{Script=Greek}\\p{gc=Nd}]+$",
        "(?<year>\\d{4})-(?<month>\\d\\d)",
        "a\\B",
        "[\\w-.]",
        "[]",
        "[^]",
        "\\ud83d",
        "a{",
        "(?i:abc)",
    ] {
        assert!(Pattern::parse(pattern).unwrap().linear.is_some(), "{pattern}");
    }
    for pattern in ["(?=a)", "(?<!a)b", "(a)\\1", "(?<n>a)\\k<n>", "(a{1000}){1000}"] {
        assert!(Pattern::parse(pattern).unwrap().linear.is_none(), "{pattern}");
    }
    for pattern in [
        "(",
        "a)",
        "[a",
        "*",
        "a**",
        "a{2}{3}",
        "{1}",
        "a{3,2}",
        "[z-a]",
        "\\",
        "(?",
        "(?a)",
        "\\p{Nothing}",
    ] {
        assert!(Pattern::parse(pattern).is_none(), "{pattern}");
    }
}

/// What is in the braces means the property also beside a needless escape, which the flag `u` does not allow.
#[test]
fn a_needless_escape_does_not_change_a_property() {
    let pattern = Pattern::parse(r"^[\p{L}\_\-]+\@\u{1F600}$").unwrap();
    assert_eq!(pattern.is_match("Grö_ße@\u{1F600}"), Some(true));
    assert_eq!(pattern.is_match("1@\u{1F600}"), Some(false));
}

/// The values of issues such as CVE-2021-3749, and patterns that were made to be as slow as they can be.
#[test]
fn every_pattern_matches_a_kilobyte_quickly() {
    let patterns = [
        r"^[\w\-\.]+\@([\w\-]+\.)+[\w-]{2,7}$",
        r"^(([\w\-]+)\,?)+\@$",
        r"^(\p{L}+ ?)+$",
        r"^(?=.{1,64}$)([a-z]+-?)+$",
        r"^(?=.*[A-Z])(?=.*\d)(a+)+$",
        r"(?:(?=a)a|a)+b",
        r"(a*)*\1b",
        r"(?:a|aa|aaa|(?!b)a)*b",
        r"((a?){50}){50}(?=b)",
        r"(x+x+)+y",
        r"(.*)(.*)(.*)(.*)(.*)(.*)\6\5\4\3\2\1b",
        r"(?<=(a+)+)b",
        r"(?<!(a|aa)+)b",
        r"(a{1000}){1000}",
        r"(?:(?:a{1,1000}){1,1000}){1,1000}b",
        r"((((a{0,4294967295}){0,4294967295}){0,4294967295}){0,99999999999}){0,9}b",
        r"(?:){4294967295}b",
        r"(?:\b|){4294967295}b",
        r"(.{0,40}a){20}b",
        r"(\p{L}{0,30}[^a]{0,40}){20}[0-9]",
        r"(?:.?){2000}\d",
        r"(\w+\s?)*!(?!x)",
        r"(?:(?:(?=(a+))\1)+)+b",
        r"^(?:a?)*?(?=b)",
        r"(?:(a)|b|(?=c))*?\1\1\1d",
    ];
    let texts =
        ["a", "ab", "aab ", "Aa1", "x", "é", "😀a", "a.", "-a_", "c"].map(|piece| piece.repeat(1024 / piece.len()));
    for pattern in patterns {
        let (parsed, compiling) = timed(|| Pattern::parse(pattern).unwrap());
        assert!(compiling < soon(), "{pattern} takes {compiling:?} to compile");
        for text in &texts {
            let (_, matching) = timed(|| parsed.is_match(text));
            assert!(matching < soon(), "{pattern} takes {matching:?}");
        }
    }
}

/// Patterns of random pieces, each repeated within others.
#[test]
fn random_patterns_match_a_kilobyte_quickly() {
    let mut random = Random(7);
    let mut unknown = 0;
    for _ in 0..150 {
        let inner = random.pieces(3, PIECES);
        let outer = ["+", "*", "{1,50}", "*?", "{2,}"][random.below(5)];
        let pattern = format!(
            "(?:(?:{inner}){outer}{}){outer}{}",
            random.pieces(2, PIECES),
            random.pieces(2, PIECES)
        );
        let Some(parsed) = Pattern::parse(&pattern) else {
            continue;
        };
        let piece = random.pieces(3, &PIECES[..TEXTS]);
        let text = piece.repeat(1024 / piece.len().max(1));
        let (matched, took) = timed(|| parsed.is_match(&text));
        assert!(took < soon(), "{pattern:?} takes {took:?} on {piece:?}");
        unknown += usize::from(matched.is_none());
    }
    assert!(unknown < 50, "{unknown}");
}

#[test]
fn beyond_the_bound_the_result_is_unknown() {
    let slow = Pattern::parse("^(?=.)(a+)+$").unwrap();
    assert_eq!(slow.is_match(&"a".repeat(1000)), Some(true));
    assert_eq!(slow.is_match(&format!("{}!", "a".repeat(1000))), None);
    assert!(!slow.is_soon_matched(&format!("{}!", "a".repeat(1000))));
    // Long texts are matched to their end where the pattern is plain.
    let plain = Pattern::parse("^[a-z]{1,200}(-[a-z]+)*$").unwrap();
    assert_eq!(plain.is_match(&"a-".repeat(100_000)), Some(false));
    assert_eq!(plain.is_match(&format!("{}b", "a-".repeat(100_000))), Some(true));
}

#[test]
fn deep_patterns_take_no_stack() {
    for depth in [150, 10_000, 1_000_000] {
        for (open, close) in [("(", ")"), ("(?:", ")*"), ("(?=", ")"), ("[", "]")] {
            let pattern = format!("{}{}", open.repeat(depth), close.repeat(depth));
            if let Some(parsed) = Pattern::parse(&pattern) {
                let _ = parsed.is_match("aaaa");
            }
        }
    }
    let long = Pattern::parse(&"a|".repeat(100_000)).unwrap();
    assert_eq!(long.is_match("b"), Some(true));
}

fn timed<T>(run: impl FnOnce() -> T) -> (T, Duration) {
    let began = Instant::now();
    let result = run();
    (result, began.elapsed())
}

/// What is promised is 0.1 s in a build with optimisations; one without, on a busy machine, is some ten times slower.
fn soon() -> Duration {
    Duration::from_millis(if cfg!(debug_assertions) { 2000 } else { 100 })
}

#[test]
fn an_example_of_a_pattern_with_a_condition_at_its_start_matches() {
    for text in [
        "^(?!api/).*",
        "^(?!api/).+$",
        "^(?=[a-z]).{2,}",
        "(?!x)[a-z]+",
        "^(?:(?!\\.\\.).)*$",
    ] {
        let pattern = Pattern::parse(text).unwrap();
        let mut number = 0;
        let mut pick = |count: usize| {
            number += 7;
            number % count.max(1)
        };
        let matching = (1..6).filter(|repeats| {
            let example = pattern.example(*repeats, &mut pick);
            !example.is_empty() && pattern.is_match(&example) == Some(true)
        });
        assert!(matching.count() > 0, "{text}");
    }
}
