import { expect, it } from "vitest";
import { type BaselineFacts, baselineProblems } from "../../../../../host/boot/trial/baseline.ts";
import { freshHost, KERNEL, labObservation } from "../lab-host.ts";

const proven = labObservation(freshHost());
const { defaultEntry } = proven.bootLoader;
const IMAGE = `/boot/initrd.img-${KERNEL}`;

function running(commandLine: string, line?: string): BaselineFacts {
  return {
    ...proven,
    kernel: { ...proven.kernel, commandLine },
    trial: { ...proven.trial, proven: line },
  };
}

function entry(commandLine: string): BaselineFacts {
  if (defaultEntry === undefined) throw new Error("no entry");
  return { ...proven, bootLoader: { ...proven.bootLoader, defaultEntry: { ...defaultEntry, commandLine } } };
}

it.each<[string, BaselineFacts]>([
  ["the entry is what runs", proven],
  ["the loader has added its own", running("BOOT_IMAGE=/x root=UUID=x ro quiet initrd=\\a")],
  ["the entry has variables of GRUB's", entry("root=UUID=x ro quiet $vt_handoff")],
  ["an argument is said twice", entry("root=UUID=x ro quiet quiet")],
  [
    "a trial was kept, and its options of modules are no arguments any more",
    running(
      "root=UUID=x ro quiet pulumi_vfio_trial=1 panic=30 rd.shell=0 rd.emergency=reboot vfio-pci.disable_idle_d3=1",
      "root=UUID=x ro quiet",
    ),
  ],
  [
    "it is not known when the host was started",
    { ...proven, trial: { ...proven.trial, bootedAt: undefined } },
  ],
  ["it is not known when the image was made", { ...proven, trial: { ...proven.trial, changedAt: {} } }],
  ["the image was made as the host was started", made(1_000)],
  ["its image was made since, and was tried in this boot", tried(1_001, IMAGE)],
])("it is proven when %s", (_what, facts) => {
  expect(baselineProblems(facts)).toEqual([]);
});

it.each<[string, BaselineFacts, string]>([
  [
    "which entry is started is not known",
    { ...proven, bootLoader: { ...proven.bootLoader, defaultEntry: undefined } },
    "the default boot entry is unknown",
  ],
  [
    "a trial runs that was given up",
    running("root=UUID=x ro quiet iommu=pt pulumi_vfio_trial=1 panic=30"),
    "the host still runs a trial, which was given up or changed since, and a fall-back would start another entry: they differ in iommu",
  ],
  ["an argument was added since", entry("root=UUID=x ro quiet splash"), "they differ in splash"],
  ["one has another value", entry("root=UUID=y ro quiet"), "they differ in root"],
  [
    "one that counts last has another place",
    entry("root=UUID=x ro quiet loglevel=1 loglevel=3"),
    "they differ in loglevel",
  ],
  ["another line was proven", running("root=UUID=x ro", "root=UUID=x ro splash"), "they differ in quiet"],
  ["its image was made since", made(1_001), `${IMAGE} was made after the host was started`],
  [
    "its image was made since one was tried",
    tried(1_000, IMAGE),
    `${IMAGE} was made after the host was started`,
  ],
  [
    "another image was tried",
    tried(1_001, "/boot/initrd.img-other"),
    `${IMAGE} was made after the host was started`,
  ],
  ["another kernel runs", otherKernel(), `it has kernel ${KERNEL}, and 6.0.0-1 runs`],
])("it is not when %s", (_what, facts, what) => {
  const [problem, ...more] = baselineProblems(facts);
  expect(more).toEqual([]);
  expect(problem?.what).toContain(what);
  expect(problem?.next).toMatch(/^reboot the host by hand.*allowUnprovenBaseline goes on without$/);
});

function made(at: number): BaselineFacts {
  return { ...proven, trial: { ...proven.trial, changedAt: { [IMAGE]: at } } };
}

function tried(at: number, path: string): BaselineFacts {
  const { trial, ...facts } = made(1_001);
  return { ...facts, trial: { ...trial, provenImage: { path, at } } };
}

function otherKernel(): BaselineFacts {
  return { ...proven, kernel: { ...proven.kernel, running: "6.0.0-1" } };
}
