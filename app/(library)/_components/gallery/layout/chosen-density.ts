"use client";

import { useSyncExternalStore } from "react";
import { DENSITY_COOKIE, readCookie, tellServer } from "#app/_components/browser-cookies.ts";
import { type Density, nextDensity, parseDensity } from "./density.ts";

/*
 * How large photos are drawn on this device. A page that the router kept was rendered for what was chosen then, so all
 * timelines ask here.
 */

const changes = new EventTarget();
let chosen: Density | undefined;

export function chosenDensity(): Density {
  chosen ??= parseDensity(readCookie(DENSITY_COOKIE));
  return chosen;
}

export function chooseDensity(density: Density): void {
  chosen = density;
  tellServer(DENSITY_COOKIE, density);
  changes.dispatchEvent(new Event("change"));
}

/** Draws photos one step larger (1) or smaller (-1). Returns whether there was one. */
export function stepDensity(by: -1 | 1): boolean {
  const next = nextDensity(chosenDensity(), by);
  if (next) chooseDensity(next);
  return next !== undefined;
}

function subscribe(onChange: () => void): () => void {
  changes.addEventListener("change", onChange);
  return () => changes.removeEventListener("change", onChange);
}

/** The density chosen on this device; on the server what the browser has said of it. */
export function useDensity(said: Density): Density {
  return useSyncExternalStore(subscribe, chosenDensity, () => said);
}
