import assert from "node:assert/strict";
import { openTempFolder, removeLeftFolders } from "../../src/lib/temp_folders.ts";

const MINUTE = 60_000;

Deno.test("a folder is its owner's alone, outlives a look for what was left, and goes with all that is in it", async () => {
  await withPlace((place) => {
    const folder = openTempFolder("test", place);
    Deno.mkdirSync(`${folder.path}/engine`);
    Deno.writeTextFileSync(`${folder.path}/engine/spill`, "x");
    assert.equal((Deno.statSync(folder.path).mode ?? 0) & 0o777, 0o700);
    // Another opening of its lock is refused in this process, too: flock(2) goes by openings.
    assert.equal(removeLeftFolders(Date.now() + 60 * MINUTE, place), 0);
    assert.ok(Deno.statSync(folder.path).isDirectory);
    folder.close();
    assert.deepEqual([...Deno.readDirSync(place)], []);
  });
});

Deno.test("what has no lock goes once it is a minute old; what only has a like name, and a link, stay", async () => {
  await withPlace((place) => {
    for (const name of ["dynamosql-tmp-engines-1", "dynamosql-e2e"]) {
      Deno.mkdirSync(`${place}/${name}`);
      Deno.writeTextFileSync(`${place}/${name}/spill`, "x");
    }
    Deno.symlinkSync(`${place}/dynamosql-e2e`, `${place}/dynamosql-tmp-link`);
    const names = () => [...Deno.readDirSync(place)].map(({ name }) => name).sort();
    assert.equal(removeLeftFolders(Date.now(), place), 0);
    assert.deepEqual(names(), ["dynamosql-e2e", "dynamosql-tmp-engines-1", "dynamosql-tmp-link"]);
    assert.equal(removeLeftFolders(Date.now() + 2 * MINUTE, place), 1);
    assert.deepEqual(names(), ["dynamosql-e2e", "dynamosql-tmp-link"]);
    assert.equal(Deno.readTextFileSync(`${place}/dynamosql-e2e/spill`), "x");
  });
});

Deno.test("where no folder can be made, the error names the place and what to set", async () => {
  await withPlace((place) => {
    assert.throws(() => openTempFolder("test", `${place}/none`), {
      code: "config_invalid",
      message: new RegExp(`can be made in ${place}/none\\. Set TMPDIR`),
    });
  });
});

async function withPlace(test: (place: string) => void): Promise<void> {
  const place = await Deno.makeTempDir();
  try {
    test(place);
  } finally {
    await Deno.remove(place, { recursive: true });
  }
}
