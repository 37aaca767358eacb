//! The edit engine: `xtask/src/edit/`.

mod cases;
mod notation;
