import { getTranslations } from "#app/_messages/get-translations.ts";

/** The picture beside the forms on wide screens: evening hills through a roof window. Drawn, so nothing is loaded. */
export async function Skyline() {
  const t = await getTranslations("signIn");
  return (
    <aside aria-label={t("about")} className="relative hidden overflow-hidden lg:block">
      <svg
        viewBox="0 0 800 1000"
        preserveAspectRatio="xMidYMax slice"
        className="absolute inset-0 size-full"
        aria-hidden="true"
        focusable="false"
      >
        <defs>
          <linearGradient id="sky" x1="0" x2="0" y1="0" y2="1">
            <stop offset="0" stopColor="#0f2f4f" />
            <stop offset=".45" stopColor="#2f6c98" />
            <stop offset=".72" stopColor="#e9a96b" />
            <stop offset="1" stopColor="#f6d29b" />
          </linearGradient>
          <radialGradient id="sun" cx=".5" cy=".5" r=".5">
            <stop offset="0" stopColor="#fff3d6" />
            <stop offset=".22" stopColor="#fde2ac" stopOpacity=".95" />
            <stop offset="1" stopColor="#f6c177" stopOpacity="0" />
          </radialGradient>
        </defs>
        <rect width="800" height="1000" fill="url(#sky)" />
        <g fill="#fff">
          <circle cx="120" cy="110" r="1.6" opacity=".8" />
          <circle cx="260" cy="60" r="1.2" opacity=".7" />
          <circle cx="390" cy="150" r="1.5" opacity=".6" />
          <circle cx="540" cy="80" r="1.3" opacity=".75" />
          <circle cx="690" cy="140" r="1.7" opacity=".7" />
          <circle cx="640" cy="230" r="1.1" opacity=".5" />
          <circle cx="190" cy="240" r="1.2" opacity=".5" />
        </g>
        <circle cx="520" cy="690" r="230" fill="url(#sun)" />
        <path fill="#b9774f" opacity=".55" d="M0 740c90-50 170-60 260-20s170 20 260-30 180-40 280 10v300H0z" />
        <path fill="#6d5360" opacity=".75" d="M0 810c110-70 190-70 300-20s190 50 300-20 130-40 200-10v240H0z" />
        <path fill="#2c3a50" d="M0 880c130-60 240-40 340 0s260 40 460-50v170H0z" />
        <path fill="#16222f" d="M0 950c160-50 300-30 420-10s260 10 380-40v100H0z" />
      </svg>
      <div className="absolute inset-0 grid grid-cols-2 grid-rows-2 opacity-[0.14]">
        <span className="border-r-2 border-b-2 border-white" />
        <span className="border-b-2 border-white" />
        <span className="border-r-2 border-white" />
        <span />
      </div>
      <p className="absolute top-14 right-[calc(50%+1.5rem)] left-12 text-2xl leading-tight text-balance font-semibold tracking-tight text-white xl:text-3xl">
        {t("claim")}
        <span className="mt-3 block text-base leading-relaxed font-normal text-white/85">{t("claimMore")}</span>
      </p>
    </aside>
  );
}
