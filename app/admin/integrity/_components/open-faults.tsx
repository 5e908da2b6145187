import Link from "next/link";
import { type Finding, findingKinds } from "#lib/integrity/integrity-run.ts";
import { MAX_PATROL_FINDINGS, type PatrolView } from "#lib/integrity/patrol.ts";
import { Badge } from "../../_components/badge.tsx";
import { cellClass, DataTable, EmptyState } from "../../_components/data-table.tsx";
import { Moment } from "../../_components/moment.tsx";
import { RepairFindingsButton } from "./repair-buttons.tsx";

/** What the patrol sees: faults that are open now, each with what mends it. */
export function OpenFaults({ patrol }: { patrol: PatrolView | undefined }) {
  if (!patrol) return <EmptyState>The patrol has not begun yet. It walks every minute.</EmptyState>;
  const { findings } = patrol;
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <PatrolState patrol={patrol} />
        {findings.some(({ kind }) => findingKinds[kind].repair) && <RepairFindingsButton />}
      </div>
      {findings.length === 0 ? (
        <EmptyState>No fault is open.</EmptyState>
      ) : (
        <DataTable
          label="Open faults"
          columns={[
            { label: "What" },
            { label: "Where" },
            { label: "Detail" },
            { label: "Since (UTC)" },
            { label: "Repair" },
            { label: "Actions", isHidden: true },
          ]}
        >
          {findings.map((finding) => {
            const { label, repair } = findingKinds[finding.kind];
            return (
              <tr key={finding.id}>
                <td className={`${cellClass} font-medium`}>{label}</td>
                <td className={`${cellClass} max-w-md text-[0.8125rem] break-all`}>
                  <FindingPlace finding={finding} />
                </td>
                <td className={`${cellClass} max-w-sm break-words text-muted`}>{finding.detail}</td>
                <td className={cellClass}>
                  <Moment at={finding.since} />
                </td>
                <td className={`${cellClass} max-w-56 text-muted`}>{repair ?? onlyPeople}</td>
                <td className={cellClass}>
                  {repair && <RepairFindingsButton id={finding.id} label={`Repair: ${label}, ${finding.where}`} />}
                </td>
              </tr>
            );
          })}
        </DataTable>
      )}
    </>
  );
}

function PatrolState({ patrol: { at, findings, lastRound, checked } }: { patrol: PatrolView }) {
  const count = `${findings.length}${findings.length < MAX_PATROL_FINDINGS ? "" : "+"}`;
  const { users, images, objects } = lastRound ?? checked;
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
      <Badge tone={findings.length === 0 ? "good" : "bad"}>
        {findings.length === 0 ? "in order" : `${count} open`}
      </Badge>
      <span>
        Looked last <Moment at={at} /> UTC
      </span>
      <span className="tabular">
        {lastRound ? "Last round" : "First round so far"}: {users.toLocaleString("en")} users,{" "}
        {images.toLocaleString("en")} images, {objects.toLocaleString("en")} objects
      </span>
      {lastRound && (
        <span>
          All was seen by <Moment at={lastRound.finishedAt} />
        </span>
      )}
    </p>
  );
}

/** Said of faults that nothing stored can mend. */
export const onlyPeople = "Only its owner can help, by uploading it again.";

/** Where a finding was made, with the way to it. */
export function FindingPlace({ finding }: { finding: Pick<Finding, "where" | "userId" | "imageId"> }) {
  const { where, userId, imageId } = finding;
  if (!userId) return where;
  const href = imageId ? `/admin/processing/images/${userId}/${imageId}` : `/admin/users/${userId}`;
  return (
    <Link href={href} className="rounded underline-offset-4 hover:text-accent hover:underline">
      {where}
    </Link>
  );
}
