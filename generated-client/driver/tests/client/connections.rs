//! How connections are made and kept.

use std::{net::SocketAddr, time::Duration};

use driver::server::{CannedResponse, Received, Server};
use huaweicloud_hss::{Client, ClientBuilder, Error, ErrorKind};

use crate::{
    mutual_tls::{authority, issued_by, server as mutual_tls_server},
    support::{always, builder},
};

fn fine() -> CannedResponse {
    CannedResponse::json(200, r#"{"total_num":3}"#)
}

async fn call(client: &Client) -> Option<i32> {
    client
        .list_container_image_logs()
        .send()
        .await
        .expect("a page")
        .total_num
}

fn refused(builder: ClientBuilder) -> Error {
    let error = builder.build().expect_err("it must be refused");
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    error
}

#[tokio::test]
async fn idle_connections_are_kept_as_the_pool_is_set() {
    for (most, timeout, expected) in [
        (None, None, 1),
        (Some(0), None, 3),
        (None, Some(Duration::from_millis(1)), 3),
        (Some(5), Some(Duration::from_secs(60)), 1),
    ] {
        let server = always(fine());
        let mut builder = builder(&server.endpoint());
        if let Some(most) = most {
            builder = builder.pool_max_idle_per_host(most);
        }
        if let Some(timeout) = timeout {
            builder = builder.pool_idle_timeout(timeout);
        }
        let client = builder.build().expect("a client");
        for _ in 0..3 {
            call(&client).await;
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        assert_eq!(server.connections(), expected, "{most:?} {timeout:?}");
    }
}

/// The kind of the timer that the kernel has on the connection to a port: 2 for keep-alive.
#[cfg(target_os = "linux")]
fn timer_of_connection_to(port: u16) -> Option<String> {
    let table = std::fs::read_to_string("/proc/self/net/tcp").expect("the table of connections");
    table.lines().find_map(|line| {
        let fields: Vec<_> = line.split_whitespace().collect();
        let is_it = fields.get(2)?.ends_with(&format!(":{port:04X}")) && fields[3] == "01";
        is_it.then(|| fields[5].split(':').next().unwrap_or_default().to_owned())
    })
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn idle_connections_are_probed_by_tcp() {
    for (interval, timer) in [(Some(Duration::from_secs(20)), "02"), (None, "00")] {
        let server = always(fine());
        let client = builder(&server.endpoint())
            .tcp_keepalive(interval)
            .build()
            .expect("a client");
        call(&client).await;
        let port = server
            .endpoint()
            .rsplit(':')
            .next()
            .and_then(|port| port.parse().ok())
            .expect("a port");
        assert_eq!(timer_of_connection_to(port).as_deref(), Some(timer), "{interval:?}");
    }
}

#[tokio::test]
async fn a_host_is_reached_at_the_given_address_under_its_own_name() {
    let made = rcgen::generate_simple_self_signed(["hss.test".to_owned()]).expect("a certificate");
    let certificate = made.cert.pem();
    let key = made.signing_key.serialize_pem();
    let server = Server::start_tls(|_: &Received| fine(), &certificate, &key).expect("a server");
    let port: u16 = server
        .endpoint()
        .rsplit(':')
        .next()
        .and_then(|port| port.parse().ok())
        .expect("a port");
    for port_of_address in [port, 0] {
        let client = builder(&format!("https://HSS.test:{port}"))
            .root_certificate(certificate.as_bytes())
            .resolve("HSS.test", [SocketAddr::from(([127, 0, 0, 1], port_of_address))])
            .build()
            .expect("a client");
        assert_eq!(call(&client).await, Some(3));
    }
    assert_eq!(server.received()[0].header("host"), Some(&*format!("hss.test:{port}")));
    let error = refused(builder("https://hss.test").resolve("hss.test", []));
    assert!(
        error
            .to_string()
            .contains("`resolve` has no address for the host `hss.test`"),
        "{error}"
    );
}

#[tokio::test]
async fn proxies_are_for_their_scheme_and_not_for_listed_hosts() {
    let (server, proxy, other) = (always(fine()), always(fine()), always(fine()));
    let (address, proxy_address) = (server.endpoint(), proxy.endpoint());
    let direct = [
        builder(&address)
            .proxy(&*proxy_address)
            .no_proxy(["example.com", "127.0.0.0/8"]),
        builder(&address).http_proxy(&*proxy_address).no_proxy(["127.0.0.1"]),
        builder(&address).https_proxy(&*proxy_address),
    ];
    for (number, builder) in direct.into_iter().enumerate() {
        call(&builder.build().expect("a client")).await;
        assert_eq!((server.received().len(), proxy.received().len()), (number + 1, 0));
    }
    let proxied = [
        builder(&address).proxy(&*proxy_address).no_proxy(["example.com"]),
        builder(&address).http_proxy(&*proxy_address),
        // The one for the scheme goes before the one for everything, in whatever order they are set.
        builder(&address).proxy(other.endpoint()).http_proxy(&*proxy_address),
        builder(&address).http_proxy(&*proxy_address).proxy(other.endpoint()),
        builder(&address).proxy(&*proxy_address).https_proxy(other.endpoint()),
    ];
    for (number, builder) in proxied.into_iter().enumerate() {
        call(&builder.build().expect("a client")).await;
        assert_eq!((proxy.received().len(), other.received().len()), (number + 1, 0));
    }
}

#[test]
fn hosts_without_a_proxy_need_proxies() {
    let error = refused(builder("https://hss.test").no_proxy(["example.com"]));
    assert!(
        error.to_string().contains("`no_proxy`") && error.to_string().contains("NO_PROXY"),
        "{error}"
    );
    builder("https://hss.test")
        .no_proxy(["*"])
        .build()
        .expect("without the environment's proxy");
    let error = refused(builder("https://hss.test").https_proxy("socks5://canary:1"));
    assert!(
        error.to_string().contains("`https_proxy`") && !error.to_string().contains("canary"),
        "{error}"
    );
}

#[tokio::test]
async fn a_certificate_is_presented_with_all_requests() {
    let authority = authority();
    let (server, trusted) = mutual_tls_server(&authority);
    let (certificate, key) = issued_by(&authority);
    let builder = || builder(&server.endpoint()).root_certificate(trusted.as_bytes());
    let client = builder()
        .tls_certificate(certificate.clone(), key)
        .build()
        .expect("a client");
    client.list_container_image_logs().send().await.expect("a handshake");
    let without = builder().build().expect("a client");
    without
        .list_container_image_logs()
        .send()
        .await
        .expect_err("the server requires one");
    assert_eq!(server.received().len(), 1);
    let error = refused(builder().tls_certificate(certificate, "canary"));
    assert!(
        error.to_string().contains("`tls_certificate`") && !error.to_string().contains("canary"),
        "{error}"
    );
}

#[tokio::test]
async fn clients_of_several_tenants_share_connections() {
    let server = always(fine());
    let first = builder(&server.endpoint()).build().expect("a client");
    let second = Client::builder()
        .endpoint(server.endpoint())
        .project_id("p2")
        .token("another-token");
    let second = second.share_connections(&first).build().expect("a client");
    for client in [&first, &second, &first, &second] {
        call(client).await;
    }
    let received = server.received();
    let tokens: Vec<_> = received
        .iter()
        .map(|request| request.header("x-auth-token").expect("a token"))
        .collect();
    assert_eq!(tokens, [crate::support::TOKEN, "another-token"].repeat(2));
    assert_eq!(server.connections(), 1);
}

#[test]
fn connections_that_do_not_fit_are_not_shared() {
    let local = builder("http://127.0.0.1:1").build().expect("a client");
    let remote = builder("https://hss.test").build().expect("a client");
    for (builder, expected) in [
        (
            builder("https://hss.test").share_connections(&local),
            "not set up for TLS",
        ),
        (
            builder("https://hss.test")
                .share_connections(&remote)
                .proxy("http://p:1"),
            "`proxy` has no effect",
        ),
        (
            builder("https://hss.test")
                .share_connections(&remote)
                .pool_max_idle_per_host(1),
            "`pool_max_idle_per_host` has no effect",
        ),
    ] {
        let error = refused(builder);
        assert!(error.to_string().contains(expected), "{error}");
    }
    builder("https://other.test")
        .share_connections(&remote)
        .build()
        .expect("of the same kind");
}

#[tokio::test]
async fn a_name_that_no_request_has_is_refused_instead_of_ignored() {
    let address = [SocketAddr::from(([127, 0, 0, 1], 1))];
    for (host, why) in [
        ("hss.test:443", "has a port"),
        ("https://canary@hss.test", "is an address"),
        ("127.0.0.1", "is an IP address"),
        ("*.test", "has a `*`"),
    ] {
        let error = refused(builder("https://hss.test").resolve(host, address)).to_string();
        assert!(
            error.contains(&format!("the host of `resolve` {why}")),
            "{host}: {error}"
        );
        assert!(!error.contains("canary"), "{error}");
    }
    for (entry, why) in [
        ("example.com:8080", "has a port"),
        ("*.example.com", "begins with `*.`"),
        ("http://canary@example.com", "is an address"),
        ("10.0.0.0/33", "is not a network"),
    ] {
        let builder = builder("https://hss.test").proxy("http://p:1");
        let error = refused(builder.no_proxy(["a.example,b.example", entry])).to_string();
        assert!(
            error.contains(&format!("entry 3 of `no_proxy` {why}")),
            "{entry}: {error}"
        );
        assert!(!error.contains("canary"), "{error}");
    }
    // The name of the address and the one of the setting may be written in different ways.
    let server = always(fine());
    let endpoint = server.endpoint();
    let port = endpoint.rsplit(':').next().expect("a port");
    let address: SocketAddr = format!("127.0.0.1:{port}").parse().expect("an address");
    for (of_address, of_setting) in [("münchen.test", "MÜNCHEN.test."), ("hss.test.", "hss.test")] {
        let builder = builder(&format!("http://{of_address}:{port}")).allow_http();
        let builder = builder.no_proxy(["*"]).resolve(of_setting, [address]);
        assert_eq!(call(&builder.build().expect("a client")).await, Some(3), "{of_address}");
    }
}

#[test]
fn what_is_for_this_machine_is_not_sent_to_a_proxy_of_the_environment() {
    let remote = || builder("https://hss.test");
    let local = |client: &Client| builder("http://127.0.0.1:1").share_connections(client);
    let error = refused(local(&remote().build().expect("a client")));
    assert!(error.to_string().contains("proxies of the environment"), "{error}");
    for client in [remote().no_proxy(["*"]), remote().proxy("http://p:1")] {
        local(&client.build().expect("a client"))
            .build()
            .expect("no such proxy");
    }
}
