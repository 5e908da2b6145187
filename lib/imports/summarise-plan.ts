import { MAX_RATING } from "#lib/images/embedded-text.ts";
import type { ImportPlan } from "./plan-import.ts";

/** What a plan comes to, for people, before anything is sent. */
export interface PlanSummary {
  photos: number;
  bytes: number;
  /** Names of the albums that there will be or are. */
  albums: string[];
  /** Photos beside which nothing stands. */
  alone: number;
  partners: number;
  /** With one to four stars beside the file, which nothing keeps. */
  starred: number;
  archived: number;
}

export function summarisePlan({ photos, collections }: ImportPlan): PlanSummary {
  const count = (isCounted: (photo: ImportPlan["photos"][number]) => boolean) => photos.filter(isCounted).length;
  return {
    photos: photos.length,
    bytes: photos.reduce((sum, { entry }) => sum + entry.bytes, 0),
    albums: [...new Set([...photos.flatMap(({ albums }) => albums), ...collections.albums.map(({ name }) => name)])],
    alone: count(({ facts }) => Object.values(facts).every((fact) => fact === undefined)),
    partners: count(({ facts }) => facts.isFromPartner === true),
    starred: count(({ facts: { rating = 0 } }) => rating > 0 && rating < MAX_RATING),
    archived: count(({ facts }) => facts.archived === true),
  };
}
