"use client";

import {
  Folder,
  Heart,
  Images,
  type LucideIcon,
  Map as MapIcon,
  Search,
  Share2,
  Trash2,
  UserRound,
} from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";

const photos = { href: "/", label: "Photos", Icon: Images };
const albums = { href: "/albums", label: "Albums", Icon: Folder };
const trash = { href: "/trash", label: "Trash", Icon: Trash2 };

const wideSections: { href: string; label: string; Icon: LucideIcon; look?: string }[] = [
  photos,
  albums,
  { href: "/favourites", label: "Favourites", Icon: Heart },
  { href: "/map", label: "Map", Icon: MapIcon },
  // The account's menu has them too, where there is less room.
  { href: "/shares", label: "Shares", Icon: Share2, look: "max-lg:hidden" },
  trash,
];
const phoneSections = [
  photos,
  { href: "/search", label: "Search", Icon: Search },
  albums,
  trash,
  { href: "/account", label: "Account", Icon: UserRound },
];

/** The sections of the library: beside the name on wide screens, along the foot of a phone. */
export function SectionLinks({ placement }: { placement: "header" | "foot" }) {
  const path = usePathname();
  if (placement === "header") {
    return (
      <nav aria-label="Sections" className="ml-2 hidden items-center gap-1 sm:flex">
        {wideSections.map(({ href, label, look = "" }) => (
          <Link
            key={href}
            href={href}
            {...(path === href ? { "aria-current": "page" as const } : {})}
            className={`rounded-lg px-3 py-2 text-sm font-medium text-muted transition-colors hover:bg-raised hover:text-ink aria-[current=page]:text-ink ${look}`}
          >
            {label}
          </Link>
        ))}
      </nav>
    );
  }
  return (
    <nav
      aria-label="Sections"
      className="fixed inset-x-0 bottom-0 z-30 flex border-t border-line bg-page/95 pb-[env(safe-area-inset-bottom)] backdrop-blur-md sm:hidden"
    >
      {phoneSections.map(({ href, label, Icon }) => (
        <Link
          key={href}
          href={href}
          {...(path === href ? { "aria-current": "page" as const } : {})}
          className="flex min-h-14 flex-1 flex-col items-center justify-center gap-0.5 text-xs font-medium text-muted aria-[current=page]:text-accent"
        >
          <Icon className="size-5" aria-hidden="true" />
          {label}
        </Link>
      ))}
    </nav>
  );
}
