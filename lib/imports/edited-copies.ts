import { fold, MAX_PHOTO_NAME, MAX_PHOTO_STEM, splitExtension, splitNumber } from "./name-parts.ts";

/** What Google adds to the name of an edited copy, in the language of the account. */
const EDITED =
  `edited|bearbeitet|modifié|modifiée|ha editado|editado|editada|modificato|modificata|bewerkt|edytowane|edytowany
|編集済み|编辑|已编辑|編輯|已編輯|수정됨|редагований|отредактировано|изменено|измененный|відредаговано|redigerad|redigerat
|redigeret|redigert|muokattu|upraveno|upravené|szerkesztett|düzenlendi|editat|editată|επεξεργασμένο|diedit
|đã chỉnh sửa|แก้ไขแล้ว|נערך|معدل|redigovano|uređeno|urejeno|muudetud|rediģēts|redaguota|redagowane|geredigeer
|editatua|breytt|na-edit|szerkesztve|modificado|modificada|modificat|ویرایش‌شده|effects|smile|mix`
    .replaceAll("\n", "")
    .split("|")
    .map((word) => fold(`-${word}`));

export interface Original {
  /** Its name, folded. */
  name: string;
  /** What the copy's name has after that, in full and in the copy's own letters. */
  edited: string;
  /** Whether another picture may be called so as well. */
  isGuess: boolean;
}

/** The photos that this one may be an edited copy of; the word for it may be cut off, even wholly. */
export function listOriginals(ownName: string): Original[] {
  const photoName = fold(ownName);
  const written = splitNumber(splitExtension(ownName).stem).base;
  const { stem, extension } = splitExtension(photoName);
  const { base, number } = splitNumber(stem);
  const { length } = base.normalize("NFD");
  const isCut = length >= MAX_PHOTO_STEM || length + extension.length >= MAX_PHOTO_NAME;
  const originals = new Map<string, Original>();
  const add = (name: string, word: string, isGuess = false) => {
    const own = written.slice(-word.length);
    if (!originals.has(name)) originals.set(name, { name, edited: fold(own) === word ? own : word, isGuess });
  };
  for (const edited of EDITED) {
    const shortest = isCut ? 2 : edited.length;
    for (let length = edited.length; length >= shortest; length--) {
      if (!base.endsWith(edited.slice(0, length))) continue;
      add(base.slice(0, -length) + number + extension, edited);
      break;
    }
  }
  // A language that is not in the list, of those that cannot be anything else.
  const [, before, word] = /^(.+)(-[\p{L}\p{M} ]{2,24})$/u.exec(base) ?? [];
  if (before && word && /[^\p{ASCII}]/u.test(word)) {
    add(before + number + extension, word, true);
  }
  if (isCut && number) add(base + extension, EDITED[0] ?? "");
  return [...originals.values()];
}
