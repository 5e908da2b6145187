/** Outlines of countries by Natural Earth, as TopoJSON (https://github.com/topojson/topojson-specification). */
interface CountriesTopology {
  transform: { scale: [number, number]; translate: [number, number] };
  arcs: [number, number][][];
  objects: {
    countries: { geometries: { type: "Polygon" | "MultiPolygon"; arcs: number[][] | number[][][] }[] };
  };
}

declare module "world-atlas/countries-110m.json" {
  const topology: CountriesTopology;
  export default topology;
}

declare module "world-atlas/countries-50m.json" {
  const topology: CountriesTopology;
  export default topology;
}
