//! A list without end, which takes no memory: each page is written when it is requested.

use std::{
    fmt::Write as _,
    io::{self, Read, Write as _},
};

use driver::server::{CannedResponse, Received, Server};

use crate::Outcome;

/// How many records it says there are.
const TOTAL: usize = 2_000_000;

/// Serves until standard input ends, and says where.
pub(crate) fn serve() -> Outcome {
    let server = Server::start(page)?;
    writeln!(io::stdout(), "{}", server.endpoint())?;
    io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

/// A page of records as long as that of the documentation.
fn page(request: &Received) -> CannedResponse {
    let requested = |name: &str| {
        let pairs = request.query().split('&').filter_map(|pair| pair.split_once('='));
        let value = pairs.into_iter().find(|(known, _)| *known == name);
        value.and_then(|(_, value)| value.parse::<usize>().ok())
    };
    let (offset, limit) = (requested("offset").unwrap_or(0), requested("limit").unwrap_or(10));
    let mut body = format!(r#"{{"total_num":{TOTAL},"data_list":["#);
    for number in offset..(offset + limit).min(TOTAL) {
        let comma = if number > offset { "," } else { "" };
        // Writing to memory does not fail.
        let _ = write!(
            body,
            "{comma}{{\"resource_name\":\"name\",\"resource_type\":\"scc_hss_container/hello-world:*\",\
             \"event_name\":\"operation\",\"event_id\":\"f989a225-b3a4-4d88-b05a-cc{number:010}\",\
             \"event_type\":\"eventtype\",\"source_ip\":\"100.93.10.7\",\"user_name\":\"usertest\",\
             \"time\":{},\"content\":\"successfully started container k8s_infer-8995e1d2-c409-4ada-ab1b-77e611497bf1_\
             infer-39cce5d3-8b68-4578-8e5c-77e611497bf1-1824u-role-0-6db9jrd_pool-x-infer-test-04f258c84780d5a52f3bc00d\
             c15aa5e7_ac085160-d5a5-4251-ab06-30e6c33dedc4_0\"}}",
            1_737_465_650_731 - number
        );
    }
    body.push_str("]}");
    CannedResponse::json(200, body)
}
