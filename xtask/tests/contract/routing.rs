//! Which operation a URL belongs to: the template with more literal text, whatever the order of the document.

use xtask::contract::{Contract, Evidence, Shape, Source};

use super::{document, interaction};

/// An operationId that distinguishes templates, also by their signs: letters for the bytes of the template.
fn id(template: &str) -> String {
    let letter = |half: u8| char::from(b'a' + half);
    let letters = template.bytes().flat_map(|byte| [letter(byte >> 4), letter(byte & 15)]);
    letters.collect()
}

/// The template that an operationId encodes.
fn template(id: &str) -> String {
    let halves: Vec<u8> = id.bytes().map(|letter| letter - b'a').collect();
    let bytes = halves.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect();
    String::from_utf8(bytes).unwrap()
}

/// A document with these paths, each with an operation for GET that is named after its path.
fn paths(templates: &[&str]) -> String {
    let mut text =
        "openapi: 3.0.3\ninfo: {title: t, version: v1}\nservers: [{url: 'https://example.com'}]\npaths:\n".to_owned();
    for template in templates {
        let names = template.split('{').skip(1).filter_map(|rest| rest.split('}').next());
        let parameters: Vec<_> = names
            .map(|name| format!("{{name: {name}, in: path, required: true, schema: {{type: string}}}}"))
            .collect();
        text = format!(
            "{text}  '{template}':\n    get:\n      operationId: {}\n      parameters: [{}]\n      \
             responses: {{'200': {{description: d}}}}\n",
            id(template),
            parameters.join(", ")
        );
    }
    text
}

/// The template of the operation that a path belongs to, by a look at the interaction and by a pass over its text.
fn found(contract: &Contract<'_>, path: &str) -> Option<String> {
    let checked = contract.check(
        &interaction("GET", &format!("https://example.com{path}"), b""),
        Source::Traffic,
    );
    let line = format!(
        r#"{{"request":{{"method":"GET","url":"https://example.com{path}","headers":{{}}}},"response":{{"status":200,"headers":{{}}}}}}"#
    );
    let mut evidence = Evidence::new(contract);
    if contract.accepts(line.as_bytes(), Shape::Line, &mut evidence) {
        let operation = checked.operation.as_deref();
        assert_eq!(evidence.interactions(operation), 1, "{path} of {operation:?}");
    } else {
        assert!(!checked.violations.is_empty(), "{path}");
    }
    checked.operation.as_deref().map(template)
}

#[test]
fn the_template_with_more_literal_text_is_meant() {
    let files = [
        "/files/{id}",
        "/files/{id}:undelete",
        "/{a}/{b}",
        "/files/{id}/x",
        "/{a}/fixed/x",
    ];
    let sets: &[(&[&str], &str, Option<&str>)] = &[
        (&files, "/files/12", Some("/files/{id}")),
        (&files, "/files/12:undelete", Some("/files/{id}:undelete")),
        (&files, "/files/12%3Aundelete", Some("/files/{id}:undelete")),
        (&files, "/files/12%3aundelete", Some("/files/{id}:undelete")),
        (&files, "/%66iles/12", Some("/files/{id}")),
        (&files, "/files/:undelete", Some("/files/{id}")),
        (&files, "/others/12", Some("/{a}/{b}")),
        (&files, "/files/fixed/x", Some("/files/{id}/x")),
        (&files, "/other/fixed/x", Some("/{a}/fixed/x")),
        (&files, "/files", None),
        (&["/{a}", "/{a}.{b}", "/{a}.json"], "/x.json", Some("/{a}.json")),
        (&["/{a}", "/{a}.{b}", "/{a}.json"], "/x.xml", Some("/{a}.{b}")),
        (&["/{a}", "/{a}.{b}", "/{a}.json"], "/x", Some("/{a}")),
        (&["/a/{b}", "/a/me", "/a/m{b}"], "/a/me", Some("/a/me")),
        (&["/a/{b}", "/a/me", "/a/m{b}"], "/a/my", Some("/a/m{b}")),
        (&["/a/{b}", "/a/me", "/a/m{b}"], "/a/you", Some("/a/{b}")),
        (&["/{a}/long/{b}", "/{a}/{b}/x"], "/1/long/x", Some("/{a}/long/{b}")),
        (
            &["/v1/{a}/{b}", "/{a}/{b}/{c}", "/v1/{a}/c"],
            "/v1/b/c",
            Some("/v1/{a}/c"),
        ),
        (&["/a/{b}:x", "/a/{b}:y", "/a/{b}"], "/a/1:y", Some("/a/{b}:y")),
        (&["/größe/{a}", "/{a}/{b}"], "/gr%C3%B6%C3%9Fe/1", Some("/größe/{a}")),
    ];
    for (templates, path, expected) in sets {
        let mut reversed = templates.to_vec();
        reversed.reverse();
        for order in [templates.to_vec(), reversed] {
            let document = document(&paths(&order));
            assert_eq!(
                found(&Contract::new(&document), path).as_deref(),
                *expected,
                "{path} among {order:?}"
            );
        }
    }
}

/// Numbers that look random, and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn of<'t>(&mut self, list: &[&'t str]) -> &'t str {
        list[self.below(list.len())]
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for index in (1..list.len()).rev() {
            list.swap(index, self.below(index + 1));
        }
    }
}

#[test]
fn the_order_of_the_paths_does_not_matter() {
    const SEGMENTS: [&str; 11] = [
        "a", "b", "ab", "{v}", "{v}", "{v}:a", "a{v}", "{v}-{w}", "{v}b", "a-{v}", "%61",
    ];
    const TEXTS: [&str; 9] = ["a", "b", "ab", "x", "a:a", "a%3Aa", "x-y", "a-b", "%61"];
    let mut numbers = Numbers(7);
    let (mut hits, mut several) = (0, 0);
    for _ in 0..120 {
        let mut templates: Vec<String> = Vec::new();
        for _ in 0..2 + numbers.below(7) {
            let depth = 1 + numbers.below(3);
            let segment = |index: usize, numbers: &mut Numbers| {
                let segment = numbers.of(&SEGMENTS);
                segment
                    .replace("{v}", &format!("{{v{index}}}"))
                    .replace("{w}", &format!("{{w{index}}}"))
            };
            let template: String = (0..depth)
                .map(|index| format!("/{}", segment(index, &mut numbers)))
                .collect();
            // What is the same path twice is no document.
            let plain = |template: &str| template.replace("%61", "a");
            if !templates.iter().any(|known| plain(known) == plain(&template)) {
                templates.push(template);
            }
        }
        let urls: Vec<String> = (0..6)
            .map(|_| {
                (0..1 + numbers.below(3))
                    .map(|_| format!("/{}", numbers.of(&TEXTS)))
                    .collect()
            })
            .collect();
        let mut order: Vec<&str> = templates.iter().map(String::as_str).collect();
        let given = document(&paths(&order));
        let contract = Contract::new(&given);
        let expected: Vec<_> = urls.iter().map(|url| found(&contract, url)).collect();
        hits += expected.iter().flatten().count();
        several += usize::from(
            expected
                .iter()
                .flatten()
                .collect::<std::collections::BTreeSet<_>>()
                .len()
                > 1,
        );
        for _ in 0..3 {
            numbers.shuffle(&mut order);
            let other = document(&paths(&order));
            let contract = Contract::new(&other);
            for (url, expected) in urls.iter().zip(&expected) {
                assert_eq!(found(&contract, url), *expected, "{url} among {order:?}");
            }
        }
    }
    assert!(hits > 120 && several > 20, "{hits} {several}");
}
