//! The program of a self-test: reads tasks from standard input, one JSON value a line, calls the generated client, and writes
//! what came back to standard output, a line for each.
//!
//! This file is compiled with the client that is tested, never with `xtask`.

#[macro_use]
mod exchange;
mod table;

use std::collections::HashMap;
use std::io::{self, BufRead, Write};

use client::{Client, RetryPolicy};
use serde_json::{Value, json};

use exchange::Arguments;

fn main() -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // The tasks of a client's connections live as long as the runtime, so that clients can be reused.
    let mut clients = HashMap::new();
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let order: Value = serde_json::from_str(&line?)?;
        let reply = match runtime.block_on(execute(&order, &mut clients)) {
            Ok(reply) => reply,
            Err(message) => json!({ "not_called": message }),
        };
        serde_json::to_writer(&mut out, &reply)?;
        out.write_all(b"\n")?;
        out.flush()?;
    }
    Ok(())
}

async fn execute(order: &Value, clients: &mut HashMap<String, Client>) -> Result<Value, String> {
    let (endpoint, settings) = (order["endpoint"].as_str().unwrap_or_default(), &order["client"]);
    let key = settings.to_string();
    if !clients.contains_key(&key) {
        let mut arguments = Arguments::of(settings);
        let builder = Client::builder().endpoint(endpoint).retry_policy(RetryPolicy::off());
        let builder = table::credentials(builder, &mut arguments)?;
        arguments.finish()?;
        clients.insert(key.clone(), builder.build().map_err(|error| error.to_string())?);
    }
    let mut arguments = Arguments::of(&order["arguments"]);
    let operation = order["operation"].as_str().unwrap_or_default();
    let outcome = table::call(operation, &clients[&key], &mut arguments).await?;
    Ok(outcome.to_json())
}
