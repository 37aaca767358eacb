//! What needs the generated client on behalf of xtask, and the local test server.
