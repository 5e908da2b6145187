import { expect, test } from "vitest";
import { rawZip } from "#tests/support/raw-zip.ts";
import { listZipEntries } from "./zip-entries.ts";

/** The paths of files with these names, as programs that follow no standard write them. */
async function list(...names: (Buffer | string)[]): Promise<string[]> {
  const zip = rawZip(names.map((name) => ({ name, body: "x" })));
  const { entries, leftOut } = await listZipEntries(new Blob([new Uint8Array(zip)]), "a.zip");
  expect(leftOut).toEqual([]);
  return entries.map(({ path }) => path);
}

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");
const jpg = Buffer.from(".jpg");

// Made by Python's codecs.
test.each([
  ["Windows in Japan", "97b78d7382cc8eca905e", "旅行の写真"],
  ["Windows in Japan, kana alone", "82a082e882aa82c682a4", "ありがとう"],
  ["Windows in Japan, with a backslash in a letter", "955c8ea68352838c834e8356838783935c34", "表示コレクション/4"],
  ["Windows in China", "d5d5c6acc2c3d0d0", "照片旅行"],
  ["Windows in Taiwan", "b7d3a4f9aec8a6e6", "照片旅行"],
  ["Windows in Korea", "c1a6c1d6b5b520bfa9b8a7", "제주도 여름"],
  ["Windows in Russia", "94aee2ae20a820a2a8a4a5ae", "Фото и видео"],
  ["Windows in Portugal", "53c66f204a6fc66f2c20636f726187c66f", "São João, coração"],
  ["DOS", "4d816c6c65722c206d8a72652c206372829065", "Müller, mère, créÉe"],
  ["the standard, with signs of its own", "abf8f1", "½°±"],
  ["the standard, with quotation marks", "ae827482af", "«été»"],
  ["the standard, with a sign alone", "4ea731", "Nº1"],
  ["the standard, with letters in a row", "556d6c617574652d849481e1", "Umlaute-äöüß"],
  ["the standard, with capitals in a row", "54657374208f8e99", "Test ÅÄÖ"],
  ["the standard, with a row and a letter in a word", "4d656e8120849481", "Menü äöü"],
  ["the standard, with a fraction alone", "ab205066756e64", "½ Pfund"],
  ["the standard, with a sign before a letter", "323520e66d", "25 µm"],
  ["the standard, with bytes that are no letter of Japanese", "82fd", "é²"],
  ["UTF-8 that does not say so", "c3a974c3a9", "été"],
  ["UTF-8 that does not say so, with ß", "4772c3b6c39f65", "Größe"],
])("names of %s", async (_what, bytes, path) => {
  expect(await list(Buffer.concat([hex(bytes), jpg]))).toEqual([`${path}.jpg`]);
});

// Each is the one name of its archive beyond ASCII. Made by Python's codecs.
test.each([
  ["DOS, umlauts alone", "8e999a", "ÄÖÜ"],
  ["DOS, umlauts alone", "849481", "äöü"],
  ["DOS, umlauts alone", "996c", "Öl"],
  ["DOS, umlauts alone", "4b847365", "Käse"],
  ["Windows in Russia, few letters", "8ead", "Он"],
  ["Windows in Russia, few letters", "848e8c", "ДОМ"],
  ["Windows in Russia, few letters", "948e928e", "ФОТО"],
  ["Windows in Russia, few letters", "8b8591", "ЛЕС"],
  ["Windows in Russia, few letters", "91a0adaae22d8fa5e2a5e0a1e3e0a3", "Санкт-Петербург"],
  ["Windows in China, few characters", "b1b1bea9", "北京"],
  ["Windows in China, few characters", "c9cfbaa3", "上海"],
  ["Windows in China, few characters", "b8dfc9bd", "高山"],
  ["Windows in Taiwan, few characters", "b0aab6af", "高雄"],
  ["Windows in Taiwan, few characters", "bb4fc657", "臺灣"],
  ["Windows in Korea, few syllables", "bcadbfef", "서울"],
  ["Windows in Korea, few syllables", "c1a6c1d6", "제주"],
  ["Windows in Japan, few characters", "938c8b9e", "東京"],
  ["Windows in Japan, few characters", "89d48ca9", "花見"],
  ["Windows in Japan, few characters", "8a4390859781", "海水浴"],
  ["DOS in Central Europe", "5a646aa9636961", "Zdjęcia"],
  ["DOS in Central Europe", "9da264ab", "Łódź"],
  ["DOS in Central Europe", "50fda1726f6461", "Příroda"],
  ["DOS in Central Europe", "a66c759c6f759f6bec206b85e5", "Žluťoučký kůň"],
  ["DOS in Central Europe", "54fb7a", "Tűz"],
  ["DOS in Greece", "94e0aba69aa898ade59caa", "Φωτογραφίες"],
  ["DOS in Greece", "809fe3a498", "Αθήνα"],
  ["DOS in Greece", "8990869286", "ΚΡΗΤΗ"],
  ["DOS in Western Europe", "666f728874", "forêt"],
  ["DOS in Western Europe", "63728a6d65206272966c8265", "crème brûlée"],
  ["DOS in Western Europe", "4187c66f", "Ação"],
  ["DOS in Western Europe", "8f6e67737472946d", "Ångström"],
])("a name of %s: %s is %s", async (_what, bytes, path) => {
  expect(await list(Buffer.concat([hex(bytes), jpg]), "plain.jpg")).toEqual([`${path}.jpg`, "plain.jpg"]);
});

test("all names of an archive have one alphabet; those in UTF-8 say nothing of it", async () => {
  const [short, long] = [hex("8ab3"), hex("97b78d7382cc8eca905e")];
  expect(await list(Buffer.concat([short, jpg]), Buffer.concat([long, jpg]), "Łódź.jpg")).toEqual([
    "患.jpg",
    "旅行の写真.jpg",
    "Łódź.jpg",
  ]);
});

test("a name that is marked as UTF-8 and is not is read like any other", async () => {
  const names = [hex("97b78d7382cc8eca905e"), Buffer.from("写真\ufffd.jpg")];
  const zip = rawZip(names.map((name) => ({ name, flags: 0x800, body: "x" })));
  const { entries } = await listZipEntries(new Blob([new Uint8Array(zip)]), "a.zip");
  expect(entries.map(({ path }) => path)).toEqual(["旅行の写真", "写真\ufffd.jpg"]);
});
