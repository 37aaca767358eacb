//! Where changes are shown: at the key of what changed, in both documents.

use xtask::diff::{Change, Comparison, Site, compare_wire};

use crate::pages::read;

const WHOLE: &str = "\
openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /things:
    get:
      operationId: listThings
      responses:
        '200':
          description: OK
          headers:
            X-Pages:
              schema:
                type: integer
            X-Total:
              schema:
                type: integer
          content:
            application/json:
              schema:
                type: object
                properties:
                  name:
                    type: string
                  size:
                    type: integer
                  owner:
                    type: object
                    properties:
                      kind:
                        type: string
                      id:
                        type: string
            text/csv:
              schema:
                type: string
        '404':
          description: Not found
          content:
            application/json:
              schema:
                type: object
    delete:
      operationId: removeThings
      responses:
        '204':
          description: Gone
";

/// `WHOLE` without the block that begins with a line, which is the first such.
fn without(line: &str) -> String {
    let mut text = String::new();
    let mut gone = None;
    for each in WHOLE.lines() {
        let indent = each.len() - each.trim_start().len();
        match gone {
            None if each == line => gone = Some(indent),
            Some(outer) if indent > outer && outer != usize::MAX => {}
            Some(_) => {
                gone = Some(usize::MAX);
                text += &format!("{each}\n");
            }
            None => text += &format!("{each}\n"),
        }
    }
    assert_ne!(text, WHOLE, "{line}");
    text
}

/// The line of a site, without what is before its column.
fn line<'t>(text: &'t str, site: &Site) -> &'t str {
    let line = text.lines().nth(site.position.line - 1).unwrap();
    &line[site.position.column - 1..]
}

fn only(comparison: &Comparison) -> &Change {
    let [change] = comparison.changes.as_slice() else {
        panic!("{:?}", comparison.changes)
    };
    change
}

#[test]
fn what_was_added_or_removed_is_shown_at_its_key() {
    for block in [
        "    delete:",
        "        '404':",
        "            X-Total:",
        "            text/csv:",
        "                  name:",
        "                  owner:",
        "                      id:",
    ] {
        let less = without(block);
        let (less_document, whole) = (read("less", &less), read("whole", WHOLE));
        let removed = compare_wire(&whole, &less_document);
        let site = only(&removed).base.as_ref().unwrap();
        assert_eq!(line(WHOLE, site), block.trim(), "{:?}", only(&removed));
        let added = compare_wire(&less_document, &whole);
        let site = only(&added).revision.as_ref().unwrap();
        assert_eq!(line(WHOLE, site), block.trim(), "{:?}", only(&added));
    }
}

#[test]
fn what_changed_is_shown_at_its_key_in_both_documents() {
    let sites = [
        (
            "                    type: integer",
            "                    type: boolean",
            "type",
        ),
        (
            "      operationId: listThings",
            "      operationId: allThings",
            "operationId",
        ),
        (
            "          description: OK",
            "          description: Fine",
            "description",
        ),
    ];
    for (from, to, key) in sites {
        let text = WHOLE.replacen(from, to, 1);
        let comparison = compare_wire(&read("base", WHOLE), &read("revision", &text));
        let change = only(&comparison);
        for (text, site) in [(WHOLE, &change.base), (text.as_str(), &change.revision)] {
            let shown = line(text, site.as_ref().unwrap());
            assert!(shown.starts_with(&format!("{key}:")), "{shown}: {change:?}");
        }
    }
}
