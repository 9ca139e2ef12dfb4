//! What of the template language may be used: an allow-list, walked over the parsed tree before anything is
//! compiled (compiling already computes constants: `'x' * 100000000`). What is not named here is refused, so a
//! construct that a later version of the language adds is refused as well.
//!
//! The same walk finds what the message needs to know of a person ([`Needs`]); what it says, and whether to everyone,
//! is [`super::saying`]'s.

use minijinja::machinery::ast::{BinOpKind, CallArg, CompareOpKind, Expr, Filter, Stmt, Test, UnaryOpKind};
use minijinja::machinery::parse;
use minijinja::value::ValueKind;
use minijinja::{Error, Value};

use super::{Field, Needs, VARIABLES, filters, saying};
use crate::problem::Problem;

/// Numbers that everyone has: only these can be compared as more or less.
const NUMBERS: [&str; 3] = ["spend", "order_count", "visits"];

/// The most bytes that a number of [`NUMBERS`] takes, however it is written.
const LONGEST_NUMBER: usize = 64;

/// Walks the whole template; returns what it needs, or all that is wrong with it.
pub fn check(text: &str) -> Result<Needs, Vec<Problem>> {
    let tree = parse(text, super::NAME, Default::default()).map_err(|error| vec![syntax_problem(&error)])?;
    let mut walk = Walk::default();
    walk.needs.own_bytes = text.len();
    walk.statement(&tree, Certainty::Always);
    if walk.problems.is_empty() && !saying::ever(&tree) {
        let message = "This message never says anything. Write what everybody is to read.".to_owned();
        walk.refuse("SAYS_NOTHING", message);
    }
    walk.needs.depends |= !saying::always(&tree);
    if walk.problems.is_empty() { Ok(walk.needs) } else { Err(walk.problems) }
}

/// The parser's complaint, for a person.
pub fn syntax_problem(error: &Error) -> Problem {
    let detail = error.detail().unwrap_or("it cannot be read");
    let place = error.line().filter(|line| *line > 1).map(|line| format!(" in line {line}")).unwrap_or_default();
    Problem::at("", "INVALID_TEMPLATE", format!("The message has a mistake{place}: {detail}."))
}

/// Whether a part of the template is always rendered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Certainty {
    Always,
    Sometimes,
}

/// Whether a value that is not known is fine where it stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unknown {
    Fine,
    LeavesOut(Certainty),
}

#[derive(Default)]
struct Walk {
    needs: Needs,
    problems: Vec<Problem>,
}

impl Walk {
    fn refuse(&mut self, code: &'static str, message: String) {
        let problem = Problem::at("", code, message);
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    fn unavailable(&mut self, what: &str) {
        self.refuse("INVALID_TEMPLATE", format!("A message cannot use {what}; variables, if and filters are there."));
    }

    fn statements(&mut self, statements: &[Stmt<'_>], certainty: Certainty) {
        for statement in statements {
            self.statement(statement, certainty);
        }
    }

    fn statement(&mut self, statement: &Stmt<'_>, certainty: Certainty) {
        match statement {
            Stmt::Template(template) => self.statements(&template.children, certainty),
            Stmt::EmitRaw(_) => {}
            Stmt::EmitExpr(printed) => {
                self.printed(&printed.expr);
                self.expression(&printed.expr, Unknown::LeavesOut(certainty));
            }
            Stmt::IfCond(condition) => {
                self.expression(&condition.expr, Unknown::Fine);
                self.statements(&condition.true_body, Certainty::Sometimes);
                self.statements(&condition.false_body, Certainty::Sometimes);
            }
            Stmt::ForLoop(_) => self.unavailable("loops"),
            Stmt::Set(_) | Stmt::SetBlock(_) | Stmt::WithBlock(_) => self.unavailable("variables of its own"),
            Stmt::Macro(_) | Stmt::CallBlock(_) => self.unavailable("macros"),
            _ => self.unavailable("this kind of block"),
        }
    }

    /// "True" and "None" are no words for a customer.
    fn printed(&mut self, expression: &Expr<'_>) {
        match expression {
            Expr::Const(constant) if matches!(constant.value.kind(), ValueKind::Bool | ValueKind::None) => {
                self.refuse("INVALID_TEMPLATE", "A message cannot print true, false or none.".to_owned());
            }
            Expr::Compare(_) | Expr::Test(_) => self.printed_condition(),
            Expr::BinOp(operation) if compares(operation.op) => self.printed_condition(),
            Expr::UnaryOp(operation) if matches!(operation.op, UnaryOpKind::Not) => self.printed_condition(),
            Expr::IfExpr(choice) => {
                self.printed(&choice.true_expr);
                choice.false_expr.iter().for_each(|otherwise| self.printed(otherwise));
            }
            _ => {}
        }
    }

    fn printed_condition(&mut self) {
        let message = "A condition prints True or False; use it in {% if … %}.".to_owned();
        self.refuse("INVALID_TEMPLATE", message);
    }

    fn expression(&mut self, expression: &Expr<'_>, unknown: Unknown) {
        match expression {
            // Case may make a letter three times as long; once it is counted already.
            Expr::Const(constant) => {
                self.needs.own_bytes += 2 * constant.value.as_str().map_or(LONGEST_NUMBER, str::len)
            }
            Expr::Var(variable) => self.variable(variable.id, unknown),
            Expr::GetAttr(access) => self.attribute(&access.expr, Some(access.name), unknown),
            Expr::GetItem(access) => {
                self.attribute(&access.expr, constant_text(&access.subscript_expr).as_deref(), unknown)
            }
            Expr::Filter(filter) => self.filter(filter, unknown),
            Expr::Test(test) => self.test(test),
            Expr::UnaryOp(operation) => match operation.op {
                UnaryOpKind::Not => self.expression(&operation.expr, Unknown::Fine),
                UnaryOpKind::Neg if matches!(operation.expr, Expr::Const(_)) => {}
                UnaryOpKind::Neg => self.unavailable("arithmetic"),
            },
            Expr::BinOp(operation) => self.operation(operation.op, &operation.left, &operation.right),
            Expr::Compare(comparison) => {
                for step in &comparison.ops {
                    self.comparison(step.op, &comparison.expr, &step.expr);
                }
            }
            Expr::IfExpr(choice) => {
                self.expression(&choice.test_expr, Unknown::Fine);
                let inside = sometimes(unknown);
                self.expression(&choice.true_expr, inside);
                match &choice.false_expr {
                    Some(otherwise) => self.expression(otherwise, inside),
                    // "{{ 'x' if city }}" is unknown where city is.
                    None => self.needs.depends |= unknown != Unknown::Fine,
                }
            }
            Expr::Call(_) => self.unavailable("functions"),
            Expr::List(_) | Expr::Tuple(_) | Expr::Map(_) | Expr::Slice(_) => self.unavailable("lists"),
        }
    }

    fn variable(&mut self, name: &str, unknown: Unknown) {
        match name {
            "name" | "first_name" => self.need(Field::Name, unknown),
            "city" => self.need(Field::City, unknown),
            "country" => self.need(Field::Country, unknown),
            "last_order_at" => self.need(Field::LastOrder, unknown),
            "spend" | "order_count" | "visits" => self.needs.own_bytes += LONGEST_NUMBER,
            "attributes" => self.refuse("INVALID_TEMPLATE", "Name the attribute: attributes.tier.".to_owned()),
            other => {
                let known = VARIABLES.join(", ");
                self.refuse(
                    "UNKNOWN_VARIABLE",
                    format!("There is no variable \"{}\"; there are {known} and attributes.….", shortened(other)),
                );
            }
        }
    }

    fn attribute(&mut self, of: &Expr<'_>, name: Option<&str>, unknown: Unknown) {
        match (of, name) {
            (Expr::Var(variable), Some(name)) if variable.id == "attributes" => {
                self.need(Field::Attribute(name.to_owned()), unknown);
            }
            (Expr::Var(variable), _) if variable.id != "attributes" && !VARIABLES.contains(&variable.id) => {
                self.variable(variable.id, unknown);
            }
            _ => self.unavailable("parts of values other than attributes.name"),
        }
    }

    fn need(&mut self, field: Field, unknown: Unknown) {
        self.needs.printed.push(field.clone());
        match unknown {
            Unknown::Fine => {}
            Unknown::LeavesOut(Certainty::Always) => {
                self.needs.fields.insert(field);
            }
            Unknown::LeavesOut(Certainty::Sometimes) => self.needs.depends = true,
        }
    }

    fn filter(&mut self, filter: &Filter<'_>, unknown: Unknown) {
        let Some((_, most)) = filters::FILTERS.iter().find(|(name, _)| *name == filter.name) else {
            let known = filters::FILTERS.map(|(name, _)| name).join(", ");
            let message = format!("There is no filter \"{}\"; there are {known}.", shortened(filter.name));
            return self.refuse("UNKNOWN_FILTER", message);
        };
        let constants: Option<Vec<Value>> = filter.args.iter().map(constant_argument).collect();
        match (filter.name, constants.as_deref()) {
            (name, None) => self.invalid_arguments(name, "takes a text or number written out"),
            (name, Some(given)) if given.len() > *most => self.invalid_arguments(name, "has too many arguments"),
            ("default", Some([])) => self.invalid_arguments("default", "takes what to say instead: default('there')"),
            ("truncate", Some([])) => self.invalid_arguments("truncate", "takes how many characters: truncate(20)"),
            ("truncate" | "round", Some([number])) if !is_small_number(number) => {
                self.invalid_arguments(filter.name, "takes a whole number from 0 to 4096");
            }
            ("date", _) if filter.expr.as_ref().is_some_and(is_number) => {
                self.invalid_arguments("date", "takes a date, like last_order_at, and no number");
            }
            ("date", Some([format])) if !format.as_str().is_some_and(filters::is_date_format) => {
                self.invalid_arguments("date", "takes a format like '%d %b %Y'");
            }
            _ => {}
        }
        let Some(inner) = &filter.expr else { return self.unavailable("filter blocks") };
        let inside = match (filter.name, unknown) {
            ("default", _) => Unknown::Fine,
            // A filter refuses what is not known, wherever it stands.
            (_, Unknown::Fine) => Unknown::LeavesOut(Certainty::Sometimes),
            (_, given) => given,
        };
        // Whether a text can be read as a number or date is not a matter of being known.
        self.needs.depends |= matches!(filter.name, "round" | "number" | "money" | "date") && !is_number(inner);
        // A filter refuses what is blank, too.
        self.needs.depends |= filter.name != "default" && !saying::never_blank(inner);
        self.expression(inner, inside);
    }

    fn invalid_arguments(&mut self, filter: &str, complaint: &str) {
        self.refuse("INVALID_TEMPLATE", format!("The filter {filter} {complaint}."));
    }

    fn test(&mut self, test: &Test<'_>) {
        if !matches!(test.name, "defined" | "undefined") || !test.args.is_empty() {
            self.unavailable("tests other than \"is defined\" and \"is undefined\"");
        }
        self.expression(&test.expr, Unknown::Fine);
    }

    fn operation(&mut self, operator: BinOpKind, left: &Expr<'_>, right: &Expr<'_>) {
        let compared = match operator {
            BinOpKind::ScAnd | BinOpKind::ScOr => {
                // The result may be either side, known or not.
                self.needs.depends = true;
                self.expression(left, Unknown::Fine);
                return self.expression(right, Unknown::Fine);
            }
            BinOpKind::Eq => CompareOpKind::Eq,
            BinOpKind::Ne => CompareOpKind::Ne,
            BinOpKind::Lt => CompareOpKind::Lt,
            BinOpKind::Lte => CompareOpKind::Lte,
            BinOpKind::Gt => CompareOpKind::Gt,
            BinOpKind::Gte => CompareOpKind::Gte,
            BinOpKind::In => CompareOpKind::In,
            _ => return self.unavailable("arithmetic"),
        };
        self.comparison(compared, left, right);
    }

    fn comparison(&mut self, operator: CompareOpKind, left: &Expr<'_>, right: &Expr<'_>) {
        match operator {
            CompareOpKind::Eq | CompareOpKind::Ne => self.expression(right, Unknown::Fine),
            CompareOpKind::In | CompareOpKind::NotIn => {
                let listed =
                    matches!(right, Expr::List(list) if list.items.iter().all(|item| matches!(item, Expr::Const(_))));
                if !listed {
                    self.unavailable("\"in\" without a list of texts");
                }
            }
            _ if is_number(left) && matches!(right, Expr::Const(_)) => {}
            _ => self.unavailable("more and less, except for spend, order_count and visits against a number"),
        }
        self.expression(left, Unknown::Fine);
    }
}

fn sometimes(unknown: Unknown) -> Unknown {
    match unknown {
        Unknown::Fine => Unknown::Fine,
        Unknown::LeavesOut(_) => Unknown::LeavesOut(Certainty::Sometimes),
    }
}

fn is_number(expression: &Expr<'_>) -> bool {
    match expression {
        Expr::Var(variable) => NUMBERS.contains(&variable.id),
        Expr::Const(constant) => constant.value.is_number(),
        Expr::Filter(filter) if filter.name == "round" => filter.expr.as_ref().is_some_and(is_number),
        _ => false,
    }
}

fn compares(operation: BinOpKind) -> bool {
    use BinOpKind::{Eq, Gt, Gte, In, Lt, Lte, Ne};
    matches!(operation, Eq | Ne | Lt | Lte | Gt | Gte | In)
}

fn constant_text(expression: &Expr<'_>) -> Option<String> {
    match expression {
        Expr::Const(constant) => constant.value.as_str().map(str::to_owned),
        _ => None,
    }
}

pub(super) fn constant_argument(argument: &CallArg<'_>) -> Option<Value> {
    match argument {
        CallArg::Pos(Expr::Const(constant)) => Some(constant.value.clone()),
        _ => None,
    }
}

fn is_small_number(value: &Value) -> bool {
    !value.is_undefined() && usize::try_from(value.clone()).is_ok_and(|number| number <= super::LONGEST)
}

fn shortened(name: &str) -> String {
    name.chars().take(40).collect()
}
