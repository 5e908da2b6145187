"use client";

import { Activity, ChartNoAxesColumn, ClipboardCheck, RefreshCw, ScrollText, Settings2, Users } from "lucide-react";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { Link } from "#app/_components/link.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";

const sections = [
  { href: "/admin", key: "overview", Icon: ChartNoAxesColumn },
  { href: "/admin/users", key: "users", Icon: Users },
  { href: "/admin/processing", key: "processing", Icon: Activity },
  { href: "/admin/renditions", key: "renditions", Icon: RefreshCw },
  { href: "/admin/integrity", key: "integrity", Icon: ClipboardCheck },
  { href: "/admin/audit", key: "audit", Icon: ScrollText },
  { href: "/admin/system", key: "system", Icon: Settings2 },
] as const;

/** The sections of the admin pages: a column on wide screens, a row to be scrolled on a phone. */
export function AdminNav() {
  const t = useTranslations("admin");
  const path = usePathname();
  const nav = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another path has another current section
  useEffect(() => {
    nav.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [path]);
  return (
    <nav
      ref={nav}
      aria-label={t("admin")}
      className="-mx-4 overflow-x-auto px-4 [scrollbar-width:none] lg:mx-0 lg:px-0"
    >
      <ul className="flex w-max gap-1 lg:w-full lg:flex-col">
        {sections.map(({ href, key, Icon }) => {
          const isCurrent = href === "/admin" ? path === href : path.startsWith(href);
          return (
            <li key={href}>
              <Link
                href={href}
                {...(isCurrent ? { "aria-current": "page" as const } : {})}
                className="flex h-10 touch-target items-center gap-2.5 rounded-lg px-3 text-sm font-medium whitespace-nowrap text-muted transition-colors hover:bg-raised hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent"
              >
                <Icon className="size-4.5 shrink-0" aria-hidden="true" />
                {t(key)}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
