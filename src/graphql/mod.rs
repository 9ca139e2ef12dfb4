//! The GraphQL face: thin types over the domains. A resolver translates arguments, calls one verb and wraps
//! what it returns; expected failures become `userErrors`, everything else an error with a stable code.

use async_graphql::dataloader::DataLoader;
use async_graphql::{MergedObject, MergedSubscription, Schema};

use crate::app::App;
use crate::graphql::loader::{
    BreaksLoader, CampaignLoader, CustomerLoader, GatheredLoader, SegmentLoader, SentenceLoader,
};

pub mod cost;
pub mod error;
pub mod given;
pub mod loader;
pub mod types;

/// The schema as the server runs it.
pub type XenoSchema = Schema<Query, Mutation, Subscription>;

/// All queries, one object a noun.
#[derive(Default, MergedObject)]
pub struct Query(
    types::node::NodeQuery,
    types::viewer::ViewerQuery,
    types::customer::CustomerQuery,
    types::ingest::IngestQuery,
    types::dead_letter::DeadLetterQuery,
    types::segment::SegmentQuery,
    types::preview::PreviewQuery,
    types::rule::RuleQuery,
    types::campaign_root::CampaignQuery,
    types::campaign_tags::CampaignTagQuery,
    types::message_preview::MessageQuery,
    types::dashboard::DashboardQuery,
    types::person::PersonQuery,
    types::api_key::ApiKeyQuery,
    types::audit::AuditQuery,
    types::assistant::AssistantQuery,
    types::lookalike::LookalikeQuery,
    types::send_time::SendTimeQuery,
    types::message_suggestion::SuggestionQuery,
);

/// All mutations, one object a noun.
#[derive(Default, MergedObject)]
pub struct Mutation(
    types::ingest::IngestMutation,
    types::dead_letter::DeadLetterMutation,
    types::segment::SegmentMutation,
    types::campaign_mutation::CampaignMutation,
    types::campaign_tags::CampaignTagMutation,
    types::receipt::ReceiptMutation,
    types::person::PersonMutation,
    types::api_key::ApiKeyMutation,
    types::lookalike::LookalikeMutation,
);

/// All subscriptions, one object a noun.
#[derive(Default, MergedSubscription)]
pub struct Subscription(
    types::ingest::IngestSubscription,
    types::preview::PreviewSubscription,
    types::campaign_root::CampaignSubscription,
    types::message_suggestion::SuggestionSubscription,
);

/// The schema with its limits, ready to serve.
pub fn schema(app: App) -> XenoSchema {
    let schema = Schema::build(Query::default(), Mutation::default(), Subscription::default()).extension(cost::Cost);
    // What there is to ask for is no secret of ours, but an operator may wish to show less.
    let schema =
        if app.config.edge.introspection { schema } else { schema.disable_introspection().disable_suggestions() };
    schema
        .data(DataLoader::new(SegmentLoader(app.clone()), tokio::spawn))
        .data(DataLoader::new(CustomerLoader(app.clone()), tokio::spawn))
        .data(DataLoader::new(CampaignLoader(app.clone()), tokio::spawn))
        .data(DataLoader::new(BreaksLoader(app.clone()), tokio::spawn))
        .data(DataLoader::new(SentenceLoader(app.clone()), tokio::spawn))
        .data(DataLoader::new(GatheredLoader(app.clone()), tokio::spawn))
        .data(app)
        .limit_depth(cost::DEEPEST)
        .limit_complexity(cost::DEAREST)
        .limit_recursive_depth(48)
        .limit_directives(10)
        .finish()
}

/// The schema as text: `schema.graphql`.
pub fn sdl() -> String {
    let schema = Schema::build(Query::default(), Mutation::default(), Subscription::default()).finish();
    schema.sdl_with_options(async_graphql::SDLExportOptions::new().sorted_fields().sorted_enum_items())
}
