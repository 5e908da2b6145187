import sharp from "sharp";

/** Sky, light and land of a time of day; pictures of the README are made of these. */
const moods = [
  { sky: ["#0b2545", "#3e7cb1", "#f4a259"], sun: "#ffe8b6", land: ["#8d5a6b", "#4a3b52", "#1f2233"] },
  { sky: ["#4ea8de", "#a9d6e5", "#fefae0"], sun: "#ffffff", land: ["#90be6d", "#43aa8b", "#277da1"] },
  { sky: ["#22223b", "#4a4e69", "#c9ada7"], sun: "#f2e9e4", land: ["#6d6875", "#444153", "#26242f"] },
  { sky: ["#f9844a", "#f9c74f", "#fff3b0"], sun: "#fffbe6", land: ["#bc6c25", "#7f4f24", "#432818"] },
  { sky: ["#83c5be", "#d8f3dc", "#ffffff"], sun: "#fefefe", land: ["#74a892", "#4f7c6b", "#2d4f45"] },
  { sky: ["#10002b", "#3c096c", "#9d4edd"], sun: "#e0aaff", land: ["#5a189a", "#240046", "#10002b"] },
] as const;

/** A made landscape as JPEG with a capture time in EXIF. The same `seed` gives the same picture. */
export function makeLandscape(seed: number, size: { width: number; height: number }, takenAt: Date): Promise<Buffer> {
  const { width, height } = size;
  const mood = moods[seed % moods.length] ?? moods[0];
  const random = randomNumbers(seed);
  const sun = { x: width * (0.2 + 0.6 * random()), y: height * (0.25 + 0.25 * random()), r: height * 0.09 };
  const hills = mood.land.map((colour, layer) => {
    const base = height * (0.55 + 0.14 * layer);
    const swing = height * (0.16 - 0.03 * layer);
    const phase = random() * Math.PI * 2;
    const waves = 1.5 + random() * 2;
    const points = Array.from({ length: 41 }, (_, i) => {
      const x = (width * i) / 40;
      const y = base + swing * Math.sin(phase + (waves * Math.PI * i) / 40) + swing * 0.15 * Math.sin(phase + i);
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    });
    return `<polygon fill="${colour}" points="0,${height} ${points.join(" ")} ${width},${height}"/>`;
  });
  const stops = mood.sky.map((colour, i) => `<stop offset="${i / 2}" stop-color="${colour}"/>`).join("");
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="sky" x2="0" y2="1">${stops}</linearGradient>
    <radialGradient id="glow"><stop offset="0" stop-color="${mood.sun}"/><stop offset="1" stop-color="${mood.sun}" stop-opacity="0"/></radialGradient></defs>
    <rect width="100%" height="100%" fill="url(#sky)"/>
    <circle cx="${sun.x}" cy="${sun.y}" r="${sun.r * 4}" fill="url(#glow)" opacity="0.6"/>
    <circle cx="${sun.x}" cy="${sun.y}" r="${sun.r}" fill="${mood.sun}"/>${hills.join("")}</svg>`;
  const exifTime = takenAt.toISOString().replace("T", " ").replaceAll("-", ":").slice(0, 19);
  return sharp(Buffer.from(picture))
    .withExif({ IFD2: { DateTimeOriginal: exifTime } })
    .jpeg({ quality: 88 })
    .toBuffer();
}

/** Park and Miller's generator: numbers in [0, 1) that a seed repeats. */
function randomNumbers(seed: number): () => number {
  const modulus = 2_147_483_647;
  let state = ((seed + 1) * 48_271) % modulus;
  return () => {
    state = (state * 48_271) % modulus;
    return state / modulus;
  };
}
