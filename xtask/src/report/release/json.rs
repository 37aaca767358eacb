//! A release, for programs.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::release::{Part, Refusal, Released};

pub(super) fn write(out: &mut dyn Write, released: &Released) -> io::Result<()> {
    let file = |(path, state): &(String, &str)| json!({"path": path, "state": state});
    let report = json!({
        "version": 1,
        "release": {
            "package": released.name,
            "version": released.version.to_string(),
            "previous": released.last.as_ref().map(ToString::to_string),
            "tag": format!("v{}", released.version),
            "why": released.why,
        },
        "dry_run": released.is_dry,
        "parts": parts(&released.parts),
        "changelog": released.section,
        "files": released.files.iter().map(file).collect::<Vec<_>>(),
        "refused": [],
        "next": match released.is_dry {
            true => Vec::new(),
            false => released.next(),
        },
    });
    crate::report::write_json(out, &report)
}

pub(super) fn write_refused(out: &mut dyn Write, refusals: &[Refusal], parts: &[Part]) -> io::Result<()> {
    let refusal = |refusal: &Refusal| {
        json!({
            "rule": refusal.rule,
            "judged": refusal.exit != crate::Exit::Incomplete,
            "message": refusal.message,
            "help": refusal.help,
        })
    };
    let report = json!({
        "version": 1,
        "release": null,
        "parts": self::parts(parts),
        "refused": refusals.iter().map(refusal).collect::<Vec<_>>(),
    });
    crate::report::write_json(out, &report)
}

fn parts(parts: &[Part]) -> Vec<Value> {
    let part = |part: &Part| {
        json!({
            "part": part.name,
            "crate": part.bump.map(|bump| bump.word()),
            "reason": part.reason,
        })
    };
    parts.iter().map(part).collect()
}
