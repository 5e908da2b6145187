import { findUnsupportedKind } from "#lib/images/intake.ts";
import { listOriginals } from "./edited-copies.ts";
import { fold, MAX_PHOTO_NAME, MAX_PHOTO_STEM, splitExtension, splitNumber } from "./name-parts.ts";

/*
 * Which sidecar of a Google Takeout belongs to a photo. Nothing says so but their names, which Google has made in four
 * ways since 2015, all found side by side: PHOTO.json, PHOTO.supplemental-metadata.json, either cut to 46 UTF-16 units
 * from the end of ".supplemental-metadata" on, or (2026) uncut. See decision 070.
 */

const SUPPLEMENT = ".supplemental-metadata";
const MAX_SIDECAR_STEM = 46;
/** Of any file. Each length at which a name may have been cut is tried. */
const MAX_FILE_NAME = 255;
/** Letters at a name's beginning that no cut changes. */
const START_LENGTH = 8;
/** Sidecars of one name but for the case of its letters; titles may be alike without end. */
const MAX_ALIKE = 8;

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
  /** Whether it is that of another picture as well, which need not be in the same state. */
  isShared?: boolean | undefined;
}

export type SidecarFinder<Sidecar> = (photoName: string) => SidecarMatch<Sidecar> | undefined;

/**
 * Finds, among the sidecars of one folder, that of a photo in it. Composition of letters does not count, and case only
 * where names differ in nothing else; `isThere` is asked for names in lower case.
 */
export function createSidecarFinder<Sidecar extends NamedSidecar>(
  sidecars: readonly Sidecar[],
  isThere: (photoName: string) => boolean = () => false,
): SidecarFinder<Sidecar> {
  const byStem = new Map<string, Sidecar[]>();
  const starts = new Set<string>();
  const byTitle = new Map<string, Sidecar[]>();
  const byTitleAndNumber = new Map<string, Sidecar[]>();
  const byTitleStem = new Map<string, Sidecar[]>();
  /** By the beginning that a photo's name has of a title, in the order in which Google numbers such photos. */
  const byCutTitle = new Map<string, Sidecar[]>();
  /** By title, those whose own names were cut, so that a number in them is not the photo's. */
  const byTitleOfCut = new Map<string, Sidecar>();
  for (const sidecar of sidecars) {
    const stem = toUsualStem(fold(sidecar.name).replace(/\.json$/, ""));
    addTo(byStem, stem, sidecar);
    starts.add(stem.slice(0, START_LENGTH));
    if (sidecar.title === undefined) continue;
    const { base, number } = splitNumber(stem);
    const names = toPhotoNames(sidecar.title);
    const isTitleCut = !names.includes(fold(toSigns(sidecar.title)));
    for (const name of names) {
      if (isTitleCut) addTo(byCutTitle, name, sidecar, Number.POSITIVE_INFINITY);
      if (base.length >= MAX_SIDECAR_STEM && !byTitleOfCut.has(name)) byTitleOfCut.set(name, sidecar);
      addTo(byTitle, name, sidecar);
      addTo(byTitleAndNumber, name + number, sidecar);
      addTo(byTitleStem, splitExtension(name).stem + number, sidecar);
    }
  }
  for (const alike of byCutTitle.values()) alike.sort(compareByNumber);
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
    const alike = byCutTitle.get(base + extension) ?? [];
    const inOrder = alike.length > 1 ? alike[Number(number.slice(1, -1))] : undefined;
    if (inOrder) return inOrder;
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
    if (named.length > 0 && !named.some(({ isCut }) => isCut)) return ofName;
    return ofTitle ?? ofName ?? byTitleOfCut.get(photoName);
  }

  /** The other half of a live photo, the JPEG of a raw file or HEIC, a picture that Google gave another ending. */
  function findOther(photoName: string): SidecarMatch<Sidecar> | undefined {
    const { stem, extension } = splitExtension(photoName);
    const { number } = splitNumber(stem);
    const matches = (byTitleStem.get(stem) ?? byTitleStem.get(photoName) ?? []).map((sidecar) => {
      const titled = toPhotoNames(sidecar.title ?? "").map(splitExtension);
      const isShared = titled.some((of) => isThere(of.stem + number + of.extension));
      return { sidecar, isShared, isPair: titled.some((of) => isPair(of.extension, extension)) };
    });
    const match = matches.find(({ isPair }) => isPair) ?? matches.find(({ isShared }) => !isShared);
    return match && { sidecar: match.sidecar, isShared: match.isShared || undefined };
  }

  return (photoName) => {
    if (photoName.length > MAX_FILE_NAME) return undefined;
    const name = fold(photoName);
    const exactName = photoName.normalize("NFC");
    const own = findOwn(name, exactName);
    if (own) return { sidecar: own };
    const originals = listOriginals(exactName);
    for (const { name: original, edited, isGuess } of originals) {
      const sidecar = findOwn(original, exactName);
      if (sidecar) return { sidecar, edited, isShared: isGuess || undefined };
    }
    const other = findOther(name);
    if (other) return other;
    // The JPEG that Google makes of an edited HEIC.
    for (const { name: original, edited } of originals) {
      const [sidecar] = byTitleStem.get(splitExtension(original).stem) ?? [];
      if (sidecar) return { sidecar, edited };
    }
    return undefined;
  };
}

const HEIC = /^\.(?:hei[cf]|hif)$/;
const JPEG = /^\.(?:jpe?g|jpe)$/;
/** Of motion photos: "PXL_1.MP", "PXL_1.MP~2". */
const MOTION = /^\.mp(?:~\d)?$/;

/** Whether files with these endings may be of one photo: a picture and its video or raw file, a HEIC and its JPEG. */
function isPair(one: string, other: string): boolean {
  const isHalf = (extension: string) =>
    MOTION.test(extension) || findUnsupportedKind(`a${extension}`, "") !== undefined;
  if (isHalf(one) || isHalf(other)) return true;
  return (HEIC.test(one) && JPEG.test(other)) || (JPEG.test(one) && HEIC.test(other));
}

function addTo<Sidecar>(map: Map<string, Sidecar[]>, key: string, sidecar: Sidecar, most = MAX_ALIKE): void {
  const known = map.get(key);
  if (!known) map.set(key, [sidecar]);
  else if (known.length < most) known.push(sidecar);
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

/**
 * With the number at the end, where it is nearly always: "a.jpg(1).supplemental-metadata" is that of "a(1).jpg" too.
 */
function toUsualStem(stem: string): string {
  const [, name, number, supplement] = /^(.+\.[\p{L}\p{N}]{1,5})(\(\d{1,6}\))(\.[a-z-]*)$/u.exec(stem) ?? [];
  return supplement !== undefined && SUPPLEMENT.startsWith(supplement) ? `${name}${supplement}${number}` : stem;
}

const collator = new Intl.Collator("en", { numeric: true });

/** By their numbers, else by their titles as people sort them. */
function compareByNumber(one: NamedSidecar, other: NamedSidecar): number {
  const toNumber = ({ name }: NamedSidecar) =>
    Number(splitNumber(toUsualStem(fold(name).replace(/\.json$/, ""))).number.slice(1, -1));
  return toNumber(one) - toNumber(other) || collator.compare(one.title ?? "", other.title ?? "");
}

/** With the signs that Google writes in place of others. */
function toSigns(title: string): string {
  return title.replaceAll(/[&?'"<>:*|\\/]/g, "_");
}

/** How Google writes a title as the name of a file, without the number of names that are taken. */
function toPhotoNames(title: string): string[] {
  const names = listForms(toSigns(title)).flatMap((form) => {
    const { stem, extension } = splitExtension(form);
    const lengths = [MAX_PHOTO_NAME - extension.length, MAX_PHOTO_STEM];
    return lengths.map((length) => fold(stem.slice(0, length) + extension));
  });
  return [...new Set(names)];
}

/**
 * The ways in which a name may be written, since a cut of one is not that of another: Apple's letters are decomposed.
 */
function listForms(name: string): string[] {
  return isAscii(name) ? [name] : [...new Set([name, name.normalize("NFC"), name.normalize("NFD")])];
}

function isAscii(text: string): boolean {
  return /^\p{ASCII}*$/u.test(text);
}
