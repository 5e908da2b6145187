/** The page of all tags. */
export const tags = {
  title: "Tags",
  none: "No tags yet",
  noneHelp: "Open a photo, or select several, and give them a tag.",
  name: "Name of the tag",
  change: "Change tag {name}",
  rename: "Rename",
  renameFailed: "Couldn’t rename “{name}”",
  mergeInto: "Merge into another tag",
  mergeTitle: "Merge “{name}” into",
  mergeAsk: "Merge “{name}” into “{into}”?",
  mergeNote: {
    one: "{count} photo will be tagged “{into}”, and “{name}” will be gone.",
    other: "{count} photos will be tagged “{into}”, and “{name}” will be gone.",
  },
  merge: "Merge",
  mergeFailed: "Couldn’t merge “{name}”",
  deleteAsk: "Delete the tag “{name}”?",
  photosStay: "Its photos stay in your library.",
  delete: "Delete tag",
  deleteFailed: "Couldn’t delete “{name}”",
} as const;
