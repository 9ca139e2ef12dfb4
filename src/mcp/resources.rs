//! What an agent may read before it writes: the API's schema, the shape of a rule, and what a rule may ask here.

use rmcp::model::{ErrorData, ReadResourceResult, Resource, ResourceContents};
use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::tool::{Call, Tool, ended, schema};
use super::tools::RuleFields;
use super::tools::none::Nothing;
use crate::app::App;
use crate::graphql;
use crate::segments::input::RuleInput;

const API: &str = "xeno://schema.graphql";
const RULE: &str = "xeno://rule.schema.json";
const FIELDS: &str = "xeno://rule-fields.json";

/// What there is. An installation whose schema does not describe itself shows it nowhere.
pub fn listed(app: &App) -> Vec<Resource> {
    let resource = |uri, name, mime_type, description| {
        Resource::new(uri, name).with_mime_type(mime_type).with_description(description)
    };
    let api = resource(API, "schema.graphql", "application/graphql", "The whole API of which the tools are a part.");
    let rule = resource(RULE, "rule.schema.json", "application/schema+json", "The JSON schema of a rule.");
    let about = "What a rule may ask, with the values that are known among this brand's customers and orders.";
    let fields = resource(FIELDS, "rule-fields.json", "application/json", about);
    let api = app.config.edge.introspection.then_some(api);
    api.into_iter().chain([rule, fields]).collect()
}

/// Reads one.
pub async fn read(call: &Call, uri: &str) -> Result<ReadResourceResult, ErrorData> {
    let (text, mime_type) = match uri {
        API if call.app.config.edge.introspection => (graphql::sdl(), "application/graphql"),
        RULE => {
            let schema = schema::<RuleInput>(SchemaSettings::draft2020_12());
            (Value::Object(schema.as_ref().clone()).to_string(), "application/schema+json")
        }
        FIELDS => {
            let fields = ended::<RuleFields, _>(call, RuleFields::run(call, Nothing {})).await;
            let fields = fields.map_err(|refusal| ErrorData::invalid_request(refusal.told().to_owned(), None))?;
            let text =
                serde_json::to_string(&fields).map_err(|_| ErrorData::internal_error("It cannot be written.", None))?;
            (text, "application/json")
        }
        _ => {
            let uri: String = uri.chars().take(100).collect();
            return Err(ErrorData::resource_not_found(format!("There is no resource \"{uri}\"."), None));
        }
    };
    Ok(ReadResourceResult::new(vec![ResourceContents::text(text, uri).with_mime_type(mime_type)]))
}
