//! Blows at what others stand on: Redis, Postgres, API nodes.

use std::time::Duration;

use super::dice::Dice;
use super::world::World;

#[derive(Clone, Copy, Debug)]
pub enum Strike {
    /// `kill -9`, and started again on what it had written.
    Redis,
    /// Likewise, with all its backends.
    Postgres,
    /// An API node, likewise.
    Node,
    /// An API node that answers nobody for a while and then goes on.
    Freeze,
}

impl World {
    pub async fn strike(&mut self, strike: Strike, dice: &mut Dice) {
        match strike {
            Strike::Redis => {
                self.redis.kill();
                dice.wait(Duration::from_millis(1500)).await;
                self.redis.start_again().await;
            }
            Strike::Postgres => {
                let cluster = self.postgres.cluster();
                cluster.kill().await;
                dice.wait(Duration::from_millis(1500)).await;
                cluster.start_again().await;
            }
            Strike::Node => {
                let node = dice.pick(self.nodes.len());
                self.nodes[node].kill().await;
                dice.wait(Duration::from_millis(500)).await;
                self.start_node(node).await;
            }
            Strike::Freeze => {
                let node = dice.pick(self.nodes.len());
                self.nodes[node].freeze();
                dice.wait(Duration::from_millis(3000)).await;
                self.nodes[node].thaw();
            }
        }
    }
}
