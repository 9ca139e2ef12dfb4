//! What goals are read as: tables, and what holds of any text.

use proptest::prelude::*;

use super::{Goal, Intent};

#[test]
fn the_reason_for_writing_is_read_from_many_ways_of_putting_it() {
    use Intent::{Discount, Feedback, General, Launch, Reminder, Restock, Seasonal, Thanks, Welcome, WinBack};
    for (text, intent) in [
        ("bring back who has not bought for 3 months", WinBack),
        ("win back lapsed customers with 20% off", WinBack),
        ("Customers who haven’t ordered since spring: get them to return", WinBack),
        ("launch a campaign to bring back dormant buyers", WinBack),
        ("thank our most loyal customers", Thanks),
        ("launch of our new cold brew range", Launch),
        ("announce the new store in Indiranagar", Launch),
        ("20% off on all coffee until Sunday", Discount),
        ("promote our weekend sale", Discount),
        ("launch the Diwali sale", Discount),
        ("Diwali greetings", Seasonal),
        ("remind people about the tasting workshop on Saturday", Reminder),
        ("nudge those who left something in their cart", Reminder),
        ("ask for feedback on their last order", Feedback),
        ("welcome new customers", Welcome),
        ("Monsooned Malabar is back in stock", Restock),
        ("tell people about our roastery tours", General),
        ("x", General),
    ] {
        assert_eq!(Goal::read(text).intent, intent, "{text}");
    }
}

#[test]
fn an_offer_is_carried_over_word_for_word_with_its_condition_its_end_and_its_code() {
    for (text, what, until, code) in [
        ("20% off", "20% off", None, None),
        ("10% off tea", "10% off tea", None, None),
        ("bring them back with ₹200 off filter coffee for a week", "₹200 off filter coffee", None, None),
        ("20% off in our shops, thank the regulars", "20% off in our shops", None, None),
        ("win back lapsed buyers with flat 20% off", "flat 20% off", None, None),
        ("Offer up to 30% off on all coffee for regulars", "up to 30% off on all coffee", None, None),
        (
            "₹500 off on orders above ₹2,000 until 30 November",
            "₹500 off on orders above ₹2,000",
            Some("until 30 November"),
            None,
        ),
        (
            "Rs. 200 off their next order, code SAVE200, till Sunday",
            "Rs 200 off your next order",
            Some("till Sunday"),
            Some("SAVE200"),
        ),
        ("a discount of 15 percent to thank them", "15 percent off", None, None),
        ("10% cashback this weekend only", "10% cashback", Some("this weekend only"), None),
        ("20% off with code SAVE20 on orders above 1500", "20% off with code SAVE20 on orders above 1500", None, None),
        ("15% off, min order 999", "15% off min order 999", None, None),
        ("a discount of 20% for orders above 2000", "20% off for orders above 2000", None, None),
        ("Rs 500 off for orders above Rs 2000", "Rs 500 off for orders above Rs 2000", None, None),
        (
            "10% cashback on orders above 2000 if they get the app",
            "10% cashback on orders above 2000 if you get the app",
            None,
            None,
        ),
        (
            "₹500 off for orders above ₹2000, excluding Gift box",
            "₹500 off for orders above ₹2000 excluding Gift box",
            None,
            None,
        ),
        ("free shipping when they spend over 999", "free shipping when you spend over 999", None, None),
        ("buy one get one free on filter coffee", "Buy one get one free on filter coffee", None, None),
        ("free delivery on every order with coupon FREESHIP", "free delivery on every order", None, Some("FREESHIP")),
        ("promote our summer sale", "our sale", None, None),
        ("२०% off today", "20% off", Some("today"), None),
    ] {
        let offer = Goal::read(text).offer.unwrap_or_else(|| panic!("{text}"));
        assert_eq!(offer.what.to_lowercase(), what.to_lowercase(), "{text}");
        assert_eq!((offer.until.as_deref(), offer.code.as_deref()), (until, code), "{text}");
    }
}

#[test]
fn an_offer_on_terms_that_cannot_be_carried_over_is_left_out_and_that_is_known() {
    for text in [
        "20% off for first-time buyers only",
        "10% off for VIPs and 5% off for everyone else",
        "flat ₹200 off using code CHAI200, only for first orders, till 30 Nov",
        "5% cashback up to ₹100 paid via UPI",
        "a discount of up to 50% on select coffee, T&C apply",
        "15% off this weekend. Not valid on tea.",
        "20% off. Not on tea.",
        "orders above 2000 get 10% off",
        "For orders above ₹2,000: 10% off",
        "On orders above Rs. 2000 give 10% off",
        "spend ₹2000 and get free delivery",
        "Anyone who spends ₹2,000 gets 10% off",
        "orders of ₹2,000 that ship by Friday get 10% off",
        "orders above 2000 placed on the app before Sunday get 10% off",
        "₹2000+ orders get 10% off",
        "Tell them: bills of at least 999 receive a discount",
    ] {
        let goal = Goal::read(text);
        assert_eq!((goal.offer, goal.has_other_terms), (None, true), "{text}");
    }
    for text in [
        "20% off for regulars until Sunday only, code TEA10",
        "win back who spent over 5000 for 10% off",
        "buy 2 get 1 free",
        "customers with over 5 orders get 10% off",
        "Thank customers with more than 5 orders for their loyalty with 10% off",
        "customers who ordered at least 3 times last year get 10% off",
        "nobody heard of us for more than 60 days: 10% off",
    ] {
        assert!(!Goal::read(text).has_other_terms, "{text}");
    }
}

#[test]
fn what_is_no_promise_is_none() {
    for text in [
        "bring back who spent over ₹5,000",
        "thank the top 20% of our customers",
        "no discount this time, only a greeting",
        "feel free to write something warm",
        "people who bought 3 times in 2 months",
        "20% of our people have lapsed",
        "50% off {{ 'x' * 100000000 }} when {% if a %}",
    ] {
        let offer = Goal::read(text).offer;
        assert!(offer.as_ref().is_none_or(|offer| !offer.what.contains(['{', '}'])), "{text}: {offer:?}");
        if !text.contains("50%") {
            assert_eq!(offer, None, "{text}");
        }
    }
}

#[test]
fn a_goal_of_which_nothing_can_be_taken_up_is_known() {
    for (text, nothing) in [
        ("x", true),
        ("improve our brand", true),
        ("tell people about our roastery tours", false),
        ("Diwali greetings", false),
        ("see https://brand.example/new", false),
        ("20% off", false),
        ("thank them", false),
    ] {
        assert_eq!(Goal::read(text).says_nothing(), nothing, "{text}");
    }
}

#[test]
fn a_message_is_about_what_the_goal_names() {
    for (text, subject) in [
        ("launch of our new cold brew range for regulars", Some("cold brew range")),
        ("announce the new store in Indiranagar", Some("store in Indiranagar")),
        ("introduce Monsoon Blend to everyone", Some("Monsoon Blend")),
        ("remind people about the tasting workshop on Saturday", Some("about the tasting workshop on Saturday")),
        ("remind customers to reorder coffee", Some("to reorder coffee")),
        ("remind those with something in their cart", Some("about your cart")),
        ("ask for feedback on their last order", Some("your last order")),
        ("tell people about our roastery tours.", Some("our roastery tours")),
        ("tell people about {{ secrets }}", None),
        ("say hello", None),
    ] {
        assert_eq!(Goal::read(text).subject.as_deref(), subject, "{text}");
    }
    assert_eq!(Goal::read("see https://brand.example/new now").link.as_deref(), Some("https://brand.example/new"));
    assert_eq!(Goal::read("a happy new year to all").occasion.map(|occasion| occasion.label), Some("New Year"));
}

proptest! {
    #[test]
    fn any_text_is_read_and_nothing_that_could_be_a_template_comes_out(text in "\\PC{0,200}") {
        let goal = Goal::read(&text);
        for read in [goal.subject, goal.link, goal.offer.map(|offer| format!("{offer:?}").replacen("Offer {", "", 1))] {
            let read = read.unwrap_or_default();
            prop_assert!(!read.contains("{{") && !read.contains("{%"), "{}", read);
        }
    }
}
