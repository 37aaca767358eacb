//! The calls whose memory is measured, and the test that makes one of them when it is started as a process.

use std::{env, fs};

use huaweicloud_hss::{
    Client, Error, RetryPolicy,
    runtime::generated::{Api, Config, Core, ErrorBody, Operation, Request},
};
use serde::Deserialize;
use serde_json::Value;

/// The variables with the call that the process is to make, and where.
pub(crate) const CALL: &str = "MEMORY_TEST_CALL";
pub(crate) const ENDPOINT: &str = "MEMORY_TEST_ENDPOINT";

/// What is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    /// A page of records.
    Page,
    /// A page whose records are decoded one by one.
    Lenient,
    /// A response without a type.
    Untyped,
    /// A page of records that are 4 KB each, without a property.
    Wide,
    /// The same, one by one.
    WideLenient,
    /// A list of records in maps of lists, where no list is the page's own.
    WideMaps,
    /// A login at the identity service.
    Login,
    /// The identity service's list of projects.
    Projects,
    /// [`Wide`](Call::Wide) with a higher limit.
    WideUnlimited,
}

impl Call {
    pub(crate) const ALL: [Self; 8] = [
        Self::Page,
        Self::Lenient,
        Self::Untyped,
        Self::Wide,
        Self::WideLenient,
        Self::WideMaps,
        Self::Login,
        Self::Projects,
    ];

    pub(crate) fn name(self) -> String {
        format!("{self:?}")
    }

    /// Makes the call, and holds on to what it returns until its memory is measured.
    async fn run(self, endpoint: &str) -> (Result<Box<dyn Send>, Error>, u64) {
        fn held<T: Send + 'static>(outcome: Result<T, Error>) -> (Result<Box<dyn Send>, Error>, u64) {
            let outcome = outcome.map(|value| Box::new(value) as Box<dyn Send>);
            (outcome, peak_kb())
        }
        let client = || Client::builder().endpoint(endpoint).retry_policy(RetryPolicy::off());
        let core = core(endpoint, self == Self::WideUnlimited);
        match self {
            Self::Page => {
                let client = client().project_id("p").token("the-token").build().expect("settings");
                held(client.list_container_image_logs().send().await)
            }
            Self::Lenient => {
                let client = client().project_id("p").token("the-token").build().expect("settings");
                let mut items = client.list_container_image_logs().items().lenient();
                let first = items.next().await.transpose();
                held(first.map(|first| (first, items)))
            }
            Self::Untyped => held(core.json::<Value>(Request::new(&GET)).await),
            Self::Wide | Self::WideUnlimited => held(core.json::<Page<Wide>>(Request::new(&GET)).await),
            Self::WideMaps => held(core.json::<Page<Maps>>(Request::new(&GET)).await),
            Self::WideLenient => held(core.lenient::<Page<Value>, Wide>(Request::new(&GET), "data_list").await),
            Self::Login => {
                let client = client().iam_endpoint(endpoint).region("eu-west-101");
                let client = client.user("account", "reader", "the-password").project_id("p").build();
                held(client.expect("settings").list_container_image_logs().send().await)
            }
            Self::Projects => {
                let client = client().iam_endpoint(endpoint).region("eu-west-101").token("the-token");
                held(
                    client
                        .build()
                        .expect("settings")
                        .list_container_image_logs()
                        .send()
                        .await,
                )
            }
        }
    }
}

/// The peak of this process's memory.
pub(crate) fn peak_kb() -> u64 {
    let text = fs::read_to_string("/proc/self/status").expect("Linux");
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number.expect("the peak of memory").parse().expect("a number")
}

#[tokio::test]
#[ignore = "run by the test of this program, in a process of its own"]
async fn runs() {
    let name = env::var(CALL).expect("a call");
    let mut all = Call::ALL.into_iter().chain([Call::WideUnlimited]);
    let call = all.find(|call| call.name() == name).expect("a call");
    let (outcome, peak) = call.run(&env::var(ENDPOINT).expect("an endpoint")).await;
    let outcome = match &outcome {
        Ok(_) => "Ok".to_owned(),
        Err(error) => format!("{:?}", error.kind()),
    };
    println!("\npeak: {peak} {outcome}");
}

static API: Api = Api {
    title: "wide",
    version: "1",
    servers: &[],
    security_schemes: &[],
    error_body: ErrorBody {
        code: &["code"],
        message: &["message"],
        request_id: &[],
        request_id_header: None,
        details: &[],
    },
};

static GET: Operation = Operation {
    id: "Get",
    method: "GET",
    path: "/things",
    accept: Some("application/json"),
    success: &[],
    security: &[],
    declared: Some(&["data_list"]),
    ..Operation::DEFAULT
};

fn core(endpoint: &str, is_unlimited: bool) -> Core {
    let mut config = Config::new(&API);
    config.endpoint(endpoint.to_owned());
    config.retry_policy(RetryPolicy::off());
    if is_unlimited {
        config.response_value_limit(10_000_000);
    }
    config.build().expect("settings")
}

#[derive(Deserialize)]
struct Page<T> {
    #[serde(default = "Vec::new")]
    #[allow(dead_code, reason = "it is there to take memory")]
    data_list: Vec<T>,
}

/// 13 optional texts.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
#[allow(dead_code, reason = "it is there to take memory")]
struct Part {
    a: Option<String>,
    b: Option<String>,
    c: Option<String>,
    d: Option<String>,
    e: Option<String>,
    f: Option<String>,
    g: Option<String>,
    h: Option<String>,
    i: Option<String>,
    j: Option<String>,
    k: Option<String>,
    l: Option<String>,
    m: Option<String>,
}

/// 169 optional texts, as a document with a large object has them.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
#[allow(dead_code, reason = "it is there to take memory")]
struct Wide {
    a: Part,
    b: Part,
    c: Part,
    d: Part,
    e: Part,
    f: Part,
    g: Part,
    h: Part,
    i: Part,
    j: Part,
    k: Part,
    l: Part,
    m: Part,
    next: Option<Box<Wide>>,
}

const _: () = assert!(size_of::<Wide>() > 4000);

type Maps = std::collections::HashMap<String, Vec<Option<Wide>>>;
