//! Rows as the API takes them. Only their shape is GraphQL's to check; what they say is judged in the domain,
//! row by row, so that one bad amount is one problem with its path and not the end of the call.

use std::borrow::Cow;

use async_graphql::registry::Registry;
use async_graphql::{Enum, InputObject, InputType, InputValueError, InputValueResult, Json, MaybeUndefined, Value};

use super::scalar::{DateTime, Decimal};
use crate::customers::{Consent, OrderStatus};
use crate::ingest::{self, Call, Given};

/// What becomes of a call of which some rows are bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "ingest::ErrorPolicy")]
pub enum ErrorPolicy {
    /// None of its rows is accepted.
    RejectEverything,
    /// The good rows are accepted.
    RejectFailedRows,
}

/// A scalar of the schema whose value is judged in the domain. It registers as the scalar itself, so that the
/// schema has one type and not two.
macro_rules! unjudged {
    ($(#[$doc:meta])* $name:ident($inner:ty) as $scalar:ty, $parse:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name($inner);

        impl InputType for $name {
            type RawValueType = Self;

            fn type_name() -> Cow<'static, str> {
                <$scalar as InputType>::type_name()
            }

            fn create_type_info(registry: &mut Registry) -> String {
                <$scalar as InputType>::create_type_info(registry)
            }

            fn parse(value: Option<Value>) -> InputValueResult<Self> {
                let parse: fn(Value) -> Result<$inner, Value> = $parse;
                parse(value.unwrap_or_default()).map(Self).map_err(InputValueError::expected_type)
            }

            fn to_value(&self) -> Value {
                self.0.clone().into()
            }

            fn as_raw_value(&self) -> Option<&Self> {
                Some(self)
            }
        }

        impl From<$name> for $inner {
            fn from(unjudged: $name) -> Self {
                unjudged.0
            }
        }
    };
}

/// Any string or number, as text. What is neither is handed on as something that is no amount and no instant, so
/// that the domain refuses it with its row and field, as it does any other bad value.
fn text(value: Value) -> Result<String, Value> {
    Ok(match value {
        Value::String(text) => text,
        Value::Number(number) => number.to_string(),
        Value::Boolean(flag) => flag.to_string(),
        Value::Enum(name) => name.to_string(),
        Value::List(_) => "[…]".to_owned(),
        Value::Object(_) | Value::Binary(_) => "{…}".to_owned(),
        Value::Null => return Err(Value::Null),
    })
}

/// A whole number, beyond what an Int holds too.
fn whole(value: Value) -> Result<i64, Value> {
    match value {
        Value::Number(number) => number.as_i64().ok_or(Value::Number(number)),
        other => Err(other),
    }
}

unjudged!(
    /// A DateTime of a row.
    RowDateTime(String) as DateTime, text
);
unjudged!(
    /// A Decimal of a row.
    RowDecimal(String) as Decimal, text
);
unjudged!(
    /// An Int of a row.
    RowInt(i64) as i32, whole
);

/// A customer. What is absent keeps its stored value, null clears it. Texts are trimmed; an empty one counts as
/// null.
#[derive(InputObject)]
pub struct CustomerInput {
    /// The brand's own id, at most 200 characters.
    external_id: String,
    /// Full name, at most 500 characters.
    name: MaybeUndefined<String>,
    /// Where mails go.
    email: MaybeUndefined<String>,
    /// Where text and WhatsApp messages go.
    phone: MaybeUndefined<String>,
    /// Where they live.
    city: MaybeUndefined<String>,
    /// Where they live.
    country: MaybeUndefined<String>,
    /// How often they came.
    visits: MaybeUndefined<RowInt>,
    /// Replaced whole; at most 100.
    tags: MaybeUndefined<Vec<String>>,
    /// Whether they may be messaged.
    consent: MaybeUndefined<Consent>,
    /// A JSON object of at most 100 keys and 16 KB. Merged by key; null removes a key.
    attributes: MaybeUndefined<Json<serde_json::Value>>,
    /// When they became a customer.
    created_at: MaybeUndefined<RowDateTime>,
    /// When the brand's system changed the row: the newest row wins, field by field. The moment of acceptance
    /// where absent.
    updated_at: MaybeUndefined<RowDateTime>,
}

/// An order. What is absent keeps its stored value, null clears it.
#[derive(InputObject)]
pub struct OrderInput {
    /// The brand's own id, at most 200 characters.
    external_id: String,
    /// Whose it is. A customer that is not known yet is created, to be filled in later.
    customer_external_id: String,
    /// What it came to, 0 or more.
    amount: RowDecimal,
    /// ISO 4217. Must be the workspace's.
    currency: MaybeUndefined<String>,
    /// What became of it. Where no row ever says, it is COMPLETED.
    status: MaybeUndefined<OrderStatus>,
    /// When it was placed.
    placed_at: RowDateTime,
    /// Where it was placed: "web".
    channel: MaybeUndefined<String>,
    /// What was bought; replaced whole, at most 200.
    items: MaybeUndefined<Vec<OrderItemInput>>,
    /// When the brand's system changed the row: the newest row wins, field by field. The moment of acceptance
    /// where absent.
    updated_at: MaybeUndefined<RowDateTime>,
}

/// One line of an order.
#[derive(InputObject)]
pub struct OrderItemInput {
    /// The brand's own id of what was bought, at most 200 characters.
    sku: String,
    /// Its name.
    name: Option<String>,
    /// Its group.
    category: Option<String>,
    /// How many, at least 1.
    quantity: RowInt,
    /// The price of one, 0 or more.
    price: RowDecimal,
    /// Its picture: a path of this server, like "/products/tea.svg", or an https address; at most 500 characters.
    image_url: Option<String>,
}

/// Customers to take in.
#[derive(InputObject)]
pub struct CustomersIngestInput {
    /// 1 to 10,000, each id once. Send them as a variable.
    rows: Vec<CustomerInput>,
    /// What bad rows do to the others.
    #[graphql(default_with = "Some(ErrorPolicy::RejectFailedRows)")]
    error_policy: Option<ErrorPolicy>,
    /// At most 200 bytes. The same key with the same input is answered with the same answer for a day, and
    /// nothing is taken in again.
    idempotency_key: Option<String>,
}

/// Orders to take in.
#[derive(InputObject)]
pub struct OrdersIngestInput {
    /// 1 to 10,000, each id once. Send them as a variable.
    rows: Vec<OrderInput>,
    /// What bad rows do to the others.
    #[graphql(default_with = "Some(ErrorPolicy::RejectFailedRows)")]
    error_policy: Option<ErrorPolicy>,
    /// At most 200 bytes. The same key with the same input is answered with the same answer for a day, and
    /// nothing is taken in again.
    idempotency_key: Option<String>,
}

fn call<I, R: From<I>>(rows: Vec<I>, policy: Option<ErrorPolicy>, idempotency_key: Option<String>) -> Call<R> {
    let policy = policy.map(ingest::ErrorPolicy::from).unwrap_or_default();
    Call { rows: rows.into_iter().map(R::from).collect(), policy, idempotency_key }
}

impl From<CustomersIngestInput> for Call<ingest::CustomerInput> {
    fn from(input: CustomersIngestInput) -> Self {
        call(input.rows, input.error_policy, input.idempotency_key)
    }
}

impl From<OrdersIngestInput> for Call<ingest::OrderInput> {
    fn from(input: OrdersIngestInput) -> Self {
        call(input.rows, input.error_policy, input.idempotency_key)
    }
}

fn given<T, U>(value: MaybeUndefined<T>, convert: impl FnOnce(T) -> U) -> Given<U> {
    match value {
        MaybeUndefined::Undefined => Given::Absent,
        MaybeUndefined::Null => Given::Null,
        MaybeUndefined::Value(value) => Given::Value(convert(value)),
    }
}

fn same<T>(value: T) -> T {
    value
}

impl From<CustomerInput> for ingest::CustomerInput {
    fn from(row: CustomerInput) -> Self {
        Self {
            external_id: row.external_id,
            name: given(row.name, same),
            email: given(row.email, same),
            phone: given(row.phone, same),
            city: given(row.city, same),
            country: given(row.country, same),
            visits: given(row.visits, i64::from),
            tags: given(row.tags, same),
            consent: given(row.consent, same),
            attributes: given(row.attributes, |attributes| attributes.0),
            created_at: given(row.created_at, String::from),
            updated_at: given(row.updated_at, String::from),
        }
    }
}

impl From<OrderInput> for ingest::OrderInput {
    fn from(row: OrderInput) -> Self {
        Self {
            external_id: row.external_id,
            customer_external_id: row.customer_external_id,
            amount: row.amount.into(),
            currency: given(row.currency, same),
            status: given(row.status, same),
            placed_at: row.placed_at.into(),
            channel: given(row.channel, same),
            items: given(row.items, |items| items.into_iter().map(ingest::ItemInput::from).collect()),
            updated_at: given(row.updated_at, String::from),
        }
    }
}

impl From<OrderItemInput> for ingest::ItemInput {
    fn from(item: OrderItemInput) -> Self {
        Self {
            sku: item.sku,
            name: item.name,
            category: item.category,
            quantity: item.quantity.into(),
            price: item.price.into(),
            image_url: item.image_url,
        }
    }
}
