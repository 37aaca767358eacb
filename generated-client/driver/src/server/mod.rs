//! The local test server, with recordings for responses: [`Playback`] plays them.

mod load;
mod playback;

pub use test_server::*;

pub use self::{
    load::load,
    playback::{NOT_RECORDED, Playback},
};
