import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toSortTime } from "./capture-time.ts";
import { parseFileNameTime } from "./file-name-time.ts";
import { parseCaptureTime } from "./parse-capture-time.ts";

/** Characters; what reads each of them once is done within a millisecond, and what looks back takes a second. */
const LONG = 30_000;

describe("parseCaptureTime", () => {
  test.each([
    ["2024:03:10 14:05:06", "2024-03-10T14:05:06"],
    ["2024-03-10T14:05:06", "2024-03-10T14:05:06"],
    ["2015: 2: 3  4: 5: 6", "2015-02-03T04:05:06"],
    ["2015/02/03 04:05:06", "2015-02-03T04:05:06"],
    ["2015.02.03 04.05.06", "2015-02-03T04:05:06"],
    ["2015:02:03 04:05", "2015-02-03T04:05:00"],
    ["20240310T140506", "2024-03-10T14:05:06"],
    ["20240310 140506+0100", "2024-03-10T14:05:06+01:00"],
    ["20240310140506", "2024-03-10T14:05:06"],
    ["202403101405", "2024-03-10T14:05:00"],
    ["2024:03:10:14:05:06", "2024-03-10T14:05:06"],
    ["2024;03;10 14;05;06", "2024-03-10T14:05:06"],
    ["2024-03-10 14-05-06", "2024-03-10T14:05:06"],
    ["2024 03 10 14 05 06", "2024-03-10T14:05:06"],
    ["2024-03-10T14:05-05:00", "2024-03-10T14:05:00-05:00"],
    ["2024-03-10 14:05:06 GMT", "2024-03-10T14:05:06Z"],
    ["2024-03-10T14:05Z", "2024-03-10T14:05:00Z"],
    ["2024:03:10 14:05:06+01:00", "2024-03-10T14:05:06+01:00"],
    ["2024:03:10 14:05:06.5", "2024-03-10T14:05:06.500"],
    ["2024:03:10 2:05:06 PM", "2024-03-10T14:05:06"],
    ["2024:03:10", "2024-03-10T00:00:00"],
    ["2024:03:10   :  :  ", "2024-03-10T00:00:00"],
    ["2024:03:10 25:61:00", "2024-03-10T00:00:00"],
    ["2016:12:31 23:59:60", "2016-12-31T23:59:59"],
    ["2016:12:31 23:45:75", "2016-12-31T23:45:59"],
    ["2016:12:31 24:00:00", "2016-12-31T23:59:59"],
    // As EXIF has it where the hour is unknown.
    ["2024:03:10   :05:06", "2024-03-10T00:00:00"],
    ["2024,03,10 14,05,06", "2024-03-10T14:05:06"],
    ["2024\\03\\10 14:05:06", "2024-03-10T14:05:06"],
    ["2024:03:10 2:05:06 p. m.", "2024-03-10T14:05:06"],
    ["2024:03:10 2:05:06 下午", "2024-03-10T14:05:06"],
    ["2024-03-10 오후 2:05:06", "2024-03-10T14:05:06"],
    ["2024-03-10 上午12:05:06", "2024-03-10T00:05:06"],
    ["2024-03-10 午後2:05:06", "2024-03-10T14:05:06"],
    ["2024-03-10 2:05:06 μ.μ.", "2024-03-10T14:05:06"],
    ["2024-03-10 2:05:06 π.μ.", "2024-03-10T02:05:06"],
    ["2024-03-10 ٢:٠٥:٠٦ م", "2024-03-10T14:05:06"],
    // A name of a zone that begins with such letters.
    ["2024-03-10 02:05:06 CHST", "2024-03-10T02:05:06"],
    ["٢٠٢٤:٠٣:١٠ ١٤:٠٥:٠٦", "2024-03-10T14:05:06"],
    ["२०२४:०३:१० १४:०५:०६", "2024-03-10T14:05:06"],
  ])("reads %s", (text, expected) => {
    expect(parseCaptureTime(text)).toBe(expected);
  });

  test.each([
    "0000:00:00 00:00:00",
    "    :  :     :  :  ",
    "2024:02:31 10:00:00",
    "9999:01:01 00:00:00",
    "1700:01:01 00:00:00",
    "2024",
    "2024-02",
    "2024031014",
    "1710079506123",
    "yesterday",
    "",
  ])("does not believe %s", (text) => expect(parseCaptureTime(text)).toBeUndefined());

  test.each([
    ["+05:30", "+05:30"],
    ["+0530", "+05:30"],
    ["-3:30", "-03:30"],
    ["+14:00", "+14:00"],
    ["Z", "Z"],
    ["GMT", "Z"],
    ["UTC+2", "+02:00"],
    ["+02:00:00", "+02:00"],
    ["\u221205:00", "-05:00"],
    ["+25:00", ""],
    ["+02:60", ""],
    ["+02:07", ""],
    ["-13:00", ""],
    ["   :  ", ""],
  ])("with the offset %s ends in %j", (offset, ending) => {
    expect(parseCaptureTime("2024:03:10 14:05:06", { offsets: [offset] })).toBe(`2024-03-10T14:05:06${ending}`);
  });

  test("takes the first offset that is possible", () => {
    expect(parseCaptureTime("2024:03:10 14:05:06", { offsets: [undefined, "+25:00", "+01:00"] })).toBe(
      "2024-03-10T14:05:06+01:00",
    );
  });

  test.each([
    ["blanks before a time", `2024-01-01${" ".repeat(LONG)}x`],
    ["blanks after a time", `2024-01-01 10:00:00${" ".repeat(LONG)}x`],
    ["blanks within a day", `2024${" ".repeat(LONG)}x`],
    ["digits of a fraction", `2024-01-01 10:00:00.${"1".repeat(LONG)}x`],
    ["halves of the day", `2024-01-01${" am".repeat(LONG / 3)}x`],
  ])("a text of any length is read at once: %s", (_, text) => {
    const start = performance.now();
    parseCaptureTime(text);
    expect(performance.now() - start).toBeLessThan(100);
  });

  test("never throws, and what it returns is a time", () => {
    const piece = fc.constantFrom("2024", "03", "10", ":", " ", "T", "-", "+01:00", ".", "60", "99", "\0", "é", "Z");
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join("")),
        fc.string(),
        (text, other) => {
          const time = parseCaptureTime(text, { offsets: [other], subSecond: other });
          if (time !== undefined) expect(toSortTime(time)).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
        },
      ),
    );
  });
});

describe("parseFileNameTime", () => {
  test.each([
    ["2024-03-09 Sa 12.05.06.jpg", "2024-03-09T12:05:06"],
    ["2024-03-10 am 12.05.06.jpg", "2024-03-10T12:05:06"],
    ["2024-03-10 em 09.05.06.jpg", "2024-03-10T09:05:06"],
    ["IMG_20240310_091500 em Lisboa.jpg", "2024-03-10T09:15:00"],
    ["20240310_093000 CH.jpg", "2024-03-10T09:30:00"],
    ["2024-03-10 09.05.06 EM.jpg", "2024-03-10T09:05:06"],
    ["20240310_123000 Sa.jpg", "2024-03-10T12:30:00"],
  ])("%s has a word that is a half of the day elsewhere", (name, expected) => {
    expect(parseFileNameTime(name)).toBe(expected);
  });

  test.each([
    ["IMG_20240310_140506.jpg", "2024-03-10T14:05:06"],
    // Pixel phones write UTC.
    ["PXL_20240310_140506123.jpg", "2024-03-10T14:05:06.123Z"],
    ["PXL_20240310_140506123.PORTRAIT.jpg", "2024-03-10T14:05:06.123Z"],
    // As Google Drive calls copies, and Google Photos originals that it edited.
    ["Copy of PXL_20240310_140506123.jpg", "2024-03-10T14:05:06.123Z"],
    ["original_PXL_20240310_140506123.jpg", "2024-03-10T14:05:06.123Z"],
    ["VOPXL_20240310_140506123.jpg", "2024-03-10T14:05:06.123"],
    ["2024-03-11 PXL_20240310_140506123.jpg", "2024-03-11T00:00:00"],
    // Milliseconds of Unix time: WeChat, Facebook, and apps that give no other name.
    ["mmexport1710079506123.jpg", "2024-03-10T14:05:06.123Z"],
    ["wx_camera_1710079506123.jpg", "2024-03-10T14:05:06.123Z"],
    ["FB_IMG_1710079506123.jpg", "2024-03-10T14:05:06.123Z"],
    ["1710079506123.jpg", "2024-03-10T14:05:06.123Z"],
    ["1710079506123 (1).jpg", "2024-03-10T14:05:06.123Z"],
    ["photo_5@10-03-2024_14-05-06.jpg", "2024-03-10T14:05:06"],
    ["20240310_140506(1).jpg", "2024-03-10T14:05:06"],
    ["2024-03-10 14.05.06.png", "2024-03-10T14:05:06"],
    ["Screenshot_2024-03-10-14-05-06-123_com.app.png", "2024-03-10T14:05:06.123"],
    ["Screenshot 2024-03-10 at 14.05.06.png", "2024-03-10T14:05:06"],
    ["signal-2024-03-10-140506.jpg", "2024-03-10T14:05:06"],
    ["WhatsApp Image 2024-03-10 at 2.05.06 PM (1).jpeg", "2024-03-10T14:05:06"],
    ["WhatsApp Image 2024-03-10 at 12.05.06 AM.jpeg", "2024-03-10T00:05:06"],
    ["WhatsApp Bild 2024-03-10 um 14.05.06_1a2b.jpg", "2024-03-10T14:05:06"],
    ["Screenshot 2024-03-10 at 2.05.06\u202fPM.png", "2024-03-10T14:05:06"],
    ["Capture d’écran 2024-03-10 à 14.05.06.png", "2024-03-10T14:05:06"],
    ["Captura de pantalla 2024-03-10 a las 14.05.06.png", "2024-03-10T14:05:06"],
    ["Captura de pantalla 2024-03-10 a las 2.05.06 p. m..png", "2024-03-10T14:05:06"],
    ["Captura de Pantalla 2024-03-10 a la(s) 2.05.06\u202fp.\u00a0m..png", "2024-03-10T14:05:06"],
    ["لقطة شاشة ٢٠٢٤-٠٣-١٠ ١٤.٠٥.٠٦.png", "2024-03-10T14:05:06"],
    ["Skärmavbild 2024-03-10 kl. 14.05.06.png", "2024-03-10T14:05:06"],
    ["2024:03:10 14:05:06.jpg", "2024-03-10T14:05:06"],
    ["2024-03-10 14 05 06.jpg", "2024-03-10T14:05:06"],
    // As macOS names them where its clock has two halves.
    ["스크린샷 2024-03-10 오후 2.05.06.png", "2024-03-10T14:05:06"],
    ["스크린샷 2024-03-10 오전 9.05.06.png", "2024-03-10T09:05:06"],
    ["截屏2024-03-10 下午2.05.06.png", "2024-03-10T14:05:06"],
    ["スクリーンショット 2024-03-10 午後2.05.06.png", "2024-03-10T14:05:06"],
    ["Στιγμιότυπο 2024-03-10, 2.05.06 μ.μ..png", "2024-03-10T14:05:06"],
    ["لقطة شاشة ٢٠٢٤-٠٣-١٠ في ٢.٠٥.٠٦ م.png", "2024-03-10T14:05:06"],
    ["Skärmavbild 2024-03-10 kl. 2.05.06 em.png", "2024-03-10T14:05:06"],
    ["Ảnh màn hình 2024-03-10 lúc 2.05.06 CH.png", "2024-03-10T14:05:06"],
    // A word that may be a half of the day in a language that is not known here.
    ["Ekran 2024-03-10 2.05.06 xx.png", "2024-03-10T00:00:00"],
    ["Captura 2024-03-10 a las 9.05.06.png", "2024-03-10T09:05:06"],
    ["Ekran 2024-03-10 saat 14.05.06.png", "2024-03-10T14:05:06"],
    ["2024-03-10 14.05.06 Berlin.jpg", "2024-03-10T14:05:06"],
    ["DJI_20240310140506_0001_D.JPG", "2024-03-10T14:05:06"],
    ["IMG_20240310_146000.jpg", "2024-03-10T00:00:00"],
    ["IMG-20240310-WA0007.jpg", "2024-03-10T00:00:00"],
    ["holiday 2024_03_10.jpg", "2024-03-10T00:00:00"],
  ])("%s was taken %s", (name, expected) => {
    expect(parseFileNameTime(name)).toBe(expected);
  });

  test.each([
    "IMG_0001.jpg",
    "DSC20240310.5.jpg".replace("20240310", "120240310"),
    "20241310_000000.jpg",
    "20240231.jpg",
    // Numbers of this length that are no believable moment.
    "9710079506123.jpg",
    "0000000506123.jpg",
    "received_1710079506123.jpeg",
    "17100795061234.jpg",
    "1710079506123x.jpg",
    "photo_5@31-02-2024_14-05-06.jpg",
    "2024.jpg",
    "99991231.jpg",
  ])("%s tells nothing", (name) => expect(parseFileNameTime(name)).toBeUndefined());
});
