//! Whether a template says something: to everybody whom it does not leave out for a missing value, or to anybody at
//! all. Told from the tree alone, on the safe side: what is not sure is not promised.

use minijinja::Value;
use minijinja::machinery::ast::{Expr, Filter, IfCond, Stmt};

use super::grammar::constant_argument;

/// Whether everybody for whom the template can be rendered reads something: some part that is always there is
/// never blank.
pub fn always(template: &Stmt<'_>) -> bool {
    match template {
        Stmt::Template(template) => template.children.iter().any(always),
        Stmt::EmitRaw(raw) => !raw.raw.trim().is_empty(),
        Stmt::EmitExpr(printed) => never_blank(&printed.expr),
        _ => false,
    }
}

/// Whether anybody could read something. No part that is always there may fail for everybody.
pub fn ever(template: &Stmt<'_>) -> bool {
    match template {
        Stmt::Template(template) => {
            template.children.iter().all(|part| !always_fails(part)) && template.children.iter().any(ever)
        }
        Stmt::EmitRaw(raw) => !raw.raw.trim().is_empty(),
        Stmt::EmitExpr(printed) => says(&printed.expr),
        Stmt::IfCond(choice) => possible(choice).any(|body| body.iter().any(ever)),
        _ => false,
    }
}

/// The bodies that a choice may come to.
fn possible<'c, 'a>(choice: &'c IfCond<'a>) -> impl Iterator<Item = &'c Vec<Stmt<'a>>> {
    let known = match &choice.expr {
        Expr::Const(constant) => Some(constant.value.is_true()),
        _ => None,
    };
    let bodies = [(true, &choice.true_body), (false, &choice.false_body)];
    bodies.into_iter().filter(move |(when, _)| known.is_none_or(|known| known == *when)).map(|(_, body)| body)
}

/// A filter of something blank: it refuses what is not known, and a blank text counts as that.
fn always_fails(part: &Stmt<'_>) -> bool {
    matches!(part, Stmt::EmitExpr(printed)
        if matches!(&printed.expr, Expr::Filter(filter) if filter.name != "default" && !says(&printed.expr)))
}

/// Whether an expression that is printed, and does not leave the person out, comes to more than blanks. What is
/// known of a person is never blank.
pub fn never_blank(expression: &Expr<'_>) -> bool {
    match expression {
        Expr::Const(constant) => is_solid(&constant.value),
        Expr::Var(_) | Expr::GetAttr(_) | Expr::GetItem(_) => true,
        Expr::Filter(filter) if filter.name == "default" => fallback(filter),
        // How a date is written may be blank.
        Expr::Filter(filter) => filter.name != "date" && filter.expr.as_ref().is_some_and(never_blank),
        _ => false,
    }
}

/// Whether an expression may come to more than blanks.
fn says(expression: &Expr<'_>) -> bool {
    match expression {
        Expr::Const(constant) => is_solid(&constant.value),
        Expr::Filter(filter) => {
            filter.expr.as_ref().is_some_and(says) || (filter.name == "default" && fallback(filter))
        }
        Expr::IfExpr(choice) => says(&choice.true_expr) || choice.false_expr.as_ref().is_some_and(says),
        Expr::BinOp(operation) => says(&operation.left) || says(&operation.right),
        _ => true,
    }
}

/// Whether what `default` falls back on is more than blanks.
fn fallback(filter: &Filter<'_>) -> bool {
    filter.args.first().and_then(constant_argument).is_some_and(|value| is_solid(&value))
}

fn is_solid(value: &Value) -> bool {
    !value.is_none() && !value.is_undefined() && value.as_str().is_none_or(|text| !text.trim().is_empty())
}
