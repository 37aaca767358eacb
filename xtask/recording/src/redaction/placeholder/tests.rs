//! Which placeholder replaces which value.

use std::collections::HashSet;

use super::Placeholders;

fn texts(originals: &[&str]) -> Vec<String> {
    let mut placeholders = Placeholders::default();
    originals
        .iter()
        .map(|text| placeholders.text(text).unwrap_or_else(|| format!("={text}")))
        .collect()
}

fn numbers(originals: &[&str]) -> Vec<String> {
    let mut placeholders = Placeholders::default();
    originals
        .iter()
        .map(|text| placeholders.number(text).unwrap_or_else(|| format!("={text}")))
        .collect()
}

#[test]
fn a_text_keeps_its_shape() {
    for (original, placeholder) in [
        ("usertest", "aaaaaaaa"),
        ("Mr. Jones-2", "Aa. Aaaaa-0"),
        ("library/nginx:1.27", "aaaaaaa/aaaaa:0.00"),
        ("naïve ÄÖ 日本", "aaaaa AA aa"),
        ("p@ss,w*rd", "aaaaaaaaa"),
        ("007", "000"),
        ("a\nb", "aaa"),
        ("", "="),
        ("-", "=-"),
        ("a", "b"),
    ] {
        assert_eq!(texts(&[original]), [placeholder], "{original}");
    }
}

#[test]
fn a_text_keeps_its_form() {
    for (original, placeholder) in [
        ("10.1.2.3", "192.0.2.1"),
        ("192.0.2.1", "192.0.2.2"),
        ("10.1.2.3:8081", "192.0.2.1:1001"),
        ("10.1.0.0/16", "192.0.2.1/11"),
        ("fe80::1", "2001:db8::1"),
        (
            "F989AA25-B3A4-4D88-B05A-CCAA0ACD1205",
            "00000000-0000-4000-8000-000000000001",
        ),
        ("2024-02-29", "2000-01-01"),
        ("2024-02-29T23:59:59.123Z", "2000-01-01T00:00:00.000Z"),
        ("2024-02-29 23:59:59-05:30", "2000-01-01 00:00:00+00:00"),
        ("2024-02-29T23:59:59", "2000-01-01T00:00:00"),
        ("alice@corp.example.org", "user-1@example.com"),
        ("https://alice:pw@corp.example/x?y#z", "https://example.com/1"),
        ("db.corp.internal", "host-1.example.com"),
        ("nginx.conf", "aaaaa.aaaa"),
        ("1737465650731", "1000000000001"),
        ("true", "false"),
    ] {
        assert_eq!(texts(&[original]), [placeholder], "{original}");
    }
}

#[test]
fn a_number_keeps_sign_magnitude_and_form() {
    for (original, placeholder) in [
        ("21", "11"),
        ("11", "12"),
        ("-7", "-1"),
        ("1", "2"),
        ("1737465650731", "1000000000001"),
        ("3.14", "1.01"),
        ("0.0052", "0.0011"),
        ("100", "200"),
        ("2.50E-3", "1.10E-3"),
        ("1e400", "2e400"),
        ("5e123456789", "1e9999"),
        ("0", "=0"),
        ("-0.0", "=-0.0"),
    ] {
        assert_eq!(numbers(&[original]), [placeholder], "{original}");
    }
}

#[test]
fn equal_values_remain_equal_and_different_ones_different() {
    assert_eq!(
        texts(&["bob", "eve", "bob", "aab", "aaa"]),
        ["aaa", "aab", "aaa", "aac", "aad"]
    );
    // One value in three forms, and another one.
    assert_eq!(
        numbers(&["100", "1e2", "100.00", "300", "1"]),
        ["200", "2e2", "200.00", "100", "2"]
    );
    let addresses = texts(&["10.0.0.1", "10.0.0.2:80", "10.0.0.1:81"]);
    assert_eq!(addresses, ["192.0.2.1", "192.0.2.2:10", "192.0.2.1:11"]);
}

#[test]
fn the_first_boolean_is_replaced_by_false() {
    for first in [true, false] {
        let mut placeholders = Placeholders::default();
        let shown = [first, !first, first].map(|value| placeholders.truth(value));
        assert_eq!(shown, [false, true, false]);
    }
}

#[test]
fn a_kept_value_is_never_a_placeholder() {
    let mut placeholders = Placeholders::default();
    placeholders.reserve("aaa");
    placeholders.reserve("200");
    assert_eq!(placeholders.text("bob").as_deref(), Some("aab"));
    assert_eq!(placeholders.number("1e2").as_deref(), Some("3e2"));
}

#[test]
fn a_full_shape_is_widened_and_a_full_network_is_changed() {
    let characters: Vec<String> = ('\u{4E00}'..'\u{4F00}').map(String::from).collect();
    let originals: Vec<&str> = characters.iter().map(String::as_str).collect();
    let shown = texts(&originals);
    assert_eq!((shown[0].as_str(), shown[26].as_str()), ("a", "aa"));
    assert_eq!(shown.iter().collect::<HashSet<_>>().len(), originals.len());

    let addresses: Vec<String> = (0..1000).map(|n| format!("10.0.{}.{}", n / 250, n % 250)).collect();
    let originals: Vec<&str> = addresses.iter().map(String::as_str).collect();
    let shown = texts(&originals);
    assert_eq!(shown[761], "203.0.113.254");
    assert_eq!(shown[762], "198.18.0.0");
    assert_eq!(shown.iter().collect::<HashSet<_>>().len(), originals.len());

    let digits = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
    let shown = numbers(&digits);
    assert_eq!(shown.iter().collect::<HashSet<_>>().len(), digits.len(), "{shown:?}");
    assert!(shown.iter().all(|digit| digit.len() == 1), "{shown:?}");
}

#[test]
fn days_follow_the_calendar() {
    let days: Vec<String> = (0..1600)
        .map(|n| format!("{:04}-{:02}-{:02}", 1000 + n / 300, 1 + n / 25 % 12, 1 + n % 25))
        .collect();
    let shown = texts(&days.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(
        [&shown[59], &shown[60], &shown[366], &shown[1154]],
        ["2000-02-29", "2000-03-01", "2001-01-01", "2003-02-28"]
    );
    assert_eq!(shown.iter().collect::<HashSet<_>>().len(), shown.len());
}
