/** The trash. */
export const trash = {
  title: "Trash",
  note: {
    one: "Photos in the trash are deleted permanently after a day. Until then they use storage, and you can restore them.",
    other:
      "Photos in the trash are deleted permanently after {count} days. Until then they use storage, and you can restore them.",
  },
  empty: "The trash is empty.",
  restore: "Restore",
  restoreOne: "Restore {name}",
  restoreAll: { one: "Restore it", other: "Restore all {count}" },
  deleteOne: "Delete {name} permanently",
  deleteAll: { one: "Delete it permanently", other: "Delete all {count} permanently" },
  deletesOn: "Deletes on {day}",
} as const;
