//! The picture of a terminal in README.md: real output of the command, as an SVG. `UPDATE_GOLDENS=1` draws it anew.

use std::fmt::Write as _;

use serde_json::json;
use xtask::Environment;

use crate::common::{Sandbox, golden, run};
use crate::traffic::{OWN, PATH, entry, har};

/// How many characters a line of the terminal has.
const COLUMNS: usize = 120;
/// The size of a character, and of the margin.
const WIDE: f64 = 7.85;
const HIGH: f64 = 17.0;
const MARGIN: f64 = 16.0;

#[test]
fn the_picture_of_the_readme_is_what_the_command_prints() {
    let sandbox = Sandbox::new("picture");
    let page = |record| entry(&format!("{OWN}{PATH}?limit=10"), &json!([record]));
    let entries = [
        page(json!({"event_id": "e-1", "time": 1737465650731_u64, "content": "started"})),
        page(json!({"event_id": "e-2", "time": "2026-04-03T10:00:00Z", "agent_id": "a-7"})),
        entry("https://fonts.example.net/a.woff", &json!([])),
    ];
    sandbox.write("capture.har", har(&entries));
    let arguments = ["check", "capture.har"];
    let environment = Environment {
        directory: sandbox.root.clone(),
        program: None,
        cargo: "/nonexistent/cargo".into(),
        colour: true,
        progress: false,
        today: "2026-06-30".to_owned(),
    };
    let printed = run(&arguments, &environment).err;
    assert!(
        printed.contains("error[type]") && printed.contains("\x1b[1;31m"),
        "{printed}"
    );
    golden(
        "terminal.svg",
        &draw(&format!("$ cargo xtask {}\n{printed}", arguments.join(" "))),
    );
}

/// A run of characters of one style, by the code of the terminal.
struct Run {
    style: String,
    text: String,
}

/// The lines as a terminal breaks them.
fn lines(text: &str) -> Vec<Vec<Run>> {
    let mut lines = Vec::new();
    let mut style = String::new();
    for line in text.lines() {
        let (mut runs, mut column) = (
            vec![Run {
                style: style.clone(),
                text: String::new(),
            }],
            0,
        );
        let mut rest = line.chars();
        while let Some(character) = rest.next() {
            if character == '\x1b' {
                style = rest
                    .by_ref()
                    .skip(1)
                    .take_while(|character| *character != 'm')
                    .collect();
                runs.push(Run {
                    style: style.clone(),
                    text: String::new(),
                });
                continue;
            }
            if column == COLUMNS {
                lines.push(std::mem::take(&mut runs));
                runs.push(Run {
                    style: style.clone(),
                    text: String::new(),
                });
                column = 0;
            }
            column += 1;
            runs.last_mut().unwrap().text.push(character);
        }
        lines.push(runs);
    }
    lines
}

fn draw(text: &str) -> String {
    let lines = lines(text);
    let size = |count: usize, each: f64| u32::try_from(count).map(f64::from).unwrap() * each;
    let (width, height) = (
        size(COLUMNS, WIDE) + 2.0 * MARGIN,
        size(lines.len(), HIGH) + 2.0 * MARGIN,
    );
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {width:.0} {height:.0}\">\n\
         <style>\n\
         text {{ font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; \
         fill: #d4d4d4; white-space: pre }}\n\
         .red {{ fill: #f47067; font-weight: bold }} .yellow {{ fill: #e3b341; font-weight: bold }}\n\
         .green {{ fill: #57ab5a; font-weight: bold }} .cyan {{ fill: #56b6c2; font-weight: bold }}\n\
         .bold {{ font-weight: bold }} .dim {{ fill: #8b949e }}\n\
         </style>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#1c2128\"/>\n"
    );
    for (number, runs) in lines.iter().enumerate() {
        let y = MARGIN + size(number, HIGH) + 0.8 * HIGH;
        write!(svg, "<text xml:space=\"preserve\" x=\"{MARGIN}\" y=\"{y:.1}\">").unwrap();
        for Run { style, text } in runs.iter().filter(|run| !run.text.is_empty()) {
            let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            match class(style) {
                "" => svg.push_str(&text),
                class => write!(svg, "<tspan class=\"{class}\">{text}</tspan>").unwrap(),
            }
        }
        svg.push_str("</text>\n");
    }
    svg + "</svg>\n"
}

fn class(style: &str) -> &'static str {
    match style {
        "1;31" => "red",
        "1;33" => "yellow",
        "1;32" => "green",
        "1;36" => "cyan",
        "1" => "bold",
        "2" => "dim",
        _ => "",
    }
}
