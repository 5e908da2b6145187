"use client";

import { Eye, EyeOff } from "lucide-react";
import { type ComponentPropsWithRef, type ReactNode, useState } from "react";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { describe, FieldNotes, inputClass } from "./text-field.tsx";
import { useIsInteractive } from "./use-is-interactive.ts";

interface PasswordFieldProps extends Omit<ComponentPropsWithRef<"input">, "type"> {
  id: string;
  label: string;
  hint?: string;
  error?: ReactNode;
}

export function PasswordField({ id, label, hint, error, ...input }: PasswordFieldProps) {
  const [isShown, setShown] = useState(false);
  const isInteractive = useIsInteractive();
  const t = useTranslations("common");
  const Icon = isShown ? EyeOff : Eye;
  return (
    <div className="space-y-1.5">
      <label htmlFor={id} className="block text-sm font-medium">
        {label}
      </label>
      <div className="relative">
        <input
          id={id}
          {...input}
          {...describe(id, hint, error)}
          type={isShown ? "text" : "password"}
          spellCheck={false}
          autoCapitalize="none"
          autoCorrect="off"
          className={`${inputClass} pr-12`}
        />
        <button
          type="button"
          disabled={!isInteractive}
          aria-pressed={isShown}
          aria-label={t(isShown ? "hidePassword" : "showPassword")}
          title={t(isShown ? "hide" : "show")}
          onClick={() => setShown(!isShown)}
          className="absolute inset-y-0 right-0 grid w-11 place-items-center rounded-lg text-muted hover:text-ink"
        >
          <Icon className="size-4.5" aria-hidden="true" />
        </button>
      </div>
      <FieldNotes id={id} hint={hint} error={error} />
    </div>
  );
}
