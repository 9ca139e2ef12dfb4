//! Relay connections: how every list looks.

use async_graphql::{OutputType, SimpleObject, TypeName};
use std::borrow::Cow;

use crate::db::page::Page;

/// Where a page lies in its list.
#[derive(Clone, Debug, SimpleObject)]
pub struct PageInfo {
    /// Whether there is more behind the last edge.
    pub has_next_page: bool,
    /// Whether there is more before the first edge.
    pub has_previous_page: bool,
    /// The cursor of the first edge.
    pub start_cursor: Option<String>,
    /// The cursor of the last edge.
    pub end_cursor: Option<String>,
}

/// The names of a noun's connection and edge types.
pub trait Noun: OutputType {
    /// "CampaignConnection"
    const CONNECTION: &'static str;
    /// "CampaignEdge"
    const EDGE: &'static str;
}

impl<T: Noun + Clone> TypeName for Connection<T> {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed(T::CONNECTION)
    }
}
impl<T: Noun> TypeName for Edge<T> {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed(T::EDGE)
    }
}

/// One row of a list with its cursor.
#[derive(SimpleObject)]
#[graphql(name_type)]
pub struct Edge<T: Noun> {
    /// Opaque; pass it as `after` or `before`.
    pub cursor: String,
    /// The row.
    pub node: T,
}

/// A page of a list.
#[derive(SimpleObject)]
#[graphql(name_type)]
pub struct Connection<T: Noun + Clone> {
    /// The rows with their cursors.
    pub edges: Vec<Edge<T>>,
    /// The rows alone.
    pub nodes: Vec<T>,
    /// Where the page lies in the list.
    pub page_info: PageInfo,
}

impl<T: Noun + Clone> Connection<T> {
    /// A page of domain rows, each turned into its GraphQL type.
    pub fn of<D>(page: Page<D>, wrap: impl Fn(D) -> T) -> Self {
        let edges: Vec<Edge<T>> = page.rows.into_iter().map(|(cursor, row)| Edge { cursor, node: wrap(row) }).collect();
        Self {
            page_info: PageInfo {
                has_next_page: page.has_next,
                has_previous_page: page.has_previous,
                start_cursor: edges.first().map(|edge| edge.cursor.clone()),
                end_cursor: edges.last().map(|edge| edge.cursor.clone()),
            },
            nodes: edges.iter().map(|edge| edge.node.clone()).collect(),
            edges,
        }
    }
}
