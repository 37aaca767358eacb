//! The protocol with xtask: one JSON value per line in both directions, until the input ends.
//!
//! The first line of the output names the document that the client was generated from. A line of the input that cannot
//! be parsed results in an error, and the next one is read.

use std::io::{self, BufRead, Write};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

use super::{Decoded, Refused, losses};

/// The generated table: decodes the body of an operation and a status with its type.
type Table = dyn Fn(&str, u16, &[u8]) -> Option<Result<Decoded, Refused>>;

#[derive(Serialize)]
struct Greeting<'a> {
    version: u32,
    document_sha256: &'a str,
}

#[derive(Deserialize)]
struct Task {
    id: u64,
    operation: String,
    status: u16,
    body: String,
}

/// What an error needs of a line that is otherwise not understood.
#[derive(Deserialize)]
struct Numbered {
    id: u64,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Outcome {
    Compared {
        id: u64,
        findings: Vec<Finding>,
        unknown: Vec<String>,
        typed: bool,
    },
    Failed {
        id: Option<u64>,
        error: String,
    },
}

#[derive(Serialize)]
struct Finding {
    rule: &'static str,
    pointer: String,
    message: String,
}

/// Processes every line of `input`.
///
/// # Errors
/// Returns an error if the input cannot be read, or the output cannot be written.
pub fn serve(input: impl BufRead, output: impl Write) -> io::Result<()> {
    process(
        crate::generated::DOCUMENT_SHA256,
        &crate::generated::decode,
        input,
        output,
    )
}

fn process(sha256: &str, table: &Table, mut input: impl BufRead, mut output: impl Write) -> io::Result<()> {
    write_line(
        &mut output,
        &Greeting {
            version: 1,
            document_sha256: sha256,
        },
    )?;
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        if !line.trim_ascii().is_empty() {
            write_line(&mut output, &run(table, &line))?;
        }
    }
}

/// Writes one line and flushes it: the other side waits for it.
fn write_line(output: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    output.write_all(&line)?;
    output.flush()
}

fn run(table: &Table, line: &[u8]) -> Outcome {
    let id = || serde_json::from_slice(line).ok().map(|Numbered { id }| id);
    let task: Task = match serde_json::from_slice(line) {
        Ok(task) => task,
        Err(cause) => {
            return Outcome::Failed {
                id: id(),
                error: format!("the line is not a task of the expected form: {cause}"),
            };
        }
    };
    match STANDARD.decode(&task.body) {
        Ok(body) => decode(table, &task, &body),
        Err(cause) => Outcome::Failed {
            id: Some(task.id),
            error: format!("the body is not Base64: {cause}"),
        },
    }
}

fn decode(table: &Table, task: &Task, body: &[u8]) -> Outcome {
    let id = task.id;
    let compared = |findings, unknown, typed| Outcome::Compared {
        id,
        findings,
        unknown,
        typed,
    };
    let decoded = match table(&task.operation, task.status, body) {
        None => return compared(Vec::new(), Vec::new(), false),
        Some(Err(Refused { pointer, message })) => {
            return compared(
                vec![Finding {
                    rule: "client-refuses",
                    pointer,
                    message,
                }],
                Vec::new(),
                true,
            );
        }
        Some(Ok(decoded)) => decoded,
    };
    let received = recording::json::parse(super::without_bom(body));
    match received.and_then(|received| Ok((received, recording::json::parse(&decoded.written)?))) {
        Ok((received, written)) => {
            let losses = losses(&received.root, &written.root, &decoded.unknown);
            let finding = |loss: super::Loss| Finding {
                rule: "client-loses",
                pointer: loss.pointer,
                message: loss.message,
            };
            compared(losses.into_iter().map(finding).collect(), decoded.unknown, true)
        }
        Err(broken) => Outcome::Failed {
            id: Some(id),
            error: format!("the client accepted the body, but it is not JSON: {broken}"),
        },
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::*;

    #[derive(Serialize, Deserialize)]
    struct Page {
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        data_list: Vec<Record>,
        #[serde(skip_serializing_if = "Option::is_none")]
        total_num: Option<i32>,
    }

    #[derive(Serialize, Deserialize)]
    struct Record {
        #[serde(skip_serializing_if = "Option::is_none")]
        time: Option<i64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        ratio: Option<f64>,
        #[serde(default, skip_serializing_if = "always")]
        forgotten: Option<String>,
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        labels: BTreeMap<String, Value>,
    }

    fn always(_: &Option<String>) -> bool {
        true
    }

    fn table(operation: &str, status: u16, body: &[u8]) -> Option<Result<Decoded, Refused>> {
        (operation == "ListThings" && status == 200).then(|| super::super::json::<Page>(body))
    }

    /// Returns the results of lines, without the greeting.
    fn outcomes(lines: &[u8]) -> Vec<Value> {
        let mut output = Vec::new();
        process("abc", &table, lines, &mut output).expect("memory can be written");
        let mut lines = output
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .map(|line| serde_json::from_slice(line).expect("every line is JSON"));
        assert_eq!(lines.next(), Some(json!({"version": 1, "document_sha256": "abc"})));
        lines.collect()
    }

    fn run_one(operation: &str, body: &str) -> Value {
        let line = json!({"id": 7, "operation": operation, "status": 200, "body": STANDARD.encode(body)});
        let mut outcomes = outcomes(format!("{line}\n").as_bytes());
        assert_eq!(outcomes.len(), 1);
        let outcome = outcomes.remove(0);
        assert_eq!(outcome["id"], 7);
        outcome
    }

    #[test]
    fn a_body_that_is_encoded_unchanged_has_no_findings() {
        let outcome = run_one(
            "ListThings",
            r#"{"total_num":21,"data_list":[{"time":1737465650731,"ratio":0.5}]}"#,
        );
        assert_eq!(outcome, json!({"id": 7, "findings": [], "unknown": [], "typed": true}));
    }

    #[test]
    fn a_value_that_does_not_fit_is_refused_at_its_pointer() {
        let outcome = run_one("ListThings", r#"{"data_list":[{"time":1},{"time":"soon"}]}"#);
        assert_eq!(outcome["findings"][0]["rule"], "client-refuses");
        assert_eq!(outcome["findings"][0]["pointer"], "/data_list/1/time");
        assert!(
            outcome["findings"][0]["message"]
                .as_str()
                .is_some_and(|message| message.contains("i64"))
        );
        let broken = run_one("ListThings", "<html>");
        assert_eq!(broken["findings"][0]["rule"], "client-refuses");
        assert_eq!(broken["findings"][0]["pointer"], "");
    }

    #[test]
    fn an_unknown_property_is_reported_and_not_a_loss() {
        let outcome = run_one(
            "ListThings",
            r#"{"new/one":{"x":1},"data_list":[{"time":1,"newer":null}]}"#,
        );
        assert_eq!(outcome["findings"], json!([]));
        assert_eq!(outcome["unknown"], json!(["/new~1one", "/data_list/0/newer"]));
    }

    #[test]
    fn a_known_property_that_is_dropped_is_a_loss() {
        let outcome = run_one("ListThings", r#"{"data_list":[{"forgotten":"x"}]}"#);
        assert_eq!(outcome["unknown"], json!([]));
        assert_eq!(outcome["findings"][0]["rule"], "client-loses");
        assert_eq!(outcome["findings"][0]["pointer"], "/data_list/0/forgotten");
    }

    #[test]
    fn digits_that_do_not_fit_the_type_are_a_loss() {
        let outcome = run_one("ListThings", r#"{"data_list":[{"ratio":0.12345678901234567890}]}"#);
        assert_eq!(outcome["findings"][0]["pointer"], "/data_list/0/ratio");
    }

    #[test]
    fn a_response_without_a_type_is_reported_as_such() {
        assert_eq!(
            run_one("Other", "{}"),
            json!({"id": 7, "findings": [], "unknown": [], "typed": false})
        );
    }

    #[test]
    fn a_line_that_cannot_be_parsed_is_an_error_and_the_next_one_is_read() {
        let good = json!({"id": 3, "operation": "ListThings", "status": 200, "body": STANDARD.encode("{}")});
        let lines = [
            b"nonsense\n".as_slice(),
            b"{\"id\":1}\n",
            b"\n",
            b"\xff\xfe\n",
            b"{\"id\":2,\"operation\":\"ListThings\",\"status\":200,\"body\":\"*\"}\n",
            good.to_string().as_bytes(),
        ]
        .concat();
        let outcomes = outcomes(&lines);
        let ids: Vec<_> = outcomes.iter().map(|outcome| outcome["id"].clone()).collect();
        assert_eq!(ids, [json!(null), json!(1), json!(null), json!(2), json!(3)]);
        assert!(
            outcomes[..4].iter().all(|outcome| outcome["error"].is_string()),
            "{outcomes:?}"
        );
        assert_eq!(outcomes[4]["findings"], json!([]));
    }
}
