//! The rule language and the saved segments.

mod agreement;
mod generate;
mod previews;
mod saved;
mod standing;
mod world;
