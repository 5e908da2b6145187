import type { ReactNode } from "react";
import { Link } from "#app/_components/link.tsx";
import { ThemeMenu } from "#app/_components/theme-menu.tsx";
import { Wordmark } from "#app/_components/wordmark.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { findPageUser } from "#app/_server/page-user.ts";
import { UploadMenu } from "../_components/upload/upload-button.tsx";
import { AccountMenu } from "./_components/account-menu.tsx";
import { SearchBox } from "./_components/search-box.tsx";
import { SectionLinks } from "./_components/section-links.tsx";

export default async function BrowseLayout({ children }: { children: ReactNode }) {
  const user = await findPageUser();
  // The page itself sends visitors to sign in: it knows where they wanted to go.
  if (!user) return children;
  const t = await getTranslations("common");
  return (
    <div className="group/frame flex min-h-dvh flex-col">
      <header className="sticky top-0 z-30 border-b border-line bg-page/90 backdrop-blur-md">
        <div className="mx-auto flex h-15 max-w-[120rem] items-center gap-2 px-4 sm:gap-4 sm:px-6">
          <Link href="/" aria-label={t("home")} className="flex shrink-0 rounded-lg">
            <Wordmark look="sm:max-md:hidden" />
          </Link>
          <SectionLinks placement="header" />
          <div className="hidden w-full max-w-md min-w-20 sm:block">
            <SearchBox hasKey />
          </div>
          {/* From the right, where all of it would move as it comes: it is shown as a whole. */}
          <div className="ml-auto flex items-center gap-1 not-has-[[data-whole]]:invisible">
            <UploadMenu />
            <span className="hidden md:block">
              <ThemeMenu />
            </span>
            <AccountMenu email={user.email} name={user.name} isAdmin={user.role === "admin"} />
            <span data-whole="" hidden />
          </div>
        </div>
      </header>
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto w-full max-w-[120rem] flex-1 px-3 pt-5 pb-28 outline-none sm:px-6"
      >
        {children}
      </main>
      <SectionLinks placement="foot" />
    </div>
  );
}
