//! The edit engine: `xtask/src/edit/`.

mod cases;
mod notation;
mod overlays;
mod properties;
mod random;
