import type { Metadata } from "next";
import { readOwnChanges } from "#app/_server/own-changes.ts";
import { requirePageUser } from "#app/_server/page-user.ts";
import { webServices } from "#app/_server/web-services.ts";
import { listDuplicates } from "#lib/library/list-duplicates.ts";
import { NoPhotos } from "../_components/photo-list.tsx";
import { DuplicateList } from "./_components/duplicate-list.tsx";

export const metadata: Metadata = { title: "Duplicates" };

/** Groups that are shown together; what is resolved makes room for others. */
const SHOWN_GROUPS = 30;

export default async function DuplicatesPage() {
  const user = await requirePageUser("/duplicates");
  const duplicates = await listDuplicates(
    webServices(),
    user,
    { limit: SHOWN_GROUPS, skip: 0 },
    await readOwnChanges(),
  );
  return (
    <>
      <h1 className="mb-1 text-xl font-semibold tracking-tight">Duplicates</h1>
      {duplicates.total === 0 ? (
        <NoPhotos title={duplicates.isComplete ? "No duplicates" : "Your library is still being read"}>
          Photos that look alike are shown here, with the one that is best kept.
        </NoPhotos>
      ) : (
        <DuplicateList duplicates={duplicates} />
      )}
    </>
  );
}
