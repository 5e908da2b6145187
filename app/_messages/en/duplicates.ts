/** Photos that look alike. */
export const duplicates = {
  title: "Duplicates",
  none: "No duplicates",
  noneHelp: "Photos that look alike are shown here, with a suggestion of which one to keep.",
  deleteAsk: { one: "Delete {count} photo?", other: "Delete {count} photos?" },
  deleteNote:
    "Of each group the first photo stays. The others go to the trash, and {bytes} are free once it is emptied.",
  groups: { one: "{count} group, {bytes} to be freed", other: "{count} groups, {bytes} to be freed" },
  keepBest: "Keep the best of each",
  range: "{from}–{to} of {total} groups",
  lookAlike: {
    one: "{count} photo that look alike; choose the one to keep",
    other: "{count} photos that look alike; choose the one to keep",
  },
  keep: "Keep",
  proposed: "(suggested)",
  deleteOthers: { one: "Delete the other one ({bytes})", other: "Delete the other {count} ({bytes})" },
  uploaded: "Uploaded {time}",
  taken: "Taken {time}",
  favourite: "favourite",
  inAlbums: { one: "in {count} album", other: "in {count} albums" },
  tags: { one: "{count} tag", other: "{count} tags" },
} as const;
