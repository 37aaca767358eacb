//! The local server seen from a bare socket: what it does is there on the wire, whatever a client makes of it.

mod faults;
mod listing;
mod wire;
