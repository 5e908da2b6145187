"use client";

import { useRouter } from "next/navigation";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi } from "#app/_components/call-api.ts";
import { TextField } from "#app/_components/text-field.tsx";
import { isClosedByOwner } from "#lib/accounts/closed-account.ts";
import type { UserAdminView } from "#lib/operations/user-admin-view.ts";
import { ActionDialog } from "../../_components/action-dialog.tsx";
import { ResetLinkButton } from "./reset-link-button.tsx";

const GIBIBYTE = 1024 ** 3;

export function UserActions({ user, isSelf }: { user: UserAdminView; isSelf: boolean }) {
  const router = useRouter();
  const path = `/api/admin/users/${user.id}`;

  async function change(body: object): Promise<void> {
    await callApi(path, { method: "PATCH", body });
    router.refresh();
  }

  if (user.removingSince) {
    return (
      <div className="space-y-3 text-sm">
        <p className="text-muted">
          The account is closed. Its photos are being deleted; what a request leaves over is deleted in the background.
        </p>
        <RemoveButton user={user} path={path} label="Continue deleting" />
      </div>
    );
  }
  if (user.isAdminByConfiguration && !isSelf) {
    return (
      <p className="text-sm text-muted">
        ADMIN_EMAILS makes this account an admin and protects it from other admins. Take its address off the list to
        change it here.
      </p>
    );
  }
  return (
    <div className="flex flex-wrap gap-2">
      <ActionDialog
        trigger="Set quota"
        title={`Quota of ${user.email}`}
        body="How much this user may store. Leave it empty for the default."
        action="Set quota"
        done="The quota is set."
        run={(form) => {
          const gigabytes = String(form.get("quota")).trim();
          return change({ quotaBytes: gigabytes === "" ? null : Math.round(Number(gigabytes) * GIBIBYTE) });
        }}
      >
        <TextField
          id="quota"
          name="quota"
          label="Gigabytes"
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
            trigger="Remove admin role"
            title={`Remove the admin role from ${user.email}?`}
            body={isSelf ? "You will no longer see these pages." : "They will no longer see these pages."}
            action="Remove admin role"
            isDangerous
            run={async () => {
              await callApi(path, { method: "PATCH", body: { role: "user" } });
              if (isSelf) window.location.assign("/");
              else router.refresh();
            }}
          />
        ) : (
          <ActionDialog
            trigger="Make admin"
            title={`Make ${user.email} an admin?`}
            body="Admins see every user, and can change, disable and remove them."
            action="Make admin"
            done="They are an admin now."
            run={() => change({ role: "admin" })}
          />
        ))}
      <ResetLinkButton email={user.email} path={`${path}/reset-link`} />
      <ActionDialog
        trigger="Sign out everywhere"
        title={`Sign ${user.email} out everywhere?`}
        body="Every session and API token of this account ends immediately."
        action="Sign out everywhere"
        done="All sessions and tokens have ended."
        run={async () => {
          await callApi(`${path}/sign-out-everywhere`, { method: "POST" });
          router.refresh();
        }}
      />
      {!isSelf && (
        <>
          {user.disabledAt && (
            <ActionDialog
              trigger="Enable"
              title={`Let ${user.email} sign in again?`}
              body="They have to sign in again: earlier sessions stay ended."
              action="Enable"
              done="The account is enabled."
              run={() => change({ disabled: false })}
            />
          )}
          {(!user.disabledAt || isClosedByOwner(user)) && (
            <ActionDialog
              trigger="Disable"
              title={`Disable ${user.email}?`}
              body="They cannot sign in, and every session and API token ends immediately. Their photos stay."
              action="Disable"
              isDangerous
              done="The account is disabled."
              run={() => change({ disabled: true })}
            />
          )}
          <RemoveButton user={user} path={path} label="Delete" />
        </>
      )}
    </div>
  );
}

function RemoveButton({ user, path, label }: { user: UserAdminView; path: string; label: string }) {
  const router = useRouter();
  return (
    <ActionDialog
      trigger={label}
      triggerClassName={buttonClass("dangerQuiet")}
      title={`Delete ${user.email} and all their photos?`}
      body={
        <>
          This deletes the account and its {user.imageCount.toLocaleString("en")}{" "}
          {user.imageCount === 1 ? "photo" : "photos"} permanently. This cannot be undone.
        </>
      }
      action="Delete permanently"
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
        label="Type the email address to confirm"
        autoComplete="off"
        required
        pattern={user.email.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&")}
        title={user.email}
      />
    </ActionDialog>
  );
}
