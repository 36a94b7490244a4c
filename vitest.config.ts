import { defineConfig } from "vitest/config";

/**
 * The projects differ in what they need: `unit` nothing, `provider` a child process, `scripts` the shells
 * that hosts run our scripts with, `sshd` a local sshd, `states` a Debian tree to enter, `engine` a Pulumi
 * engine, `lab` an emulated workstation, `variants` emulated workstations of other kinds, `faults` one whose
 * boots go wrong.
 */
const project = (name: string, extra: Record<string, unknown> = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], ...extra },
});

export default defineConfig({
  test: {
    // A test is told apart, and found, by its whole name.
    taskTitleValueFormatTruncate: 0,
    // A report, not a bar: `npm run coverage` shows where no unit test goes.
    coverage: {
      include: ["cli", "components", "host", "lab", "provider", "stacks", "toolchain"].map(
        (room) => `${room}/**/*.ts`,
      ),
      reporter: ["text-summary", "html"],
      reportsDirectory: "test-results/coverage",
    },
    projects: [
      // The property tests take their time on a machine that builds an image meanwhile. The files share their
      // modules, which halves the time: no unit test replaces a module or leaves one changed.
      project("unit", { testTimeout: 60_000, isolate: false, setupFiles: ["test/driver/property-runs.ts"] }),
      project("provider", { testTimeout: 30_000 }),
      project("scripts", { testTimeout: 60_000 }),
      project("sshd", { testTimeout: 60_000, hookTimeout: 60_000 }),
      project("states", { hookTimeout: 60_000, maxConcurrency: 3 }),
      project("engine", { testTimeout: 120_000, hookTimeout: 120_000 }),
      project("lab", { testTimeout: 1_200_000, hookTimeout: 1_800_000, fileParallelism: false }),
      project("variants", { testTimeout: 1_200_000, hookTimeout: 1_800_000, fileParallelism: false }),
      project("faults", { testTimeout: 1_200_000, hookTimeout: 1_800_000, fileParallelism: false }),
    ],
  },
});
