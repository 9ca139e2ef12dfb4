//! Reading variables: absent, empty, and what a value has to be.

use std::num::NonZeroU32;
use std::time::Duration;

use super::{
    Admission, ConfigError, ConsentPolicy, Currency, EdgeConfig, InvalidSecret, OllamaConfig, ProviderConfig, Secret,
    SignInConfig, VendorConfig, Workspace,
};

/// Variables, wherever they come from.
pub(super) struct Vars<F> {
    pub(super) lookup: F,
}

impl<F: Fn(&str) -> Option<String>> Vars<F> {
    pub(super) fn get(&self, name: &str) -> Option<String> {
        (self.lookup)(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    pub(super) fn required(&self, variable: &'static str, example: &str) -> Result<String, ConfigError> {
        self.get(variable)
            .ok_or_else(|| ConfigError { variable, problem: format!("is not set; set it to, for example, {example}") })
    }

    pub(super) fn parse<T: std::str::FromStr>(
        &self,
        variable: &'static str,
        default: &str,
        takes: &str,
    ) -> Result<T, ConfigError> {
        let value = self.get(variable).unwrap_or_else(|| default.to_owned());
        value.parse().map_err(|_| ConfigError { variable, problem: format!("is \"{value}\" but takes {takes}") })
    }

    pub(super) fn at_least_one<T: std::str::FromStr + Default + PartialEq>(
        &self,
        variable: &'static str,
        default: &str,
    ) -> Result<T, ConfigError> {
        let takes = "a whole number of at least 1";
        let number: T = self.parse(variable, default, takes)?;
        if number == T::default() {
            return Err(ConfigError { variable, problem: format!("is 0 but takes {takes}") });
        }
        Ok(number)
    }

    /// The first of `values` is the default.
    pub(super) fn one_of(&self, variable: &'static str, values: &[&'static str]) -> Result<&'static str, ConfigError> {
        let value = self.get(variable).unwrap_or_else(|| values.first().copied().unwrap_or_default().to_owned());
        values.iter().copied().find(|known| *known == value).ok_or_else(|| ConfigError {
            variable,
            problem: format!("is \"{value}\" but takes {}", values.join(" or ")),
        })
    }

    pub(super) fn url(&self, variable: &'static str, value: String) -> Result<String, ConfigError> {
        match reqwest::Url::parse(&value) {
            Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => {
                Ok(value.trim_end_matches('/').to_owned())
            }
            _ => Err(ConfigError { variable, problem: format!("is \"{value}\" but takes an http or https URL") }),
        }
    }

    pub(super) fn workspace(&self) -> Result<Workspace, ConfigError> {
        let code = self.get("CURRENCY").unwrap_or_else(|| "INR".to_owned());
        let currency = Currency::from_code(&code).ok_or_else(|| ConfigError {
            variable: "CURRENCY",
            problem: format!("is \"{code}\" but takes a three-letter code: INR"),
        })?;
        Ok(Workspace {
            currency,
            timezone: self.parse("TIMEZONE", "Asia/Kolkata", "a zone of the tz database: Asia/Kolkata")?,
            consent: match self.one_of("CONSENT_POLICY", &["opt_out", "opt_in"])? {
                "opt_in" => ConsentPolicy::OptIn,
                _ => ConsentPolicy::OptOut,
            },
        })
    }

    pub(super) fn sign_in(&self) -> Result<SignInConfig, ConfigError> {
        let issuer = self.get("OIDC_ISSUER").unwrap_or_else(|| "https://accounts.google.com".to_owned());
        let either = |name, googles| self.get(name).or_else(|| self.get(googles));
        let client_id = either("OIDC_CLIENT_ID", "GOOGLE_CLIENT_ID");
        let client_secret = either("OIDC_CLIENT_SECRET", "GOOGLE_CLIENT_SECRET");
        let provider = match (client_id, client_secret) {
            (None, None) => None,
            (Some(client_id), Some(client_secret)) => {
                let issuer = self.url("OIDC_ISSUER", issuer)?;
                Some(ProviderConfig { issuer, client_id, client_secret: Secret(client_secret) })
            }
            (Some(_), None) => {
                let problem = "is not set; a provider takes both OIDC_CLIENT_ID and OIDC_CLIENT_SECRET".to_owned();
                return Err(ConfigError { variable: "OIDC_CLIENT_SECRET", problem });
            }
            (None, Some(_)) => {
                let problem = "is not set; a provider takes both OIDC_CLIENT_ID and OIDC_CLIENT_SECRET".to_owned();
                return Err(ConfigError { variable: "OIDC_CLIENT_ID", problem });
            }
        };
        let admission = Admission {
            admin_email: self.get("ADMIN_EMAIL").map(|email| email.to_lowercase()),
            domains: self.list("ALLOWED_DOMAINS"),
            emails: self.list("ALLOWED_EMAILS"),
        };
        let local_admin = self.one_of("LOCAL_ADMIN", &["0", "1"])? == "1";
        Ok(SignInConfig { provider, admission, local_admin })
    }

    pub(super) fn edge(&self) -> Result<EdgeConfig, ConfigError> {
        let rate_limit: u32 = self.at_least_one("RATE_LIMIT", "1000")?;
        Ok(EdgeConfig {
            rate_limit: NonZeroU32::new(rate_limit).unwrap_or(NonZeroU32::MIN),
            cors_origins: self.list("CORS_ORIGINS"),
            introspection: self.one_of("INTROSPECTION", &["true", "false"])? == "true",
        })
    }

    pub(super) fn ollama(&self) -> Result<Option<OllamaConfig>, ConfigError> {
        let Some(url) = self.get("OLLAMA_URL") else { return Ok(None) };
        Ok(Some(OllamaConfig {
            url: self.url("OLLAMA_URL", url)?,
            model: self.get("OLLAMA_MODEL").unwrap_or_else(|| "llama3.2".to_owned()),
            timeout: Duration::from_secs(self.at_least_one("OLLAMA_TIMEOUT_SECONDS", "20")?),
            concurrency: self.at_least_one("OLLAMA_CONCURRENCY", "2")?,
        }))
    }

    /// Separated by commas or spaces, in lower case.
    fn list(&self, name: &str) -> Vec<String> {
        let text = self.get(name).unwrap_or_default().to_lowercase();
        text.split([',', ' ']).map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
    }

    pub(super) fn vendor(&self) -> Result<VendorConfig, ConfigError> {
        let url = self.get("VENDOR_URL").unwrap_or_else(|| "http://127.0.0.1:9090".to_owned());
        let secrets = self.get("VENDOR_SECRET").unwrap_or_default();
        let secrets = secrets.split_whitespace().map(str::parse).collect::<Result<_, _>>();
        let secrets = secrets.map_err(|_: InvalidSecret| ConfigError {
            variable: "VENDOR_SECRET",
            problem: "takes Standard Webhooks secrets, each whsec_ and base64, separated by spaces".to_owned(),
        })?;
        Ok(VendorConfig {
            url: self.url("VENDOR_URL", url)?,
            secrets,
            idempotent: self.one_of("VENDOR_IDEMPOTENT", &["true", "false"])? == "true",
            timeout: Duration::from_secs(self.at_least_one("VENDOR_TIMEOUT_SECONDS", "10")?),
            concurrency: self.at_least_one("VENDOR_CONCURRENCY", "64")?,
            attempts: self.at_least_one("VENDOR_ATTEMPTS", "6")?,
            receipt_timeout: Duration::from_secs(self.at_least_one("RECEIPT_TIMEOUT", "600")?),
        })
    }
}
