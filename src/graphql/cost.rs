//! What an operation cost, said with each answer under `extensions.cost`: so that who writes a client sees the
//! limits coming before they are met.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextRequest, NextValidation};
use async_graphql::{Response, ServerError, ValidationResult, value};

/// The dearest operation that is run.
pub const DEAREST: usize = 20_000;
/// The deepest.
pub const DEEPEST: usize = 20;

/// Says what each operation cost.
pub struct Cost;

impl ExtensionFactory for Cost {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(OfOne::default())
    }
}

#[derive(Default)]
struct OfOne(Mutex<Option<ValidationResult>>);

#[async_trait::async_trait]
impl Extension for OfOne {
    async fn request(&self, context: &ExtensionContext<'_>, next: NextRequest<'_>) -> Response {
        let response = next.run(context).await;
        let validated = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        match validated {
            Some(ValidationResult { complexity, depth, .. }) => response.extension(
                "cost",
                value!({ "complexity": complexity, "mostComplexity": DEAREST, "depth": depth, "mostDepth": DEEPEST }),
            ),
            None => response,
        }
    }

    async fn validation(
        &self,
        context: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let validated = next.run(context).await?;
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(validated);
        Ok(validated)
    }
}
