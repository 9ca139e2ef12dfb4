//! Every setting of the product, its unit and its default. The only reader of the environment: what the rest
//! of the code gets is resolved and cannot be wrong.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use chrono_tz::Tz;

mod secret;
mod vars;

pub use self::secret::{InvalidSecret, WebhookSecret};
use vars::Vars;

/// A variable that is missing or cannot be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{variable}: {problem}")]
pub struct ConfigError {
    /// The variable's name.
    pub variable: &'static str,
    /// What is wrong with it and what it takes.
    pub problem: String,
}

/// Who may be messaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsentPolicy {
    /// Everyone who has not withdrawn consent.
    OptOut,
    /// Only who has granted it.
    OptIn,
}

/// The workspace's currency: ISO 4217 code and how many digits its minor unit has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Currency {
    /// "INR"
    pub code: [u8; 3],
    /// 2 for rupees and paise, 0 for yen.
    pub digits: u32,
}

impl Currency {
    /// Indian rupees.
    pub const INR: Self = Self { code: *b"INR", digits: 2 };

    /// The code as text.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.code).unwrap_or("???")
    }

    /// The currency of a code in capitals. Minor units after ISO 4217's list.
    pub fn from_code(code: &str) -> Option<Self> {
        const NONE: [&str; 16] = [
            "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF",
            "XPF",
        ];
        const THREE: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];
        let code_bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        if !code_bytes.iter().all(u8::is_ascii_uppercase) {
            return None;
        }
        let digits = if NONE.contains(&code) {
            0
        } else if THREE.contains(&code) {
            3
        } else {
            2
        };
        Some(Self { code: code_bytes, digits })
    }
}

/// What the whole workspace shares and rules, messages and rows are read by.
#[derive(Clone, Copy, Debug)]
pub struct Workspace {
    /// `CURRENCY`, INR.
    pub currency: Currency,
    /// `TIMEZONE`, Asia/Kolkata: where a day begins.
    pub timezone: Tz,
    /// `CONSENT_POLICY`, opt_out or opt_in; opt_out.
    pub consent: ConsentPolicy,
}

/// How messages leave.
#[derive(Clone, Debug)]
pub struct VendorConfig {
    /// `VENDOR_URL`, http://127.0.0.1:9090: where messages are posted, `/v1/messages` below it.
    pub url: String,
    /// `VENDOR_SECRET`: Standard Webhooks secrets that receipts may be signed with, `whsec_…`, separated by
    /// spaces while one takes over from another.
    pub secrets: Vec<WebhookSecret>,
    /// `VENDOR_IDEMPOTENT`, true: whether the vendor honours idempotency keys.
    pub idempotent: bool,
    /// `VENDOR_TIMEOUT_SECONDS`, 10: how long one call may take.
    pub timeout: Duration,
    /// `VENDOR_CONCURRENCY`, 64: calls in flight, a worker process.
    pub concurrency: usize,
    /// `VENDOR_ATTEMPTS`, 6: calls the vendor may have seen, a message and generation.
    pub attempts: i16,
    /// `RECEIPT_TIMEOUT` in seconds, 600: how long a receipt may be awaited.
    pub receipt_timeout: Duration,
}

/// The OpenID Connect provider that people sign in with.
#[derive(Clone, Debug)]
pub struct ProviderConfig {
    /// `OIDC_ISSUER`, https://accounts.google.com: where its configuration is discovered.
    pub issuer: String,
    /// `OIDC_CLIENT_ID`, or `GOOGLE_CLIENT_ID`: who we are there. Without it nobody signs in with a provider.
    pub client_id: String,
    /// `OIDC_CLIENT_SECRET`, or `GOOGLE_CLIENT_SECRET`: how we prove it.
    pub client_secret: Secret,
}

/// A setting that no log shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Secret")
    }
}

/// Who is let in without an invitation. All in lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Admission {
    /// `ADMIN_EMAIL`: the first admin.
    pub admin_email: Option<String>,
    /// `ALLOWED_DOMAINS`, separated by commas or spaces: organisations whose accounts become viewers.
    pub domains: Vec<String>,
    /// `ALLOWED_EMAILS`, likewise: addresses that become viewers.
    pub emails: Vec<String>,
}

/// How people come in.
#[derive(Clone, Debug)]
pub struct SignInConfig {
    /// With whom they sign in; none leaves the local admin alone.
    pub provider: Option<ProviderConfig>,
    /// Who is let in.
    pub admission: Admission,
    /// `LOCAL_ADMIN`, 0: 1 offers the local admin although LISTEN is not on loopback, for a container that is
    /// published on loopback alone.
    pub local_admin: bool,
}

/// What strangers and scripts run into.
#[derive(Clone, Debug)]
pub struct EdgeConfig {
    /// `RATE_LIMIT`, 1,000: GraphQL requests a second for each session or key, a node; twice as many at once.
    pub rate_limit: NonZeroU32,
    /// `CORS_ORIGINS`, none: origins, separated by commas or spaces, whose pages may call the API with a key.
    pub cors_origins: Vec<String>,
    /// `INTROSPECTION`, true: whether the schema describes itself and suggests names.
    pub introspection: bool,
}

/// The language model that drafts are asked of.
#[derive(Clone, Debug)]
pub struct OllamaConfig {
    /// `OLLAMA_URL`: where Ollama listens. Without it the built-in engine answers everything.
    pub url: String,
    /// `OLLAMA_MODEL`, llama3.2: which of its models is asked.
    pub model: String,
    /// `OLLAMA_TIMEOUT_SECONDS`, 20: how long one answer may take, waiting for a turn included.
    pub timeout: Duration,
    /// `OLLAMA_CONCURRENCY`, 2: questions that it is asked at once, a process.
    pub concurrency: usize,
}

/// Bounds of the streams.
#[derive(Clone, Copy, Debug)]
pub struct StreamLimits {
    /// `STREAM_MAX_ROWS`, 2,000,000: rows published and not yet applied, a stream.
    pub max_rows: u64,
    /// `STREAM_MAX_BYTES`, 1 GiB: likewise.
    pub max_bytes: u64,
    /// `STREAM_CLAIM_IDLE_MS`, 10,000: an entry idle for this long is taken over.
    pub claim_idle: Duration,
}

impl Default for StreamLimits {
    fn default() -> Self {
        Self { max_rows: 2_000_000, max_bytes: 1 << 30, claim_idle: Duration::from_secs(10) }
    }
}

/// Everything, resolved.
#[derive(Clone, Debug)]
pub struct Config {
    /// `DATABASE_URL`, required.
    pub database_url: String,
    /// `READ_DATABASE_URL`: a replica for previews and lists; the database itself where absent.
    pub read_database_url: Option<String>,
    /// `DATABASE_CONNECTIONS`, 16: a pool (there are two: writes and reads).
    pub database_connections: usize,
    /// `REDIS_URL`, required.
    pub redis_url: String,
    /// `LISTEN`, 127.0.0.1:8080.
    pub listen: SocketAddr,
    /// `PUBLIC_URL`, http:// and LISTEN: where browsers and the vendor reach the server.
    pub public_url: String,
    /// Currency, time zone, consent.
    pub workspace: Workspace,
    /// How people come in.
    pub sign_in: SignInConfig,
    /// What strangers and scripts run into.
    pub edge: EdgeConfig,
    /// The vendor.
    pub vendor: VendorConfig,
    /// The language model, if there is one.
    pub ollama: Option<OllamaConfig>,
    /// The streams.
    pub streams: StreamLimits,
    /// `LOG`, info: a `tracing` filter. `LOG_FORMAT=json` for machines.
    pub log: String,
    /// `LOG_FORMAT`, text or json.
    pub log_json: bool,
}

impl Config {
    /// Reads and checks the process's environment.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::from_lookup(|name| std::env::var(name).ok())
    }

    /// Reads and checks variables, wherever they come from. An empty one counts as absent.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let vars = Vars { lookup };
        let listen: SocketAddr = vars.parse("LISTEN", "127.0.0.1:8080", "an address and port: 127.0.0.1:8080")?;
        let public_url = vars.get("PUBLIC_URL").unwrap_or_else(|| format!("http://{listen}"));
        let workspace = vars.workspace()?;
        Ok(Self {
            database_url: vars.required("DATABASE_URL", "postgres://user@host:5432/xeno")?,
            read_database_url: vars.get("READ_DATABASE_URL"),
            database_connections: vars.at_least_one("DATABASE_CONNECTIONS", "16")?,
            redis_url: vars.required("REDIS_URL", "redis://host:6379/")?,
            listen,
            public_url: vars.url("PUBLIC_URL", public_url)?,
            workspace,
            sign_in: vars.sign_in()?,
            edge: vars.edge()?,
            vendor: vars.vendor()?,
            ollama: vars.ollama()?,
            streams: StreamLimits {
                max_rows: vars.at_least_one("STREAM_MAX_ROWS", "2000000")?,
                max_bytes: vars.at_least_one("STREAM_MAX_BYTES", "1073741824")?,
                claim_idle: Duration::from_millis(vars.at_least_one("STREAM_CLAIM_IDLE_MS", "10000")?),
            },
            log: vars.get("LOG").unwrap_or_else(|| "info".to_owned()),
            log_json: vars.one_of("LOG_FORMAT", &["text", "json"])? == "json",
        })
    }
}

/// `XENO_API_KEY`: what the command line's own clients, `import` and `demo`, sign in with. They have no other
/// settings in the environment: they run anywhere.
pub fn api_key() -> Option<String> {
    std::env::var("XENO_API_KEY").ok().map(|key| key.trim().to_owned()).filter(|key| !key.is_empty())
}

/// What `xeno bench` is told by the environment; all else it is told by flags.
#[derive(Clone, Debug)]
pub struct BenchConfig {
    /// `DATABASE_URL`, required: a server where databases may be made.
    pub database_url: String,
    /// `REDIS_URL`, required: an empty Redis.
    pub redis_url: String,
    /// `VENDOR_SIM_BIN`: the vendor's program; the one beside this program where absent.
    pub vendor_sim: Option<PathBuf>,
}

impl BenchConfig {
    /// Reads and checks the process's environment.
    pub fn from_env() -> Result<Self, ConfigError> {
        let vars = Vars { lookup: |name: &str| std::env::var(name).ok() };
        Ok(Self {
            database_url: vars.required("DATABASE_URL", "postgres://user@host:5432/postgres")?,
            redis_url: vars.required("REDIS_URL", "redis://host:6379/")?,
            vendor_sim: vars.get("VENDOR_SIM_BIN").map(PathBuf::from),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::from_lookup(|name| {
            let given = pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
            given.or_else(|| match name {
                "DATABASE_URL" => Some("postgres://localhost/xeno".to_owned()),
                "REDIS_URL" => Some("redis://localhost/".to_owned()),
                _ => None,
            })
        })
    }

    #[test]
    fn defaults_are_those_of_the_design() {
        let config = with(&[]).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.public_url, "http://127.0.0.1:8080");
        assert_eq!(config.workspace.currency, Currency::INR);
        assert_eq!(config.workspace.timezone, chrono_tz::Asia::Kolkata);
        assert_eq!(config.vendor.receipt_timeout, Duration::from_secs(600));
        assert!(config.vendor.idempotent);
    }

    #[test]
    fn a_bad_value_is_named_with_what_it_takes() {
        let cases = [
            ("DATABASE_URL", "", "DATABASE_URL: is not set; set it to, for example, postgres://user@host:5432/xeno"),
            ("TIMEZONE", "Mars", "TIMEZONE: is \"Mars\" but takes a zone of the tz database: Asia/Kolkata"),
            ("CURRENCY", "rupee", "CURRENCY: is \"rupee\" but takes a three-letter code: INR"),
            ("CONSENT_POLICY", "maybe", "CONSENT_POLICY: is \"maybe\" but takes opt_out or opt_in"),
            ("RECEIPT_TIMEOUT", "0", "RECEIPT_TIMEOUT: is 0 but takes a whole number of at least 1"),
            ("PUBLIC_URL", "crm.example", "PUBLIC_URL: is \"crm.example\" but takes an http or https URL"),
            (
                "VENDOR_SECRET",
                "whsec_bmV3IG9uZQ== whsec_%%%",
                "VENDOR_SECRET: takes Standard Webhooks secrets, each whsec_ and base64, separated by spaces",
            ),
        ];
        for (name, value, message) in cases {
            let error = Config::from_lookup(|asked| {
                if asked == name {
                    return Some(value.to_owned());
                }
                matches!(asked, "DATABASE_URL" | "REDIS_URL").then(|| "x".to_owned())
            });
            assert_eq!(error.unwrap_err().to_string(), message);
        }
    }
}
