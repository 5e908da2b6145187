import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { checkWorkflow } from "./support/check-workflow.ts";
import { mustRun, runCommand } from "./support/command.ts";
import { evaluateExpressions } from "./support/evaluate-expression.ts";

const folder = new URL("../../.github/workflows/", import.meta.url);
const workflows = readdirSync(folder).filter((name) => name.endsWith(".yml"));
const read = (name: string) => readFileSync(new URL(name, folder), "utf8");

describe.each(workflows)("the workflow %s", (name) => {
  it("is one that GitHub understands", async () => {
    expect(await checkWorkflow(read(name))).toEqual([]);
  });

  it("runs only actions whose content is fixed, with their version beside", () => {
    const used = Array.from(read(name).matchAll(/\buses: *(.+)/g), ([, action]) => action);
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((action) => !/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action ?? ""))).toEqual([]);
  });

  // GitHub's own default is "bash -e", in which a command before a pipe may fail unnoticed; "bash" adds pipefail.
  it("runs its steps in a shell that notices what fails before a pipe", () => {
    expect(findUnguardedPipes(read(name))).toEqual([]);
  });

  it("begins without any permission", () => {
    expect(read(name)).toMatch(/^permissions: \{\}$/m);
  });
});

describe("a deployment", () => {
  const deploy: { on: Record<string, unknown>; jobs: Record<string, { if?: string }> } = parse(read("deploy.yml"));

  it("begins by itself only where CI has passed for a push to main", () => {
    expect(Object.keys(deploy.on).sort()).toEqual(["pull_request", "workflow_dispatch", "workflow_run"]);
    expect(deploy.on.workflow_run).toEqual({ workflows: ["CI"], types: ["completed"], branches: ["main"] });
    expect(read("ci.yml")).toMatch(/^name: CI$/m);
    expect(deploy.jobs.package?.if).toContain("github.event.workflow_run.conclusion == 'success'");
    expect(deploy.jobs.package?.if).toContain("github.event.workflow_run.event == 'push'");
  });

  it("is of the commit that CI has passed, not of the newest", () => {
    const refs = Array.from(read("deploy.yml").matchAll(/github\.sha/g)).length;
    expect(refs).toBe(4);
    const pinned = "inputs.commit || github.event.workflow_run.head_sha || github.sha";
    expect(read("deploy.yml").split(pinned)).toHaveLength(refs + 1);
  });
});

describe("the commit of a deployment", () => {
  const { jobs } = parse(read("deploy.yml"));
  const { steps } = jobs.package as { steps: Step[] };
  const check = steps.find(({ run = "" }) => run.includes("merge-base"));
  const work = mkdtempSync(join(tmpdir(), "skylight-commits-"));
  const commits: Record<"old" | "newest" | "foreign", string> = { old: "", newest: "", foreign: "" };

  beforeAll(async () => {
    const identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
    const git = async (...words: string[]) => (await mustRun("git", words, { cwd: work })).trim();
    const commit = async (message: string) => {
      await git(...identity, "commit", "--quiet", "--allow-empty", "--message", message);
      return git("rev-parse", "HEAD");
    };
    await git("init", "--quiet", "--initial-branch=main");
    commits.old = await commit("old");
    commits.newest = await commit("newest");
    await git("update-ref", "refs/remotes/origin/main", commits.newest);
    commits.foreign = await commit("of a pull request");
  });

  afterAll(() => rm(work, { recursive: true, force: true }));

  const isTaken = async (COMMIT: string, ATTEMPT: string | undefined) => {
    const words = ["--noprofile", "--norc", "-eo", "pipefail", "-c", check?.run ?? ""];
    return (await runCommand("bash", words, { cwd: work, env: { COMMIT, ATTEMPT } })).code === 0;
  };

  it("is looked at with all that main has, before anything of it runs", () => {
    expect(steps[0]?.with).toMatchObject({ "fetch-depth": 0 });
    expect(steps.indexOf(check ?? {})).toBe(1);
    // A pull request's is none of main's, and is planned without any right to change something.
    expect(check?.if).toBe("github.event_name != 'pull_request'");
    expect(jobs.deploy.needs).toBe("package");
    const { ref } = steps[0]?.with ?? {};
    expect(check?.env?.COMMIT).toBe(ref);
    expect([jobs.deploy.env.COMMIT, jobs.deploy.steps[0].with.ref]).toEqual([ref, ref]);
    // Whether CI was run once more for it is not known where it is told by hand.
    expect(check?.env?.ATTEMPT).toBe("$".concat("{{ github.event.workflow_run.run_attempt }}"));
  });

  it("is one that main has, by whichever way the deployment began", async () => {
    expect(await isTaken(commits.newest, "1")).toBe(true);
    // By hand there is no run of CI: an earlier commit is what one goes back to.
    expect(await isTaken(commits.old, "")).toBe(true);
    expect(await isTaken(commits.foreign, "")).toBe(false);
    expect(await isTaken("main", "")).toBe(false);
    expect(await isTaken(commits.old.slice(0, 12), "")).toBe(false);
  });

  it("is the newest where CI was run once more, which may have been for one of long ago", async () => {
    expect(await isTaken(commits.newest, "2")).toBe(true);
    expect(await isTaken(commits.old, "2")).toBe(false);
    // Something was pushed while its CI ran.
    expect(await isTaken(commits.old, "1")).toBe(true);
  });
});

describe("the way back", () => {
  const { jobs } = parse(read("deploy.yml"));
  const steps: Step[] = jobs.deploy.steps;

  it.each([
    ["a commit", "0123456789abcdef0123456789abcdef01234567", "commit=0123456789abcdef0123456789abcdef01234567\n"],
    ["a release that was started in Amplify's console, of whatever was newest", "HEAD", ""],
    ["no release", "None", ""],
  ])("leads to %s", async (_what, said, output) => {
    const script = steps.find(({ id }) => id === "before")?.run ?? "";
    const lines = [
      "GITHUB_OUTPUT=$(mktemp)",
      `aws() { echo ${said}; }`,
      script,
      'cat "$GITHUB_OUTPUT"; rm "$GITHUB_OUTPUT"',
    ];
    const words = ["-eo", "pipefail", "-c", lines.join("\n")];
    expect(await mustRun("bash", words, { env: { APP_ID: "d1", BRANCH: "main" } })).toBe(output);
  });

  it("has the time and the rights that are left after everything before it took its longest", () => {
    const minutes = (script: string) => Number(/^limit_minutes=(\d+)$/m.exec(readScript(script))?.[1]);
    const APPLY_MINUTES = 15;
    const longest = APPLY_MINUTES + 2 * minutes("release.sh") + minutes("smoke-test.sh");
    expect(jobs.deploy["timeout-minutes"]).toBeGreaterThan(longest);
    // A session is of an hour.
    const back = steps.findIndex(({ name }) => name === "Go back to the release before");
    expect(steps[back - 1]?.uses).toMatch(/^aws-actions\/configure-aws-credentials@/);
    expect(steps[back - 1]?.if).toBe(steps[back]?.if);
  });
});

describe("the turn of a run", () => {
  const groupOf = (name: string, github: object, inputs = {}, vars = {}) =>
    evaluateExpressions(parse(read(name)).concurrency.group, { github: { run_id: "17", ...github }, inputs, vars });
  const afterCi = (conclusion: string, event: string) => ({
    event_name: "workflow_run",
    event: { workflow_run: { conclusion, event } },
  });

  it("is that of its environment when it deploys", () => {
    expect(groupOf("deploy.yml", afterCi("success", "push"))).toBe("deploy-production");
    expect(groupOf("deploy.yml", afterCi("success", "push"), {}, { DEPLOY_ENVIRONMENT: "staging" })).toBe(
      "deploy-staging",
    );
    const byHand = { event_name: "workflow_dispatch", event: {} };
    expect(groupOf("deploy.yml", byHand, { environment: "staging" })).toBe("deploy-staging");
  });

  // Of those that wait GitHub keeps the last alone. Pull requests of forks are among them, whose branch is called main.
  it("is taken from no deployment that waits by a run that deploys nothing", () => {
    const others = [afterCi("failure", "push"), afterCi("success", "schedule"), afterCi("success", "pull_request")];
    for (const one of others) expect(groupOf("deploy.yml", one)).toBe("nothing-17");
    const pull = { event_name: "pull_request", event: { pull_request: { number: 4 } } };
    expect(groupOf("deploy.yml", pull)).toBe("plan-4");
  });

  it("is another for what CI does by the clock than for what was pushed, which it would cancel", () => {
    const group = (event_name: string) => groupOf("ci.yml", { event_name, ref: "refs/heads/main" });
    expect(group("schedule")).not.toBe(group("push"));
  });

  it("is left to a deployment that waits, instead of one that goes back", () => {
    const { "run-name": name, jobs } = parse(read("deploy.yml"));
    const [step] = jobs["go-back"].steps;
    expect(evaluateExpressions(name, { github: {}, inputs: {}, vars: {} })).toBe("Deploy production");
    expect(step.run).toContain("--workflow deploy.yml --status pending");
    expect(step.run.indexOf("exit 0")).toBeLessThan(step.run.indexOf("gh workflow run deploy.yml"));
  });
});

describe("what a deployment is told", () => {
  const { concurrency, jobs, on } = parse(read("deploy.yml"));
  const steps = (job: string): { run?: string }[] => jobs[job].steps;

  it("is all that the owner has set, in the plan and in the apply", () => {
    for (const job of ["plan", "deploy"]) {
      expect(jobs[job].env.TERRAFORM_VARIABLES).toContain("vars.TERRAFORM_VARIABLES || '{}'");
      const init = steps(job).find(({ run = "" }) => run.includes("terraform init"))?.run ?? "";
      expect(init.split("terraform init")[0], job).toContain("printenv TERRAFORM_VARIABLES > github.auto.tfvars.json");
    }
  });

  it("is its environment once, which decides on rules, variables, names, state and turn", () => {
    const chosen = "inputs.environment || vars.DEPLOY_ENVIRONMENT || 'production'";
    expect(on.workflow_dispatch.inputs.environment).toMatchObject({ type: "environment", required: true });
    expect(jobs.deploy.environment).toBe(`\${{ ${chosen} }}`);
    expect(jobs.deploy.env.TF_VAR_environment).toBe(`\${{ ${chosen} }}`);
    expect(concurrency.group).toContain(`format('deploy-{0}', ${chosen})`);
    // A pull request has no input, and its role no environment.
    expect(jobs.plan.env.TF_VAR_environment).toMatch(/^\$\{\{ vars\.DEPLOY_ENVIRONMENT \|\| 'production' \}\}$/);
    const inits = ["plan", "deploy"].flatMap((job) =>
      steps(job).filter(({ run = "" }) => run.includes("terraform init")),
    );
    expect(inits).toHaveLength(2);
    for (const { run } of inits) expect(run).toContain('-backend-config="key=skylight/$TF_VAR_environment.tfstate"');
  });

  it("is nothing that an environment may have of its own, before its job has begun", () => {
    const { env } = parse(read("deploy.yml"));
    expect(JSON.stringify(env)).not.toContain("vars.");
  });

  it("takes worker and infrastructure back after the web application, once", () => {
    const back = jobs["go-back"];
    expect(back.needs).toBe("deploy");
    expect(back.if).toBe("failure() && needs.deploy.outputs.before != '' && inputs.commit == ''");
    expect(back.steps[0].run).toContain("gh workflow run deploy.yml");
    expect(back.steps[0].run).toContain('-f "environment=$ENVIRONMENT" -f "commit=$BEFORE"');
    expect(jobs.deploy.outputs.before).toContain(" steps.before.outputs.commit ");
  });

  // A query runs once for each page, and its second line would be no output of a step.
  it("of the release before is one line, however many releases there were", () => {
    const listings = steps("deploy").filter(({ run = "" }) => run.includes(" list-"));
    expect(listings).toHaveLength(1);
    expect(listings[0]?.run).toContain("aws amplify list-jobs --no-paginate");
  });
});

describe("the tests that need more than Terraform", () => {
  it("run somewhere: the bundle where everything is built, the gateway and MiniStack in one leg of the matrix", () => {
    const { jobs } = parse(read("ci.yml"));
    const runs = (jobs.infra.steps as { if?: string; run?: string }[]).filter(({ run = "" }) =>
      run.includes("test:infra"),
    );
    expect(runs.map((step) => step.run).at(-1)).toMatch(/npm run build && npm run test:infra -- .*gateway\.test\.ts/);
    const { tool, provider } = jobs.infra.strategy.matrix;
    const miniStack = runs.find(({ run = "" }) => run.includes("ministack.test.ts"));
    expect(miniStack?.run).toMatch(/^pip install --requirement tests\/infra\/requirements-ministack\.txt && npm run/);
    for (const step of [runs.at(-1), miniStack])
      for (const value of (step?.if ?? "").matchAll(/'([^']+)'/g)) expect([...tool, ...provider]).toContain(value[1]);
  });

  it("run over moto where all that they need is there, and are skipped nowhere", () => {
    const { moto } = parse(read("ci.yml")).jobs;
    expect(moto.env).toEqual({ SKYLIGHT_REQUIRE_INFRA: "1" });
    const runs = (moto.steps as { run?: string }[]).flatMap(({ run }) => run ?? []);
    expect(runs.slice(-2)).toEqual([
      'npm test -- build hosting "e2e moto"',
      "npm run test:infra -- tests/infra/two-instances.test.ts",
    ]);
  });
});

describe("what is fixed", () => {
  it("is kept up by Dependabot: actions, packages, what tests run with, providers", () => {
    const { updates } = parse(readFileSync(new URL("../dependabot.yml", folder), "utf8"));
    const kept = (updates as Record<string, unknown>[]).map((one) => one["package-ecosystem"]);
    expect(kept).toEqual(["github-actions", "npm", "pip", "terraform"]);
  });
});

describe("the provider of a deployment", () => {
  const workflow = (name: string) => read(`${name}.yml`);

  it("is one version, which CI has tried", () => {
    const version: string = parse(workflow("deploy")).env.AWS_PROVIDER;
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(parse(workflow("ci")).jobs.infra.strategy.matrix.provider).toContain(version);
  });

  it("is pinned before each terraform init", () => {
    const jobs = Object.values(parse(workflow("deploy")).jobs) as { steps: { run?: string }[] }[];
    const inits = jobs.flatMap(({ steps }) =>
      steps.flatMap(({ run = "" }) => (run.includes("terraform init") ? run : [])),
    );
    expect(inits).toHaveLength(2);
    for (const run of inits) {
      expect(run.split("terraform init")[0]).toMatch(/version: env\.AWS_PROVIDER.*> provider_override\.tf\.json/);
    }
  });
});

describe("the check of pipes", () => {
  const workflow = (head: string, step: string) =>
    `${head}on: push\njobs:\n  one:\n    runs-on: ubuntu-24.04\n    steps:\n      - name: Plan\n${step}`;
  const piped = "        run: terraform plan | tee plan.txt\n";

  it("shows a pipe in the shell that GitHub takes by itself", () => {
    expect(findUnguardedPipes(workflow("", piped))).toEqual(["one: Plan"]);
    expect(findUnguardedPipes(workflow("", `${piped}        shell: sh\n`))).toEqual(["one: Plan"]);
  });

  it("shows a pipe in a job whose own defaults take the place of the workflow's", () => {
    const head = "defaults: {run: {shell: bash}}\n";
    const inFolder = workflow(head, piped).replace(
      "    steps:",
      "    defaults: {run: {working-directory: a}}\n    steps:",
    );
    expect(findUnguardedPipes(inFolder)).toEqual(["one: Plan"]);
    expect(
      findUnguardedPipes(inFolder.replace("{working-directory: a}", "{working-directory: a, shell: bash}")),
    ).toEqual([]);
  });

  it("lets a pipe pass that stops where it fails, and a line without one", () => {
    expect(findUnguardedPipes(workflow("defaults: {run: {shell: bash}}\n", piped))).toEqual([]);
    expect(findUnguardedPipes(workflow("", `${piped}        shell: bash\n`))).toEqual([]);
    expect(findUnguardedPipes(workflow("", "        run: a || b\n"))).toEqual([]);
  });
});

describe("the check of workflows", () => {
  const job = (step: string) => `on: push\njobs:\n  one:\n    runs-on: ubuntu-24.04\n    steps:\n      - ${step}\n`;
  const echo = (expression: string) => job(`run: echo \${{ ${expression} }}`);

  it.each([
    ["a trigger that there is not", "on: pushed\njobs: {}\n"],
    ["a key that there is not", job("rnu: ls")],
    ["a context that there is not", echo("githbu.sha")],
    ["an expression that does not end", echo("hashFiles('a'")],
    ["a step that there is not", echo("steps.none.outputs.some")],
    ["a job that there is not", `${job("run: ls")}  two:\n    needs: zero\n    runs-on: ubuntu-24.04\n`],
    ["a permission that there is not", `permissions: {contents: rite}\n${job("run: ls")}`],
  ])("shows %s", async (_what, text) => {
    expect(await checkWorkflow(text)).not.toEqual([]);
  });

  it("lets a sound one pass", async () => {
    expect(await checkWorkflow(echo("github.sha"))).toEqual([]);
  });
});

interface Step {
  id?: string;
  name?: string;
  if?: string;
  uses?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
  run?: string;
}

function readScript(name: string): string {
  return readFileSync(new URL(`../../hosting/${name}`, import.meta.url), "utf8");
}

interface Shelled {
  defaults?: { run?: { shell?: string } };
}

interface Workflow extends Shelled {
  jobs: Record<string, Shelled & { steps?: { name?: string; run?: string; shell?: string }[] }>;
}

/** The steps of a workflow with a pipe whose shell is not the one with pipefail: "job: step". */
function findUnguardedPipes(text: string): string[] {
  const workflow: Workflow = parse(text);
  return Object.entries(workflow.jobs).flatMap(([name, job]) => {
    // A job's defaults replace those of the workflow as a whole: its own need a shell too.
    const shellByDefault = (job.defaults?.run ?? workflow.defaults?.run)?.shell;
    return (job.steps ?? [])
      .filter(({ run = "" }) => /[^|]\|[^|]/.test(run))
      .filter(({ shell }) => (shell ?? shellByDefault) !== "bash")
      .map((step) => `${name}: ${step.name ?? step.run}`);
  });
}
