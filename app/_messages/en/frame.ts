/** What the frame around the library says in the browser. */
export const frame = {
  accountMenu: "Account menu",
  foldRail: "Show icons only",
  unfoldRail: "Show names",
  storageUsed: "Storage used",
  usedShort: "{used} of {quota}",
  searchPhotos: "Search photos",
  tag: "Tag",
  album: "Album",
  camera: "Camera",
  lens: "Lens",
  city: "City",
  region: "Region",
  country: "Country",
} as const;
