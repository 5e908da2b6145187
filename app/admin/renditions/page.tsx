import type { Metadata } from "next";
import { formatCount } from "#app/_components/format-count.ts";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { webServices } from "#app/_server/web-services.ts";
import {
  getRenditions,
  listFailuresOfRerender,
  type RenditionsView,
  type RerenderView,
} from "#lib/operations/get-renditions.ts";
import { AutoRefresh } from "../_components/auto-refresh.tsx";
import { EmptyState } from "../_components/data-table.tsx";
import { FigureCard, FigureGrid } from "../_components/figure-card.tsx";
import { listFromCursor } from "../_components/list-from-cursor.ts";
import { PageTitle } from "../_components/page-title.tsx";
import { requireAdmin } from "../_components/require-admin.ts";
import { firstParam, type Search } from "../_components/search-params.ts";
import { formatDollars } from "../_overview/format.ts";
import { CostCard } from "./_components/cost-card.tsx";
import { CurrentRerender } from "./_components/current-rerender.tsx";
import { RecipeCard } from "./_components/recipe-card.tsx";
import { StartButton } from "./_components/rerender-actions.tsx";
import { Failures, History } from "./_components/rerender-tables.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin"))("renditions") };
}

const REFRESH_SECONDS = 5;
const FAILURES_SHOWN = 50;

export default async function RenditionsPage({ searchParams }: { searchParams: Search }) {
  await requireAdmin();
  const t = await getTranslations("adminRenditions");
  const common = await getTranslations("admin");
  const services = webServices();
  const view = await getRenditions(services);
  const [newest] = view.rerenders;
  const active = newest && (newest.state === "running" || newest.state === "paused") ? newest : undefined;
  const cursor = firstParam((await searchParams).cursor);
  const { failures, nextCursor } = newest
    ? await listFromCursor(cursor, (start) =>
        listFailuresOfRerender(services, { run: newest.number, limit: FAILURES_SHOWN, cursor: start }),
      )
    : { failures: [], nextCursor: undefined };
  const cost = formatDollars(view.estimate.dollars, t.locale, (values) => t("lessThan", values));
  return (
    <>
      <AutoRefresh seconds={REFRESH_SECONDS} />
      <PageTitle title={common("renditions")} actions={!active && <StartButton images={view.images} cost={cost} />}>
        {t("note")}
      </PageTitle>
      <Figures view={view} newest={newest} />
      {active && <CurrentRerender run={active} queueMessages={view.queueMessages} />}
      <div className="grid gap-6 xl:grid-cols-2">
        <RecipeCard view={view} />
        <CostCard view={view} />
      </div>
      {(failures.length > 0 || cursor) && <Failures failures={failures} nextCursor={nextCursor} />}
      <h2 className="mt-8 mb-3 font-semibold tracking-tight">{t("rerenders")}</h2>
      {view.rerenders.length > 0 ? <History runs={view.rerenders} /> : <EmptyState>{t("none")}</EmptyState>}
    </>
  );
}

async function Figures({ view, newest }: { view: RenditionsView; newest: RerenderView | undefined }) {
  const t = await getTranslations("adminRenditions");
  const common = await getTranslations("admin");
  const count = (value: number) => formatCount(value, t.locale);
  const left = newest ? Math.max(0, newest.total - newest.done) : 0;
  const note = newest && t("asOf", { number: newest.number });
  return (
    <FigureGrid>
      <FigureCard label={t("recipe")} value={view.recipe.version} />
      <FigureCard label={common("images")} value={count(view.images)} />
      <FigureCard label={t("done")} value={count(newest?.done ?? 0)} note={note} />
      <FigureCard label={t("rendered")} value={count(newest?.rendered ?? 0)} note={note} />
      <FigureCard label={t("left")} value={count(left)} note={note} />
      <FigureCard
        label={common("failed")}
        value={count(newest?.failed ?? 0)}
        note={newest?.failed ? t("keepOld") : note}
        tone={newest?.failed ? "bad" : "normal"}
      />
    </FigureGrid>
  );
}
