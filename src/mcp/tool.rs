//! What a tool is, and how one is run: its arguments are read, with the path of what has the wrong shape, and what it
//! gives is structured content, with the same as text beside it for clients that know no other.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use rmcp::model::{CallToolResult, JsonObject, Tool as Described, ToolAnnotations};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use serde_path_to_error::{Path, Segment};

use super::refusal::Refusal;
use crate::app::App;
use crate::auth::Ctx;
use crate::problem::Problem;

/// How long a tool may take, models apart: longer than all of its statements may.
const LONGEST: Duration = Duration::from_secs(60);
/// What is said of a value of the wrong shape, in characters: the value itself may be in it.
const LONGEST_MESSAGE: usize = 300;

/// Who calls, and what with.
#[derive(Clone)]
pub struct Call {
    /// The handles.
    pub app: App,
    /// Who asks.
    pub ctx: Ctx,
}

/// What a tool does to the world, as clients that ask before they act want to know it.
#[derive(Clone, Copy, Debug)]
pub enum Effect {
    /// Nothing.
    Reads,
    /// Adds something; doing it again adds another.
    Adds,
    /// Merges rows by their ids; doing it again changes nothing.
    Merges,
    /// Reaches people outside, and cannot be taken back.
    Sends,
}

impl Effect {
    fn annotations(self, title: &str) -> ToolAnnotations {
        let (reads, destroys, repeats, outside) = match self {
            Self::Reads => (true, false, true, false),
            Self::Adds => (false, false, false, false),
            Self::Merges => (false, true, true, false),
            Self::Sends => (false, true, false, true),
        };
        ToolAnnotations::with_title(title)
            .read_only(reads)
            .destructive(destroys)
            .idempotent(repeats)
            .open_world(outside)
    }
}

/// Something that an agent may call.
pub trait Tool: 'static {
    /// Its arguments.
    type Takes: DeserializeOwned + JsonSchema + Send;
    /// What comes of it.
    type Gives: Serialize + JsonSchema;

    /// By which it is called.
    const NAME: &'static str;
    /// For people.
    const TITLE: &'static str;
    /// For a model: what it does, what it takes care of, which permission it needs.
    const DESCRIPTION: &'static str;
    /// What it does to the world.
    const EFFECT: Effect;

    /// Does it.
    fn run(call: &Call, takes: Self::Takes) -> impl Future<Output = Result<Self::Gives, Refusal>> + Send;
}

/// A tool, told apart by its name alone.
pub type Run = fn(Call, JsonObject) -> BoxFuture<'static, CallToolResult>;

/// All tools, in the order in which they are listed.
#[derive(Default)]
pub struct Toolbox(Vec<(Described, Run)>);

impl Toolbox {
    /// With one tool more.
    #[must_use]
    pub fn with<T: Tool>(mut self) -> Self {
        let described = Described::new(T::NAME, T::DESCRIPTION, schema::<T::Takes>(SchemaSettings::draft2020_12()))
            .with_title(T::TITLE)
            .with_raw_output_schema(schema::<T::Gives>(SchemaSettings::draft2020_12().for_serialize()))
            .with_annotations(T::EFFECT.annotations(T::TITLE));
        self.0.push((described, run::<T>));
        self
    }

    /// As they are listed.
    pub fn described(&self) -> Vec<Described> {
        self.0.iter().map(|(described, _)| described.clone()).collect()
    }

    /// The tool of a name.
    pub fn find(&self, name: &str) -> Option<Run> {
        self.0.iter().find(|(described, _)| described.name == name).map(|(_, run)| *run)
    }
}

fn run<T: Tool>(call: Call, arguments: JsonObject) -> BoxFuture<'static, CallToolResult> {
    Box::pin(async move {
        let gives = ended::<T, _>(&call, async {
            let gives = T::run(&call, read(arguments)?).await?;
            serde_json::to_value(gives).map_err(|error| Refusal::internal(&error))
        });
        gives.await.map_or_else(CallToolResult::from, CallToolResult::structured)
    })
}

/// What a tool does, brought to an end: nobody answers for it where it panics or hangs, and whoever asked would wait for
/// ever. Models are given the time that they may take.
pub async fn ended<T: Tool, R>(call: &Call, work: impl Future<Output = Result<R, Refusal>>) -> Result<R, Refusal> {
    let models = call.app.config.ollama.as_ref().map_or(Duration::ZERO, |ollama| ollama.timeout * 2);
    within((T::NAME, LONGEST + models), work).await
}

async fn within<R>(
    (name, limit): (&'static str, Duration),
    work: impl Future<Output = Result<R, Refusal>>,
) -> Result<R, Refusal> {
    match tokio::time::timeout(limit, AssertUnwindSafe(work).catch_unwind()).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(Refusal::internal(&Panicked(name))),
        Err(_) => Err(Refusal::timeout(limit)),
    }
}

/// A tool that broke off; why was written where it did.
#[derive(Debug, thiserror::Error)]
#[error("the tool {0} panicked")]
struct Panicked(&'static str);

/// Reads arguments, or says where they have the wrong shape.
fn read<T: DeserializeOwned>(arguments: JsonObject) -> Result<T, Problem> {
    serde_path_to_error::deserialize(Value::Object(arguments)).map_err(|error| {
        let path = dotted(error.path());
        let message: String = error.into_inner().to_string().chars().take(LONGEST_MESSAGE).collect();
        Problem::at(path, "INVALID_ARGUMENT", format!("This has the wrong shape: {message}."))
    })
}

/// As paths of problems are written: "rows.17.visits".
fn dotted(path: &Path) -> String {
    let steps = path.iter().filter_map(|step| match step {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(key.clone()),
        Segment::Enum { variant } => Some(variant.clone()),
        Segment::Unknown => None,
    });
    steps.collect::<Vec<_>>().join(".")
}

/// The schema of a type, whose root is an object: clients take no other.
pub fn schema<T: JsonSchema>(settings: SchemaSettings) -> Arc<JsonObject> {
    let schema = settings.into_generator().into_root_schema_for::<T>();
    let mut root = match schema.to_value() {
        Value::Object(root) => root,
        _ => JsonObject::new(),
    };
    root.entry("type").or_insert(json!("object"));
    root.entry("properties").or_insert(json!({}));
    Arc::new(root)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::segments::input::RuleInput;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    struct Takes {
        rows: Vec<Row>,
        rule: Option<RuleInput>,
    }

    #[derive(Debug, Deserialize)]
    struct Row {
        visits: i32,
    }

    #[test]
    fn what_has_the_wrong_shape_is_named_with_its_path() {
        let cases = [
            (json!({ "rows": [{ "visits": 1 }, { "visits": "many" }] }), "rows.1.visits"),
            (json!({ "rows": [], "rule": { "any": [{ "visits": { "gte": "x" } }] } }), "rule.any.0.visits.gte"),
            (json!({ "rows": [], "rule": { "spend": { "above": 1 } } }), "rule.spend"),
            (json!({ "rowz": [] }), "rowz"),
            (json!({}), ""),
        ];
        for (arguments, path) in cases {
            let Value::Object(map) = arguments.clone() else { unreachable!() };
            let problem = read::<Takes>(map).unwrap_err();
            assert_eq!((problem.path.as_str(), problem.code.as_ref()), (path, "INVALID_ARGUMENT"), "{arguments}");
        }
        let Value::Object(map) = json!({ "rows": [{ "visits": 3 }] }) else { unreachable!() };
        let takes: Takes = read(map).unwrap();
        assert_eq!((takes.rows[0].visits, takes.rule), (3, None));
    }

    #[tokio::test]
    async fn a_tool_that_panics_or_hangs_is_answered_for() {
        let limit = ("probe", Duration::from_secs(60));
        let done = within(limit, async { Ok(1) }).await;
        assert!(matches!(done, Ok(1)), "{done:?}");
        let broken = within(limit, async { [].get(1).copied().map(Ok::<i32, Refusal>).unwrap() }).await.unwrap_err();
        assert_eq!(broken.told(), "Something went wrong on our side.");
        let limit = ("probe", Duration::from_millis(1));
        let hung = within(limit, std::future::pending::<Result<i32, Refusal>>()).await.unwrap_err();
        assert!(hung.told().contains("was given up"), "{hung:?}");
    }

    #[test]
    fn a_long_value_is_not_repeated_whole() {
        let Value::Object(map) = json!({ "rows": [{ "visits": "x".repeat(100_000) }] }) else { unreachable!() };
        assert!(read::<Takes>(map).unwrap_err().message.len() < 500);
    }
}
