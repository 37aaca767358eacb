//! Faults to make in the runtime of a client under test, as `codegen::mutants` has those of the generator: the self-test must
//! find each of them.
//!
//! They change the source of the runtime in the crate that is tested, for all of its operations.

use crate::writer::Target;

/// A fault: in a file of the runtime, a text to replace by another one.
struct RuntimeFault {
    name: &'static str,
    file: &'static str,
    from: &'static str,
    to: &'static str,
}

static FAULTS: [RuntimeFault; 9] = [
    RuntimeFault {
        name: "runtime-file-cut",
        file: "multipart.rs",
        from: "Ok(bytes) => text.extend_from_slice(&bytes),",
        to: "Ok(bytes) => text.extend_from_slice(&bytes[..bytes.len().saturating_sub(1)]),",
    },
    RuntimeFault {
        name: "runtime-file-name-lost",
        file: "multipart.rs",
        from: "Some(file.file_name.or_else(of_path).unwrap_or_else(",
        to: "Some(of_path().unwrap_or_else(",
    },
    RuntimeFault {
        name: "runtime-file-media-type-lost",
        file: "multipart.rs",
        from: "file.content_type.as_deref().or(content_type)",
        to: "content_type",
    },
    RuntimeFault {
        name: "runtime-files-without-name",
        file: "multipart.rs",
        from: "if let Some(file_name) = &self.file_name {",
        to: "if let Some(file_name) = self.file_name.as_ref().filter(|_| false) {",
    },
    RuntimeFault {
        name: "runtime-bytes-lost",
        file: "call/request.rs",
        from: "Payload::of(\"`body`\", bytes)",
        to: "Payload::of(\"`body`\", { drop(bytes); crate::runtime::upload::ByteSource::from(\"some bytes\") })",
    },
    RuntimeFault {
        name: "runtime-last-line-lost",
        file: "stream/lines.rs",
        from: "self.whole.push_back(std::mem::take(&mut self.begun));\n            return Ok(false);",
        to: "return Ok(false);",
    },
    RuntimeFault {
        name: "runtime-event-joined",
        file: "stream/event_parser.rs",
        from: "self.data.push('\\n');",
        to: "self.data.push(' ');",
    },
    RuntimeFault {
        name: "runtime-last-event-id-lost",
        file: "stream/mod.rs",
        from: "ready.outgoing.headers.insert(\"last-event-id\", value);",
        to: "drop(value);",
    },
    RuntimeFault {
        name: "runtime-piece-cut",
        file: "stream/bytes.rs",
        from: "self.opened.chunk().await?.map(Vec::from);",
        to: "self.opened.chunk().await?.map(|piece| piece[1..].to_vec());",
    },
];

/// Whether a fault of this name is one of the runtime.
pub(super) fn is_one(name: &str) -> bool {
    FAULTS.iter().any(|fault| fault.name == name)
}

/// Makes a fault in the files of a crate.
///
/// # Errors
/// The runtime has changed: the text of the fault is not in it once.
pub(super) fn make(name: &str, targets: &mut [Target]) -> Result<(), String> {
    let faults = FAULTS.iter().filter(|fault| fault.name == name);
    for fault in faults {
        let runtime = targets
            .iter_mut()
            .filter(|target| target.folder.ends_with("src/runtime"));
        let mut files = runtime.flat_map(|target| &mut target.files);
        let file = files.find(|file| file.path == fault.file);
        let file = file.filter(|file| file.text.matches(fault.from).count() == 1);
        let Some(file) = file else {
            return Err(format!(
                "the fault `{name}` cannot be made: `{}` is not in {} of the runtime once",
                fault.from, fault.file
            ));
        };
        file.text = file.text.replace(fault.from, fault.to);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_runtime_has_the_text_of_each_fault_once() {
        let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated-client/src/runtime");
        for fault in &FAULTS {
            let text = std::fs::read_to_string(runtime.join(fault.file)).unwrap();
            assert_eq!(text.matches(fault.from).count(), 1, "{}", fault.name);
            assert!(is_one(fault.name), "{}", fault.name);
        }
    }
}
