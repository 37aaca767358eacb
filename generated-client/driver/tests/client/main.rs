//! The generated client against the local server, over real sockets.

mod authenticate;
mod errors;
mod hidden;
mod lenient;
mod limits;
mod paging;
mod paging_failures;
mod paging_logs;
mod paging_positions;
mod paging_property;
mod paging_repetition;
mod paging_totals;
mod paging_unkeyed;
mod paging_window;
mod recordings;
mod requests;
mod retries;
mod routes;
mod runtime;
mod secrets;
mod settings;
mod shared;
mod small;
mod support;
mod tls;
mod transport;
