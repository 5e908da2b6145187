/** The trash. */
export const trash = {
  title: "Trash",
  note: {
    one: "Photos in the trash are deleted permanently after a day. Until then they use storage, and you can restore them.",
    other:
      "Photos in the trash are deleted permanently after {count} days. Until then they use storage, and you can restore them.",
  },
  empty: "The trash is empty",
  emptyHelp: "Photos that you delete wait here, in case you want them back.",
  restore: "Restore",
  restoreAll: "Restore all",
  emptyTrash: "Empty trash",
  deletePermanently: "Delete permanently",
  inTrash: {
    one: "In the trash. Deleted permanently within a day.",
    other: "In the trash. Deleted permanently in {count} days.",
  },
} as const;
