//! Examples in the documentation of operations.
//!
//! They are compiled where it is known under which path a program finds the client, and never run.

use super::Context;
use super::arguments::positional;
use crate::model::{BodyKind, Operation, Parameter, PartKind, Type};

impl Context<'_> {
    /// An example with these lines in an async function, which has a `client`.
    pub(super) fn example(&self, lines: &[String]) -> Vec<String> {
        let mut example = vec![String::new(), " # Example".to_owned(), String::new()];
        match &self.options.example {
            Some(path) => {
                example.push(" ```no_run".to_owned());
                example.push(" # #[allow(deprecated)]".to_owned());
                example.push(format!(
                    " # async fn example(client: {path}::Client) -> Result<(), {path}::Error> {{"
                ));
                example.extend(lines.iter().map(|line| format!(" {line}")));
                example.push(" # Ok(())".to_owned());
                example.push(" # }".to_owned());
            }
            None => {
                example.push(" ```ignore".to_owned());
                example.extend(lines.iter().map(|line| format!(" {line}")));
            }
        }
        example.push(" ```".to_owned());
        example
    }

    /// The example of a call that is sent; none where an argument must be set that no example can make up.
    pub(super) fn example_of(&self, operation: &Operation) -> Vec<String> {
        let call = self.example_call(operation, "\n    .send()\n    .await?");
        let lines: Vec<_> = format!("let response = {call};")
            .split('\n')
            .map(str::to_owned)
            .collect();
        self.example(&lines)
    }

    /// The example of the client. It has no operation: another one that comes first would change it.
    pub(super) fn example_of_client(&self) -> Vec<String> {
        let lines = [
            "// For another task: a clone shares the connections.",
            "let another = client.clone();",
            "assert_eq!(another.endpoint(), client.endpoint());",
        ];
        self.example(&lines.map(str::to_owned))
    }

    /// A call with its required arguments, up to `end`.
    pub(super) fn example_call(&self, operation: &Operation, end: &str) -> String {
        let of_path = positional(operation);
        let arguments: Vec<_> = of_path.iter().map(|found| argument(&found.parameter.ty)).collect();
        let mut call = format!("client\n    .{}({})", operation.method_name, arguments.join(", "));
        let is_positional =
            |parameter: &Parameter| of_path.iter().any(|found| std::ptr::eq(found.parameter, parameter));
        let required = operation
            .parameters
            .iter()
            .filter(|parameter| parameter.required && !parameter.of_client && !is_positional(parameter));
        for parameter in required {
            call.push_str(&format!("\n    .{}({})", parameter.field, argument(&parameter.ty)));
        }
        if let Some(body) = &operation.body {
            let bytes = "b\"bytes\".to_vec()";
            let whole = match (body.kind, &body.ty) {
                _ if !body.required => None,
                (BodyKind::Multipart, _) => None,
                (BodyKind::Text, _) => Some("\"text\"".to_owned()),
                (BodyKind::Json | BodyKind::Form, Some(ty)) => Some(argument(ty)),
                (BodyKind::OfCaller, _) => Some(format!("\"application/octet-stream\", {bytes}")),
                _ => Some(bytes.to_owned()),
            };
            call.extend(whole.map(|argument| format!("\n    .body({argument})")));
            for part in body.parts.iter().filter(|part| part.required) {
                let value = match &part.kind {
                    PartKind::File => bytes.to_owned(),
                    PartKind::Files => format!("vec![{bytes}.into()]"),
                    PartKind::Value(ty, _) => argument(ty),
                };
                call.push_str(&format!("\n    .{}({value})", part.field));
            }
        }
        let end = if end.starts_with('\n') {
            end.to_owned()
        } else {
            format!("\n    {end}")
        };
        format!("{call}{end}")
    }
}

/// A value of a type; what the reader must fill in is left to them.
fn argument(ty: &Type) -> String {
    match ty {
        Type::Boolean => "true".to_owned(),
        Type::Integer(_) => "1".to_owned(),
        Type::Number => "1.0".to_owned(),
        Type::String | Type::Formatted(_) => "\"…\"".to_owned(),
        Type::List(items) if **items == Type::String => "vec![\"…\".to_owned()]".to_owned(),
        Type::List(items) if items.is_text() => "vec![\"…\".into()]".to_owned(),
        _ => "todo!()".to_owned(),
    }
}
