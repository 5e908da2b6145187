/** Albums, and searches that are kept beside them. */
export const albums = {
  title: "Albums",
  tags: "Tags",
  archive: "Archive",
  none: "No albums yet",
  noneHelp: "Make one, or select photos in your library and add them to a new album.",
  empty: "Nothing in this album yet",
  emptyHelp: "Select photos in your library and choose “Add to album”.",
  description: "Description",
  saveFailed: "Couldn't save the album",
  deleteAsk: "Delete the album {name}?",
  photosStay: "Its photos stay in your library.",
  delete: "Delete album",
  deleteFailed: "Couldn't delete the album",

  savedSearches: "Saved searches",
  deleteSearch: "Delete saved search {name}",
  searchDeleted: "“{name}” deleted",
  searchDeleteFailed: "Couldn’t delete “{name}”",
  searchSaveFailed: "Couldn’t save “{name}”",
} as const;
