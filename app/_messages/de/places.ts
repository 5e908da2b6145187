import type { places as english } from "../en/places.ts";
import type { Translated } from "../message.ts";

export const places: Translated<typeof english> = {
  title: "Karte",
  mapOfPhotos: "Karte deiner Fotos. Die Pfeiltasten verschieben sie, Plus und Minus vergrößern und verkleinern sie.",
  photosOnMap: "Fotos auf der Karte",
  zoomIn: "Vergrößern",
  zoomOut: "Verkleinern",
  chooseArea: "Ausschnitt wählen",
  dragArea: "Zieh einen Rahmen auf der Karte, um die Fotos darin zu sehen",
  noPlaces: "Noch hat kein Foto einen Ort. Gib ihn in den Details eines Fotos an oder für viele im Menü einer Auswahl.",
  show: { one: "{count} Foto anzeigen", other: "{count} Fotos anzeigen" },
  sources: "Umrisse: Natural Earth. Namen: GeoNames",

  place: "Ort",
  city: "Stadt",
  cityExample: "Stadt, etwa Paris oder Paris, Texas",
  cities: "Städte",
  noCity: "Keine Stadt fängt so an.",
  map: "Karte. Die Pfeiltasten verschieben sie, Plus und Minus vergrößern und verkleinern sie; ein Druck wählt einen Ort.",
  choose: "Wähle eine Stadt oder tippe auf die Karte",
  asFile: "Wie in der Datei",
  nowhere: "Kein Ort",
  set: "Ort setzen",
};
