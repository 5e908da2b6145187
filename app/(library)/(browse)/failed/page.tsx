import type { Metadata } from "next";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { withMessages } from "#app/_messages/with-messages.tsx";
import { readOwnChanges } from "#app/_server/own-changes.ts";
import { requirePageUser } from "#app/_server/page-user.ts";
import { readListPage } from "#app/_server/read-list-page.ts";
import { webServices } from "#app/_server/web-services.ts";
import { getTimeline } from "#lib/library/get-timeline.ts";
import { fromApiQuery } from "#lib/library/image-query.ts";
import { ListPages } from "../_components/list-pages.tsx";
import { AllFailed } from "./_components/all-failed.tsx";
import { FailedList } from "./_components/failed-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("failed"))("title") };
}

const PAGE_SIZE = 100;

type Search = Promise<{ cursor?: string | string[] }>;

export default withMessages(
  ["changes", "failed", "failures"],
  async function FailedPage({ searchParams }: { searchParams: Search }) {
    const user = await requirePageUser("/failed");
    const { cursor: given } = await searchParams;
    const cursor = typeof given === "string" ? given : undefined;
    const query = fromApiQuery({ status: "failed", sort: "added" });
    const { images, nextCursor } = await readListPage(user, "/failed", {
      query,
      limit: PAGE_SIZE,
      cursor,
      renditions: [],
    });
    const t = await getTranslations("failed");
    // Of one page its groups are all there is.
    const isPart = cursor !== undefined || nextCursor !== undefined;
    const all = isPart
      ? await getTimeline(webServices(), user, { status: "failed" }, await readOwnChanges())
      : undefined;
    return (
      <>
        <h1 className="text-xl font-semibold tracking-tight">{t("title")}</h1>
        <p className="mt-1 mb-5 text-muted">{t("note")}</p>
        {all && <AllFailed count={all.total} />}
        <FailedList key={cursor ?? ""} images={images} />
        <ListPages path="/failed" cursor={cursor} nextCursor={nextCursor} />
      </>
    );
  },
);
