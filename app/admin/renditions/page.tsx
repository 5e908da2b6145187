import type { Metadata } from "next";
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
import { CostCard, formatDollars } from "./_components/cost-card.tsx";
import { CurrentRerender } from "./_components/current-rerender.tsx";
import { RecipeCard } from "./_components/recipe-card.tsx";
import { StartButton } from "./_components/rerender-actions.tsx";
import { Failures, History } from "./_components/rerender-tables.tsx";

export const metadata: Metadata = { title: "Renditions" };

const REFRESH_SECONDS = 5;
const FAILURES_SHOWN = 50;

export default async function RenditionsPage({ searchParams }: { searchParams: Search }) {
  await requireAdmin();
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
  return (
    <>
      <AutoRefresh seconds={REFRESH_SECONDS} />
      <PageTitle
        title="Renditions"
        actions={!active && <StartButton images={view.images} cost={formatDollars(view.estimate.dollars)} />}
      >
        Preview sizes and formats. Changing them re-creates all previews; old ones stay until the new ones are ready.
      </PageTitle>
      <Figures view={view} newest={newest} />
      {active && <CurrentRerender run={active} queueMessages={view.queueMessages} />}
      <div className="grid gap-6 xl:grid-cols-2">
        <RecipeCard view={view} />
        <CostCard view={view} />
      </div>
      {(failures.length > 0 || cursor) && <Failures failures={failures} nextCursor={nextCursor} />}
      <h2 className="mt-8 mb-3 font-semibold tracking-tight">Re-renders</h2>
      {view.rerenders.length > 0 ? (
        <History runs={view.rerenders} />
      ) : (
        <EmptyState>The first re-render starts within a minute and checks whether there is anything to do.</EmptyState>
      )}
    </>
  );
}

function Figures({ view, newest }: { view: RenditionsView; newest: RerenderView | undefined }) {
  const left = newest ? Math.max(0, newest.total - newest.done) : 0;
  const note = newest && `as of re-render ${newest.number}`;
  return (
    <FigureGrid>
      <FigureCard label="Recipe" value={view.recipe.version} />
      <FigureCard label="Images" value={view.images.toLocaleString("en")} />
      <FigureCard label="Done" value={(newest?.done ?? 0).toLocaleString("en")} note={note} />
      <FigureCard label="Rendered" value={(newest?.rendered ?? 0).toLocaleString("en")} note={note} />
      <FigureCard label="Left" value={left.toLocaleString("en")} note={note} />
      <FigureCard
        label="Failed"
        value={(newest?.failed ?? 0).toLocaleString("en")}
        note={newest?.failed ? "keep their old renditions" : note}
        tone={newest?.failed ? "bad" : "normal"}
      />
    </FigureGrid>
  );
}
