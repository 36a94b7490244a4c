import { expect, test } from "vitest";
import { standardParts } from "../../../../lab/image/parts.ts";
import { currentRecipe, type Recipe, recipeHash } from "../../../../lab/image/recipe.ts";

const recipe: Recipe = {
  version: 1,
  suite: "bookworm",
  packages: ["sudo", "udev"],
  repository: ["ovmf"],
  password: "p",
  files: { "a.sh": "true", "tree/etc/fstab": "x" },
};

test("the hash is 16 hexadecimal digits", () => {
  expect(recipeHash(recipe)).toMatch(/^[0-9a-f]{16}$/);
});

test.each<[string, Partial<Recipe>]>([
  ["version", { version: 2 }],
  ["suite", { suite: "trixie" }],
  ["a package", { packages: ["sudo", "udev", "zstd"] }],
  ["the repository", { repository: [] }],
  ["the password", { password: "q" }],
  ["a script's text", { files: { ...recipe.files, "a.sh": "false" } }],
  ["a file's name", { files: { "b.sh": "true", "tree/etc/fstab": "x" } }],
])("another %s is another image", (_, change) => {
  expect(recipeHash({ ...recipe, ...change })).not.toBe(recipeHash(recipe));
});

test("the order of packages and files does not matter", () => {
  const shuffled = {
    ...recipe,
    packages: ["udev", "sudo"],
    files: { "tree/etc/fstab": "x", "a.sh": "true" },
  };
  expect(recipeHash(shuffled)).toBe(recipeHash(recipe));
});

test("the current recipe holds every script and file of the image", () => {
  expect(Object.keys(currentRecipe().files)).toEqual(
    expect.arrayContaining(["customize.sh", "disk.sh", "prepare.sh", "guest-init", "tree/etc/default/grub"]),
  );
});

test("a part adds its folder to the recipe and exchanges packages, and costs other images nothing", () => {
  const [standard, exchanged] = [
    currentRecipe(),
    currentRecipe({ ...standardParts, systemdBoot: true, dracut: true }),
  ];
  expect(exchanged.packages).toEqual(expect.arrayContaining(["systemd-boot", "dracut"]));
  expect(exchanged.packages).not.toContain("grub-efi-amd64");
  expect(exchanged.packages).not.toContain("initramfs-tools");
  expect(exchanged.files).toMatchObject(standard.files);
  expect(exchanged.files).toHaveProperty(["parts/systemd-boot/tree/etc/kernel/cmdline"]);
  expect(Object.keys(standard.files).filter((path) => path.startsWith("parts/"))).toEqual([]);
});

test("a part may leave every standard package in its place", () => {
  const [standard, added] = [currentRecipe(), currentRecipe({ ...standardParts, lvmBoot: true })];
  expect(added.packages).toEqual([...standard.packages, "lvm2"]);
  expect(Object.keys(added.files)).toEqual(expect.arrayContaining(["parts/lvm-boot/disk.sh"]));
});
