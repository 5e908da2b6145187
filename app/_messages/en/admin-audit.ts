/** The audit log. */
export const adminAudit = {
  note: {
    one: "Who did what to whom, when and from where. Kept for {count} day, never changed.",
    other: "Who did what to whom, when and from where. Kept for {count} days, never changed.",
  },
  userEmail: "User (email)",
  everything: "Everything",
  fromDay: "From day (UTC)",
  toDay: "To day (UTC)",
  filter: "Filter",
  noneAmongNewest: "No entries among the newest; there may be older ones.",
  none: "No entries found.",
  by: "By",
  to: "To",
  details: "Details",
  from: "From",
  operator: "operator",
  unknown: "unknown",
} as const;
