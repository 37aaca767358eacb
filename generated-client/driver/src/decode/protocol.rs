//! The conversation with xtask: a JSON value a line in, one a line out, until the input ends.
//!
//! The first line out names the document that the client was generated from. A line in that cannot be read is answered
//! with what is wrong with it, and the next one is read.

use std::io::{self, BufRead, Write};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

use super::{Decoded, Refused, losses};

/// From an operation, a status and a body to what the generated type makes of it: the generated table.
type Table = dyn Fn(&str, u16, &[u8]) -> Option<Result<Decoded, Refused>>;

#[derive(Serialize)]
struct Greeting<'a> {
    version: u32,
    document_sha256: &'a str,
}

#[derive(Deserialize)]
struct Question {
    id: u64,
    operation: String,
    status: u16,
    body: String,
}

/// All that is needed to answer a line that is otherwise not understood.
#[derive(Deserialize)]
struct Numbered {
    id: u64,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Answer {
    Looked {
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

/// Answers every line of `input`.
///
/// # Errors
/// Input that cannot be read, or output that cannot be written.
pub fn serve(input: impl BufRead, output: impl Write) -> io::Result<()> {
    converse(
        crate::generated::DOCUMENT_SHA256,
        &crate::generated::decode,
        input,
        output,
    )
}

fn converse(sha256: &str, table: &Table, mut input: impl BufRead, mut output: impl Write) -> io::Result<()> {
    say(
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
            say(&mut output, &answer(table, &line))?;
        }
    }
}

/// Writes one line, whole and at once: the other side waits for it.
fn say(output: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    output.write_all(&line)?;
    output.flush()
}

fn answer(table: &Table, line: &[u8]) -> Answer {
    let id = || serde_json::from_slice(line).ok().map(|Numbered { id }| id);
    let question: Question = match serde_json::from_slice(line) {
        Ok(question) => question,
        Err(cause) => {
            return Answer::Failed {
                id: id(),
                error: format!("the line is no question: {cause}"),
            };
        }
    };
    match STANDARD.decode(&question.body) {
        Ok(body) => look(table, &question, &body),
        Err(cause) => Answer::Failed {
            id: Some(question.id),
            error: format!("the body is no base64: {cause}"),
        },
    }
}

fn look(table: &Table, question: &Question, body: &[u8]) -> Answer {
    let id = question.id;
    let looked = |findings, unknown, typed| Answer::Looked {
        id,
        findings,
        unknown,
        typed,
    };
    let decoded = match table(&question.operation, question.status, body) {
        None => return looked(Vec::new(), Vec::new(), false),
        Some(Err(Refused { pointer, message })) => {
            return looked(
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
    let answered = recording::json::parse(super::without_bom(body));
    match answered.and_then(|answered| Ok((answered, recording::json::parse(&decoded.written)?))) {
        Ok((answered, written)) => {
            let losses = losses(&answered.root, &written.root, &decoded.unknown);
            let finding = |loss: super::Loss| Finding {
                rule: "client-loses",
                pointer: loss.pointer,
                message: loss.message,
            };
            looked(losses.into_iter().map(finding).collect(), decoded.unknown, true)
        }
        Err(broken) => Answer::Failed {
            id: Some(id),
            error: format!("the client took the body, but it is no JSON: {broken}"),
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

    /// The answers to lines, without the greeting.
    fn answers(lines: &[u8]) -> Vec<Value> {
        let mut output = Vec::new();
        converse("abc", &table, lines, &mut output).expect("memory can be written");
        let mut lines = output
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .map(|line| serde_json::from_slice(line).expect("every line is JSON"));
        assert_eq!(lines.next(), Some(json!({"version": 1, "document_sha256": "abc"})));
        lines.collect()
    }

    fn ask(operation: &str, body: &str) -> Value {
        let line = json!({"id": 7, "operation": operation, "status": 200, "body": STANDARD.encode(body)});
        let mut answers = answers(format!("{line}\n").as_bytes());
        assert_eq!(answers.len(), 1);
        let answer = answers.remove(0);
        assert_eq!(answer["id"], 7);
        answer
    }

    #[test]
    fn a_body_that_comes_back_whole_has_no_findings() {
        let answer = ask(
            "ListThings",
            r#"{"total_num":21,"data_list":[{"time":1737465650731,"ratio":0.5}]}"#,
        );
        assert_eq!(answer, json!({"id": 7, "findings": [], "unknown": [], "typed": true}));
    }

    #[test]
    fn a_value_that_does_not_fit_is_refused_at_its_pointer() {
        let answer = ask("ListThings", r#"{"data_list":[{"time":1},{"time":"soon"}]}"#);
        assert_eq!(answer["findings"][0]["rule"], "client-refuses");
        assert_eq!(answer["findings"][0]["pointer"], "/data_list/1/time");
        assert!(
            answer["findings"][0]["message"]
                .as_str()
                .is_some_and(|message| message.contains("i64"))
        );
        let broken = ask("ListThings", "<html>");
        assert_eq!(broken["findings"][0]["rule"], "client-refuses");
        assert_eq!(broken["findings"][0]["pointer"], "");
    }

    #[test]
    fn an_unknown_property_is_told_and_is_no_loss() {
        let answer = ask(
            "ListThings",
            r#"{"new/one":{"x":1},"data_list":[{"time":1,"newer":null}]}"#,
        );
        assert_eq!(answer["findings"], json!([]));
        assert_eq!(answer["unknown"], json!(["/new~1one", "/data_list/0/newer"]));
    }

    #[test]
    fn a_property_that_is_known_and_dropped_is_a_loss() {
        let answer = ask("ListThings", r#"{"data_list":[{"forgotten":"x"}]}"#);
        assert_eq!(answer["unknown"], json!([]));
        assert_eq!(answer["findings"][0]["rule"], "client-loses");
        assert_eq!(answer["findings"][0]["pointer"], "/data_list/0/forgotten");
    }

    #[test]
    fn digits_that_the_type_cannot_hold_are_a_loss() {
        let answer = ask("ListThings", r#"{"data_list":[{"ratio":0.12345678901234567890}]}"#);
        assert_eq!(answer["findings"][0]["pointer"], "/data_list/0/ratio");
    }

    #[test]
    fn an_answer_without_a_type_says_so() {
        assert_eq!(
            ask("Other", "{}"),
            json!({"id": 7, "findings": [], "unknown": [], "typed": false})
        );
    }

    #[test]
    fn lines_that_cannot_be_read_are_answered_and_the_next_one_is_read() {
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
        let answers = answers(&lines);
        let ids: Vec<_> = answers.iter().map(|answer| answer["id"].clone()).collect();
        assert_eq!(ids, [json!(null), json!(1), json!(null), json!(2), json!(3)]);
        assert!(
            answers[..4].iter().all(|answer| answer["error"].is_string()),
            "{answers:?}"
        );
        assert_eq!(answers[4]["findings"], json!([]));
    }
}
