import { formatCount } from "#app/_components/format-count.ts";
import { Link } from "#app/_components/link.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";
import type { FindingGroup, FindingView } from "#lib/operations/get-integrity.ts";
import { Badge } from "../../_components/badge.tsx";
import { Moment } from "../../_components/moment.tsx";
import { RepairFindingsButton } from "./repair-buttons.tsx";

/** Groups with more findings than this are folded. */
const UNFOLDED = 3;

interface FindingGroupsProps {
  groups: FindingGroup[];
  /** Whether they are open and can be repaired from here. */
  canRepair?: boolean;
}

/** What was found, by kind: file names and owners first, keys and figures below them. */
export async function FindingGroups({ groups, canRepair = false }: FindingGroupsProps) {
  const t = await getTranslations("adminIntegrity");
  const kinds = await getTranslations("findings");
  const repairs = await getTranslations("repairs");
  return (
    <div className="space-y-3">
      {groups.map((group) => (
        <section
          key={group.kind}
          aria-label={kinds(group.kind)}
          className="rounded-2xl border border-line bg-surface px-4 py-3.5 text-sm"
        >
          <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
            <div className="min-w-0 max-w-3xl">
              <h3 className="font-medium">
                {kinds(group.kind)}{" "}
                <span className="font-normal text-muted tabular">{formatCount(group.count, t.locale)}</span>
              </h3>
              <p className="mt-0.5 text-muted">
                {repairs.has(group.kind) ? t("repairIs", { repair: repairs(group.kind) }) : t(adviseByHand(group))}
                {group.repaired > 0 && ` ${t("repairedCount", { count: group.repaired })}`}
              </p>
            </div>
            {canRepair && group.canRepair && group.count > 1 && (
              <RepairFindingsButton
                ids={group.findings.flatMap(({ id }) => id ?? [])}
                label={t("repairAllOf", { kind: kinds(group.kind) })}
              />
            )}
          </div>
          <details open={group.findings.length <= UNFOLDED} className="mt-2">
            <summary className="w-fit rounded py-1 text-muted hover:text-ink">
              {group.findings.length === group.count
                ? group.count === 1
                  ? t("details")
                  : t("showAll", { count: group.count })
                : t("showFirst", { shown: group.findings.length, count: group.count })}
            </summary>
            <ul aria-label={t("findingsOf", { kind: kinds(group.kind) })} className="mt-1 divide-y divide-line">
              {group.findings.map((finding) => (
                <FindingItem key={`${finding.where} ${finding.detail}`} finding={finding} canRepair={canRepair} />
              ))}
            </ul>
          </details>
        </section>
      ))}
    </div>
  );
}

/** Said of findings that nothing stored can repair. */
function adviseByHand({ kind }: FindingGroup) {
  return kind === "unreadable_image" || kind === "unreadable_user" ? "recordByHand" : "ownerByHand";
}

async function FindingItem({ finding, canRepair }: { finding: FindingView; canRepair: boolean }) {
  const t = await getTranslations("adminIntegrity");
  const { where, userId, imageId, fileName, owner, detail, since, repaired } = finding;
  const href = userId && (imageId ? `/admin/processing/images/${userId}/${imageId}` : `/admin/users/${userId}`);
  const name = fileName ?? owner ?? where;
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 py-2.5">
      <div className="min-w-0">
        <p className="break-words">
          {href ? (
            <Link href={href} className="rounded font-medium underline-offset-4 hover:text-accent hover:underline">
              {name}
            </Link>
          ) : (
            <span className="font-medium break-all">{name}</span>
          )}
          {owner && fileName && <span className="text-muted"> {t("ofOwner", { owner })}</span>}
        </p>
        <p className="text-[0.8125rem] break-all text-muted">
          {[where !== name && where, detail].filter(Boolean).join(" · ")}
        </p>
        {since && (
          <p className="text-[0.8125rem] text-muted">{t.rich("since", { time: <Moment key="time" at={since} /> })}</p>
        )}
      </div>
      {repaired && <Badge tone="good">{t("repaired")}</Badge>}
      {canRepair && finding.id !== undefined && finding.canRepair && (
        <RepairFindingsButton ids={[finding.id]} label={t("repairOne", { name })} />
      )}
    </li>
  );
}
