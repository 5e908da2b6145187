import {
  Archive,
  Clock,
  Copy,
  Folder,
  Heart,
  Images,
  type LucideIcon,
  Map as MapIcon,
  Search,
  Share2,
  Tag,
  Trash2,
  Users,
} from "lucide-react";

/** Of the element that holds all of them. */
export const SECTIONS_ID = "sections";

export interface Section {
  href: string;
  label:
    | "photos"
    | "albums"
    | "favourites"
    | "map"
    | "added"
    | "duplicates"
    | "shares"
    | "sharedWithMe"
    | "tags"
    | "archive"
    | "trash"
    | "search";
  Icon: LucideIcon;
}

const photos: Section = { href: "/", label: "photos", Icon: Images };
const albums: Section = { href: "/albums", label: "albums", Icon: Folder };

/** Those of the rail, from the top down. */
export const sections: readonly Section[] = [
  photos,
  albums,
  { href: "/favourites", label: "favourites", Icon: Heart },
  { href: "/map", label: "map", Icon: MapIcon },
  { href: "/added", label: "added", Icon: Clock },
  { href: "/duplicates", label: "duplicates", Icon: Copy },
  { href: "/shares", label: "shares", Icon: Share2 },
  { href: "/shared", label: "sharedWithMe", Icon: Users },
  { href: "/tags", label: "tags", Icon: Tag },
  { href: "/archive", label: "archive", Icon: Archive },
  { href: "/trash", label: "trash", Icon: Trash2 },
];

/** Those that a phone has at its foot; search has a place of its own on wide screens. */
export const footSections: readonly Section[] = [photos, { href: "/search", label: "search", Icon: Search }, albums];
