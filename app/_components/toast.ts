import type { toast as drawToast, ExternalToast } from "sonner";

type Sonner = typeof import("sonner");
type Kind = "success" | "error" | "warning" | "loading";
type Text = Parameters<typeof drawToast>[0];

const PLAIN_MS = 8_000;

const listeners = new Set<() => void>();
let loading: Promise<Sonner> | undefined;
let loaded: Sonner | undefined;
let lastId = 0;

/** Fetches what draws toasts, which a page can be looked at without. */
export function loadToasts(): Promise<Sonner> {
  loading ??= import("sonner").then(
    (sonner) => {
      loaded = sonner;
      for (const listener of listeners) listener();
      return sonner;
    },
    (error) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

export function subscribeToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What draws toasts, once it is there. */
export function findToasts(): Sonner | undefined {
  return loaded;
}

function draw(text: Text, data: ExternalToast = {}, kind?: Kind): string | number {
  lastId += 1;
  const id = data.id ?? `toast-${lastId}`;
  loadToasts().then(
    ({ toast }) => (kind ? toast[kind] : toast)(text, { ...data, id }),
    () => showPlainly([text, data.description].filter((part) => typeof part === "string").join(" ")),
  );
  return id;
}

/** What is to be said where toasts cannot be fetched, as without a network or after a deployment. */
function showPlainly(text: string): void {
  const line = document.createElement("p");
  line.role = "alert";
  line.className =
    "fixed bottom-20 left-4 z-100 max-w-80 rounded-xl border border-line bg-surface p-4 text-sm text-ink shadow-float";
  line.textContent = text;
  document.body.append(line);
  setTimeout(() => line.remove(), PLAIN_MS);
}

/** Shows what happened for a while; returns the id to change or dismiss it by. */
export const toast = Object.assign((text: Text, data?: ExternalToast) => draw(text, data), {
  success: (text: Text, data?: ExternalToast) => draw(text, data, "success"),
  error: (text: Text, data?: ExternalToast) => draw(text, data, "error"),
  warning: (text: Text, data?: ExternalToast) => draw(text, data, "warning"),
  loading: (text: Text, data?: ExternalToast) => draw(text, data, "loading"),
  dismiss(id: string | number): void {
    loadToasts().then(
      (sonner) => sonner.toast.dismiss(id),
      () => undefined,
    );
  },
});
