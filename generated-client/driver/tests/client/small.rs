//! The runtime with a document of a few operations, for tests that are not about the document.

use driver::server::Server;
use huaweicloud_hss::runtime::generated::{
    Api, Config, Core, ErrorBody, Operation, RetryPolicy, SchemeKind, SecurityScheme,
};
use std::time::Duration;

pub(crate) static API: Api = Api {
    title: "small",
    version: "1",
    servers: &[],
    security_schemes: &[
        SecurityScheme {
            name: "key",
            kind: SchemeKind::Header("X-Key"),
            setters: &["key"],
        },
        SecurityScheme {
            name: "signing",
            kind: SchemeKind::Signing {
                header: "Authorization",
                algorithm: "none",
            },
            setters: &[],
        },
    ],
    error_body: ErrorBody {
        code: &["code"],
        message: &["message"],
        request_id: &[],
        request_id_header: Some("X-Request-Id"),
        details: &["hint", "other"],
    },
};

pub(crate) const fn operation(method: &'static str, security: &'static [&'static [&'static str]]) -> Operation {
    Operation {
        id: "Op",
        method,
        path: "/things/{id}",
        accept: Some("application/json"),
        success: &[],
        security,
        declared: Some(&["items", "total"]),
        ..Operation::DEFAULT
    }
}

pub(crate) static GET: Operation = Operation {
    path: "/things",
    ..operation("GET", &[])
};
pub(crate) static POST: Operation = Operation {
    path: "/things",
    ..operation("POST", &[])
};

/// A policy whose waits cost a test nothing.
pub(crate) fn quick() -> RetryPolicy {
    RetryPolicy::default().base(Duration::from_millis(1))
}

pub(crate) fn core(server: &Server, set: impl FnOnce(&mut Config)) -> Core {
    let mut config = Config::new(&API);
    config.endpoint(server.endpoint());
    config.retry_policy(quick());
    set(&mut config);
    config.build().expect("the settings are right")
}
