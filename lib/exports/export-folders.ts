import { foldPath, toFileName, toMonthFolder } from "./archive-paths.ts";

/** How the folders of an export are made. */
export const FOLDERS = ["month", "album"] as const;
export type Folders = (typeof FOLDERS)[number];

interface Foldered {
  takenAt?: string | undefined;
  albumIds: readonly string[];
}

/**
 * What tells the folder of a photo: its month or, by album, the first of its albums in the order of `albums`, since a
 * photo is in an export once; photos in none are in their month. Albums and months whose names are one for some file
 * system have one folder.
 */
export function createFolderChooser(
  folders: Folders,
  albums: readonly { id: string; name: string }[],
): (photo: Foldered) => string {
  if (folders === "month") return ({ takenAt }) => toMonthFolder(takenAt);
  const spellings = new Map<string, string>();
  const names = new Map<string, string>();
  for (const { id, name } of albums) {
    const folder = toFileName(name);
    const spelling = spellings.get(foldPath(folder)) ?? folder;
    spellings.set(foldPath(folder), spelling);
    names.set(id, spelling);
  }
  const order = new Map(albums.map(({ id }, index) => [id, index]));
  return ({ takenAt, albumIds }) => {
    const known = albumIds.filter((id) => order.has(id));
    const [first = ""] = known.toSorted((one, other) => (order.get(one) ?? 0) - (order.get(other) ?? 0));
    const month = toMonthFolder(takenAt);
    return names.get(first) ?? spellings.get(foldPath(month)) ?? month;
  };
}
