import { findEmails } from "#lib/accounts/user-directory-repository.ts";
import { findFileNames } from "#lib/images/image-audit-repository.ts";
import type { ImageId } from "#lib/images/image-item.ts";
import { type Finding, type FindingKind, findingKinds } from "#lib/integrity/finding.ts";
import { getIntegrity } from "#lib/integrity/manage-integrity.ts";
import type { IntegrityRun, WalkView } from "#lib/integrity/walk-state.ts";
import { readTotals } from "#lib/metrics/counter-repository.ts";
import type { Services } from "#lib/services.ts";

/** A finding with the names that people know things by. */
export interface FindingView extends Omit<Finding, "repaired"> {
  id?: string;
  since?: string;
  repaired?: boolean;
  canRepair: boolean;
  fileName?: string | undefined;
  /** E-mail address of the owner. */
  owner?: string | undefined;
}

/** All findings of a kind, or the first of them. */
export interface FindingGroup {
  kind: FindingKind;
  canRepair: boolean;
  count: number;
  repaired: number;
  findings: FindingView[];
}

export interface IntegrityView {
  walk: WalkView | undefined;
  open: FindingGroup[];
  latest: IntegrityRun | undefined;
  latestFound: FindingGroup[];
  earlier: IntegrityRun[];
  /** About how many images there are to check. */
  images: number;
}

/** What admins see of the integrity walk: open findings and checks, grouped by kind, with file names and owners. */
export async function getIntegrityView({ database }: Pick<Services, "database">): Promise<IntegrityView> {
  const [{ runs, patrol: walk }, totals] = await Promise.all([getIntegrity({ database }), readTotals(database)]);
  const [latest, ...earlier] = runs;
  const all = [...(walk?.findings ?? []), ...(latest?.findings ?? [])];
  const imageIds = all.flatMap(({ userId, imageId }) => (userId && imageId ? { ownerId: userId, imageId } : []));
  const [fileNames, emails] = await Promise.all([
    findFileNames(database, uniqueImages(imageIds)),
    findEmails(database, [...new Set(all.flatMap(({ userId }) => userId ?? []))]),
  ]);
  const view = (finding: Omit<FindingView, "canRepair">): FindingView => ({
    ...finding,
    canRepair: findingKinds[finding.kind].repair !== undefined,
    fileName: finding.imageId === undefined ? undefined : fileNames.get(finding.imageId),
    owner: finding.userId === undefined ? undefined : emails.get(finding.userId),
  });
  return {
    walk,
    open: group(walk?.findings.map(view) ?? []),
    latest,
    latestFound: group(latest?.findings.map(view) ?? [], latest),
    earlier,
    images: Math.max(0, totals.images),
  };
}

function uniqueImages(ids: ImageId[]): ImageId[] {
  return [...new Map(ids.map((id) => [id.imageId, id])).values()];
}

function group(findings: FindingView[], run?: Pick<IntegrityRun, "counts" | "repaired">): FindingGroup[] {
  return (Object.keys(findingKinds) as FindingKind[]).flatMap((kind) => {
    const ofKind = findings.filter((finding) => finding.kind === kind);
    const count = run?.counts[kind] ?? ofKind.length;
    if (count === 0) return [];
    const canRepair = findingKinds[kind].repair !== undefined;
    return [{ kind, canRepair, count, repaired: run?.repaired[kind] ?? 0, findings: ofKind }];
  });
}
