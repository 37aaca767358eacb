//! The edit engine: `xtask/src/edit/`.

mod aliases;
mod bytes;
mod cases;
mod notation;
mod overlays;
mod properties;
mod random;
