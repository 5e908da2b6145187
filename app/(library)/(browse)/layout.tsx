import type { ReactNode } from "react";
import { Link } from "#app/_components/link.tsx";
import { ThemeMenu } from "#app/_components/theme-menu.tsx";
import { Wordmark } from "#app/_components/wordmark.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { findPageUser } from "#app/_server/page-user.ts";
import { UploadMenu } from "../_components/upload/upload-button.tsx";
import { AccountMenu } from "./_components/account-menu.tsx";
import { Foot } from "./_components/foot.tsx";
import { Rail } from "./_components/rail.tsx";
import { SearchBox } from "./_components/search-box.tsx";

export default async function BrowseLayout({ children }: { children: ReactNode }) {
  const user = await findPageUser();
  // The page itself sends visitors to sign in: it knows where they wanted to go.
  if (!user) return children;
  const t = await getTranslations("common");
  return (
    <div className="group/frame flex min-h-dvh flex-col">
      <header className="sticky top-0 z-30 border-b border-line bg-page/90 backdrop-blur-md">
        {/* From the right, where much of it would move as it comes: it is shown as a whole. */}
        <div className="flex h-[60px] items-center gap-4 px-4 not-has-[[data-whole]]:invisible sm:grid sm:grid-cols-[auto_minmax(5rem,1fr)_auto] sm:px-4.5 lg:grid-cols-[1fr_minmax(0,36rem)_1fr]">
          <Link href="/" aria-label={t("home")} className="flex shrink-0 justify-self-start rounded-lg">
            <Wordmark look="sm:max-md:hidden" />
          </Link>
          <div className="hidden w-full max-w-xl justify-self-center sm:block">
            <SearchBox hasKey />
          </div>
          <div className="flex items-center gap-1 justify-self-end max-sm:ml-auto">
            <span className="max-sm:hidden">
              <UploadMenu />
            </span>
            <span className="hidden md:block">
              <ThemeMenu />
            </span>
            <AccountMenu email={user.email} name={user.name} isAdmin={user.role === "admin"} />
            <span data-whole="" hidden />
          </div>
        </div>
      </header>
      <div className="flex flex-1">
        <Rail user={user} />
        <main
          id="content"
          tabIndex={-1}
          className="mx-auto min-w-0 max-w-[120rem] flex-1 px-3 pt-5 pb-28 outline-none sm:px-6"
        >
          {children}
        </main>
      </div>
      <Foot />
    </div>
  );
}
