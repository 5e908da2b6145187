/** Files that could not be read. */
export const failed = {
  title: "Files that could not be read",
  note: "They are kept as you uploaded them, and you can download them. They use storage until you delete them.",
  none: "All files could be read.",
  noReason: "This file could not be opened.",
  retry: { one: "Retry {count} file", other: "Retry {count} files" },
  delete: { one: "Delete {count} file", other: "Delete {count} files" },
  all: "All of them",
  retryAll: "Retry all",
  deleteAll: "Delete all",
  retrying: { one: "{count} file retried", other: "{count} files retried" },
  retried: { one: "{count} file is being processed again", other: "{count} files are being processed again" },
  notRetried: { one: "{count} file cannot be retried any more", other: "{count} files cannot be retried any more" },
  downloadOne: "Download {name}",
  deleteOne: "Delete {name}",
} as const;
