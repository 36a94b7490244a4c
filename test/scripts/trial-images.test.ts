import { afterEach, beforeEach, expect, it } from "vitest";
import { trialReader } from "../../host/read/trial/trial-reader.ts";
import { FakeHost } from "./fake-host.ts";

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.put("proc/stat", "btime 1\n");
  host.program("findmnt", "");
});
afterEach(() => host.dispose());

it.each([
  "boot/initrd.img-6.1.0-1",
  "boot/initramfs-linux.img",
  "efi/initramfs-linux.img",
  "efi/EFI/arch/initramfs-linux.img",
  "boot/efi/vmlinuz-linux",
  "boot/0123/6.1.0-1/linux",
  "efi/debian/6.1.0-1/initrd.img-6.1.0-1",
])("finds when %s was changed, which a fall-back may load", (path) => {
  host.put(path, "");
  const script = trialReader.script.replaceAll(
    /(?<=[ "])\/(?=(?:sys|boot|efi|proc|etc)(?:\/| |;))/g,
    `${host.root}/`,
  );
  const { out: stdout, err: stderr } = host.script(script, []);
  const { changedAt } = trialReader.parse({ code: 0, stdout, stderr });
  expect(Object.keys(changedAt)).toContain(`${host.root}/${path}`);
});
