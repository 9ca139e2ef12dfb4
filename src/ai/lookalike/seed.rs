//! Whether a seed is drawn by what is compared. Its customers are alike in that because the rule says so, and to find
//! those who were kept back among others proves less: the rule, too, would have found them.

use crate::segments::rule::{Condition, DateField, Node};

/// What a rule asks of the behaviour that is compared, each once, in the rule's order; segments that it names included.
pub fn behaviour_asked(node: &Node) -> Vec<&'static str> {
    let mut asked = Vec::new();
    collect(node, &mut asked);
    asked
}

fn collect(node: &Node, asked: &mut Vec<&'static str>) {
    match node {
        Node::All(nodes) | Node::Any(nodes) => nodes.iter().for_each(|node| collect(node, asked)),
        Node::Not(node) => collect(node, asked),
        Node::Segment(segment) => collect(&segment.rule, asked),
        Node::Everyone => {}
        Node::Condition(condition) => {
            asked.extend(behaviour(condition).filter(|behaviour| !asked.contains(behaviour)));
        }
    }
}

fn behaviour(condition: &Condition) -> Option<&'static str> {
    match condition {
        Condition::Spend(_) => Some("the total spend"),
        Condition::AverageOrderValue(_) => Some("the average order value"),
        Condition::OrderCount(_) => Some("the number of orders"),
        Condition::Visits(_) => Some("the number of visits"),
        Condition::Date(DateField::FirstOrderAt, _) => Some("the first order"),
        Condition::Date(DateField::LastOrderAt, _) => Some("the last order"),
        Condition::Date(DateField::CreatedAt, _) => Some("when they joined"),
        Condition::Tier(..) => Some("the tier"),
        Condition::ChurnRisk(..) => Some("the churn risk"),
        Condition::Orders(_) => Some("certain orders"),
        Condition::Lookalike(_) => Some("being like others"),
        Condition::Text(..) | Condition::Tag(_) | Condition::Consent(_) | Condition::Attribute(..) => None,
    }
}
