//! The operations that run on one socket.

use std::future::poll_fn;
use std::task::{Context, Poll};

use async_graphql::Response;
use futures::StreamExt;
use futures::stream::BoxStream;

use crate::http::transport::Counted;

/// By id. They are few, so a list is smaller and quicker than a map.
#[derive(Default)]
pub struct Running {
    operations: Vec<Operation>,
    turn: usize,
}

struct Operation {
    id: Box<str>,
    results: BoxStream<'static, Response>,
    _counted: Counted,
}

impl Running {
    pub fn len(&self) -> usize {
        self.operations.len()
    }

    pub fn contains(&self, id: &str) -> bool {
        self.operations.iter().any(|operation| &*operation.id == id)
    }

    /// Takes one up under an id that none has.
    pub fn add(&mut self, id: Box<str>, results: BoxStream<'static, Response>) {
        let counted = Counted::in_gauge(metrics::gauge!("xeno_socket_operations_open"));
        self.operations.push(Operation { id, results, _counted: counted });
    }

    /// Ends one, if it runs.
    pub fn remove(&mut self, id: &str) {
        self.operations.retain(|operation| &*operation.id != id);
    }

    /// The next result of any, and whose it is; `None` as the result says that it has ended and is no longer
    /// here. Waits for ever while there are no operations. They take turns, so that none starves another.
    pub async fn next(&mut self) -> (Box<str>, Option<Response>) {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<(Box<str>, Option<Response>)> {
        let count = self.operations.len();
        for offset in 0..count {
            let at = (self.turn + offset) % count;
            let operation = &mut self.operations[at];
            match operation.results.poll_next_unpin(context) {
                Poll::Pending => {}
                Poll::Ready(Some(response)) => {
                    self.turn = at + 1;
                    return Poll::Ready((operation.id.clone(), Some(response)));
                }
                Poll::Ready(None) => return Poll::Ready((self.operations.swap_remove(at).id, None)),
            }
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use futures::{FutureExt, stream};

    use super::*;

    fn endless() -> BoxStream<'static, Response> {
        stream::repeat_with(|| Response::new(async_graphql::Value::Null)).boxed()
    }

    #[tokio::test]
    async fn operations_take_turns() {
        let mut running = Running::default();
        for id in ["a", "b", "c"] {
            running.add(id.into(), endless());
        }
        let mut heard = String::new();
        for _ in 0..6 {
            heard.push_str(&running.next().await.0);
        }
        assert_eq!(heard, "abcabc");
        running.remove("b");
        assert!(!running.contains("b"));
    }

    #[tokio::test]
    async fn an_operation_that_ends_is_gone() {
        let mut running = Running::default();
        assert!(running.next().now_or_never().is_none());
        running.add("a".into(), stream::empty().boxed());
        let (id, result) = running.next().await;
        assert_eq!((&*id, result.is_none(), running.len()), ("a", true, 0));
        assert!(running.next().now_or_never().is_none());
    }
}
