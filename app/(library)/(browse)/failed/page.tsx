import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { buttonClass } from "#app/_components/button-class.ts";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { readOwnChanges } from "#app/_server/own-changes.ts";
import { requirePageUser } from "#app/_server/page-user.ts";
import { webServices } from "#app/_server/web-services.ts";
import type { User } from "#lib/accounts/user.ts";
import { isAppError } from "#lib/errors.ts";
import { fromApiQuery } from "#lib/library/image-query.ts";
import { type ImageListPage, listImages } from "#lib/library/list-images.ts";
import { FailedList } from "./_components/failed-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("failed"))("title") };
}

const PAGE_SIZE = 100;

type Search = Promise<{ cursor?: string | string[] }>;

export default async function FailedPage({ searchParams }: { searchParams: Search }) {
  const user = await requirePageUser("/failed");
  const { cursor } = await searchParams;
  const { images, nextCursor } = await readPage(user, typeof cursor === "string" ? cursor : undefined);
  const t = await getTranslations("failed");
  return (
    <>
      <h1 className="text-xl font-semibold tracking-tight">{t("title")}</h1>
      <p className="mt-1 mb-5 text-muted">{t("note")}</p>
      <FailedList key={cursor?.toString() ?? ""} images={images} />
      {nextCursor && (
        <nav aria-label={t("pages")} className="mt-6 flex justify-center">
          <Link href={`/failed?cursor=${encodeURIComponent(nextCursor)}`} className={buttonClass()}>
            {t("nextPage")}
          </Link>
        </nav>
      )}
    </>
  );
}

async function readPage(user: User, cursor: string | undefined): Promise<ImageListPage> {
  try {
    const query = fromApiQuery({ status: "failed", sort: "added" });
    const own = await readOwnChanges();
    return await listImages(webServices(), user, { query, limit: PAGE_SIZE, cursor, renditions: [], own });
  } catch (error) {
    // An address kept from long ago or changed by hand leads to the beginning.
    if (isAppError(error, "invalid_cursor")) redirect("/failed");
    throw error;
  }
}
