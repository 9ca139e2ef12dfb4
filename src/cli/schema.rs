//! `xeno schema`: prints the SDL, from which `schema.graphql` and the web client's types are made.

use std::process::ExitCode;

use crate::graphql;

pub fn run() -> anyhow::Result<ExitCode> {
    print!("{}", graphql::sdl());
    Ok(ExitCode::SUCCESS)
}
