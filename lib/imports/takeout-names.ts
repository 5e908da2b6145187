/*
 * Which sidecar of a Google Takeout belongs to a photo. Nothing says so but their names, which Google has made in four
 * ways since 2015, all found side by side: PHOTO.json, PHOTO.supplemental-metadata.json, either cut to 46 UTF-16 units
 * from the end of ".supplemental-metadata" on, or (2026) uncut. See decision 070.
 */

const SUPPLEMENT = ".supplemental-metadata";
const MAX_SIDECAR_STEM = 46;
/** Of a photo's name with its ending; before longer endings than ".jpg" some were cut as if it were that. */
const MAX_PHOTO_NAME = 51;
const MAX_PHOTO_STEM = 47;
/** Of any file. Each length at which a name may have been cut is tried. */
const MAX_FILE_NAME = 255;
/** Letters at a name's beginning that no cut changes. */
const START_LENGTH = 8;
/** Sidecars of one name but for the case of its letters; titles may be alike without end. */
const MAX_ALIKE = 8;

/** What Google adds to the name of an edited copy, in the language of the account. */
const EDITED =
  `edited|bearbeitet|modifié|modifiée|ha editado|editado|editada|modificato|modificata|bewerkt|edytowane|edytowany
|編集済み|编辑|已编辑|編輯|已編輯|수정됨|редагований|отредактировано|изменено|измененный|відредаговано|redigerad|redigerat
|redigeret|redigert|muokattu|upraveno|upravené|szerkesztett|düzenlendi|editat|editată|επεξεργασμένο|diedit
|đã chỉnh sửa|แก้ไขแล้ว|נערך|معدل|redigovano|uređeno|urejeno|muudetud|rediģēts|redaguota|redagowane|geredigeer
|editatua|breytt|na-edit|szerkesztve|modificado|modificada|modificat|effects|smile|mix`
    .replaceAll("\n", "")
    .split("|")
    .map((word) => fold(`-${word}`));

export interface NamedSidecar {
  /** With ".json". */
  name: string;
  /** The photo's title, where the sidecar could be read. */
  title?: string | undefined;
}

export interface SidecarMatch<Sidecar> {
  sidecar: Sidecar;
  /** What an edited copy has after the name of its original, in full; undefined for originals. */
  edited?: string | undefined;
}

export type SidecarFinder<Sidecar> = (photoName: string) => SidecarMatch<Sidecar> | undefined;

/**
 * Finds, among the sidecars of one folder, that of a photo in it. Composition of letters does not count, and case only
 * where names differ in nothing else.
 */
export function createSidecarFinder<Sidecar extends NamedSidecar>(
  sidecars: readonly Sidecar[],
): SidecarFinder<Sidecar> {
  const byStem = new Map<string, Sidecar[]>();
  const starts = new Set<string>();
  const byTitle = new Map<string, Sidecar[]>();
  const byTitleAndNumber = new Map<string, Sidecar[]>();
  const byTitleStem = new Map<string, Sidecar[]>();
  for (const sidecar of sidecars) {
    const stem = toUsualStem(fold(sidecar.name).replace(/\.json$/, ""));
    addTo(byStem, stem, sidecar);
    starts.add(stem.slice(0, START_LENGTH));
    if (sidecar.title === undefined) continue;
    const { number } = splitNumber(stem);
    for (const name of toPhotoNames(sidecar.title)) {
      addTo(byTitle, name, sidecar);
      addTo(byTitleAndNumber, name + number, sidecar);
      addTo(byTitleStem, splitExtension(name).stem + number, sidecar);
    }
  }
  const findStems = (name: string) =>
    name.length < START_LENGTH || starts.has(name.slice(0, START_LENGTH)) ? listStems(name) : [];
  /** Whether a photo's name is the title's beginning, as that of an edited copy is whose word was cut off. */
  const mayAgree = ({ title }: Sidecar, base: string) => {
    const { stem, extension } = splitExtension(base);
    if (title === undefined) return true;
    return toPhotoNames(title).some((name) => name.startsWith(stem) && name.endsWith(extension));
  };
  const agrees = ({ title }: Sidecar, base: string) => title !== undefined && toPhotoNames(title).includes(base);

  function findOwn(photoName: string, exactName: string): Sidecar | undefined {
    const { stem, extension } = splitExtension(photoName);
    const { base, number } = splitNumber(stem);
    // A number is Google's, or part of the title where that leaves room for it.
    const isInTitle = number !== "" && photoName.length <= MAX_PHOTO_NAME;
    const forms = [{ name: base + extension, number }, ...(isInTitle ? [{ name: photoName, number: "" }] : [])];
    const named = forms.flatMap(({ name, number: own }) =>
      [name, splitExtension(name).stem].flatMap((whole) =>
        findStems(whole).flatMap((one) => {
          const sidecar = chooseByCase(byStem.get(one + own), exactName);
          return sidecar ? { name, sidecar, isCut: one.length < whole.length } : [];
        }),
      ),
    );
    const exact = named.find(({ name, sidecar }) => agrees(sidecar, name));
    if (exact) return exact.sidecar;
    // Of photos whose names were cut to the same sidecar's, the sidecars are numbered and the photos are not.
    const titled = named.some(({ isCut }) => isCut)
      ? forms.map(({ name }) => byTitle.get(name))
      : forms.map(({ name, number: own }) => byTitleAndNumber.get(name + own));
    const ofTitle = chooseByCase(titled.find(Boolean), exactName);
    const ofName = named.find(({ name, sidecar, isCut }) => !isCut || mayAgree(sidecar, name))?.sidecar;
    return named.length > 0 && !named.some(({ isCut }) => isCut) ? ofName : (ofTitle ?? ofName);
  }

  return (photoName) => {
    if (photoName.length > MAX_FILE_NAME) return undefined;
    const name = fold(photoName);
    const exactName = photoName.normalize("NFC");
    const own = findOwn(name, exactName);
    if (own) return { sidecar: own };
    for (const { original, edited } of listOriginals(name)) {
      const sidecar = findOwn(original, exactName);
      if (sidecar) return { sidecar, edited };
    }
    // The other half of a live photo, the JPEG of a raw file, a picture that Google gave another ending.
    const { stem } = splitExtension(name);
    const [other] = byTitleStem.get(stem) ?? byTitleStem.get(name) ?? [];
    if (other) return { sidecar: other };
    // The JPEG that Google makes of an edited HEIC.
    for (const { original, edited } of listOriginals(name)) {
      const [sidecar] = byTitleStem.get(splitExtension(original).stem) ?? [];
      if (sidecar) return { sidecar, edited };
    }
    return undefined;
  };
}

function addTo<Sidecar>(map: Map<string, Sidecar[]>, key: string, sidecar: Sidecar): void {
  const known = map.get(key);
  if (!known) map.set(key, [sidecar]);
  else if (known.length < MAX_ALIKE) known.push(sidecar);
}

/** Of sidecars whose names differ in case alone the one that begins as a photo's name does, else the first. */
function chooseByCase<Sidecar extends NamedSidecar>(sidecars: readonly Sidecar[] | undefined, exactName: string) {
  if (sidecars === undefined || sidecars.length === 1) return sidecars?.[0];
  const counts = sidecars.map(({ name }) => countSameLetters(name.normalize("NFC"), exactName));
  return sidecars[counts.indexOf(Math.max(...counts))];
}

function countSameLetters(one: string, other: string): number {
  const [a, b] = [[...one], [...other]];
  return a.filter((letter, index) => letter === b[index]).length;
}

/** What a sidecar of a file of this name may be called, without number and ".json", the likeliest first. */
function listStems(name: string): string[] {
  return listForms(name).flatMap((form) => {
    const whole = form + SUPPLEMENT;
    const starts = isAscii(name) ? undefined : foldStarts(whole);
    const cut = (length: number) => starts?.[length] ?? whole.slice(0, length);
    const shortest = Math.min(form.length, MAX_SIDECAR_STEM - 1);
    const stems = [cut(Math.min(MAX_SIDECAR_STEM, whole.length)), cut(whole.length), cut(form.length)];
    for (let length = whole.length - 1; length >= shortest; length--) stems.push(cut(length));
    return stems;
  });
}

/** A letter with its marks; of Korean ones those that may be its second and third part. */
const LETTER = /[^\p{M}\u1160-\u11ff]?[\p{M}\u1160-\u11ff]*/gu;

/** Each start of a text, by its length, folded: letter by letter, since a cut changes nothing but the last. */
function foldStarts(text: string): string[] {
  const starts = [""];
  let before = "";
  for (const [letter] of text.matchAll(LETTER)) {
    for (let length = 1; length <= letter.length; length++) starts.push(before + fold(letter.slice(0, length)));
    before = starts.at(-1) ?? "";
  }
  return starts;
}

/** With the number at the end, where it is nearly always: "a.jpg(1).supplemental-metadata" is that of "a(1).jpg" too. */
function toUsualStem(stem: string): string {
  const [, name, number, supplement] = /^(.+\.[\p{L}\p{N}]{1,5})(\(\d{1,6}\))(\.[a-z-]*)$/u.exec(stem) ?? [];
  return supplement !== undefined && SUPPLEMENT.startsWith(supplement) ? `${name}${supplement}${number}` : stem;
}

/** The photos that this one may be an edited copy of, with the word for it; the word may be cut off, even wholly. */
function listOriginals(photoName: string): { original: string; edited: string }[] {
  const { stem, extension } = splitExtension(photoName);
  const { base, number } = splitNumber(stem);
  const { length } = base.normalize("NFD");
  const isCut = length >= MAX_PHOTO_STEM || length + extension.length >= MAX_PHOTO_NAME;
  const originals = new Map<string, string>();
  const add = (original: string, edited: string) => {
    if (!originals.has(original)) originals.set(original, edited);
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
    add(before + number + extension, word);
  }
  if (isCut && number) add(base + extension, EDITED[0] ?? "");
  return Array.from(originals, ([original, edited]) => ({ original, edited }));
}

/** How Google writes a title as the name of a file, without the number of names that are taken. */
function toPhotoNames(title: string): string[] {
  const names = listForms(title.replaceAll(/[&?'"<>:*|\\/]/g, "_")).flatMap((form) => {
    const { stem, extension } = splitExtension(form);
    const lengths = [MAX_PHOTO_NAME - extension.length, MAX_PHOTO_STEM];
    return lengths.map((length) => fold(stem.slice(0, length) + extension));
  });
  return [...new Set(names)];
}

/** The ways in which a name may be written, since a cut of one is not that of another: Apple's letters are decomposed. */
function listForms(name: string): string[] {
  return isAscii(name) ? [name] : [...new Set([name, name.normalize("NFC"), name.normalize("NFD")])];
}

function isAscii(text: string): boolean {
  return /^\p{ASCII}*$/u.test(text);
}

/** Of "a.b.jpg" "a.b" and ".jpg"; what is behind the last dot is no ending where it is long or a word. */
export function splitExtension(name: string): { stem: string; extension: string } {
  const extension = /\.[\p{L}\p{N}~]{1,5}$/u.exec(name)?.[0] ?? "";
  return { stem: name.slice(0, name.length - extension.length), extension };
}

function splitNumber(stem: string): { base: string; number: string } {
  const number = /\(\d{1,6}\)$/.exec(stem)?.[0] ?? "";
  return { base: stem.slice(0, stem.length - number.length), number };
}

/** Half a character, which a cut may leave, is written as one sign or another, and a sigma by what comes after it. */
function fold(name: string): string {
  return name
    .normalize("NFC")
    .toLowerCase()
    .replaceAll("ς", "σ")
    .toWellFormed()
    .replaceAll(/\ufffd+/g, "?");
}
