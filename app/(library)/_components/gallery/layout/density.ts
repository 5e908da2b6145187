/** How large photos are drawn, from many small ones to a few large ones. */
export const densities = ["small", "medium", "large"] as const;
export type Density = (typeof densities)[number];

/** What a cookie says of it, or how large they are usually. */
export function parseDensity(value: string | undefined): Density {
  return densities.find((one) => one === value) ?? "medium";
}

/** The next larger (1) or smaller (-1) one, undefined at either end. */
export function nextDensity(density: Density, by: -1 | 1): Density | undefined {
  return densities[densities.indexOf(density) + by];
}
