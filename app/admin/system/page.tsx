import { ExternalLink } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { webServices } from "#app/_server/web-services.ts";
import type { limitNames, settingNames } from "#lib/operations/fact-names.ts";
import { formatQuantity } from "#lib/operations/format-quantity.ts";
import { getSystem } from "#lib/operations/get-system.ts";
import { type Quantity, readLimits, readSettings } from "#lib/operations/system-facts.ts";
import { Card } from "../_components/card.tsx";
import { PageTitle } from "../_components/page-title.tsx";
import { requireAdmin } from "../_components/require-admin.ts";
import { formatWholeStart } from "../_overview/format.ts";

type Setting = keyof typeof settingNames;
type Limit = keyof typeof limitNames;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin"))("system") };
}

export default async function SystemPage() {
  await requireAdmin();
  const t = await getTranslations("adminSystem");
  const common = await getTranslations("admin");
  const settings = await getTranslations("settings");
  const limits = await getTranslations("limits");
  const { config } = webServices();
  const system = getSystem(config);
  const format = (quantity: Quantity) =>
    formatQuantity(quantity, t.locale, {
      rate: (values) => t("rate", values),
      throttle: (values) => t("throttle", values),
    });
  return (
    <>
      <PageTitle title={common("system")}>{t("note")}</PageTitle>
      <div className="grid gap-5 xl:grid-cols-2">
        <Card title={t("version")}>
          <Pairs
            pairs={[
              { name: "Skylight", value: system.version },
              { name: "Node", value: system.node },
              {
                name: t("runsOn"),
                value: system.isLocal ? t("thisMachine") : t("aws", { region: system.region }),
              },
              { name: t("upSince"), value: upSince(system.uptimeSeconds, t.locale) },
            ]}
          />
        </Card>
        <Card title={t("metrics")}>
          <p className="text-sm text-muted">
            {t.rich("metricsHelp", {
              path: (
                <code key="path" className="text-ink">
                  /api/metrics
                </code>
              ),
              login: (
                <code key="login" className="text-ink">
                  POST /api/login
                </code>
              ),
            })}
          </p>
          {system.consoleLinks.length > 0 && (
            <ul className="mt-4 grid gap-2 text-sm sm:grid-cols-2">
              {system.consoleLinks.map(({ label, url }) => (
                <li key={label}>
                  <a
                    href={url}
                    rel="noreferrer"
                    className="inline-flex items-center gap-1.5 rounded text-accent underline underline-offset-4"
                  >
                    {label}
                    <ExternalLink className="size-3.5" aria-hidden="true" />
                  </a>
                </li>
              ))}
            </ul>
          )}
        </Card>
        <Card title={t("settings")}>
          <Pairs
            pairs={Object.entries(readSettings(config)).map(([name, value]) => ({
              name: settings(name as Setting),
              value: format(value),
            }))}
          />
        </Card>
        <Card title={t("limits")}>
          <Pairs
            pairs={Object.entries(readLimits(config)).map(([name, value]) => ({
              name: limits(name as Limit),
              value: format(value),
            }))}
          />
        </Card>
      </div>
    </>
  );
}

function Pairs({ pairs }: { pairs: { name: string; value: string }[] }) {
  return (
    <dl className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-x-6 gap-y-2 text-sm">
      {pairs.map(({ name, value }) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function upSince(seconds: number, locale: string): string {
  return `${formatWholeStart(new Date(Date.now() - seconds * 1000).toISOString(), locale)} UTC`;
}
