//! The local server tested with a plain socket: what it sends, without a client in between.

mod faults;
mod listing;
mod wire;
