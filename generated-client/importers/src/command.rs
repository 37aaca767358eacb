//! A command line tool, which is not async: it waits for a call, and iterates over records.

use std::io::{self, Write};

use huaweicloud_hss::{Client, Error, blocking};

/// Writes a table of the events of a user, after a line with their number.
///
/// # Errors
/// Returns an error if the service refuses a request, or if `out` cannot be written.
pub fn table(client: &Client, user: &str, mut out: impl Write) -> Result<(), Failure> {
    let logs = client.list_container_image_logs().user_name(user);
    let page = blocking::wait(logs.clone().limit(1).send()).map_err(Failure::Service)?;
    writeln!(out, "{} events", page.total_num.unwrap_or(0)).map_err(Failure::Output)?;
    for log in blocking::iter(logs.limit(200).items()) {
        let log = log.map_err(Failure::Service)?;
        let name = log.event_name.as_deref().unwrap_or("-");
        let resource = log.resource_name.as_deref().unwrap_or("-");
        writeln!(out, "{name}\t{resource}").map_err(Failure::Output)?;
    }
    Ok(())
}

/// Why no table was written.
#[derive(Debug)]
pub enum Failure {
    /// The service.
    Service(Error),
    /// The output.
    Output(io::Error),
}

#[cfg(test)]
mod tests {
    use huaweicloud_hss::ErrorKind;
    use test_server::{CannedResponse, Received, Server};

    use super::*;

    fn client(server: &Server) -> Result<Client, Error> {
        let builder = Client::builder().endpoint(server.endpoint());
        builder.project_id("p1").token("a-token").build()
    }

    /// Over real sockets, without an async runtime in the test.
    #[test]
    fn all_pages_are_in_the_table() -> Result<(), Box<dyn std::error::Error>> {
        let server = Server::start(|request: &Received| {
            let all = request.query().contains("limit=200");
            let body = match all {
                true => r#"{"total_num":2,"data_list":[{"event_name":"push","resource_name":"nginx"},{}]}"#,
                false => r#"{"total_num":2,"data_list":[{}]}"#,
            };
            CannedResponse::json(200, body)
        })?;
        let mut out = Vec::new();
        table(&client(&server)?, "ann", &mut out).expect("a table");
        assert_eq!(String::from_utf8(out)?, "2 events\npush\tnginx\n-\t-\n");
        assert!(
            server
                .received()
                .iter()
                .all(|sent| sent.query().contains("user_name=ann"))
        );
        Ok(())
    }

    #[test]
    fn within_a_runtime_it_fails_instead_of_hanging() -> Result<(), Box<dyn std::error::Error>> {
        let server = Server::start(|_: &Received| CannedResponse::json(200, "{}"))?;
        let client = client(&server)?;
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        let failure = runtime.block_on(async { table(&client, "ann", Vec::new()) });
        let Err(Failure::Service(error)) = failure else {
            return Err("it is no error of the service".into());
        };
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
        assert!(server.received().is_empty());
        Ok(())
    }
}
