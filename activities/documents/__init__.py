"""Documents: plans, decisions, rules, contracts, reports and letters that activities refer to."""
