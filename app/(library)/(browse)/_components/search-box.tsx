"use client";

import { Search } from "lucide-react";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { type FormEvent, useEffect, useRef, useState, useTransition } from "react";
import { callApi } from "#app/_components/call-api.ts";
import { LoadingBar } from "#app/_components/loading-bar.tsx";
import { SuggestionList } from "#app/_components/suggestion-list.tsx";
import { useCombobox } from "#app/_components/use-combobox.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { SuggestionView } from "#lib/library/search-api.ts";
import { nameCountry } from "#lib/places/country-name.ts";

const MAX_LENGTH = 500;
const PAUSE_MS = 120;
/** What of the address is no filter: the words, and where in the list a page begins. */
const NO_FILTERS = ["q", "start", "month"];

/**
 * Leads to what is found, and keeps the filters of the search that is shown. The key "/" comes here from anywhere that
 * is no text field; it works without scripts too.
 */
export function SearchBox({ hasKey = false }: { hasKey?: boolean }) {
  const parameters = useSearchParams();
  const isSearch = usePathname() === "/search";
  const words = isSearch ? (parameters.get("q") ?? "") : "";
  const filters = isSearch ? [...parameters].filter(([name]) => !NO_FILTERS.includes(name)) : [];
  return <SearchForm key={words} words={words} filters={filters} hasKey={hasKey} />;
}

interface SearchFormProps {
  words: string;
  filters: [string, string][];
  hasKey: boolean;
}

function SearchForm({ words, filters, hasKey }: SearchFormProps) {
  const router = useRouter();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(words);
  const [isLoading, startLoading] = useTransition();
  const t = useTranslations("frame");
  const common = useTranslations("common");
  const suggestions = useSuggestions(text, words);
  const combobox = useCombobox({ options: suggestions, onChoose: choose, takesFirst: false });

  useEffect(() => {
    if (!hasKey) return;
    const onKeyDown = (event: KeyboardEvent) => {
      const isTyping =
        event.target instanceof HTMLElement && event.target.closest("input, textarea, select, [contenteditable]");
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [hasKey]);

  function go(q: string, more: [string, string][] = []): void {
    const trimmed = q.trim();
    const query = new URLSearchParams([...(trimmed === "" ? [] : [["q", trimmed]]), ...filters, ...more]);
    startLoading(() => router.push(`/search?${query}`));
  }

  /** A tag, an album, a camera or a place becomes a filter in place of the word; a word takes its place. */
  function choose({ kind, label, id }: SuggestionView): void {
    const before = text.replace(/\S+$/u, "");
    if (kind === "word") {
      setText(`${before}${label} `);
      input.current?.focus();
    } else {
      setText(before);
      go(before, [[kind, id ?? label]]);
    }
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    combobox.close();
    go(text);
  }

  return (
    <search>
      <form action="/search" className="relative" onSubmit={submit}>
        <Search
          className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted"
          aria-hidden="true"
        />
        <input
          {...combobox.inputProps}
          ref={input}
          type="search"
          name="q"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            combobox.onType();
          }}
          maxLength={MAX_LENGTH}
          aria-label={t("searchPhotos")}
          placeholder={t("searchPhotos")}
          className="h-10 w-full rounded-full border border-line bg-raised pr-4 pl-9 text-sm touch-target"
        />
        {filters.map(([name, value]) => (
          <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
        ))}
        <SuggestionList
          combobox={combobox}
          label={common("suggestions")}
          options={suggestions}
          keyOf={({ kind, id, label }) => `${kind} ${id ?? label}`}
        >
          {({ kind, label }) => (
            <>
              <span className="truncate">{kind === "country" ? nameCountry(label, t.language) : label}</span>
              <span className="ml-auto shrink-0 text-xs text-muted">{kind === "word" ? "" : t(kind)}</span>
            </>
          )}
        </SuggestionList>
        {isLoading && <LoadingBar />}
      </form>
    </search>
  );
}

/** What the last word of the text may become; nothing while it is as it was shown. */
function useSuggestions(text: string, shown: string): SuggestionView[] {
  const [suggestions, setSuggestions] = useState<SuggestionView[]>([]);
  const isAsked = text !== shown && /\S$/u.test(text);
  useEffect(() => {
    if (!isAsked) {
      setSuggestions([]);
      return;
    }
    const abort = new AbortController();
    const timer = setTimeout(() => {
      const path = `/api/search/suggestions?q=${encodeURIComponent(text)}`;
      callApi<{ suggestions: SuggestionView[] }>(path, { signal: abort.signal }).then(
        (answer) => setSuggestions(answer.suggestions),
        // A search without suggestions is a search.
        () => {},
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text, isAsked]);
  return suggestions;
}
