//! Campaigns up to the first call: written, launched, frozen, rendered, steered, seen and exported.

mod audiences;
mod exports;
mod live;
mod preparing;
mod previews;
mod steering;
pub mod world;
mod writing;
