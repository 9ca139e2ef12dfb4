//! Every setting of the product, its unit and its default. The only reader of the environment: what the rest
//! of the code gets is resolved and cannot be wrong.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use chrono_tz::Tz;

mod secret;

pub use self::secret::{InvalidSecret, WebhookSecret};

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
    /// The vendor.
    pub vendor: VendorConfig,
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
            vendor: vars.vendor()?,
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

struct Vars<F> {
    lookup: F,
}

impl<F: Fn(&str) -> Option<String>> Vars<F> {
    fn get(&self, name: &str) -> Option<String> {
        (self.lookup)(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    fn required(&self, variable: &'static str, example: &str) -> Result<String, ConfigError> {
        self.get(variable)
            .ok_or_else(|| ConfigError { variable, problem: format!("is not set; set it to, for example, {example}") })
    }

    fn parse<T: std::str::FromStr>(
        &self,
        variable: &'static str,
        default: &str,
        takes: &str,
    ) -> Result<T, ConfigError> {
        let value = self.get(variable).unwrap_or_else(|| default.to_owned());
        value.parse().map_err(|_| ConfigError { variable, problem: format!("is \"{value}\" but takes {takes}") })
    }

    fn at_least_one<T: std::str::FromStr + Default + PartialEq>(
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
    fn one_of(&self, variable: &'static str, values: &[&'static str]) -> Result<&'static str, ConfigError> {
        let value = self.get(variable).unwrap_or_else(|| values.first().copied().unwrap_or_default().to_owned());
        values.iter().copied().find(|known| *known == value).ok_or_else(|| ConfigError {
            variable,
            problem: format!("is \"{value}\" but takes {}", values.join(" or ")),
        })
    }

    fn url(&self, variable: &'static str, value: String) -> Result<String, ConfigError> {
        match reqwest::Url::parse(&value) {
            Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => {
                Ok(value.trim_end_matches('/').to_owned())
            }
            _ => Err(ConfigError { variable, problem: format!("is \"{value}\" but takes an http or https URL") }),
        }
    }

    fn workspace(&self) -> Result<Workspace, ConfigError> {
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

    fn vendor(&self) -> Result<VendorConfig, ConfigError> {
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
