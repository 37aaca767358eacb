//! The client and its builder: servers, parameters that are set once, and credentials.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::imports::{File, file};
use super::rust::{From, rust};
use super::{Context, docs};
use crate::markdown::code_span;
use crate::model::{Parameter, SecurityScheme, Server, ServerVariable, Type};
use crate::normalise::{BUILDER_METHODS, Names};

/// The names of the builder's setters.
pub(super) struct ClientSetters<'m> {
    /// Those of the parameters that are set once.
    pub(super) parameters: Vec<(&'m Parameter, String)>,
    /// Those of the secrets of the security schemes.
    pub(super) schemes: Vec<(&'m SecurityScheme, String)>,
}

impl Context<'_> {
    pub(super) fn client(&self) -> File {
        let model = self.model;
        let runtime = &self.runtime;
        let mut names = Names::reserving(BUILDER_METHODS);
        let mut setters = self.server_setters(&mut names);
        let parameters = self.client_parameters();
        for (field, (parameter, wire_names)) in &parameters {
            let setter = format_ident!("{}", names.unique(field, "_"));
            let docs = docs::lines_or(&parameter.docs, || {
                format!("The parameter {}.", code_span(&parameter.name))
            });
            let (taken, value) = self.client_value(&parameter.ty);
            setters.extend(quote! {
                #(#[doc = #docs])*
                ///
                /// Sent with every call that does not set its own value.
                pub fn #setter(mut self, value: #taken) -> Self {
                    self.config.parameter(&[#(#wire_names),*], #value);
                    self
                }
            });
        }
        let of_client = parameters.values().flat_map(|(_, wire_names)| wire_names.iter());
        setters.extend(self.credential_setters());
        let unused = self
            .options
            .features
            .then(|| quote! { #[allow(dead_code, reason = "without operations there is nothing to send")] });
        let about = format!(" A client of {}.", self.title());
        let mut description = docs::lines(&model.docs);
        if !description.is_empty() {
            description.insert(0, String::new());
        }
        let example = self.example_of_client();
        let imports = [
            quote! { std::time::Duration },
            quote! { #runtime::{CallCredentials, ClientCredentials, Config, Core, Error, Input, Method, Middleware, RateLimit, RequestBuilder, RetryBudget, RetryPolicy, Secret, SocketAddr, TraceContext, Transport} },
            quote! { super::{api, types} },
        ];
        let items = quote! {
            #[doc = #about]
            #(#[doc = #description])*
            ///
            /// Cheap to clone: the clones share one pool of connections.
            #(#[doc = #example])*
            #[derive(Clone, Debug)]
            pub struct Client {
                core: Core,
            }

            impl Client {
                /// Returns a builder, which configures a client.
                pub fn builder() -> ClientBuilder {
                    ClientBuilder { config: Config::new(&api::API) }
                }

                /// Returns the base URL of the client's requests.
                ///
                /// An operation that has servers of its own in the document is sent to these, unless an endpoint was set.
                pub fn endpoint(&self) -> &str {
                    self.core.endpoint()
                }

                /// Returns a request that the document does not have, to a path of the service, with the credentials, the retries,
                /// the limits and the errors of this client. See [`RequestBuilder`].
                pub fn request(&self, method: impl Into<Method>, path: impl Into<String>) -> RequestBuilder {
                    RequestBuilder::new(&self.core, &api::REQUEST, method, path)
                }

                #unused
                pub(super) fn core(&self) -> &Core {
                    &self.core
                }

            }

            impl From<&Client> for CallCredentials {
                /// Uses the credentials of another client for a call.
                fn from(client: &Client) -> Self {
                    Self::from(&client.core)
                }
            }

            /// Configures a [`Client`]: its server, its credentials, its timeouts and its limits.
            ///
            /// [`Client::builder`] returns it, and [`build`](Self::build) makes the client.
            #[derive(Debug)]
            #[must_use = "a builder makes nothing until `build` is called"]
            pub struct ClientBuilder {
                pub(crate) config: Config,
            }

            impl ClientBuilder {
                #setters

                /// Sets the address that every request is sent to. Default: the servers that the document lists.
                pub fn endpoint(mut self, url: impl Into<String>) -> Self {
                    self.config.endpoint(url.into());
                    self
                }

                /// Sets how long opening a connection may take. Default: 10 seconds.
                pub fn connect_timeout(mut self, timeout: Duration) -> Self {
                    self.config.connect_timeout(timeout);
                    self
                }

                /// Sets how long one attempt may take, from connecting to the last byte of the response. Sending the body is
                /// a part of it. Default: 60 seconds.
                pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
                    self.config.attempt_timeout(timeout);
                    self
                }

                /// Sets how long a call may take, with all its attempts and the delays between them. Default: 180 seconds.
                pub fn timeout(mut self, timeout: Duration) -> Self {
                    self.config.timeout(timeout);
                    self
                }

                /// Sets when a call is retried, and how often. Default: up to four attempts, see [`RetryPolicy`].
                pub fn retry_policy(mut self, policy: RetryPolicy) -> Self {
                    self.config.retry_policy(policy);
                    self
                }

                /// Sets how many retries the client may make while its calls keep failing. Default: 500 tokens, see
                /// [`RetryBudget`].
                pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
                    self.config.retry_budget(budget);
                    self
                }

                /// Limits how many requests the client sends in a time. Default: no limit, see [`RateLimit`].
                pub fn rate_limit(mut self, limit: RateLimit) -> Self {
                    self.config.rate_limit(limit);
                    self
                }

                /// Sets the maximum size of a response in bytes, after decompression. Default: 64 MiB.
                pub fn response_limit(mut self, bytes: usize) -> Self {
                    self.config.response_limit(bytes);
                    self
                }

                /// Sets the maximum size of a compressed response in bytes, as it is sent; responses may be compressed with the
                /// feature `gzip`. Default: the [`response_limit`](Self::response_limit).
                pub fn compressed_response_limit(mut self, bytes: usize) -> Self {
                    self.config.compressed_response_limit(bytes);
                    self
                }

                /// Sets the maximum number of JSON values of a response. Default: 250,000.
                ///
                /// Two bytes of JSON may be a record that takes some hundred bytes of memory. A response with more values is an
                /// error of the kind `TooLarge`.
                pub fn response_value_limit(mut self, values: usize) -> Self {
                    self.config.response_value_limit(values);
                    self
                }

                /// Sets the proxy: a scheme, a host, a port, and perhaps a user and a password, whose special characters are
                /// percent-encoded. A path or a query is refused. Default: the proxy of the environment, such as `HTTPS_PROXY`.
                pub fn proxy(mut self, url: impl Into<Secret>) -> Self {
                    self.config.proxy(url.into());
                    self
                }

                /// Sets the proxy for addresses with `http://`, instead of [`proxy`](Self::proxy).
                pub fn http_proxy(mut self, url: impl Into<Secret>) -> Self {
                    self.config.http_proxy(url.into());
                    self
                }

                /// Sets the proxy for addresses with `https://`, instead of [`proxy`](Self::proxy).
                pub fn https_proxy(mut self, url: impl Into<Secret>) -> Self {
                    self.config.https_proxy(url.into());
                    self
                }

                /// Sets the hosts that are reached without the proxies of this builder: names, which stand for their subdomains
                /// too, IP addresses, or networks such as `10.0.0.0/8`. `["*"]` alone switches off the proxy of the environment.
                pub fn no_proxy(mut self, hosts: impl IntoIterator<Item = impl Into<String>>) -> Self {
                    self.config.no_proxy(hosts);
                    self
                }

                /// Sets how many connections to a host are kept for further requests. Default: no limit. 0 keeps none.
                pub fn pool_max_idle_per_host(mut self, connections: usize) -> Self {
                    self.config.pool_max_idle_per_host(connections);
                    self
                }

                /// Sets how long a connection is kept without a request; `None` is without limit. Default: 90 seconds.
                pub fn pool_idle_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
                    self.config.pool_idle_timeout(timeout.into());
                    self
                }

                /// Sets the interval of the probes of TCP on a connection without traffic; `None` sends none. Default: 15 seconds.
                pub fn tcp_keepalive(mut self, interval: impl Into<Option<Duration>>) -> Self {
                    self.config.tcp_keepalive(interval.into());
                    self
                }

                /// Sends pings over HTTP/2 in this interval, and closes a connection on which none is returned within the
                /// timeout. Default: no pings. The feature `http2` is required.
                pub fn http2_keep_alive(mut self, interval: Duration, timeout: Duration) -> Self {
                    self.config.http2_keep_alive(interval, timeout);
                    self
                }

                /// Sets the addresses of a host, which is not looked up then. Its name stays that of the `Host` header and of
                /// the certificate. A port of 0 stands for that of the URL.
                pub fn resolve(
                    mut self,
                    host: impl Into<String>,
                    addresses: impl IntoIterator<Item = SocketAddr>,
                ) -> Self {
                    self.config.resolve(host.into(), addresses);
                    self
                }

                /// Sets the certificate, with those that issued it, and the key that the client presents to each server which
                /// requests one, both as PEM. Default: none, apart from those of security schemes.
                pub fn tls_certificate(mut self, certificate: impl Into<Vec<u8>>, key: impl Into<Secret>) -> Self {
                    self.config.tls_certificate(certificate.into(), key.into());
                    self
                }

                /// Sends over the connections of another client: with its pool, its settings of TLS and its proxies. The
                /// endpoint, the credentials, the timeouts, the retries and the limits are this builder's own.
                ///
                /// The settings of connections, such as [`proxy`](Self::proxy), cannot be used with it.
                pub fn share_connections(mut self, client: &Client) -> Self {
                    self.config.share_connections(client.core());
                    self
                }

                /// Adds the certificates of a PEM text to those that are trusted. Default: those of the operating system.
                pub fn root_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
                    self.config.root_certificate(pem.into());
                    self
                }

                /// Appends the name of the calling program to the `User-Agent` header, such as `export/1.2`.
                pub fn user_agent_suffix(mut self, suffix: impl Into<String>) -> Self {
                    self.config.user_agent_suffix(suffix.into());
                    self
                }

                /// Allows `http://` addresses other than this machine's. Default: they are refused, because anyone on the
                /// network path can read the credentials.
                pub fn allow_http(mut self) -> Self {
                    self.config.allow_http();
                    self
                }

                /// Adds a step around each call and each attempt, inside of those that were added before: to add headers, to write
                /// an audit log, to count, to inject faults. See [`Middleware`].
                pub fn middleware(mut self, step: impl Middleware) -> Self {
                    self.config.middleware(step);
                    self
                }

                /// Sets a function that returns the trace which a request belongs to. It is called in each attempt, and the request
                /// has the header `traceparent` then. Default: with the feature `opentelemetry` the context of the program's
                /// tracer, otherwise none.
                pub fn trace_context(
                    mut self,
                    current: impl Fn() -> Option<TraceContext> + Send + Sync + 'static,
                ) -> Self {
                    self.config.trace_context(current);
                    self
                }

                /// Sets what sends the requests, instead of the HTTP client of this crate: for tests, or for a network that is
                /// reached in another way. Everything else is the same with it: credentials, retries, timeouts and limits.
                ///
                /// The settings of connections, such as [`proxy`](Self::proxy), cannot be used with it.
                pub fn transport(mut self, transport: impl Transport) -> Self {
                    self.config.transport(transport);
                    self
                }

                /// Builds the client. Nothing is sent.
                ///
                /// # Errors
                /// Returns an error if the endpoint, a server variable or a credential is invalid or missing.
                pub fn build(mut self) -> Result<Client, Error> {
                    #[allow(unused_imports, reason = "a method that the crate has by hand comes before it")]
                    use #runtime::Complete as _;
                    let unset = self.config.unset(&[#(#of_client),*]);
                    self.complete(&unset);
                    Ok(Client { core: self.config.build()? })
                }
            }
        };
        let about = quote! {
            //! The client, and how to configure it.
        };
        file(&about, &imports, &items)
    }

    fn server_setters(&self, names: &mut Names) -> TokenStream {
        let model = self.model;
        let variables_of = |servers: &'_ [Server]| -> Vec<ServerVariable> {
            servers.iter().flat_map(|server| server.variables.clone()).collect()
        };
        let of_document = variables_of(&model.servers);
        let of_operations = model
            .operations
            .iter()
            .flat_map(|operation| variables_of(&operation.servers));
        let mut variables: BTreeMap<String, (ServerVariable, bool)> = BTreeMap::new();
        let all = of_document.into_iter().map(|variable| (variable, true));
        for (variable, of_document) in all.chain(of_operations.map(|variable| (variable, false))) {
            match variables.get_mut(&variable.name) {
                Some((known, _)) => known.values.extend(variable.values),
                None => {
                    variables.insert(variable.name.clone(), (variable, of_document));
                }
            }
        }
        let mut setters = TokenStream::new();
        for (name, (variable, of_document)) in variables {
            let setter = format_ident!("{}", names.unique(&variable.setter, "_"));
            let mut about = docs::lines_or(&[&variable.description], || {
                format!("The variable {} of the server's URL.", code_span(&name))
            });
            let mut values = variable.values;
            let mut seen = BTreeSet::new();
            values.retain(|value| seen.insert(value.clone()));
            if !values.is_empty() {
                let values: Vec<_> = values.iter().map(|value| code_span(value)).collect();
                let listed = format!(
                    "The document lists {}. Other values are accepted as well.",
                    values.join(", ")
                );
                docs::paragraph(&mut about, &listed);
            }
            docs::paragraph(
                &mut about,
                &match &variable.default {
                    Some(default) => format!("Default: {}.", code_span(default)),
                    None => "There is no default: set this, or the whole address with `endpoint`.".to_owned(),
                },
            );
            let method = if of_document {
                quote! { server_variable }
            } else {
                quote! { operation_server_variable }
            };
            setters.extend(quote! {
                #(#[doc = #about])*
                pub fn #setter(mut self, value: impl Into<String>) -> Self {
                    self.config.#method(#name, value.into());
                    self
                }
            });
        }
        setters
    }

    /// The names of the builder's setters: of the parameters that are set once, and of the secrets of the schemes.
    pub(super) fn setters_of_client(&self) -> ClientSetters<'_> {
        let mut names = Names::reserving(BUILDER_METHODS);
        drop(self.server_setters(&mut names));
        let parameters = self.client_parameters().into_values();
        let parameters = parameters.map(|(parameter, _)| (parameter, names.unique(&parameter.field, "_")));
        let parameters = parameters.collect();
        let schemes = self.model.security_schemes.iter();
        let schemes = schemes.filter_map(|scheme| Some((scheme, scheme.setters.first()?.clone())));
        ClientSetters {
            parameters,
            schemes: schemes.collect(),
        }
    }

    /// The parameters that are set on the client, by the name of their setter, each with the names that it has on the wire.
    fn client_parameters(&self) -> BTreeMap<&str, (&Parameter, Vec<&str>)> {
        let mut found: BTreeMap<&str, (&Parameter, Vec<&str>)> = BTreeMap::new();
        for operation in &self.model.operations {
            for parameter in operation.parameters.iter().filter(|parameter| parameter.of_client) {
                let (_, names) = found.entry(&parameter.field).or_insert((parameter, Vec::new()));
                if !names.contains(&parameter.name.as_str()) {
                    names.push(&parameter.name);
                }
            }
        }
        found
    }

    /// What a setter of the client takes for a value of a type, and what is stored of it.
    fn client_value(&self, ty: &Type) -> (TokenStream, TokenStream) {
        let written = rust(ty, From::Beside);
        match ty {
            ty if self.model.types.structure(ty).is_some() => (
                quote! { impl Into<Input<#written>> },
                quote! { Input::<#written>::of(value) },
            ),
            Type::String | Type::Formatted(_) | Type::Named(_) => {
                (quote! { impl Into<#written> }, quote! { Into::<#written>::into(value) })
            }
            _ => (written, quote! { value }),
        }
    }
}
