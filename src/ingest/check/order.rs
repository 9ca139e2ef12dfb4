//! What makes an order's row acceptable.

use super::super::row::{Given, ItemInput, OrderInput, OrderRow};
use super::{Checked, LONGEST_ID, LONGEST_TEXT, RowCheck, Terms};
use crate::config::Currency;
use crate::customers::Item;

const MOST_ITEMS: usize = 200;

impl Checked for OrderRow {
    type Input = OrderInput;

    fn given_id(input: &OrderInput) -> &str {
        &input.external_id
    }

    fn check(input: OrderInput, terms: &Terms, row: &mut RowCheck<'_>) -> Option<Self> {
        let external_id = row.id("externalId", input.external_id);
        let customer_external_id = row.id("customerExternalId", input.customer_external_id);
        let stamp = row.stamp(input.updated_at, terms);
        let amount_minor = row.money("amount", &input.amount, terms.currency);
        row.currency(input.currency, terms.currency);
        if input.status == Given::Null {
            row.fail("status", "REQUIRED", || "status cannot be cleared. Leave it out to keep it.".to_owned());
        }
        let placed_at = row.instant("placedAt", &input.placed_at);
        let channel = row.text("channel", input.channel, LONGEST_TEXT);
        let items = row.items(input.items, terms.currency);
        Some(Self {
            batch: terms.batch,
            stamp,
            external_id: external_id?,
            customer_external_id: customer_external_id?,
            amount_minor: amount_minor?,
            status: input.status.value(),
            placed_at: placed_at?,
            channel,
            items,
        })
    }
}

impl RowCheck<'_> {
    /// The workspace has one currency; an amount in another would be added to what it cannot be added to.
    fn currency(&mut self, given: Given<String>, ours: Currency) {
        if let Given::Value(code) = given
            && code.trim() != ours.code()
        {
            self.fail("currency", "FOREIGN_CURRENCY", || {
                format!("Orders are in {} here. Convert the amount first.", ours.code())
            });
        }
    }

    fn items(&mut self, given: Given<Vec<ItemInput>>, currency: Currency) -> Given<Vec<Item>> {
        let items = match given {
            Given::Absent => return Given::Absent,
            Given::Null => return Given::Null,
            Given::Value(items) => items,
        };
        if items.len() > MOST_ITEMS {
            self.fail("items", "TOO_MANY", || format!("An order has at most {MOST_ITEMS} items."));
            return Given::Absent;
        }
        let checked = items.into_iter().enumerate().filter_map(|(place, item)| self.item(place, item, currency));
        Given::Value(checked.collect())
    }

    fn item(&mut self, place: usize, item: ItemInput, currency: Currency) -> Option<Item> {
        let field = |name: &str| format!("items.{place}.{name}");
        let optional = |text: Option<String>| text.map_or(Given::Absent, Given::Value);
        let sku = match self.text(&field("sku"), Given::Value(item.sku), LONGEST_ID) {
            Given::Null => {
                self.fail(&field("sku"), "REQUIRED", || "An item has no sku.".to_owned());
                None
            }
            given => given.value(),
        };
        let name = self.text(&field("name"), optional(item.name), LONGEST_TEXT).value();
        let category = self.text(&field("category"), optional(item.category), LONGEST_TEXT).value();
        let quantity = i32::try_from(item.quantity).ok().filter(|quantity| *quantity > 0);
        if quantity.is_none() {
            let message = || format!("An item's quantity is 1 to {}.", i32::MAX);
            self.fail(&field("quantity"), "INVALID_QUANTITY", message);
        }
        let image_url = self.picture(&field("imageUrl"), optional(item.image_url));
        let price_minor = self.money(&field("price"), &item.price, currency)?;
        Some(Item { sku: sku?, name, category, quantity: quantity?, price_minor, image_url })
    }
}
