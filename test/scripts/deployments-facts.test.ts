import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, expect, it } from "vitest";
import { deploymentsScript, parseDeployments } from "../../host/boot/loaders/rpm-ostree/read.ts";
import { TaggedLines } from "../../host/read/engine/tagged-lines.ts";
import { FakeHost } from "./fake-host.ts";

const SUM = "a3f5b1c2d4e6f7081920304050607080a0b0c0d0e0f0112233445566778899aa";
const OTHER = SUM.replaceAll("a", "b");
const EARLY = "root=x ostree=/ostree/boot.1/fedora/x/0 rd.driver.pre=vfio-pci";

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.put("proc/cmdline", "root=x ostree=/ostree/boot.1/fedora/x/0\n");
  host.program("ostree", `printf '  fedora ${SUM}.1 (staged)\\n    Version: 40\\n* fedora ${OTHER}.0\\n'`);
  host.put(`ostree/deploy/fedora/deploy/${SUM}.1/usr/lib/modules/6.9.1/vmlinuz`, "");
  host.put(`ostree/deploy/fedora/deploy/${OTHER}.0/usr/lib/modules/6.8.9/vmlinuz`, "");
  answer("root=x ostree=/ostree/boot.1/fedora/x/0");
  host.program(
    "lsinitrd",
    `case $1 in */6.9.1/initramfs.img) echo "usr/lib/modules/6.9.1/vfio-pci.ko.xz" ;; *) exit 1 ;; esac`,
  );
});
afterEach(() => host.dispose());

it.each([["dash"], ["busybox", "sh"]])("what is started next is read by %s", (...shell) => {
  expect(read(shell)).toMatchObject({
    isPending: true,
    isStaged: true,
    kernel: "6.9.1",
    hasVfioPci: undefined,
  });
  answer(EARLY);
  expect(read(shell)).toMatchObject({ commandLine: EARLY, hasVfioPci: true });
  host.program("lsinitrd", "echo usr/lib/modules/6.9.1/nvme.ko.xz");
  expect(read(shell)?.hasVfioPci).toBe(false);
  host.program("lsinitrd", "echo damaged; exit 1");
  expect(read(shell)?.hasVfioPci).toBeUndefined();
});

it("nothing is asked of a system that ostree has not started", () => {
  host.put("proc/cmdline", "root=x\n");
  expect(print(["sh"])).toBe("");
});

it("nothing is known when rpm-ostree does not answer", () => {
  host.program("rpm-ostree", "exit 1");
  expect(read(["sh"])).toBeUndefined();
});

function answer(line: string): void {
  const status = { deployments: [{ booted: false, staged: true }, { booted: true }], transaction: null };
  host.program(
    "rpm-ostree",
    `case $1 in status) echo '${JSON.stringify(status, null, 2)}' ;; kargs) echo '${line}' ;; esac`,
  );
}

function read(shell: readonly string[]) {
  return parseDeployments(new TaggedLines(print(shell)));
}

function print([program = "sh", ...args]: readonly string[]): string {
  const path = `${host.root}/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
  const input = `root=${host.root}\n${deploymentsScript}\ndeployments\n`;
  const { stdout, stderr } = spawnSync(program, args, { input, env: { PATH: path }, encoding: "utf8" });
  expect(stderr).toBe("");
  return stdout;
}
