//! The fields that a row may have, as the API's `CustomerInput`, `OrderInput` and `OrderItemInput` name them,
//! with the headers that people give them.

use crate::client::ingest::Kind;

/// What a cell must look like. A cell of another shape would fail the whole call, so it is found here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Any text.
    Text,
    /// A whole number of 32 bits.
    Int,
    /// An exact decimal: digits and at most one point.
    Decimal,
    /// RFC 3339; without an offset only where a time zone was named.
    Instant,
    /// One of these, in any case.
    OneOf(&'static [&'static str]),
    /// Texts: a JSON list, or separated by `|` or `;` in a CSV cell.
    Tags,
    /// A JSON object.
    Object,
    /// A JSON list of order items.
    Items,
    /// An attribute that is a number.
    Number,
    /// An attribute that is true or false.
    Flag,
}

/// One field of a row.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// As the API names it.
    pub name: &'static str,
    /// What its cells look like.
    pub shape: Shape,
    /// Whether a row is nothing without it.
    pub required: bool,
    /// Headers that mean it, folded, the likeliest first.
    aliases: &'static [&'static str],
}

const fn required(name: &'static str, shape: Shape, aliases: &'static [&'static str]) -> Field {
    Field { name, shape, required: true, aliases }
}

const fn optional(name: &'static str, shape: Shape, aliases: &'static [&'static str]) -> Field {
    Field { name, shape, required: false, aliases }
}

const CONSENT: Shape = Shape::OneOf(&["GRANTED", "UNKNOWN", "WITHDRAWN"]);
const STATUS: Shape = Shape::OneOf(&["PENDING", "COMPLETED", "CANCELLED", "REFUNDED"]);

const CUSTOMER: &[Field] = &[
    required("externalId", Shape::Text, &["customerid", "customerexternalid", "id", "customer"]),
    optional("name", Shape::Text, &["fullname", "customername"]),
    optional("email", Shape::Text, &["emailaddress", "mail"]),
    optional("phone", Shape::Text, &["phonenumber", "mobile", "mobilenumber"]),
    optional("city", Shape::Text, &["town"]),
    optional("country", Shape::Text, &[]),
    optional("visits", Shape::Int, &["visitcount"]),
    optional("tags", Shape::Tags, &["labels"]),
    optional("consent", CONSENT, &["marketingconsent"]),
    optional("attributes", Shape::Object, &[]),
    optional("createdAt", Shape::Instant, &["created", "signedupat", "signupdate", "joinedat", "registeredat"]),
    optional("updatedAt", Shape::Instant, &["updated", "modifiedat", "lastmodified"]),
];

const ORDER: &[Field] = &[
    required("externalId", Shape::Text, &["orderid", "orderexternalid", "ordernumber", "id", "order"]),
    required("customerExternalId", Shape::Text, &["customerid", "customer"]),
    required("amount", Shape::Decimal, &["orderamount", "ordertotal"]),
    optional("currency", Shape::Text, &["currencycode"]),
    optional("status", STATUS, &["orderstatus"]),
    required("placedAt", Shape::Instant, &["orderedat", "orderdate", "createdat", "date"]),
    optional("channel", Shape::Text, &["orderchannel"]),
    optional("items", Shape::Items, &["lineitems"]),
    optional("updatedAt", Shape::Instant, &["updated", "modifiedat", "lastmodified"]),
];

const ITEM: &[Field] = &[
    required("sku", Shape::Text, &[]),
    optional("name", Shape::Text, &[]),
    optional("category", Shape::Text, &[]),
    required("quantity", Shape::Int, &[]),
    required("price", Shape::Decimal, &[]),
    optional("imageUrl", Shape::Text, &[]),
];

/// The fields of a kind of rows.
pub fn fields(kind: Kind) -> &'static [Field] {
    match kind {
        Kind::Customers => CUSTOMER,
        Kind::Orders => ORDER,
    }
}

/// The fields of an order's items.
pub fn item_fields() -> &'static [Field] {
    ITEM
}

/// The field of exactly this name.
pub fn named(fields: &'static [Field], name: &str) -> Option<&'static Field> {
    fields.iter().find(|field| field.name == name)
}

/// How well a header fits a field: 0 is its own name, then its aliases in order.
pub fn fit(field: &Field, header: &str) -> Option<usize> {
    let folded = fold(header);
    if folded == fold(field.name) {
        return Some(0);
    }
    field.aliases.iter().position(|alias| *alias == folded).map(|place| place + 1)
}

/// "Customer_ID" and "customerId" are one header.
fn fold(header: &str) -> String {
    header.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_known_however_they_are_spelt() {
        let id = named(fields(Kind::Customers), "externalId").unwrap();
        for header in ["externalId", "external_id", "External ID", "EXTERNAL-ID"] {
            assert_eq!(fit(id, header), Some(0), "{header}");
        }
        assert_eq!(fit(id, "customer_id"), Some(1));
        assert_eq!(fit(id, "quantity"), None);
    }

    #[test]
    fn aliases_are_written_folded() {
        for field in CUSTOMER.iter().chain(ORDER).chain(ITEM) {
            for alias in field.aliases {
                assert_eq!(fold(alias), *alias, "{}", field.name);
            }
        }
    }
}
