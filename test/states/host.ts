import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../toolchain/local/command.ts";
import { freePort, makeKey, waitFor } from "../sshd/sshd.ts";
import { stockRelease } from "./host-tree.ts";
import { writeLate, writeState } from "./ingredients.ts";
import { addEntry, changeEntries, MACHINE_ID, prepareEntries } from "./loader-entries.ts";
import { writeMachine } from "./machine.ts";
import type { HostState } from "./state.ts";
import { contentsDir } from "./tree.ts";

/** A host tree in namespaces of its own, with an sshd inside. */
export interface StateHost {
  /** Its root as seen from here. */
  readonly root: string;
  /** The provider's configuration that leads to it. */
  readonly settings: Readonly<Record<string, string>>;
  /**
   * Runs a shell script inside, as root; returns what it prints. Throws when it fails or takes more than two
   * minutes.
   */
  readonly exec: (script: string) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** Starts a host in a state; `tree` is not written to. Nothing of it outlives this process. */
export async function startHost(tree: string, state: HostState): Promise<StateHost> {
  const folder = mkdtempSync(join(tmpdir(), "vfio-state-"));
  for (const name of ["top", "root", "sshd"]) mkdirSync(join(folder, name));
  const release = stockRelease(tree);
  const commandLine =
    `${startedBy(state, release)} root=/dev/vda2 ro quiet ${state.grub.half.join(" ")}`.trim();
  writeMachine(folder, state, { release, commandLine });
  const { port, settings } = await writeSshd(join(folder, "sshd"));
  const partition = state.loader === "systemd-boot" ? state.partition : "";
  const enter = ["sh", join(contentsDir, "enter.sh"), tree, folder, partition];
  // If this process is killed, so is unshare, and with it the namespace's first process.
  const guarded = ["--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--fork", "--kill-child"];
  const child = spawn("setpriv", [...guarded, ...enter], { stdio: ["ignore", "ignore", "pipe"] });
  const stop = stopper(child, folder);
  try {
    const pid = await listening(child, port);
    const root = `/proc/${pid}/root`;
    const exec = (script: string) => execIn(pid, script);
    writeState(root, state);
    await exec(
      "ls /lib/modules | xargs -n 1 depmod 2>/dev/null; grub-mkconfig -o /boot/grub/grub.cfg 2>/dev/null",
    );
    writeLate(root, state);
    if (state.loader === "systemd-boot") await makeEntries({ root, exec }, state, release);
    return { root, settings, exec, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What the boot loader puts before the arguments of an entry. */
function startedBy({ loader }: HostState, release: string): string {
  if (loader === "grub") return `BOOT_IMAGE=/boot/vmlinuz-${release}`;
  return `initrd=${["", MACHINE_ID, release, `initrd.img-${release}`].join("\\")}`;
}

/** Has kernel-install make the entries of all kernels, and others change them. */
async function makeEntries(
  { root, exec }: Pick<StateHost, "root" | "exec">,
  state: HostState,
  release: string,
): Promise<void> {
  prepareEntries(root, state);
  const kernels = readdirSync(join(root, "boot")).filter((name) => name.startsWith("vmlinuz-"));
  await exec(kernels.map((name) => addEntry(name.slice("vmlinuz-".length))).join(""));
  changeEntries(root, state, release);
}

async function writeSshd(folder: string) {
  const port = await freePort();
  makeKey(join(folder, "host_key"));
  makeKey(join(folder, "id"));
  const publicKey = readFileSync(join(folder, "host_key.pub"), "utf8");
  writeFileSync(join(folder, "known_hosts"), `[127.0.0.1]:${port} ${publicKey}`);
  writeFileSync(join(folder, "authorized_keys"), readFileSync(join(folder, "id.pub")));
  const lines = [
    "ListenAddress 127.0.0.1",
    `Port ${port}`,
    "HostKey /run/states/host_key",
    "PidFile none",
    "AuthorizedKeysFile /run/states/authorized_keys",
    "StrictModes no",
    "UsePAM no",
    "PermitRootLogin yes",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
  ];
  writeFileSync(join(folder, "sshd_config"), `${lines.join("\n")}\n`);
  const settings = {
    host: "127.0.0.1",
    port: String(port),
    user: "root",
    identityFile: join(folder, "id"),
    knownHostsFile: join(folder, "known_hosts"),
    agent: "false",
    sshConfigFile: "/dev/null",
  };
  return { port, settings };
}

/** Resolves to the process id of the sshd, seen from here, once it answers. */
async function listening(child: ChildProcess, port: number): Promise<number> {
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  await waitFor(
    () => said.includes(`Server listening on 127.0.0.1 port ${port}`) || child.exitCode !== null,
    () => `the sshd of the host tree does not listen: ${said}`,
  );
  const first = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim();
  if (child.exitCode === null && first !== "") return Number(first);
  throw new Error(`the host tree could not be entered: ${said}`);
}

/** With the surroundings of a session, because grub-mkconfig takes the language from them. */
async function execIn(pid: number, script: string): Promise<string> {
  const enter = ["--target", String(pid), "--mount", "--pid", "--root", "--wd=/"];
  const surroundings = ["env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"];
  return (await run("nsenter", [...enter, ...surroundings, "sh", "-ec", script], { timeoutMs: 120_000 }))
    .stdout;
}

/** The first process of a process namespace takes all others with it, and with the last one the mounts go. */
function stopper(child: ChildProcess, folder: string): () => Promise<void> {
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  return async () => {
    child.kill("SIGKILL");
    await ended;
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
}
