import { ExternalLink } from "lucide-react";
import type { Metadata } from "next";
import { webServices } from "#app/_server/web-services.ts";
import { getSystem, type System } from "#lib/operations/get-system.ts";
import { Card } from "../_components/card.tsx";
import { PageTitle } from "../_components/page-title.tsx";
import { requireAdmin } from "../_components/require-admin.ts";

export const metadata: Metadata = { title: "System" };

export default async function SystemPage() {
  await requireAdmin();
  const system = getSystem(webServices().config);
  return (
    <>
      <PageTitle title="System">Version, settings and limits of this installation. Secrets are never shown.</PageTitle>
      <div className="grid gap-5 xl:grid-cols-2">
        <Card title="Version">
          <Pairs
            pairs={[
              { name: "Skylight", value: system.version },
              { name: "Node", value: system.node },
              {
                name: "Runs on",
                value: system.isLocal ? "This machine (embedded cloud)" : `AWS, ${system.region}`,
              },
              { name: "Up since", value: upSince(system.uptimeSeconds) },
            ]}
          />
        </Card>
        <Card title="Metrics">
          <p className="text-sm text-muted">
            Prometheus reads the overview’s figures from <code className="text-ink">/api/metrics</code> with an admin’s
            API token as the bearer token. Get a token from <code className="text-ink">POST /api/login</code>.
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
        <Card title="Settings">
          <Pairs pairs={system.settings} />
        </Card>
        <Card title="Limits">
          <Pairs pairs={system.limits} />
        </Card>
      </div>
    </>
  );
}

function Pairs({ pairs }: { pairs: System["settings"] }) {
  return (
    <dl className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-x-6 gap-y-2 text-sm">
      {pairs.map(({ name, value }) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="break-all">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function upSince(seconds: number): string {
  return `${new Date(Date.now() - seconds * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
