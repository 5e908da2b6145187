"use client";

import { type ReactNode, useState } from "react";
import { LocalTime } from "#app/_components/local-time.tsx";
import { PasswordField } from "#app/_components/password-field.tsx";
import { inputClass, TextField } from "#app/_components/text-field.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { ShareView } from "#lib/shares/share-api.ts";
import {
  DEFAULT_ADDED_BYTES,
  DEFAULT_ADDED_FILES,
  MAX_ADDED_BYTES,
  MAX_ADDED_FILES,
  MAX_PASSWORD_LENGTH,
  MAX_VISITS,
  MIN_PASSWORD_LENGTH,
} from "#lib/shares/share-limits.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const GIGABYTE = 1024 ** 3;
/** Less would be less than any photo. */
const MIN_BYTES = 1_000;
const durations = [
  { value: "1", label: "inOneDay" },
  { value: "7", label: "inSevenDays" },
  { value: "30", label: "in30Days" },
  { value: "never", label: "never" },
] as const;

interface ShareFieldsProps {
  share?: ShareView;
  /** What a link without a title is called, where that is known. */
  name?: string | undefined;
  /** Only an album takes photos of visitors. */
  isAlbum: boolean;
}

/** What a link shows and allows, for a new one and for one that is changed. */
export function ShareFields({ share, name, isAlbum }: ShareFieldsProps) {
  const t = useTranslations("shares");
  const [isProtected, setProtected] = useState(share?.hasPassword ?? false);
  const [canAdd, setCanAdd] = useState(share?.canAdd ?? false);
  const [isFrozen, setFrozen] = useState(share?.frozenAt !== undefined);
  const isForUser = share?.recipient !== undefined;
  return (
    <div className="space-y-4">
      <TextField
        id="share-title"
        name="title"
        label={t("linkTitle")}
        maxLength={255}
        defaultValue={share?.title}
        placeholder={name ?? t("sharedPhotos")}
        autoComplete="off"
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <Expiry id="share-expiry" label={t(isForUser ? "ends" : "linkEnds")} chosen={share ? "same" : "7"}>
          {share && <option value="same">{t(share.expiresAt ? "asBefore" : "neverAsBefore")}</option>}
        </Expiry>
        {!isForUser && (
          <TextField
            id="share-visits"
            name="maxVisits"
            label={t("mostVisits")}
            type="number"
            min={1}
            max={MAX_VISITS}
            inputMode="numeric"
            placeholder={t("anyNumber")}
            defaultValue={share?.maxVisits}
          />
        )}
      </div>
      <fieldset className="space-y-1">
        <legend className="sr-only">{t("visitors")}</legend>
        <Choice
          name="canDownload"
          label={t(isForUser ? "theyCanDownload" : "canDownload")}
          isOn={share?.canDownload ?? true}
        />
        <Choice name="withOriginals" label={t("withOriginals")} isOn={share?.withOriginals ?? false} />
        <Choice name="keepsCredits" label={t("keepsCredits")} isOn={share?.keepsCredits ?? false} />
        <Choice name="showsTakenAt" label={t("showsTakenAt")} isOn={share?.showsTakenAt ?? true} />
        <Choice name="showsFileNames" label={t("showsFileNames")} isOn={share?.showsFileNames ?? true} />
        {isAlbum && (
          <>
            <Choice
              name="frozen"
              label={
                share?.frozenAt === undefined
                  ? t("frozen")
                  : t.rich("frozenThen", { time: <LocalTime at={share.frozenAt} /> })
              }
              isOn={isFrozen}
              isDisabled={canAdd}
              onChange={setFrozen}
            />
            <Choice
              name="canAdd"
              label={t(isForUser ? "theyCanAddPhotos" : "canAdd")}
              isOn={canAdd}
              isDisabled={isFrozen}
              onChange={setCanAdd}
            />
          </>
        )}
        {!isForUser && (
          <Choice name="isProtected" label={t("isProtected")} isOn={isProtected} onChange={setProtected} />
        )}
      </fieldset>
      {isAlbum && <input type="hidden" name="isAlbum" value="true" />}
      {canAdd && <AddedBounds share={share} />}
      {isProtected && (
        <PasswordField
          id="share-password"
          name="password"
          label={t("password")}
          required={!share?.hasPassword}
          minLength={MIN_PASSWORD_LENGTH}
          maxLength={MAX_PASSWORD_LENGTH}
          autoComplete="new-password"
          {...(share?.hasPassword ? { hint: t("keepPassword") } : {})}
        />
      )}
      <p className="text-[0.8125rem] text-muted">
        {t(isForUser ? "privacyOfUser" : "privacy")} {t("originalsLimit")}
      </p>
    </div>
  );
}

/** When a share ends; `children` are further choices. */
export function Expiry({ id, label, chosen, children }: ExpiryProps) {
  const t = useTranslations("shares");
  return (
    <div className="space-y-1.5">
      <label htmlFor={id} className="block text-sm font-medium">
        {label}
      </label>
      <select id={id} name="expiry" defaultValue={chosen} className={inputClass}>
        {children}
        {durations.map(({ value, label: duration }) => (
          <option key={value} value={value}>
            {t(duration)}
          </option>
        ))}
      </select>
    </div>
  );
}

interface ExpiryProps {
  id: string;
  label: string;
  chosen: "same" | (typeof durations)[number]["value"];
  children?: ReactNode;
}

/** How much visitors may add: it is in the owner's library and takes its space. */
function AddedBounds({ share }: { share: ShareView | undefined }) {
  const t = useTranslations("shares");
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        id="share-added-files"
        name="maxAddedFiles"
        label={t("mostAddedFiles")}
        type="number"
        min={1}
        max={MAX_ADDED_FILES}
        inputMode="numeric"
        required
        defaultValue={share?.maxAddedFiles ?? DEFAULT_ADDED_FILES}
      />
      <TextField
        id="share-added-gigabytes"
        name="maxAddedGigabytes"
        label={t("mostAddedSpace")}
        type="number"
        min={toGigabytes(Math.min(MIN_BYTES, share?.maxAddedBytes ?? MIN_BYTES))}
        max={MAX_ADDED_BYTES / GIGABYTE}
        step="any"
        inputMode="decimal"
        required
        defaultValue={toGigabytes(share?.maxAddedBytes ?? DEFAULT_ADDED_BYTES)}
        hint={t("addedCounts")}
      />
      {share && <input type="hidden" name="maxAddedBytes" value={share.maxAddedBytes} />}
    </div>
  );
}

/** As people read it: any number of bytes above none is more than 0. */
function toGigabytes(bytes: number): number {
  const gigabytes = bytes / GIGABYTE;
  return Number(gigabytes < 1 ? gigabytes.toPrecision(3) : gigabytes.toFixed(2));
}

/** The bytes that a form asks for: those before, exactly, unless the number shown was changed. */
export function readAddedBytes(form: FormData): number {
  const before = Number(form.get("maxAddedBytes") ?? Number.NaN);
  const given = Number(form.get("maxAddedGigabytes"));
  return given === toGigabytes(before) ? before : Math.max(1, Math.round(given * GIGABYTE));
}

export function Choice({ name, label, isOn, isDisabled = false, onChange }: ChoiceProps) {
  return (
    <label className="flex min-h-9 items-center gap-3 text-sm touch-target has-disabled:text-muted">
      <input
        type="checkbox"
        name={name}
        defaultChecked={isOn}
        disabled={isDisabled}
        onChange={(event) => onChange?.(event.target.checked)}
        className="size-4.5 shrink-0 accent-accent"
      />
      <span>{label}</span>
    </label>
  );
}

interface ChoiceProps {
  name: string;
  label: ReactNode;
  isOn: boolean;
  isDisabled?: boolean;
  onChange?: (isOn: boolean) => void;
}

/** The fields as the API takes them; null is what ends or is taken away, which a new share has no need of. */
export function readShareFields(form: FormData): Record<string, unknown> {
  const text = (name: string) => String(form.get(name) ?? "");
  const expiry = text("expiry");
  const password = form.has("isProtected") ? text("password") || undefined : null;
  return {
    title: text("title"),
    ...(expiry === "same" ? {} : { expiresAt: readExpiry(form) }),
    ...(password === undefined ? {} : { password }),
    maxVisits: text("maxVisits") === "" ? null : Number(text("maxVisits")),
    canDownload: form.has("canDownload"),
    withOriginals: form.has("withOriginals"),
    keepsCredits: form.has("keepsCredits"),
    showsTakenAt: form.has("showsTakenAt"),
    showsFileNames: form.has("showsFileNames"),
    ...(form.has("isAlbum") ? { canAdd: form.has("canAdd"), frozen: form.has("frozen") } : {}),
    ...(form.has("canAdd")
      ? {
          maxAddedFiles: Number(text("maxAddedFiles")),
          maxAddedBytes: readAddedBytes(form),
        }
      : {}),
  };
}

/** When a share ends that is made or changed by a form, ISO 8601 UTC; null for never. */
export function readExpiry(form: FormData): string | null {
  const days = Number(form.get("expiry"));
  return Number.isNaN(days) ? null : inDays(days);
}

function inDays(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString();
}
