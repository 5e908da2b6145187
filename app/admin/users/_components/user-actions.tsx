"use client";

import { useRouter } from "next/navigation";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi } from "#app/_components/call-api.ts";
import { TextField } from "#app/_components/text-field.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { isClosedByOwner } from "#lib/accounts/closed-account.ts";
import type { UserAdminView } from "#lib/operations/user-admin-view.ts";
import { ActionDialog } from "../../_components/action-dialog.tsx";
import { ResetLinkButton } from "./reset-link-button.tsx";

const GIBIBYTE = 1024 ** 3;

export function UserActions({ user, isSelf }: { user: UserAdminView; isSelf: boolean }) {
  const t = useTranslations("adminUsers");
  const common = useTranslations("common");
  const router = useRouter();
  const path = `/api/admin/users/${user.id}`;

  async function change(body: object): Promise<void> {
    await callApi(path, { method: "PATCH", body });
    router.refresh();
  }

  if (user.removingSince) {
    return (
      <div className="space-y-3 text-sm">
        <p className="text-muted">{t("closing")}</p>
        <RemoveButton user={user} path={path} label={t("continueDeleting")} />
      </div>
    );
  }
  if (user.isAdminByConfiguration && !isSelf) {
    return <p className="text-sm text-muted">{t("protected")}</p>;
  }
  return (
    <div className="flex flex-wrap gap-2">
      <ActionDialog
        trigger={t("setQuota")}
        title={t("quotaOf", { email: user.email })}
        body={t("quotaHelp")}
        action={t("setQuota")}
        done={t("quotaSet")}
        run={(form) => {
          const gigabytes = String(form.get("quota")).trim();
          return change({ quotaBytes: gigabytes === "" ? null : Math.round(Number(gigabytes) * GIBIBYTE) });
        }}
      >
        <TextField
          id="quota"
          name="quota"
          label={t("gigabytes")}
          type="number"
          inputMode="decimal"
          min={0.001}
          step="any"
          defaultValue={user.hasOwnQuota ? Number((user.quotaBytes / GIBIBYTE).toFixed(3)) : ""}
        />
      </ActionDialog>
      {!user.isAdminByConfiguration &&
        (user.role === "admin" ? (
          <ActionDialog
            trigger={t("removeAdmin")}
            title={t("removeAdminAsk", { email: user.email })}
            body={t(isSelf ? "removeAdminOwn" : "removeAdminHelp")}
            action={t("removeAdmin")}
            isDangerous
            run={async () => {
              await callApi(path, { method: "PATCH", body: { role: "user" } });
              if (isSelf) window.location.assign("/");
              else router.refresh();
            }}
          />
        ) : (
          <ActionDialog
            trigger={t("makeAdmin")}
            title={t("makeAdminAsk", { email: user.email })}
            body={t("makeAdminHelp")}
            action={t("makeAdmin")}
            done={t("isAdminNow")}
            run={() => change({ role: "admin" })}
          />
        ))}
      <ResetLinkButton email={user.email} path={`${path}/reset-link`} />
      <ActionDialog
        trigger={t("signOut")}
        title={t("signOutAsk", { email: user.email })}
        body={t("signOutHelp")}
        action={t("signOut")}
        done={t("signedOut")}
        run={async () => {
          await callApi(`${path}/sign-out-everywhere`, { method: "POST" });
          router.refresh();
        }}
      />
      {!isSelf && (
        <>
          {user.disabledAt && (
            <ActionDialog
              trigger={t("enable")}
              title={t("enableAsk", { email: user.email })}
              body={t("enableHelp")}
              action={t("enable")}
              done={t("enabled")}
              run={() => change({ disabled: false })}
            />
          )}
          {(!user.disabledAt || isClosedByOwner(user)) && (
            <ActionDialog
              trigger={t("disable")}
              title={t("disableAsk", { email: user.email })}
              body={t("disableHelp")}
              action={t("disable")}
              isDangerous
              done={t("disabledNow")}
              run={() => change({ disabled: true })}
            />
          )}
          <RemoveButton user={user} path={path} label={common("delete")} />
        </>
      )}
    </div>
  );
}

function RemoveButton({ user, path, label }: { user: UserAdminView; path: string; label: string }) {
  const t = useTranslations("adminUsers");
  const router = useRouter();
  return (
    <ActionDialog
      trigger={label}
      triggerClassName={buttonClass("dangerQuiet")}
      title={t("deleteAsk", { email: user.email })}
      body={t("deleteHelp", { count: user.imageCount })}
      action={t("deletePermanently")}
      isDangerous
      run={async (form) => {
        if (String(form.get("confirmation")).trim() !== user.email) return;
        const left = await callApi<{ user: UserAdminView } | undefined>(path, { method: "DELETE" });
        if (left) router.refresh();
        else router.push("/admin/users");
      }}
    >
      <TextField
        id="confirmation"
        name="confirmation"
        label={t("confirmEmail")}
        autoComplete="off"
        required
        pattern={user.email.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&")}
        title={user.email}
      />
    </ActionDialog>
  );
}
