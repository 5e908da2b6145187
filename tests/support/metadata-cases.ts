import { containers, xmpContainers } from "./metadata-cases/container-cases.ts";
import { damage, places, times } from "./metadata-cases/exif-cases.ts";
import { fallbacks } from "./metadata-cases/fallback-cases.ts";
import type { MetadataCase } from "./metadata-cases/metadata-case.ts";
import { texts } from "./metadata-cases/text-cases.ts";

/** Kinds of files that were read wrongly by some software, each with what is right for it. */
export const metadataCases: MetadataCase[] = [
  ...containers,
  ...xmpContainers,
  ...damage,
  ...places,
  ...times,
  ...fallbacks,
  ...texts,
];
