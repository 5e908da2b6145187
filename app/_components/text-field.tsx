import type { ComponentPropsWithRef, ReactNode } from "react";

export const inputClass =
  "h-11 w-full rounded-lg border border-line-strong bg-surface px-3.5 text-base text-ink placeholder:text-muted focus-visible:border-accent focus-visible:outline-offset-0 aria-invalid:border-danger sm:text-[0.9375rem]";

interface TextFieldProps extends ComponentPropsWithRef<"input"> {
  id: string;
  label: string;
  hint?: string;
  error?: ReactNode;
}

/** A labelled input whose hint and error are read out with it. */
export function TextField({ id, label, hint, error, ...input }: TextFieldProps) {
  return (
    <div className="space-y-1.5">
      <label htmlFor={id} className="block text-sm font-medium">
        {label}
      </label>
      <input id={id} {...input} {...describe(id, hint, error)} className={inputClass} />
      <FieldNotes id={id} hint={hint} error={error} />
    </div>
  );
}

/** The attributes that tie an input to what FieldNotes shows below it. */
export function describe(id: string, hint: string | undefined, error: ReactNode) {
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return {
    ...(describedBy ? { "aria-describedby": describedBy } : {}),
    ...(error ? { "aria-invalid": true } : {}),
  };
}

export function FieldNotes({ id, hint, error }: { id: string; hint?: string | undefined; error?: ReactNode }) {
  return (
    <>
      {hint && (
        <p id={`${id}-hint`} className="text-[0.8125rem] text-muted">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="text-[0.8125rem] text-danger">
          {error}
        </p>
      )}
    </>
  );
}
