/** The map, and where photos were taken. */
export const places = {
  title: "Map",
  mapOfPhotos: "Map of your photos. Arrow keys move it, plus and minus zoom.",
  photosOnMap: "Photos on the map",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  chooseArea: "Choose an area",
  dragArea: "Drag across the map to see the photos of an area",
  noPlaces: "No photo has a place yet. Set one in a photo's details, or for many in the menu of a selection.",
  show: { one: "Show {count} photo", other: "Show {count} photos" },
  sources: "Outlines: Natural Earth. Names: GeoNames",

  place: "Place",
  city: "City",
  cityExample: "City, such as Paris or Paris, Texas",
  cities: "Cities",
  noCity: "No matching city.",
  map: "Map. Arrow keys move it, plus and minus zoom; a press chooses a place.",
  choose: "Choose a city, or press the map",
  asFile: "As the file says",
  nowhere: "No place",
  set: "Set place",
} as const;
