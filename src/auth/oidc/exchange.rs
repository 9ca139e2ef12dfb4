//! The token endpoint's answer, of which the id token alone is of interest: we call nothing at the provider in the
//! person's name.

use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse, BasicTokenType,
};
use oauth2::{EndpointNotSet, ExtraTokenFields, StandardRevocableToken, StandardTokenResponse};
use serde::{Deserialize, Serialize};

/// What OpenID Connect adds to OAuth's answer.
#[derive(Clone, Deserialize, Serialize)]
pub struct IdToken {
    id_token: String,
}

/// Tokens are not for logs.
impl std::fmt::Debug for IdToken {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("IdToken")
    }
}

impl ExtraTokenFields for IdToken {}

type Answer = StandardTokenResponse<IdToken, BasicTokenType>;

/// The client, as [`oauth2::basic::BasicClient`], with that answer.
pub type Client<TokenUrl = EndpointNotSet> = oauth2::Client<
    BasicErrorResponse,
    Answer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    TokenUrl,
>;

/// The id token, as it came.
pub fn id_token(answer: &Answer) -> String {
    answer.extra_fields().id_token.clone()
}
