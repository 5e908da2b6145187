import type { Metadata } from "next";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { requirePageUser } from "#app/_server/page-user.ts";
import { readListPage } from "#app/_server/read-list-page.ts";
import { webServices } from "#app/_server/web-services.ts";
import { tileRenditions } from "#lib/library/image-list-api.ts";
import { fromApiQuery } from "#lib/library/image-query.ts";
import { ListPages } from "../_components/list-pages.tsx";
import { TrashList } from "./_components/trash-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("trash"))("title") };
}

const PAGE_SIZE = 60;

type Search = Promise<{ cursor?: string | string[] }>;

export default async function TrashPage({ searchParams }: { searchParams: Search }) {
  const user = await requirePageUser("/trash");
  const { cursor: given } = await searchParams;
  const cursor = typeof given === "string" ? given : undefined;
  const query = fromApiQuery({ trashed: true, sort: "trashed" });
  const { trashDays } = webServices().config;
  const { images, nextCursor } = await readListPage(user, "/trash", {
    query,
    limit: PAGE_SIZE,
    cursor,
    renditions: tileRenditions,
  });
  const t = await getTranslations("trash");
  return (
    <>
      <h1 className="text-xl font-semibold tracking-tight">{t("title")}</h1>
      <p className="mt-1 mb-5 text-muted">{t("note", { count: trashDays })}</p>
      <TrashList key={cursor ?? ""} images={images} trashDays={trashDays} />
      <ListPages path="/trash" cursor={cursor} nextCursor={nextCursor} />
    </>
  );
}
