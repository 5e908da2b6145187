/** Files that could not be read. */
export const failed = {
  title: "Files that could not be read",
  note: "They are kept as you uploaded them, and you can download them. They use storage until you delete them.",
  none: "All files could be read.",
  noReason: "This file could not be opened.",
  strip: { one: "{count} file could not be read", other: "{count} files could not be read" },
  review: "Review",
  retry: { one: "Retry {count} file", other: "Retry {count} files" },
  delete: { one: "Delete {count} file", other: "Delete {count} files" },
  downloadOne: "Download {name}",
  deleteOne: "Delete {name}",
} as const;
