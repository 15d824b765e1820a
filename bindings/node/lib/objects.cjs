"use strict";
// Objects as the JSON text of manifests: parsed YAML, or what the Kubernetes client returns.

const { RouteproofError } = require("./errors.cjs");

// The Kubernetes client leaves out kind and version of what stands in a list.
const GROUPS = {
  Deployment: "apps/",
  StatefulSet: "apps/",
  DaemonSet: "apps/",
  ReplicaSet: "apps/",
  EndpointSlice: "discovery.k8s.io/",
  Ingress: "networking.k8s.io/",
  NetworkPolicy: "networking.k8s.io/",
  CustomResourceDefinition: "apiextensions.k8s.io/",
};
const MODEL = /^(V\d+(?:(?:Alpha|Beta)\d+)?)([A-Z]\w+)$/;

/** Sources of one object or of many; `null`, as an empty YAML document reads, is left out. */
function manifests(objects) {
  if (!Array.isArray(objects)) {
    return [{ name: "object", text: text(objects, "object") }];
  }
  return objects.flatMap((each, place) => {
    const name = `objects[${place}]`;
    return each === null ? [] : [{ name, text: text(each, name) }];
  });
}

/** The JSON text of one object. */
function text(value, name) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError(`${name} is ${kind(value)}, not an object`);
  }
  try {
    return write(value, name, new Set(), "\n");
  } catch (error) {
    if (error instanceof RangeError) {
      throw new RouteproofError(`${name} is nested too deeply, or too large`, { cause: error });
    }
    throw error;
  }
}

/** JSON, indented; `above` are the containers around `value`, `line` starts its lines. */
function write(value, path, above, line) {
  if (typeof value?.toJSON === "function") {
    value = value.toJSON();
  }
  switch (typeof value) {
    case "string":
      if (!value.isWellFormed()) {
        throw new RouteproofError(`${path} has half of a surrogate pair`);
      }
      return JSON.stringify(value);
    case "boolean":
      return String(value);
    case "bigint":
      return value.toString();
    case "number":
      if (!Number.isFinite(value)) {
        throw new RouteproofError(`${path} is ${value}, which is no number in JSON`);
      }
      return JSON.stringify(value);
    case "object":
      return value === null ? "null" : container(value, path, above, line);
    default:
      throw new TypeError(`${path} is ${kind(value)}, which has no place in JSON`);
  }
}

function container(value, path, above, line) {
  if (above.has(value)) {
    throw new RouteproofError(`${path} refers to itself`);
  }
  above.add(value);
  const inner = line + "  ";
  const parts = Array.isArray(value)
    ? value.map((each, place) => write(each ?? null, `${path}[${place}]`, above, inner))
    : fields(value, path).map(([key, each]) => `${write(key, path, above, "")}: ${write(each, `${path}.${key}`, above, inner)}`);
  above.delete(value);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return parts.length === 0 ? open + close : open + inner + parts.join("," + inner) + line + close;
}

/** What an object says; a model of the Kubernetes client with the names of the API. */
function fields(value, path) {
  if (value instanceof Map || value instanceof Set || ArrayBuffer.isView(value)) {
    throw new TypeError(`${path} is ${kind(value)}, which has no place in JSON`);
  }
  const map = value.constructor?.getAttributeTypeMap?.();
  const found = map ? map.map(({ name, baseName }) => [baseName, value[name]]) : Object.entries(value);
  const present = found.filter(([, each]) => each !== undefined);
  return map && !value.apiVersion && map.some((it) => it.name === "apiVersion")
    ? [...identity(value.constructor.name), ...present.filter(([key]) => key !== "kind" && key !== "apiVersion")]
    : present;
}

/** Kind and version of the class `V1Service`. */
function identity(name) {
  const found = MODEL.exec(name);
  if (found === null) {
    return [];
  }
  const [, version, kind] = found;
  return [
    ["apiVersion", (GROUPS[kind] ?? "") + version.toLowerCase()],
    ["kind", kind],
  ];
}

function kind(value) {
  if (value === null || value === undefined) {
    return String(value);
  }
  const name = typeof value === "object" ? value.constructor?.name ?? "object" : typeof value;
  return `${/^[aeiou]/i.test(name) ? "an" : "a"} ${name}`;
}

module.exports = { kind, manifests, text };
