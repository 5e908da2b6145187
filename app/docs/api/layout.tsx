import type { ReactNode } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { Link } from "#app/_components/link.tsx";
import { ThemeMenu } from "#app/_components/theme-menu.tsx";
import { Wordmark } from "#app/_components/wordmark.tsx";
import { SCHEMAS_PATH, toGroupPath } from "./_components/openapi-shape.ts";
import { apiGroups } from "./_components/read-document.ts";

export default function ApiLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <header className="sticky top-0 z-30 border-b border-line bg-page/90 backdrop-blur-md">
        <div className="mx-auto flex h-15 max-w-6xl items-center gap-3 px-4 sm:px-6">
          <Link href="/" aria-label="Skylight, your photos" className="flex rounded-lg">
            <Wordmark />
          </Link>
          <Link href="/docs/api" className="rounded text-muted hover:text-ink">
            API
          </Link>
          <div className="ml-auto flex items-center gap-2">
            <a href="/api/openapi.json" className={buttonClass("secondary", "small")}>
              openapi.json
            </a>
            <ThemeMenu />
          </div>
        </div>
      </header>
      <div className="mx-auto max-w-6xl gap-10 px-4 sm:px-6 lg:grid lg:grid-cols-[13rem_minmax(0,1fr)]">
        <nav
          lang="en"
          aria-label="Groups of operations"
          className="flex flex-wrap gap-x-4 gap-y-1 pt-8 text-sm lg:sticky lg:top-15 lg:block lg:self-start lg:py-8"
        >
          {apiGroups().map(({ name }) => (
            <NavigationLink key={name} href={toGroupPath(name)} label={name} />
          ))}
          <NavigationLink href={SCHEMAS_PATH} label="Schemas" />
        </nav>
        <main id="content" lang="en" tabIndex={-1} className="min-w-0 py-8 outline-none">
          {children}
        </main>
      </div>
    </>
  );
}

function NavigationLink({ href, label }: { href: string; label: string }) {
  return (
    <Link href={href} className="block rounded py-1 text-muted hover:text-ink">
      {label}
    </Link>
  );
}
