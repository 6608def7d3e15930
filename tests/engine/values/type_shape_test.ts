import assert from "node:assert/strict";
import { shapeOf, type TypeShape } from "../../../src/engine/values/type_shape.ts";

const exact: TypeShape = { kind: "number", double: false };
const double: TypeShape = { kind: "number", double: true };
const other = (name: string): TypeShape => ({ kind: "other", name });

Deno.test("Numbers are exact or doubles, whatever their width", () => {
  for (const name of ["INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "DECIMAL(18,2)", "DECIMAL(38,0)"]) {
    assert.deepEqual(shapeOf(name), exact, name);
  }
  for (const name of ["DOUBLE", "FLOAT"]) assert.deepEqual(shapeOf(name), double, name);
});

Deno.test("Types without numbers, maps or lists are what they are called", () => {
  for (const name of ["VARCHAR", "JSON", "TIMESTAMP WITH TIME ZONE", "MAP(BIGINT, DOUBLE)", "INTEGER[3]"]) {
    assert.deepEqual(shapeOf(name), other(name), name);
  }
});

Deno.test("Lists, MAPs and STRUCTs have the shapes of what they hold, under any names", () => {
  assert.deepEqual(shapeOf("DECIMAL(18,2)[][]"), {
    kind: "list",
    element: { kind: "list", element: exact },
  });
  assert.deepEqual(shapeOf("MAP(VARCHAR, DOUBLE[])"), {
    kind: "map",
    value: { kind: "list", element: double },
  });
  assert.deepEqual(
    shapeOf('STRUCT(a DECIMAL(18,2), "b c" VARCHAR[], "q"",) (" STRUCT(z BIGINT), "" DOUBLE)'),
    {
      kind: "struct",
      fields: [
        { name: "a", shape: exact },
        { name: "b c", shape: { kind: "list", element: other("VARCHAR") } },
        { name: 'q",) (', shape: { kind: "struct", fields: [{ name: "z", shape: exact }] } },
        { name: "", shape: double },
      ],
    },
  );
});

Deno.test("A STRUCT without names, and text that is no type, are other types", () => {
  for (const name of ["STRUCT(BIGINT, VARCHAR)", 'STRUCT("a BIGINT)', "STRUCT(a BIGINT", "STRUCT(a) b)"]) {
    assert.deepEqual(shapeOf(name), other(name), name);
  }
});
