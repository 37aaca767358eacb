use super::*;

/// Each text with the lines that it becomes.
const TEXTS: &[(&str, &[&str])] = &[
    ("Use <region> and [x].", &["Use \\<region> and \\[x\\]."]),
    ("See [the page](https://a.b/c).", &["See [the page](https://a.b/c)."]),
    (
        "See [a](b) and [`x` [y]](http://c).",
        &["See a and [`x` \\[y\\]](http://c)."],
    ),
    (
        "See [a][r] and [r].\n\n[r]: https://a.b/ \"T\"",
        &["See [a](https://a.b/) and [r](https://a.b/)."],
    ),
    ("See [a][r].\n\n[r]: /relative", &["See a."]),
    ("At https://a.b/c. (https://d)", &["At <https://a.b/c>. (<https://d>)"]),
    ("At <https://a.b/c>, <me@a.b>", &["At <https://a.b/c>, me@a.b"]),
    ("[https://a.b/c](https://a.b/c)", &["[https\\://a.b/c](https://a.b/c)"]),
    ("At https://{region}.a.b/c", &["At https\\://{region}.a.b/c"]),
    ("Wow![a](https://b.c)", &["Wow[a](https://b.c)"]),
    ("Wow\\![a](https://b.c)", &["Wow\\![a](https://b.c)"]),
    ("[![badge](https://a.b/i.svg)](https://a.b)", &["[badge](https://a.b)"]),
    ("``a ` b`` and \ta", &["``a ` b`` and     a"]),
    ("\\<escaped\\>, a\\d and a\\\\", &["\\<escaped>, a\\d and a\\\\"]),
    ("Code `Vec<T>[0]` stays.", &["Code `Vec<T>[0]` stays."]),
    (
        "An odd ` sign, total_count, 2 * 3, *x*, **y** and ~~z~~.",
        &["An odd \\` sign, total_count, 2 * 3, *x*, **y** and ~~z~~."],
    ),
    ("a\r\n\r\n    indented", &["a", "", "```text", "indented", "```"]),
    ("```\nlet x;\n```", &["```text", "let x;", "```"]),
    ("```json\n{}", &["```json", "{}", "```"]),
    ("```rust\nfail()\n```", &["```text", "fail()", "```"]),
    ("~~~json, rust\n{}\n~~~", &["```text", "{}", "```"]),
    (
        "````\n```\nlet x\n```\n````",
        &["````text", "```", "let x", "```", "````"],
    ),
    (
        "*      five\n*      more",
        &["- ```text", "   five", "  ```", "- ```text", "   more", "  ```"],
    ),
    (">      five", &["> ```text", ">  five", "> ```"]),
    ("- a\n- b\n  1. c\n  2. d", &["- a", "- b", "", "  1. c", "  2. d"]),
    ("- a\n\n- b\n\n+ c", &["- a", "", "- b", "", "* c"]),
    (
        "| a | b |\n|---|:-:|\n| `x\\|y` | <z> |",
        &["| a | b |", "| --- | :-: |", "| `x\\|y` | \\<z> |"],
    ),
    (
        "T\n===\nA <b>bold</b><br>word",
        &["# T", "", "A \\<b>bold\\</b>\\", "word"],
    ),
    ("<table>\n<tr>\n</table>", &["\\<table>", "\\<tr>", "\\</table>"]),
    (
        "\\# no heading\n\\- no item\n1\\. none\n&lt;b&gt; &amp;amp;",
        &["\\# no heading", "\\- no item", "1\\. none", "\\<b> \\&amp;"],
    ),
    (
        "A note.[^1]\n\n[^1]: Here.",
        &["A note.\\[^1\\]", "", "\\[^1\\]:", "", "Here."],
    ),
    ("\u{202e}a\u{7}b", &["a b"]),
];

#[test]
fn a_text_is_written_so_that_rustdoc_only_shows_it() {
    for (text, lines) in TEXTS {
        assert_eq!(rewrite(text), *lines, "of {text:?}");
    }
}

#[test]
fn code_is_one_span_whatever_it_holds() {
    for (code, span) in [
        ("a", "`a`"),
        ("a`b", "``a`b``"),
        ("`", "`` ` ``"),
        ("a\nb", "`\"a\\nb\"`"),
        ("", "`\"\"`"),
        (" a ", "`  a  `"),
    ] {
        assert_eq!(code_span(code), span, "of {code:?}");
        assert_eq!(rewrite(span).concat(), span, "of {code:?}");
    }
}

/// The rest of this test relies on this: whether what is found would be compiled, shown as HTML, or followed.
#[test]
fn what_is_not_inert_is_found() {
    for text in [
        "```\nx",
        "```rust\nx",
        "~~~\nx",
        "- a\n\n      x",
        "<b>",
        "<!-- x -->",
        "[Type]",
        "[a](b)",
        "![a](https://b.c/d)",
    ] {
        assert!(!is_inert(text), "{text:?}");
    }
    for text in ["```text\nx", "a `b` [c](https://d.e)", "\\[Type\\]", "> - a"] {
        assert!(is_inert(text), "{text:?}");
    }
}

/// Pieces that mean something to CommonMark, put together at random.
#[test]
fn any_text_is_inert_and_loses_no_word() {
    const PIECES: &[&str] = &[
        "word",
        "w2",
        " ",
        "  ",
        "    ",
        "\t",
        "\n",
        "\n",
        "\n\n",
        "```",
        "````",
        "~~~",
        "~",
        "`",
        "``",
        "rust",
        "should_panic",
        "*",
        "**",
        "_",
        "-",
        "- ",
        "+ ",
        "1. ",
        "7) ",
        "> ",
        ">",
        "#",
        "# ",
        "=",
        "===",
        "---",
        "|",
        "| - |",
        ":-:",
        "[",
        "]",
        "(",
        ")",
        "[x]",
        "](",
        "](https://a.b)",
        "[a]: https://b.c",
        "[a]: /d",
        "![",
        "!",
        "<",
        ">",
        "<b>",
        "</b>",
        "<!--",
        "-->",
        "<br>",
        "<https://a.b>",
        "https://a.b/c_d",
        "http://",
        "mailto:a@b",
        "\\",
        "&lt;",
        "&#10;",
        "&#32;",
        "&",
        ";",
        "[^1]",
        "[^1]: ",
        "[Type]",
        "[`Type`]",
        "{",
        "}",
        "$",
        "^",
        "\u{a0}",
        "é",
    ];
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |bound: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        usize::try_from(random >> 33).unwrap_or_default() % bound
    };
    let mut fell_back = 0;
    for _ in 0..20_000 {
        let text: String = (0..=next(24)).map(|_| PIECES[next(PIECES.len())]).collect();
        let lines = rewrite(&text);
        let written = lines.join("\n");
        assert!(is_inert(&written), "{text:?} became {written:?}");
        assert!(lines.iter().all(|line| !line.contains('\n')), "{text:?}");
        let words = |text: &str| text.matches("word").count();
        let (before, after) = (words(&text), words(&written));
        // The title of a link, what is in a cell too many and the words behind a language are not shown anywhere.
        let hides = [":", "|", "(", "```", "~~~"].iter().any(|piece| text.contains(piece));
        assert!(after >= before || hides, "{text:?} became {written:?}");
        fell_back += usize::from(lines.first().is_some_and(|line| line.ends_with("```text")) && !text.contains("```"));
    }
    assert!(fell_back < 2_000, "{fell_back} texts are shown as they were written");
}
