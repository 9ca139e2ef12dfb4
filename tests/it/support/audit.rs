//! The accounting identity, as SQL sees it in one snapshot.

/// Campaigns of which a figure is not the number of rows that it counts, whose figures do not add up, or that are
/// completed with something left to be done.
pub const INEXACT: &str = "SELECT count(*) FROM campaign_counters n JOIN LATERAL (
        SELECT count(*) AS audience, count(*) FILTER (WHERE status = 0) AS pending,
               count(*) FILTER (WHERE status = 1) AS sent, count(*) FILTER (WHERE status = 2) AS unknown,
               count(*) FILTER (WHERE status = 3) AS failed, count(*) FILTER (WHERE status = 4) AS delivered,
               count(*) FILTER (WHERE status = 5) AS skipped, count(*) FILTER (WHERE accepted) AS accepted
        FROM communication_log l WHERE l.campaign_id = n.campaign_id
    ) r ON true JOIN campaigns c ON c.id = n.campaign_id
    WHERE (c.status = 'COMPLETED' AND n.pending + n.sent > 0)
       OR (n.audience, n.pending, n.sent, n.unknown, n.failed, n.delivered, n.skipped, n.accepted)
       <> (r.audience, r.pending, r.sent, r.unknown, r.failed, r.delivered, r.skipped, r.accepted)";
