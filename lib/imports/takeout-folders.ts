import { toAsciiDigits } from "#lib/images/parse-capture-time.ts";

/*
 * Folders of a Google Takeout that are no albums, by the names that Google gives them in the language of the account.
 */

/** Thailand counts 543 years more. */
const YEAR = "(?:18|19|20|24|25)\\d\\d";
/** "Photos from 2019", `*` for the year. Beside them people have albums such as "Trip 2019". */
const YEAR_FOLDERS = `photos from *|fotos von *|fotos aus *|photos de *|photos du *|fotos de *|fotos del *|fotos do *|foto del *
|foto dal *|foto da *|foto di *|foto's uit *|foto_s uit *|foto's van *|foto_s van *|zdjęcia z *|zdjęcia z roku *
|zdjęcia z * roku|zdjęcia z * r.|foton från *|foton från år *|bilder från *|billeder fra *|bilder fra *
|fotos fra *|kuvat vuodelta *|valokuvat vuodelta *|fotky z *|fotky z roku *|fotografie z roku *|fotografie z *
|fotografii din *|fotografii din anul *|poze din *|fotografije iz *|fotografije iz *.|slike iz *|slike iz *.
|fotos uit *|fotos van *|fotografies de *|fotografies del *|fotos d'*|фото за *|фото за * год|фото за * г.
|фотографии за *|фотографии за * год|фотографии за * г.|фото с *|фото з *|фото за * рік|фотографії за *
|фотографії за * рік|снимки от *|снимки от * г.|φωτογραφίες από το *|φωτογραφίες από *|foto dari *
|foto dari tahun *|ảnh từ năm *|ảnh từ *|รูปภาพจากปี *|ภาพถ่ายจากปี *|รูปภาพจาก *|תמונות משנת *|תמונות מ-*
|صور من عام *|صور من *|nuotraukos iš *|fotoattēli no *|* 年の写真|*年の写真|* 年的照片|*年的照片|来自 * 年的照片|来自*年的照片|* 年的相片|*年的相片
|*년의 사진|*년 사진|* yılından fotoğraflar|* yılına ait fotoğraflar|*-es fotók|*-as fotók|*-ös fotók|* m. nuotraukos
|* की फ़ोटो|* से फ़ोटो|* সালের ফটো|* gadas fotoattēli|* metų nuotraukos|fotoğraflar *|عکس‌های *|عکس‌های سال *
|bilder aus *|photos prises en *|photos de l'année *|fotos del año *|fotos do ano *|foto dell'anno *|immagini del *
|* 年の写真と動画|* 年拍摄的照片|*年拍摄的照片|* 年照片|*年照片|*. gada fotoattēli|*. aasta fotod|fotos aus dem jahr *
|fotos de l'any *|*-es fényképek|*-as fényképek|* yılı fotoğrafları|світлини за * рік|фото * года|gambar dari *|mga larawan mula *
|fotók *-ből|fotók *-ból|*-ből származó fotók|*-ból származó fotók|слике из *|фотографије из *|fotografije iz leta *
|fotod aastast *|*(e)ko argazkiak|*ko argazkiak|myndir frá *|mga larawan mula noong *|* এর ফটো|* সালের ছবি|* இன் படங்கள்
|* मधील फोटो|* से ली गई फ़ोटो|fotot nga viti *|фотаздымкі за *|ფოტოები * წლიდან|* жылғы фотосуреттер|picha za *`;
const TRASH_FOLDERS = `trash|bin|papierkorb|corbeille|papelera|cestino|lixeira|lixo|prullenbak|kosz|papperskorg|papperskorgen|papirkurv|papirkurven
|roskakori|koš|kôš|lomtár|kuka|coș de gunoi|coş de gunoi|корзина|кошик|ゴミ箱|回收站|垃圾桶|휴지통|çöp kutusu|çöp|thùng rác|κάδος|κάδος απορριμμάτων|paperera|ถังขยะ
|סל המיחזור|אשפה|المهملات|سلة المهملات|سطل زباله|ट्रैश|ট্র্যাশ|prügikast|šiukšliadėžė|šiukšlinė|miskaste|atkritne|smeće|otpad
|кош|кошче|отпад|смеће|канта за отпатке|smetnjak|koš za smeti|papeleira|asblik|basurahan|குப்பை|ட்ராஷ்|कचरा|sampah|tong sampah|søppel|søppelkasse|rusl|zakarrontzia|垃圾箱|資源回收桶`;
const ARCHIVE_FOLDERS = `archive|archiv|archives|archivo|archivio|arquivo|archief|archiwum|arkiv|arkivet|arkisto|archív|archívum|arhivă|arhivă
|архив|архів|アーカイブ|归档|已归档|封存|보관함|보관처리됨|arşiv|arsip|kho lưu trữ|αρχειοθήκη|arxiu|ที่เก็บถาวร
|archived|archiviert|archivé|archivés|archivées|archivado|archivados|archivadas|archiviati|arquivado|arquivados|arquivada
|gearchiveerd|zarchiwizowane|arkiveret|arkiverat|arkivert|arkistoidut|archivované|archivováno|archivált|arhivate|arhiva|arhīvs|archyvas|arhiiv
|архивировано|архивирано|архива|arhiv|αρχείο|lưu trữ|mục lưu trữ|artxiboa|geymsla|argief|আর্কাইভ|காப்பகம்|ארכיון|الأرشيف|أرشيف|بایگانی|संग्रह|arkib|存档|已存档|已封存|封存項目`;
const LOCKED_FOLDERS = `locked folder|gesperrter ordner|dossier verrouillé|carpeta privada|carpeta bloqueada|cartella bloccata|pasta com bloqueio
|pasta bloqueada|pasta trancada|vergrendelde map|folder zablokowany|låst mapp|låst mappe|lukittu kansio|uzamčená složka|личная папка|папка с замком
|ロックされたフォルダ|锁定的文件夹|已锁定的文件夹|已鎖定的資料夾|잠긴 폴더|잠금 폴더|kilitli klasör
|dossier privé|carpeta con bloqueo|carpeta protegida|carpeta bloquejada|cartella protetta|cartella privata|pasta privada|pasta protegida
|zablokowany folder|folder z blokadą|folder chroniony|afgesloten map|låst folder|uzamknutý priečinok|uzamčena složka|zárolt mappa
|dosar blocat|folder blocat|заблокированная папка|защищенная папка|заблокована папка|захищена папка|заключена папка|zaključana mapa
|zaklenjena mapa|κλειδωμένος φάκελος|folder terkunci|thư mục bị khóa|thư mục đã khóa|โฟลเดอร์ที่ล็อก|התיקייה הנעולה|תיקייה נעולה|المجلد المقفل|ロック付きフォルダ
|закључани фолдер|zaključani folder|užrakintas aplankas|bloķēta mape|bloķētā mape|lukustatud kaust|folder dikunci|thư mục khóa
|پوشه قفل‌شده|پوشهٔ قفل‌شده|लॉक किया गया फ़ोल्डर|लॉक किया हुआ फ़ोल्डर|cartafol bloqueado|karpeta blokeatua|læst mappa|geslote vouer
|naka-lock na folder|লক করা ফোল্ডার|பூட்டிய கோப்புறை|ロック フォルダ|鎖定的資料夾|上鎖的資料夾|锁定文件夹|加锁文件夹`;

export type FolderKind = "year" | "trash" | "archive" | "locked";

const yearPattern = new RegExp(
  `^(?:${[...toWords(YEAR_FOLDERS)].map((words) => words.split("*").map(escapeSigns).join(YEAR)).join("|")})$`,
);
const named: [FolderKind, Set<string>][] = [
  ["trash", toWords(TRASH_FOLDERS)],
  ["archive", toWords(ARCHIVE_FOLDERS)],
  ["locked", toWords(LOCKED_FOLDERS)],
];

/** What a folder of a Takeout is by the last part of its path; undefined for what may be an album. */
export function findFolderKind(name: string): FolderKind | undefined {
  const folded = fold(name);
  if (yearPattern.test(folded)) return "year";
  return named.find(([, names]) => names.has(folded))?.[0];
}

function toWords(list: string): Set<string> {
  return new Set(list.split("|").map((word) => fold(word.replaceAll("\n", ""))));
}

/**
 * In the names of folders Google writes _ for an apostrophe, and programs that unpack it leave out a dot at the end, or
 * write _ for that too.
 */
function fold(name: string): string {
  return toAsciiDigits(name.normalize("NFC").toLowerCase())
    .replaceAll("'", "_")
    .replace(/[\s._]+$/, "")
    .trim();
}

/** "2018-05-01" of "2018-05-01 #2", as Google called folders until 2021; undefined for other names. */
export function findDay(name: string): string | undefined {
  return /^(\d{4}-\d\d-\d\d)(?: ?[#_]\d{1,3})?$/.exec(name)?.[1];
}

/** A folder's name with * for the one year in it, and that year; undefined where it names none, or several. */
export function splitYear(name: string): { words: string; year: number } | undefined {
  const [year, ...others] = toAsciiDigits(name).match(/(?<!\d)(?:18|19|20)\d\d(?!\d)/g) ?? [];
  if (year === undefined || others.length > 0) return undefined;
  return { words: toAsciiDigits(name).replace(year, "*"), year: Number(year) };
}

function escapeSigns(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
