#!/usr/bin/env python3
"""Proves the verdicts of `cargo xtask diff` on the cases of this folder, and writes proof.tsv.

For each case, both crates are generated and compared in three ways:

- semver: cargo-semver-checks on the two crates;
- downstream: a program that uses everything public of the base's crate (calls, setters, fields, matches with a wildcard, what
  `send` returns) is compiled with the revision's crate;
- wire: the base's client is called against a server that follows the revision (`cargo xtask selftest --against`).

The verdict of `diff` must not be lower than what they show: `ok` is `yes` then, `part` if one of the three was not run, and `NO`
if it is lower. Run it from the workspace:

    cargo build --package xtask
    python3 xtask/tests/diff/prove.py [--work FOLDER] [CASE...]

All cases take about half an hour. What is in FOLDER (default: target/prove) already is used again. Without
cargo-semver-checks its column is `-`: cargo install cargo-semver-checks --locked
"""

import argparse
import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
CASES = HERE / "cases"
XTASK = ROOT / "target/debug/xtask"
CRATE = ["none", "patch", "minor", "major"]
WIRE = ["safe", "silent", "breaking-if", "breaking"]


def run(command, **more):
    environment = {**os.environ, "CARGO_TERM_COLOR": "never", "CARGO_PROFILE_DEV_DEBUG": "0", **more.pop("env", {})}
    return subprocess.run(command, capture_output=True, text=True, cwd=more.pop("cwd", ROOT), env=environment)


def generate(case, work):
    folder = work / "gen" / case
    if not (folder / "Cargo.toml").exists():
        made = run([XTASK, "regenerate", "--document", CASES / f"{case}.yaml", "--out", folder, "--crate", "hss-client"])
        if made.returncode:
            sys.exit(f"{case}: {made.stderr}")
    return folder


def lock(folder, work):
    known = work / "gen/base/Cargo.lock"
    if known.exists() and not (folder / "Cargo.lock").exists():
        shutil.copy(known, folder / "Cargo.lock")


def rustdoc(case, work):
    """The description of a crate that cargo-semver-checks reads."""
    target = work / "json" / f"{case}.json"
    if not target.exists():
        target.parent.mkdir(exist_ok=True)
        folder = generate(case, work)
        lock(folder, work)
        command = ["cargo", "rustdoc", "--offline", "--lib", "--", "-Zunstable-options", "--output-format", "json"]
        made = run(command, cwd=folder, env={"RUSTC_BOOTSTRAP": "1", "CARGO_TARGET_DIR": str(work / "target")})
        if made.returncode:
            sys.exit(f"{case}: {made.stderr}")
        shutil.copy(work / "target/doc/hss_client.json", target)
    return target


def semver(case, work):
    tool = os.environ.get("CARGO_SEMVER_CHECKS") or shutil.which("cargo-semver-checks")
    if not tool:
        return "-", ""
    files = ["--baseline-rustdoc", rustdoc("base", work), "--current-rustdoc", rustdoc(case, work)]
    text = run([tool, "semver-checks", *files, "--release-type", "patch"])
    text = text.stdout + text.stderr
    lints = " ".join(sorted(set(re.findall(r"--- failure (\w+)", text))))
    if "no semver update required" in text:
        return "none", lints
    found = re.search(r"requires new (major|minor) version", text)
    return (found[1] if found else sys.exit(f"{case}: {text}")), lints


def uses(base):
    """A module that reads every field, matches every variant and names what every call returns."""
    lines = ["#![allow(deprecated, dead_code, unused_imports, clippy::all)]"]
    lines += ["use std::collections::BTreeMap;", "use client::{operations, responses, types, types::*};"]
    read = lambda folder: "\n".join(file.read_text() for file in sorted((base / "src/generated" / folder).glob("*.rs")))
    types = read("types") + read("responses")
    for name, body in re.findall(r"pub struct (\w+) \{\n(.*?)\n\}", types, re.S):
        for field, ty in re.findall(r"^    pub (\w+): (.*),$", body, re.M):
            lines.append(f"fn {name.lower()}_{field}(of: &types::{name}) {{ let _: &{ty} = &of.{field}; }}")
    for name, body in re.findall(r"pub enum (\w+) \{\n(.*?)\n\}", types, re.S):
        module = "responses" if name.endswith(("Error", "Output")) else "types"
        arms = []
        for variant, held in re.findall(r"^    (\w+)(?:\((.*)\))?,$", body, re.M):
            pattern = f"{module}::{name}::{variant}"
            arms.append(f"{pattern}(of) => {{ let _: &{held} = of; }}" if held else f"{pattern} => {{}}")
        lines.append(f"fn match_{name.lower()}(of: &{module}::{name}) {{ match of {{ {' '.join(arms)} _ => {{}} }} }}")
        if module == "types" and "Unknown(String)" in body:
            lines.append(f"fn order_{name.lower()}(a: {name}, b: {name}) -> bool {{ a < b && a.as_str() != b.to_string() }}")
    for name, output in re.findall(r"rt::operation!\((\w+), (.*?), \w+\(.*\)\);", read("operations")):
        output = output if output != "()" else "()"
        lines.append(f"async fn send_{name.lower()}(of: operations::{name}) {{")
        lines.append(f"    if let Ok(response) = of.send().await {{ let _: &{output} = &*response; }}\n}}")
    return "\n".join(lines) + "\n"


def downstream(case, work):
    """Whether the program that was written for the base's crate compiles with the revision's."""
    folder = work / "downstream"
    (folder / "src").mkdir(parents=True, exist_ok=True)
    program = ROOT / "target/selftest/base/src/selftest"
    for file in ["main.rs", "exchange.rs", "table.rs"]:
        text = (program / file).read_text()
        if file == "main.rs":
            text = text.replace("mod table;", "mod table;\nmod uses;")
        (folder / "src" / file).write_text(text)
    (folder / "src/uses.rs").write_text(uses(generate("base", work)))
    dependencies = (work / "gen/base/Cargo.toml").read_text().split("[dependencies]")[1].split("[dev-dependencies]")[0]
    dependencies = "".join(
        line + "\n" for line in dependencies.splitlines() if re.match("(base64|serde|serde_json) =", line)
    )
    client = generate(case, work)
    (folder / "Cargo.toml").write_text(
        '[package]\nname = "downstream"\nversion = "0.1.0"\nedition = "2024"\n\n[dependencies]\n'
        f'client = {{ package = "hss-client", path = "{client}" }}\n{dependencies}'
        'tokio = { version = "1", default-features = false, features = ["rt", "net", "time"] }\n\n[workspace]\n'
    )
    shutil.copy(ROOT / "Cargo.lock", folder / "Cargo.lock")
    made = run(["cargo", "check", "--quiet", "--offline"], cwd=folder, env={"CARGO_TARGET_DIR": str(work / "target")})
    errors = re.findall(r"^error(?:\[\w+\])?: (.*)$", made.stderr, re.M)
    return ("ok", "") if made.returncode == 0 else ("breaks", errors[0] if errors else made.stderr[-300:])


def wire(case):
    """What the base's client meets at a server that follows the revision."""
    command = [XTASK, "selftest", "--document", CASES / "base.yaml", "--against", CASES / f"{case}.yaml", "--format", "json"]
    made = run(command)
    try:
        report = json.loads(made.stdout)
    except json.JSONDecodeError:
        sys.exit(f"{case}: {made.stdout}{made.stderr}")
    calls, found = {}, [("safe", "")]
    for failed in report["failed"]:
        problem, message, operation = failed["problem"], failed["message"], failed["operation"]
        why = f"{operation}, {message}: {problem}"
        # The name of a parameter of the path is not sent, and a property that is new is ignored by design.
        # An error without a type is read as any other one.
        untyped = "has no type for the body of the error" in problem
        if problem.startswith("path:") or problem.endswith(" is gone") or untyped:
            continue
        # A server ignores what it does not know, and a client keeps a value that it does not know.
        ignored = ("the argument", "-undocumented)", "keeps a documented value as unknown")
        is_decoded = message.startswith("response") and problem.startswith("at `")
        if (any(word in problem for word in ignored) and "was sent as" not in problem) or is_decoded:
            found.append(("silent", why))
            continue
        found.append(("breaking-if", why))
        if message.startswith("request, "):
            calls.setdefault(operation, {})[message] = why
    # What fails with the required arguments and with all of them fails in every call.
    for messages in calls.values():
        if {"request, required arguments", "request, all arguments"} <= messages.keys():
            found.append(("breaking", messages["request, required arguments"]))
    worst, why = max(found, key=lambda one: WIRE.index(one[0]))
    return worst, why


def verdict(case):
    made = run([XTASK, "diff", CASES / "base.yaml", CASES / f"{case}.yaml", "--format", "json"])
    found = json.loads(made.stdout)["verdict"]
    return found["wire"], found["crate"]


def verdict_of(ok, levels):
    if not ok:
        return "NO"
    return "part" if levels == "-" else "yes"


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--work", type=Path, default=ROOT / "target/prove")
    arguments.add_argument("case", nargs="*")
    arguments = arguments.parse_args()
    work = arguments.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    with open(HERE / "expected.tsv") as file:
        expected = {row["name"]: row for row in csv.DictReader(file, delimiter="\t")}
    cases = arguments.case or list(expected)
    generate("base", work)
    wire("control-key-order")
    header = ["name", "semver", "lints", "downstream", "wire", "diff_crate", "diff_wire", "ok", "evidence"]
    rows = []
    for case in cases:
        levels, lints = semver(case, work)
        compiles, error = downstream(case, work)
        met, why = wire(case)
        of_wire, of_crate = verdict(case)
        needed = max(CRATE.index(level) for level in ["none" if levels == "-" else levels, "major" if compiles == "breaks" else "none"])
        ok = CRATE.index(of_crate) >= needed and WIRE.index(of_wire) >= WIRE.index(met)
        evidence = " ".join("; ".join(filter(None, [error, why])).split())
        evidence = re.sub(r"127\.0\.0\.1:\d+", "SERVER", evidence)
        rows.append([case, levels, lints, compiles, met, of_crate, of_wire, verdict_of(ok, levels), evidence[:200]])
        print("\t".join(rows[-1]), flush=True)
    if not arguments.case:
        with open(HERE / "proof.tsv", "w") as file:
            file.write("".join("\t".join(row) + "\n" for row in [header, *rows]))
    wrong = [row[0] for row in rows if row[7] == "NO"]
    print(f"{len(rows)} cases, {len(wrong)} with a verdict that is too low: {' '.join(wrong)}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
