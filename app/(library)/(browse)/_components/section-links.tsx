"use client";

import {
  Clock,
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
import { usePathname } from "next/navigation";
import { Link } from "#app/_components/link.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";

type SectionName = "photos" | "added" | "albums" | "favourites" | "map" | "shares" | "trash" | "search" | "account";

const photos = { href: "/", label: "photos", Icon: Images } as const;
const albums = { href: "/albums", label: "albums", Icon: Folder } as const;
const trash = { href: "/trash", label: "trash", Icon: Trash2 } as const;

const wideSections: { href: string; label: SectionName; Icon: LucideIcon; look?: string }[] = [
  photos,
  { href: "/added", label: "added", Icon: Clock, look: "max-xl:hidden" },
  albums,
  { href: "/favourites", label: "favourites", Icon: Heart },
  { href: "/map", label: "map", Icon: MapIcon },
  // The account's menu has them too, where there is less room.
  { href: "/shares", label: "shares", Icon: Share2, look: "max-xl:hidden" },
  trash,
];
const phoneSections: typeof wideSections = [
  photos,
  { href: "/search", label: "search", Icon: Search },
  albums,
  trash,
  { href: "/account", label: "account", Icon: UserRound },
];

/** The sections of the library: beside the name on wide screens, along the foot of a phone. */
export function SectionLinks({ placement }: { placement: "header" | "foot" }) {
  const path = usePathname();
  const t = useTranslations("library");
  const currentIf = (href: string) =>
    path === href || path.startsWith(`${href}/`) ? { "aria-current": "page" as const } : {};
  if (placement === "header") {
    return (
      <nav aria-label={t("sections")} className="hidden items-center gap-1 sm:flex lg:ml-2">
        {wideSections.map(({ href, label, Icon, look = "" }) => (
          <Link
            key={href}
            href={href}
            title={t(label)}
            {...currentIf(href)}
            className={`grid h-9 min-w-9 place-items-center rounded-lg text-sm font-medium whitespace-nowrap text-muted transition-colors touch-target hover:bg-raised hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent lg:px-3 ${look}`}
          >
            <Icon className="size-5 lg:hidden" aria-hidden="true" />
            <span className="max-lg:sr-only">{t(label)}</span>
          </Link>
        ))}
      </nav>
    );
  }
  // Its height and the place of each icon depend on nothing that a slow network may bring later.
  return (
    <nav
      aria-label={t("sections")}
      className="fixed inset-x-0 bottom-0 z-30 grid grid-cols-5 grid-rows-[minmax(3.5rem,auto)] border-t group-has-[[role=toolbar]]/frame:invisible border-line bg-page/95 pb-[env(safe-area-inset-bottom)] backdrop-blur-md sm:hidden"
    >
      {phoneSections.map(({ href, label, Icon }) => (
        <Link
          key={href}
          href={href}
          {...currentIf(href)}
          className="flex min-w-0 flex-col items-center gap-0.5 pt-1.5 text-xs font-medium text-muted aria-[current=page]:text-accent"
        >
          <span className="grid h-7 w-14 place-items-center rounded-full in-[[aria-current=page]]:bg-accent-soft">
            <Icon className="size-5" aria-hidden="true" />
          </span>
          {t(label)}
        </Link>
      ))}
    </nav>
  );
}
