//! All SQL of campaigns but that of delivery. One noun a file.
//!
//! Locks go in the order that [`super::counters`] names: log rows by id, figures, then campaigns.

mod audience;
mod campaign;
mod confirmation;
mod figures;
mod ledger;
mod preview;
mod retry;
mod skip;

pub use audience::{
    Chunk, Frozen, Preparation, Reach, RenderedRow, claim_chunk, freeze, note_frozen, note_rendered, preparation,
    to_prepare, write_chunk,
};
pub use campaign::{
    Change, Filter, NewCampaign, by_ids, insert, list, locked, newest, one, set_status, tags_in_use, write_settings,
    write_tags,
};
pub use confirmation::{Confirmation, keep_confirmation, locked_confirmation, use_confirmation};
pub use figures::{SalesPoint, Stretch, Totals, dashboard, extent, failures, sales, series};
pub use ledger::{deliveries, deliveries_by_ids, export_chunk, messages_of};
pub use preview::{Counted, Someone, Which, count_lacking, sample_people, varied_people};
pub use retry::{From as RetryFrom, Retried, retry_chunk};
pub use skip::{SKIP_CHUNK, skip_cancelled, with_cancelled_rows};
