import type { CaptureTime } from "#lib/images/capture-time.ts";
import type { Rotation } from "#lib/images/rotation.ts";

/** What stands beside a photo about it, in sidecars and tables; undefined where they are silent. */
export interface SidecarFacts {
  /** What the photo was called before it was exported. */
  fileName?: string | undefined;
  title?: string | undefined;
  caption?: string | undefined;
  /** The moment that it was taken, ms since 1970, where that is all that is known: no clock on the wall. */
  takenMs?: number | undefined;
  /** How exact that is, ms. */
  takenPrecisionMs?: number | undefined;
  /** The local time that a person gave it; holds over everything. */
  takenAt?: CaptureTime | undefined;
  /** How exact that is written, ms; undefined where it is to be taken exactly as it is. */
  takenAtPrecisionMs?: number | undefined;
  position?: { latitude: number; longitude: number } | undefined;
  /** Whether its owner shows no place for it, whatever the file says. */
  hasNoPlace?: boolean | undefined;
  favourite?: boolean | undefined;
  archived?: boolean | undefined;
  /** Degrees clockwise by which its owner turned it. */
  rotation?: Rotation | undefined;
  trashed?: boolean | undefined;
  /** Whether it came from another person who shares their library. */
  isFromPartner?: boolean | undefined;
  isLocked?: boolean | undefined;
  /** -1 (rejected), 0 (none) to 5. */
  rating?: number | undefined;
  people?: string[] | undefined;
  tags?: string[] | undefined;
  /** Whether these are all, and keywords in the file are none. */
  hasAllTags?: boolean | undefined;
  /** Titles. */
  albums?: string[] | undefined;
  /** Its id in an export of Skylight, and there those of its albums. */
  exportedId?: string | undefined;
  exportedAlbums?: string[] | undefined;
  /** There the stack that its owner put it in, "" for none, and when it was made the top picture of one. */
  exportedStack?: string | undefined;
  topOfStackAt?: string | undefined;
}

/** Facts of several sidecars as one: the earlier one holds, field by field; lists are joined. */
export function mergeSidecarFacts(sources: readonly (SidecarFacts | undefined)[]): SidecarFacts {
  const merged: SidecarFacts = {};
  for (const facts of sources) {
    if (!facts) continue;
    const joined = {
      takenAtPrecisionMs: (merged.takenAt === undefined ? facts : merged).takenAtPrecisionMs,
      people: join(merged.people, facts.people),
      tags: joinTags(merged, facts),
      albums: join(merged.albums, facts.albums),
      exportedAlbums: join(merged.exportedAlbums, facts.exportedAlbums),
    };
    for (const [name, value] of Object.entries(facts)) {
      const known = merged as Record<string, unknown>;
      known[name] ??= value;
    }
    Object.assign(merged, joined);
  }
  return merged;
}

/** Where one of them says that its tags are all, those of the other are none. */
function joinTags(one: SidecarFacts, other: SidecarFacts): string[] | undefined {
  if (one.hasAllTags === other.hasAllTags) return join(one.tags, other.tags);
  return (one.hasAllTags ? one : other).tags;
}

function join(one: string[] | undefined, other: string[] | undefined): string[] | undefined {
  return one || other ? [...new Set([...(one ?? []), ...(other ?? [])])] : undefined;
}
