import Link from "next/link";
import { type Finding, findingKinds } from "#lib/integrity/integrity-run.ts";
import { MAX_PATROL_FINDINGS, type PatrolView } from "#lib/integrity/patrol.ts";
import { Badge } from "../../_components/badge.tsx";
import { EmptyState } from "../../_components/data-table.tsx";
import { Moment } from "../../_components/moment.tsx";
import { RepairFindingsButton } from "./repair-buttons.tsx";

/** What the patrol sees: faults that are open now, each with what mends it; a list, which a phone shows whole. */
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
        <EmptyState>No problems found.</EmptyState>
      ) : (
        <ul aria-label="Open faults" className="divide-y divide-line rounded-2xl border border-line bg-surface text-sm">
          {findings.map((finding) => (
            <Fault key={finding.id} finding={finding} />
          ))}
        </ul>
      )}
    </>
  );
}

function Fault({ finding }: { finding: PatrolView["findings"][number] }) {
  const { label, repair } = findingKinds[finding.kind];
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 px-4 py-3.5">
      <div className="min-w-0 max-w-3xl">
        <p className="font-medium">{label}</p>
        <p className="mt-0.5 text-[0.8125rem] break-all">
          <FindingPlace finding={finding} />
        </p>
        <p className="mt-1 break-words text-muted">
          {finding.detail && <>{finding.detail}. </>}
          {repair ? <>Repair: {lowerFirst(repair)}</> : onlyPeople}
        </p>
        <p className="mt-1 text-[0.8125rem] text-muted">
          Since <Moment at={finding.since} /> UTC
        </p>
      </div>
      {repair && <RepairFindingsButton id={finding.id} label={`Repair: ${label}, ${finding.where}`} />}
    </li>
  );
}

function PatrolState({ patrol: { at, findings, lastRound, checked } }: { patrol: PatrolView }) {
  const open = `${findings.length}${findings.length < MAX_PATROL_FINDINGS ? "" : "+"} open`;
  const { users, images, objects } = lastRound ?? checked;
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
      <Badge tone={findings.length === 0 ? "good" : "bad"}>{findings.length === 0 ? "in order" : open}</Badge>
      <span>
        Last checked <Moment at={at} /> UTC
      </span>
      <span className="tabular">
        {lastRound ? "Last round" : "First round so far"}: {count(users, "user")}, {count(images, "image")},{" "}
        {count(objects, "object")}
      </span>
      {lastRound && lastRound.finishedAt !== at && (
        <span>
          All was seen by <Moment at={lastRound.finishedAt} />
        </span>
      )}
    </p>
  );
}

function count(number: number, what: string): string {
  return `${number.toLocaleString("en")} ${what}${number === 1 ? "" : "s"}`;
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

/** Said of faults that nothing stored can mend. */
export const onlyPeople = "Only the owner can fix this, by uploading it again.";

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
