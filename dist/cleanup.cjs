"use strict";
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(
  // If the importer is in node compatibility mode or this is not an ESM
  // file that has been converted to a CommonJS file using a Babel-
  // compatible transform (i.e. "__esModule" has not been set), then set
  // "default" to the CommonJS "module.exports" for node compatibility.
  isNodeMode || !mod || !mod.__esModule ? __defProp(target, "default", { value: mod, enumerable: true }) : target,
  mod
));
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

// src/cleanup.ts
var cleanup_exports = {};
__export(cleanup_exports, {
  cleanUp: () => cleanUp
});
module.exports = __toCommonJS(cleanup_exports);

// node_modules/@actions/core/lib/command.js
var os = require("os");

// node_modules/@actions/core/lib/utils.js
function toCommandValue(input) {
  if (input === null || input === void 0) {
    return "";
  } else if (typeof input === "string" || input instanceof String) {
    return input;
  }
  return JSON.stringify(input);
}
function toCommandProperties(annotationProperties) {
  if (!Object.keys(annotationProperties).length) {
    return {};
  }
  return {
    title: annotationProperties.title,
    file: annotationProperties.file,
    line: annotationProperties.startLine,
    endLine: annotationProperties.endLine,
    col: annotationProperties.startColumn,
    endColumn: annotationProperties.endColumn
  };
}

// node_modules/@actions/core/lib/command.js
function issueCommand(command, properties, message) {
  const cmd = new Command(command, properties, message);
  process.stdout.write(cmd.toString() + os.EOL);
}
var CMD_STRING = "::";
var Command = class {
  constructor(command, properties, message) {
    if (!command) {
      command = "missing.command";
    }
    this.command = command;
    this.properties = properties;
    this.message = message;
  }
  toString() {
    let cmdStr = CMD_STRING + this.command;
    if (this.properties && Object.keys(this.properties).length > 0) {
      cmdStr += " ";
      let first = true;
      for (const key in this.properties) {
        if (this.properties.hasOwnProperty(key)) {
          const val = this.properties[key];
          if (val) {
            if (first) {
              first = false;
            } else {
              cmdStr += ",";
            }
            cmdStr += `${key}=${escapeProperty(val)}`;
          }
        }
      }
    }
    cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
    return cmdStr;
  }
};
function escapeData(s) {
  return toCommandValue(s).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}
function escapeProperty(s) {
  return toCommandValue(s).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A").replace(/:/g, "%3A").replace(/,/g, "%2C");
}

// node_modules/@actions/core/lib/core.js
var os2 = require("os");
var ExitCode;
(function(ExitCode2) {
  ExitCode2[ExitCode2["Success"] = 0] = "Success";
  ExitCode2[ExitCode2["Failure"] = 1] = "Failure";
})(ExitCode || (ExitCode = {}));
function setSecret(secret) {
  issueCommand("add-mask", {}, secret);
}
function getInput(name, options) {
  const val = process.env[`INPUT_${name.replace(/ /g, "_").toUpperCase()}`] || "";
  if (options && options.required && !val) {
    throw new Error(`Input required and not supplied: ${name}`);
  }
  if (options && options.trimWhitespace === false) {
    return val;
  }
  return val.trim();
}
function isDebug() {
  return process.env["RUNNER_DEBUG"] === "1";
}
function debug(message) {
  issueCommand("debug", {}, message);
}
function warning(message, properties = {}) {
  issueCommand("warning", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
function info(message) {
  process.stdout.write(message + os2.EOL);
}
function getState(name) {
  return process.env[`STATE_${name}`] || "";
}

// src/foundation/secrets.ts
var MIN_LENGTH = 4;
var MIN_BASE64_LENGTH = 8;
var known = /* @__PURE__ */ new Set();
var PEM_BORDER = /^-----(BEGIN|END) [A-Z0-9 ]+-----$/;
function mask(secret, found = "encoded too") {
  const parts = [secret, ...secret.split(/\r?\n/)].map((part) => part.trim());
  for (const part of parts) {
    if (part.length < MIN_LENGTH || PEM_BORDER.test(part) || known.has(part)) continue;
    known.add(part);
    if (found === "as written") remember(writtenForms, [part]);
    else remember(forms, encodings(part));
    setSecret(part);
  }
  return secret.trim().length >= MIN_LENGTH;
}
function scrub(text, end = text.length) {
  let clean = "";
  let done = 0;
  for (let at = 0; at < end && at + MIN_LENGTH <= text.length; at += 1) {
    if (begins[pairAt(text, at)] === 0) continue;
    const length = Math.max(longestAt(forms, text, at), longestAt(writtenForms, text, at));
    if (length === 0) continue;
    if (at >= done) clean += `${text.slice(done, at)}***`;
    done = Math.max(done, at + length);
  }
  return clean + text.slice(done, end);
}
var forms = /* @__PURE__ */ new Map();
var writtenForms = /* @__PURE__ */ new Map();
var begins = new Uint8Array(65536);
function remember(where, written) {
  for (const form of written) {
    if (form.length < MIN_LENGTH) continue;
    begins[pairAt(form, 0)] = 1;
    const key = keyAt(form, 0);
    const alike = where.get(key);
    if (alike === void 0) where.set(key, /* @__PURE__ */ new Set([form]));
    else alike.add(form);
  }
}
function longestAt(where, text, at) {
  let longest = 0;
  for (const form of where.get(keyAt(text, at)) ?? []) {
    if (form.length > longest && text.startsWith(form, at)) longest = form.length;
  }
  return longest;
}
var pairAt = (text, at) => (text.charCodeAt(at) << 8 ^ text.charCodeAt(at + 1)) & 65535;
function keyAt(text, at) {
  let key = 0;
  for (let index = at; index < at + MIN_LENGTH; index += 1) key = key * 31 + text.charCodeAt(index) | 0;
  return key;
}
function encodings(secret) {
  const bytes = Buffer.from(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  const url = encodeURIComponent(secret.toWellFormed());
  const form = new URLSearchParams([["", secret]]).toString().slice(1);
  const html = secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&#34;").replaceAll("'", "&#39;");
  const whole = bytes.toString("base64");
  const base64 = [whole, whole.replace(/=+$/, ""), ...[0, 1, 2].flatMap((before) => inBase64(bytes, before))];
  const hex = bytes.toString("hex");
  const everyByte = hex.replace(/../g, "%$&");
  return [
    secret,
    json,
    json.replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`),
    url,
    url.replace(/%../g, (code) => code.toLowerCase()),
    form,
    form.replaceAll("*", "%2A").replaceAll("%7E", "~"),
    everyByte,
    everyByte.toUpperCase(),
    html,
    html.replaceAll("&#34;", "&quot;").replaceAll("&#39;", "&apos;"),
    ...base64,
    ...base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
    hex,
    hex.toUpperCase()
  ];
}
function inBase64(secret, before) {
  const text = Buffer.concat([Buffer.alloc(before), secret]).toString("base64");
  const own2 = text.slice(Math.ceil(before * 8 / 6), Math.floor((before + secret.length) * 8 / 6));
  return own2.length < MIN_BASE64_LENGTH ? [] : [own2];
}

// src/foundation/text.ts
function hasControl(text) {
  return /[\x00-\x1f\x7f-\x9f]/.test(text);
}
function visible(text) {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return text.replace(
    // Not a literal: V8 builds the tables behind \p{\u2026} when it reads one, at every start.
    new RegExp(String.raw`[\p{Cc}\p{Zl}\p{Zp}\p{Cf}\p{Cs}]`, "gu"),
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
  );
}
var MAX_ENCODED_SECRET = 65536;
function safe(text, limit = 1e3) {
  const clean = text.length > limit + MAX_ENCODED_SECRET ? scrub(text.slice(0, limit + MAX_ENCODED_SECRET), limit) : scrub(text);
  const cut = clean.length > limit || text.length > limit + MAX_ENCODED_SECRET ? `${clean.slice(0, limit).toWellFormed()}\u2026 (${text.length} characters)` : clean;
  return visible(cut.trim()).replaceAll("##[", "##\\[").replace(/^::/, "\\::");
}
function quote(text, limit = 200) {
  return `'${safe(text, limit)}'`;
}
function asSentence(text) {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
function withoutUserInfo(address) {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, "$1***@");
}
function oneOf(words) {
  const quoted = words.map((word) => `'${word}'`);
  const last = quoted.pop() ?? "";
  return quoted.length === 0 ? last : `${quoted.join(", ")} or ${last}`;
}
function plural(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

// src/foundation/errors.ts
var ActionError = class extends Error {
  /** What to do about it, in full sentences; absent where nothing true can be said. */
  hint;
  constructor(message, options = {}) {
    super(message, "cause" in options ? { cause: options.cause } : void 0);
    this.name = new.target.name;
    this.hint = options.hint;
  }
};
var InputError = class extends ActionError {
};
var RefusedError = class extends ActionError {
};
var ConnectionError = class extends ActionError {
  /** False when the request can't have reached Portainer, true when it may have been carried out. */
  sent;
  /** The system's or OpenSSL's code, such as `ECONNREFUSED`; `TIMEOUT` for our own deadline. */
  code;
  constructor(message, options) {
    super(message, options);
    this.sent = options.sent;
    this.code = options.code;
  }
};
var ResponseError = class extends ActionError {
  status;
  /** Portainer's own words, empty where it had none. Foreign text: not for the log as it is. */
  errorBody;
  /** Whether Portainer itself said so, and so knows what became of the request: not a proxy in front of it. */
  fromPortainer;
  constructor(message, options) {
    super(message, options);
    this.status = options.status;
    this.errorBody = options.errorBody ?? { message: "", details: "" };
    this.fromPortainer = options.fromPortainer ?? false;
  }
};
var OutcomeError = class extends ActionError {
};
var CancelledError = class extends Error {
};
function addContext(error, sentence, hint) {
  if (!(error instanceof ActionError)) return error;
  return new OutcomeError(`${asSentence(error.message)} ${sentence}`, {
    hint: error.hint ?? hint,
    cause: error
  });
}
var RUN_AGAIN = "Running the step again is safe: it looks first.";

// src/foundation/async.ts
var now = () => Number(process.hrtime.bigint()) / 1e6;
function systemClock(cancelled) {
  return {
    now,
    random: Math.random,
    sleep: (milliseconds) => new Promise((resolve4, reject) => {
      const stop = () => {
        clearTimeout(timer);
        reject(new CancelledError("The job was cancelled."));
      };
      const timer = setTimeout(() => {
        cancelled.removeEventListener("abort", stop);
        resolve4();
      }, milliseconds);
      if (cancelled.aborted) stop();
      else cancelled.addEventListener("abort", stop, { once: true });
    })
  };
}
async function forEachConcurrent(concurrency, elements, job) {
  let next = 0;
  let failed = false;
  const worker = async () => {
    while (next < elements.length && !failed) {
      const index = next;
      next += 1;
      try {
        await job(elements[index], index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const workers = Array.from({ length: Math.min(concurrency, elements.length) }, worker);
  for (const ended of await Promise.allSettled(workers)) if (ended.status === "rejected") throw ended.reason;
}

// src/foundation/byte-buffer.ts
var MIN_CAPACITY = 4096;
function createByteBuffer() {
  let room = Buffer.alloc(0);
  let length = 0;
  return {
    get length() {
      return length;
    },
    add(piece) {
      const needed = length + piece.length;
      if (needed > room.length) {
        const larger = Buffer.allocUnsafe(Math.max(needed, room.length * 2, MIN_CAPACITY));
        room.copy(larger, 0, 0, length);
        room = larger;
      }
      piece.copy(room, length);
      length = needed;
    },
    take() {
      const all = room.subarray(0, length);
      length = 0;
      return all;
    }
  };
}

// src/github/client.ts
var TIMEOUT = 3e4;
async function openRepository(token, timeout = TIMEOUT) {
  delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
  const { getOctokit, context } = await Promise.resolve().then(() => __toESM(require("./github.cjs"), 1));
  const octokit = getOctokit(token);
  const fetch = limitFetch(octokit.request.endpoint.DEFAULTS.request?.fetch);
  octokit.hook.before("request", (options) => {
    options.request.fetch = fetch;
    options.request.signal = AbortSignal.timeout(timeout);
    options.request["log"] = silent;
  });
  const where = context.repo;
  const sha = headOf(context.payload.pull_request) ?? context.sha;
  if (!sha) throw new Error("GITHUB_SHA is not set, so the commit is unknown.");
  const runUrl = Number.isInteger(context.runId) ? `${context.serverUrl}/${where.owner}/${where.repo}/actions/runs/${context.runId}` : void 0;
  return { api: octokit.rest.repos, where, sha, eventName: context.eventName, runUrl };
}
function headOf(pullRequest) {
  const head = pullRequest?.["head"];
  if (typeof head !== "object" || head === null || !("sha" in head)) return void 0;
  return typeof head.sha === "string" && head.sha !== "" ? head.sha : void 0;
}
var ignore = () => void 0;
var silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };
var MAX_RESPONSE_BYTES = 8 * 1024 * 1024;
var MAX_REDIRECTS = 3;
function limitFetch(fetch) {
  return async (url, init) => {
    let at = url;
    for (let redirects = 0; ; redirects += 1) {
      const response = await fetch(at, { ...init, redirect: "manual" });
      const { status, statusText, headers } = response;
      if (status < 300 || status >= 400 || status === 304) {
        const isEmpty = status === 204 || status === 205 || status === 304;
        const body = await readBody(response);
        return new Response(isEmpty ? null : body, { status, statusText, headers: [...headers] });
      }
      await response.body?.cancel();
      const next = URL.parse(headers.get("location") ?? "", at);
      const asItIs = init.method === "GET" || status === 307 || status === 308;
      if (!asItIs || next?.origin !== new URL(at).origin || redirects >= MAX_REDIRECTS)
        throw new Error(`GitHub answered ${status}, a redirect that is not followed`);
      at = next.href;
    }
  };
}
async function readBody({ body }) {
  const bytes = createByteBuffer();
  for await (const piece of body ?? []) {
    bytes.add(Buffer.from(piece));
    if (bytes.length > MAX_RESPONSE_BYTES) throw new Error("the answer is longer than 8 MiB");
  }
  return bytes.take();
}

// src/github/own-deployments.ts
var TASK = "portainer-endpoint";
var MARK = { made_by: "portainer-endpoint-action" };
var MAX_PAGES = 3;
var ENOUGH_INACTIVE = 10;
async function findOwnDeployments(repository, environment) {
  const found = [];
  let inactive = 0;
  for (let page = 1; page <= MAX_PAGES; page++) {
    const { where, api } = repository;
    const response = await api.listDeployments({ ...where, environment, task: TASK, per_page: 100, page });
    for (const { id, sha, task, payload } of listed(response.data)) {
      if (task !== TASK || !isMarked(payload)) continue;
      const deployment = { id, sha, ...await lastStatus(repository, id) };
      found.push(deployment);
      inactive = deployment.state === "inactive" ? inactive + 1 : 0;
      if (inactive === ENOUGH_INACTIVE) return found;
    }
    if (response.data.length < 100) break;
  }
  return found;
}
async function* retireOwnDeployments({ api, where }, deployments) {
  for (const { id } of deployments.filter(isStanding).toReversed()) {
    await api.createDeploymentStatus({ ...where, deployment_id: id, state: "inactive", auto_inactive: false });
    yield id;
  }
}
function isStanding({ state }) {
  return state !== "inactive" && state !== "failure" && state !== "error";
}
async function lastStatus({ api, where }, id) {
  const { data } = await api.listDeploymentStatuses({ ...where, deployment_id: id, per_page: 100 });
  const last = listed(data).toSorted((a, b) => b.id - a.id)[0];
  return { state: last?.state, url: last?.environment_url ?? void 0 };
}
function listed(data) {
  if (!Array.isArray(data)) throw new Error("the answer is not the list that GitHub would send");
  return data;
}
function isMarked(payload) {
  let value = payload;
  if (typeof value === "string") {
    try {
      value = JSON.parse(value);
    } catch {
      return false;
    }
  }
  return typeof value === "object" && value !== null && "made_by" in value && value.made_by === MARK.made_by;
}

// src/github/deployments.ts
async function retireDeployments(target, log) {
  let retired = 0;
  await withRepository(target, "made inactive", log, async (repository) => {
    for await (const id of retireOwnDeployments(
      repository,
      await findOwnDeployments(repository, target.environment)
    )) {
      log.info(`Deployment ${id} to ${quote(target.environment)} is now inactive.`);
      retired++;
    }
  });
  return retired;
}
async function withRepository(target, attempt, log, act) {
  if (target.token.trim() === "") {
    log.warning(noTokenMessage(target.environment));
    return;
  }
  try {
    await act(await openRepository(target.token));
  } catch (error) {
    log.warning(failureMessage(attempt, error));
  }
}
var PERMISSIONS = "permissions:\n  deployments: write";
var MAX_LENGTH = 300;
function noTokenMessage(environment) {
  return `No deployment is reported for ${quote(environment)}: \`github-token\` is empty. That is normal for a pull request from a fork or by Dependabot, whose runs get no secrets; otherwise pass \`github-token: \${{ github.token }}\` and allow it to:
` + PERMISSIONS;
}
function failureMessage(attempt, error) {
  const status = statusOf(error);
  const why = status === void 0 ? tell(error) : `GitHub answered ${status} (${tell(error)})`;
  const what = `The deployment could not be ${attempt}: ${why}.`;
  if (status === 401) return `${what} The token in \`github-token\` is wrong or has expired.`;
  if (status !== 403 && status !== 404 || isRateLimit(error)) return what;
  return `${what} The token may not write deployments. Add to the job, beside the permissions that it lists already (those not listed are taken away):
${PERMISSIONS}
The token of a run for a fork or for Dependabot can only read, whatever the workflow says. A token of your own needs write access to the deployments of this repository.`;
}
function statusOf(error) {
  if (!(error instanceof Error) || !("response" in error) || error.response === void 0) return void 0;
  return "status" in error && typeof error.status === "number" ? error.status : void 0;
}
function isRateLimit(error) {
  if (!(error instanceof Error) || !("response" in error)) return false;
  const headers = error.response?.headers ?? {};
  return headers["x-ratelimit-remaining"] === "0" || headers["retry-after"] !== void 0;
}
function tell(error) {
  const message = error instanceof Error ? error.message || codeOf(error) : String(error);
  return safe(message, MAX_LENGTH).replace(/\.$/, "");
}
function codeOf(error) {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ("code" in at && typeof at.code === "string") return at.code;
  }
  return "no answer came";
}

// src/certificates/pem.ts
var import_node_crypto = require("node:crypto");

// src/certificates/der.ts
var VERSION_TAG = 160;
function isWholeSequence(bytes) {
  const element = readElement(bytes);
  return element?.tag === 48 && element.size === bytes.length;
}
function isVersion1(certificate) {
  return fieldsOf(certificate)[0]?.tag !== VERSION_TAG;
}
function fieldsOf(certificate) {
  const whole = readElement(certificate.raw);
  const signed = whole && readElement(whole.content);
  return signed ? readElements(signed.content) : [];
}
function readElements(bytes) {
  const elements = [];
  for (let at = 0; at < bytes.length; ) {
    const element = readElement(bytes.subarray(at));
    if (element === void 0) break;
    elements.push(element);
    at += element.size;
  }
  return elements;
}
function readElement(bytes) {
  const [tag, first] = bytes;
  if (tag === void 0 || first === void 0) return void 0;
  const lengthBytes = first < 128 ? 0 : first - 128;
  if (lengthBytes > 4 || first === 128 || bytes.length < 2 + lengthBytes) return void 0;
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(2, lengthBytes);
  const size = 2 + lengthBytes + length;
  if (size > bytes.length) return void 0;
  return { tag, content: bytes.subarray(2 + lengthBytes, size), size };
}

// src/certificates/pem-blocks.ts
var LABELS = [
  "CERTIFICATE",
  "X509 CERTIFICATE",
  "TRUSTED CERTIFICATE",
  "CERTIFICATE REQUEST",
  "NEW CERTIFICATE REQUEST",
  "X509 CRL",
  "PKCS7",
  "PRIVATE KEY",
  "RSA PRIVATE KEY",
  "EC PRIVATE KEY",
  "DSA PRIVATE KEY",
  "ENCRYPTED PRIVATE KEY",
  "OPENSSH PRIVATE KEY",
  "EC PARAMETERS",
  "DH PARAMETERS",
  "PUBLIC KEY",
  "RSA PUBLIC KEY"
];
var MARKER = /-----(BEGIN|END) ?([A-Z0-9 ]{0,40})-----/g;
function findBlocks(input, text, example) {
  const blocks = [];
  let open;
  for (const match of text.matchAll(MARKER)) {
    const label = toLabel(match[2] ?? "");
    if (match[1] === "BEGIN") {
      if (open) throw unfinished(input, blocks.length + 1);
      open = { label, from: match.index + match[0].length };
    } else {
      if (open?.label !== label) throw open ? unfinished(input, blocks.length + 1) : headless(input);
      blocks.push({ label, body: text.slice(open.from, match.index) });
      open = void 0;
    }
  }
  if (open) throw unfinished(input, blocks.length + 1);
  if (blocks.length === 0) throw noBlocks(input, text, example);
  return blocks.filter((block) => block.label !== "EC PARAMETERS");
}
function decode(block) {
  const lines = block.body.replace(/\\{1,4}[rn]/g, "\n").trim();
  const base64 = lines.replace(/^(?:[A-Za-z][A-Za-z-]{0,30}:.*\n)+/, "").replace(/\s+/g, "");
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return void 0;
  const bytes = Buffer.from(base64, "base64");
  return isWholeSequence(bytes) ? bytes : void 0;
}
function encode(label, bytes) {
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}
function storeHint(input) {
  const name = input.toUpperCase().replaceAll("-", "_");
  return `Store the file as it is, line breaks included: gh secret set ${name} < FILE`;
}
function toLabel(words) {
  const letters = words.replaceAll(" ", "");
  return LABELS.find((label) => label.replaceAll(" ", "") === letters) ?? "";
}
function unfinished(input, number) {
  const message = `'${input}' is cut off: its PEM block ${number} has a BEGIN line, but no END line of the same kind.`;
  return new InputError(message, { hint: storeHint(input) });
}
function headless(input) {
  const message = `'${input}' is cut off: a PEM block in it has an END line, but no BEGIN line.`;
  return new InputError(message, { hint: storeHint(input) });
}
function noBlocks(input, text, example) {
  const lines = `'-----BEGIN ${example}-----' and '-----END ${example}-----'`;
  const command = example === "CERTIFICATE" ? "x509" : "pkey";
  const hint = `If the file is DER, convert it: openssl ${command} -inform der -in FILE -out FILE.pem`;
  if (text.includes("\0")) {
    return new InputError(`'${input}' is not text in UTF-8. It must hold PEM, with the lines ${lines}.`, {
      hint: `Windows PowerShell writes UTF-16 by default: save the file as UTF-8. ${hint}`
    });
  }
  if (decode({ label: "", body: text })) {
    return new InputError(`'${input}' holds base64 of DER. It must hold PEM, with the lines ${lines}.`, {
      hint
    });
  }
  return new InputError(`'${input}' holds no PEM. It must have the lines ${lines}.`, { hint });
}

// src/certificates/pem.ts
function readCertificates(input, text) {
  const blocks = findBlocks(input, text, "CERTIFICATE");
  if (blocks.some((block) => block.label.endsWith("PRIVATE KEY"))) {
    const also = blocks.some(isCertificate) ? "also " : "";
    const place = input === "tls-cert" ? "the private key goes to 'tls-key'" : "a CA's private key goes nowhere";
    throw new InputError(`'${input}' ${also}holds a private key. It takes certificates only; ${place}.`);
  }
  const unexpected = blocks.find((block) => !isCertificate(block));
  if (unexpected) throw unexpectedBlock(input, unexpected, "It takes certificates only.");
  if (blocks.length === 0)
    throw new InputError(`'${input}' holds no certificate. It takes certificates in PEM.`);
  return blocks.map((block, index) => {
    const certificate = parseCertificate(block);
    if (certificate) return certificate;
    const which = blocks.length === 1 ? "a certificate" : `a certificate, number ${index + 1} of ${blocks.length},`;
    throw new InputError(`'${input}' holds ${which} that is damaged: it can't be decoded.`, {
      hint: storeHint(input)
    });
  });
}
function isCertificate(block) {
  return block.label === "CERTIFICATE" || block.label === "X509 CERTIFICATE";
}
function parseCertificate(block) {
  const bytes = decode(block);
  if (!bytes) return void 0;
  try {
    const x509 = new import_node_crypto.X509Certificate(bytes);
    const dates = [x509.validFromDate.getTime(), x509.validToDate.getTime()];
    if (dates.some(Number.isNaN) || x509.publicKey.type !== "public") return void 0;
    return { pem: encode("CERTIFICATE", bytes), x509 };
  } catch {
    return void 0;
  }
}
function unexpectedBlock(input, block, allowed) {
  const found = block.label ? `a PEM block '${block.label}'` : "a PEM block of an unknown kind";
  const hints = {
    "OPENSSH PRIVATE KEY": 'Rewrite it as PEM, in place: ssh-keygen -p -N "" -m PEM -f FILE',
    "TRUSTED CERTIFICATE": "Rewrite it: openssl x509 -in FILE -out CERTIFICATE_FILE",
    PKCS7: "Take the certificates out: openssl pkcs7 -in FILE -print_certs -out CERTIFICATE_FILE"
  };
  return new InputError(`'${input}' holds ${found}. ${allowed}`, { hint: hints[block.label] });
}

// src/certificates/rules.ts
function checkAuthority(input, certificates, selfSigned) {
  return certificates.flatMap((certificate) => {
    const { x509 } = certificate;
    if (x509.ca) return [];
    const subject = subjectOf(certificate);
    if (!isSelfSigned(certificate)) {
      throw new InputError(
        `'${input}' holds a certificate that is not a CA's (${subject}). It takes the certificates of CAs only, here that of its issuer.`
      );
    }
    if (isVersion1(x509) || selfSigned === "expected") return [];
    return [
      `'${input}' holds a self-signed certificate that is not a CA's (${subject}): it serves only if the engine itself shows this very certificate.`
    ];
  });
}
function isSelfSigned({ x509 }) {
  try {
    return x509.subject === x509.issuer && x509.verify(x509.publicKey);
  } catch {
    return false;
  }
}
var DAY = 24 * 60 * 60 * 1e3;
var WARNING_DAYS = 14;
function checkValidity(input, certificates, now2, needed) {
  const faults = certificates.map((certificate) => faultOf(certificate, now2));
  const fault = faults.find((text) => text !== void 0);
  if (fault !== void 0 && (needed === "every" || !faults.includes(void 0))) {
    throw new InputError(
      `'${input}' holds a certificate that ${fault}. It must be valid now, ${toText(now2)}.`
    );
  }
  return certificates.flatMap((certificate, index) => {
    const text = faults[index] ?? expiryOf(certificate, now2);
    return text === void 0 ? [] : [`'${input}' holds a certificate that ${text}.`];
  });
}
function faultOf(certificate, now2) {
  const { validFromDate, validToDate } = certificate.x509;
  if (validToDate < now2) return `expired on ${toText(validToDate)} (${subjectOf(certificate)})`;
  if (validFromDate > now2) return `is not valid before ${toText(validFromDate)} (${subjectOf(certificate)})`;
  return void 0;
}
function expiryOf(certificate, now2) {
  const end = certificate.x509.validToDate;
  const days = Math.floor((end.getTime() - now2.getTime()) / DAY);
  if (days >= WARNING_DAYS) return void 0;
  const left = days === 0 ? "within a day" : days === 1 ? "in 1 day" : `in ${days} days`;
  return `expires ${left}, on ${toText(end)} (${subjectOf(certificate)})`;
}
function toText(date) {
  return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
var MAX_LENGTH2 = 200;
function subjectOf(certificate) {
  const subject = certificate.x509.subject;
  const line = (subject ?? "").split("\n").reverse().join(", ");
  return line === "" ? `serial number ${certificate.x509.serialNumber}` : safe(line, MAX_LENGTH2);
}

// src/certificates/checks.ts
function checkPortainerCa(text, now2) {
  const authorities = readCertificates("ca-cert", text);
  const warnings = [
    ...checkAuthority("ca-cert", authorities, "expected"),
    ...checkValidity("ca-cert", authorities, now2, "one")
  ];
  return { pem: authorities.map(({ pem }) => pem), warnings };
}

// src/inputs/address.ts
function isLoopback(hostname) {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

// src/inputs/files.ts
var fs = require("node:fs");
var path = require("node:path");

// src/inputs/names.ts
var endpointInputs = [
  "name",
  "id",
  "type",
  "endpoint-url",
  "public-url",
  "group",
  "tags",
  "container-engine",
  "tls",
  "tls-ca-cert",
  "tls-cert",
  "tls-key",
  "tls-skip-verify",
  "tls-skip-client-verify",
  "azure-application-id",
  "azure-tenant-id",
  "azure-authentication-key",
  "kubeconfig",
  "edge-checkin-interval",
  "extra-fields",
  "users",
  "teams"
];
var policyInputs = ["state", "if-exists", "if-missing", "clear"];
var secretInputs = /* @__PURE__ */ new Set([
  "password",
  "api-key",
  "setup-token",
  "headers",
  "tls-key",
  "azure-authentication-key",
  "kubeconfig",
  "github-token"
]);

// src/inputs/files.ts
var MAX_FILE_BYTES = 1024 * 1024;
var READ = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0);
var MAX_PATH_LENGTH = 4096;
var MAX_SHOWN_LENGTH = 120;
var isPem = (text) => text.includes("-----BEGIN");
var isKubeconfig = (text) => /^[ \t]*["']?(apiVersion|kind|clusters|contexts|users|current-context)["']?\s*:/m.test(text) || /^\s*\{[^]*"clusters"/.test(text);
function readFileInput(source, name) {
  const raw = source.text(name);
  if (raw === void 0) return void 0;
  const direct = readText(name, raw);
  if (direct !== void 0) return direct;
  if (raw.startsWith("env:")) return readVariable(name, raw.slice("env:".length));
  return readFile(name, raw, source.isFromItem(name));
}
function readText(name, raw) {
  const fits = name === "kubeconfig" ? isKubeconfig : isPem;
  if (fits(raw)) return raw;
  const packed = raw.replace(/\s/g, "");
  if (packed.length < 16 || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(packed)) return void 0;
  const bytes = Buffer.from(packed, "base64");
  const decoded = bytes.toString("utf8");
  if (fits(decoded)) {
    if (secretInputs.has(name)) mask(raw);
    return decoded;
  }
  return name !== "kubeconfig" && isWholeSequence(bytes) ? raw : void 0;
}
function readVariable(name, variable) {
  const value = process.env[variable]?.trim();
  const shown = secretInputs.has(name) ? "a variable" : `the variable ${quote(variable)}`;
  if (value === void 0 || value === "") {
    throw new InputError(
      `'${name}' names ${shown}, which is empty or not set; set it in the step's 'env:'.`,
      { hint: EMPTY_SECRET }
    );
  }
  const text = readText(name, value);
  if (text === void 0) {
    throw new InputError(`'${name}' names ${shown}, which holds neither ${desired(name)} nor base64 of it.`);
  }
  return text;
}
var EMPTY_SECRET = "A secret that does not exist is an empty text, and pull requests from forks and Dependabot get none.";
var desired = (name) => name === "kubeconfig" ? "a kubeconfig" : "PEM text ('-----BEGIN \u2026')";
function readFile(name, raw, fromItem) {
  const shown = secretInputs.has(name) ? "a value" : raw.length > MAX_SHOWN_LENGTH ? `a text of ${raw.length} characters` : quote(raw);
  const fail = (why) => new InputError(
    `'${name}' is ${shown}, which ${why}; allowed: ${desired(name)}, base64 of it, 'env:NAME', or the path of a file.`
  );
  if (raw.length > MAX_PATH_LENGTH || hasControl(raw)) throw fail(`is neither ${desired(name)} nor a path`);
  const workspace = process.env["GITHUB_WORKSPACE"] || process.cwd();
  const absolute = path.isAbsolute(raw);
  let file;
  try {
    file = fs.realpathSync(path.resolve(workspace, raw));
  } catch {
    throw fail("is not the path of a file that is there");
  }
  const allowed = absolute ? [workspace, process.env["RUNNER_TEMP"]] : [workspace];
  if ((!absolute || fromItem) && !allowed.some((folder) => folder && isInside(file, folder))) {
    throw fail(absolute ? "is outside GITHUB_WORKSPACE and RUNNER_TEMP" : "leads out of GITHUB_WORKSPACE");
  }
  const text = readRegularFile(file);
  if (text === void 0) throw fail("is not a regular file of at most 1 MiB that can be read");
  if (name !== "kubeconfig" && text.includes("\0")) return text;
  const content = readText(name, text.trim());
  if (content === void 0) throw fail(`is a file that holds neither ${desired(name)} nor base64 of it`);
  return content;
}
function isInside(file, folder) {
  try {
    const relative2 = path.relative(fs.realpathSync(folder), file);
    const leaves = relative2 === ".." || relative2.startsWith(`..${path.sep}`) || path.isAbsolute(relative2);
    return relative2 !== "" && !leaves;
  } catch {
    return false;
  }
}
function readRegularFile(file, largest = MAX_FILE_BYTES) {
  let handle;
  try {
    handle = fs.openSync(file, READ);
    const { size } = fs.fstatSync(handle);
    if (!fs.fstatSync(handle).isFile() || size > largest) return void 0;
    return fs.readFileSync(handle, "utf8");
  } catch {
    return void 0;
  } finally {
    if (handle !== void 0) fs.closeSync(handle);
  }
}

// src/inputs/source.ts
function stepInputs() {
  const texts = /* @__PURE__ */ new Map();
  const text = (name) => {
    if (!texts.has(name)) texts.set(name, getInput(name) || void 0);
    return texts.get(name);
  };
  return {
    inItem: false,
    isFromItem: () => false,
    text,
    list: (name) => splitList(name, text(name)),
    pairs: (name) => splitPairs(name, text(name))
  };
}
function splitList(name, text) {
  const names = (text ?? "").split(/[\n,]/).map((name2) => name2.trim()).filter((name2) => name2 !== "");
  if (text && names.length === 0) throw invalid(name, text, "names, one a line or comma-separated");
  return names.length === 0 ? void 0 : [...new Set(names)];
}
function splitPairs(name, text) {
  const lines = (text ?? "").split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0) return void 0;
  return lines.map((line) => {
    const at = line.indexOf("=");
    if (line.slice(0, Math.max(at, 0)).trim() === "")
      throw invalid(name, line.trim(), "lines of the form 'Field=value'");
    return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
  });
}
function invalid(name, value, allowed) {
  const shown = secretInputs.has(name) ? "has a value that is not allowed" : `is ${quote(value)}`;
  return new InputError(`'${name}' ${shown}; allowed: ${allowed}.`);
}
var TRUE = ["true", "True", "TRUE"];
var FALSE = ["false", "False", "FALSE"];
function readBoolean(source, name) {
  const text = source.text(name);
  if (text === void 0) return void 0;
  if (TRUE.includes(text)) return true;
  if (FALSE.includes(text)) return false;
  throw invalid(name, text, "'true' or 'false'");
}
function readNumber(source, name, least, most) {
  const text = source.text(name);
  if (text === void 0) return void 0;
  const number = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  if (number >= least && number <= most) return number;
  throw invalid(name, text, `a whole number from ${least} to ${most}`);
}

// src/inputs/connection.ts
function readConnection(source) {
  const url = readUrl(source);
  const credentials = readCredentials(source);
  const initAdmin = readBoolean(source, "init-admin") ?? false;
  if (initAdmin && credentials.kind === "api-key") {
    throw new InputError(
      "'init-admin' needs 'password': the administrator is created with it, and an API key needs an administrator first."
    );
  }
  const username = source.text("username") ?? "admin";
  if (hasControl(username)) throw invalid("username", username, "a text without control characters");
  const caText = readFileInput(source, "ca-cert");
  return {
    url,
    username,
    credentials,
    initAdmin,
    setupToken: readHeaderValue(source, "setup-token"),
    ca: caText === void 0 ? [] : readCa(caText),
    skipTlsVerify: readBoolean(source, "skip-tls-verify") ?? false,
    headers: readHeaders(source),
    waitSeconds: readNumber(source, "wait-for-portainer", 0, 3600) ?? 0,
    timeoutSeconds: readNumber(source, "timeout", 1, 3600) ?? 150
  };
}
var URL_FORM = "'http(s)://host[:port][/sub-path]'";
function readUrl(source) {
  const text = source.text("url");
  if (text === void 0) throw new InputError(`'url' is missing; allowed: ${URL_FORM}.`);
  const bad = (why) => new InputError(`'url' ${why}; allowed: ${URL_FORM}, without user info, query or fragment.`);
  if (!/^https?:\/\/[^/\\]/i.test(text)) throw invalid("url", withoutUserInfo(text), URL_FORM);
  let url;
  try {
    url = new URL(text);
  } catch {
    throw invalid("url", withoutUserInfo(text), URL_FORM);
  }
  if (url.username !== "" || url.password !== "" || /^https?:\/\/[^/]*@/i.test(text)) {
    throw bad("holds user info; credentials belong in 'username' and 'password', or 'api-key'");
  }
  if (/[?#]/.test(text)) throw bad(`is ${quote(text)}, with a query or a fragment`);
  if (hasControl(text) || /\s/.test(text)) throw bad(`is ${quote(text)}, with white space in it`);
  return url.origin + url.pathname.replace(/\/+$/, "").replace(/\/api$/, "").replace(/\/+$/, "");
}
function readCredentials(source) {
  const password = source.text("password");
  const apiKey = readHeaderValue(source, "api-key");
  if (password !== void 0 && apiKey !== void 0) {
    throw new InputError("'password' and 'api-key' are both given; exactly one of them is allowed.");
  }
  if (password !== void 0) return { kind: "password", password };
  if (apiKey !== void 0) return { kind: "api-key", apiKey };
  throw new InputError("Neither 'password' nor 'api-key' is given; exactly one of them is needed.", {
    hint: EMPTY_SECRET
  });
}
function readHeaderValue(source, name) {
  const text = source.text(name);
  if (text !== void 0 && !isHeaderValue(text)) {
    throw invalid(name, text, "one line of printable ASCII characters");
  }
  return text;
}
var isHeaderValue = (text) => /^[\x20-\x7e]*$/.test(text);
var RESERVED = /^(authorization|x-api-key|x-setup-token|host|content-.*|transfer-encoding|trailer|connection)$/i;
function readHeaders(source) {
  const lines = (source.text("headers") ?? "").split("\n").map((line) => line.trim());
  const seen = /* @__PURE__ */ new Set();
  return lines.flatMap((line, index) => {
    if (line === "") return [];
    const refuseLine = (why) => new InputError(`'headers', line ${index + 1}, ${why}; allowed: one 'Name: value' a line.`);
    const at = line.indexOf(":");
    const name = line.slice(0, Math.max(at, 0)).trim();
    const value = line.slice(at + 1).trim();
    if (at < 1 || !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
      throw refuseLine("is not of the form 'Name: value'");
    if (RESERVED.test(name)) throw refuseLine("names a header that the action sets itself");
    if (seen.has(name.toLowerCase())) throw refuseLine("names a header a second time");
    seen.add(name.toLowerCase());
    if (value === "") throw refuseLine("has no value");
    if (!isHeaderValue(value)) throw refuseLine("has a value that is not printable ASCII");
    if (!mask(value)) {
      warning(`'headers', line ${index + 1}: the value is too short to be masked in the log.`);
    }
    return [[name, value]];
  });
}
function readCa(text) {
  const { pem, warnings } = checkPortainerCa(text, /* @__PURE__ */ new Date());
  for (const warning2 of warnings) warning(warning2);
  return pem;
}

// src/inputs/endpoint-types.ts
var creationTypes = {
  docker: 1,
  agent: 2,
  azure: 3,
  "edge-agent": 4,
  kubernetes: 5,
  kubeconfig: 6
};
var endpointTypes = Object.keys(creationTypes);
var isEdge = (stored) => stored === 4 || stored === 7;

// src/inputs/kubeconfig.ts
var HARMLESS = /^(apiVersion|kind|name|clusters?|users?|contexts?|namespace|current-context|server|tls-server-name|preferences)$/;
var PAIR = /(?:^|[{,\s])["']?([A-Za-z][\w.-]*)["']?[ \t]*:[ \t]*(?:[|>][+-]?[ \t]*\n[ \t]*)?(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\n]|'')*)'|([^\s"'{[,][^\n,{}[\]]*))/gm;
var LONG = /[A-Za-z0-9+/_=-]{40,}/g;
function readKubeconfig(source) {
  const text = readFileInput(source, "kubeconfig");
  if (text === void 0) return void 0;
  for (const [, key = "", double, single, plain] of text.matchAll(PAIR)) {
    if (HARMLESS.test(key)) continue;
    mask(double ?? single ?? plain ?? "");
    if (double?.includes("\\")) mask(unescape(double));
    if (single?.includes("''")) mask(single.replaceAll("''", "'"));
  }
  for (const [long] of text.matchAll(LONG)) mask(long);
  return text;
}
function unescape(double) {
  try {
    return JSON.parse(`"${double}"`);
  } catch {
    return double;
  }
}

// src/inputs/endpoint.ts
function maskUnused(source) {
  mask(source.text("azure-authentication-key") ?? "");
  for (const read of [() => mask(readFileInput(source, "tls-key") ?? ""), () => readKubeconfig(source)]) {
    try {
      read();
    } catch {
      continue;
    }
  }
}

// src/inputs/list.ts
var fs2 = require("node:fs");
var path2 = require("node:path");

// src/inputs/list-json.ts
function readJsonList(text) {
  if (!/^\s*\[/.test(text)) return void 0;
  const list = parseAsWritten(text);
  if (!Array.isArray(list) || list.length === 0) return void 0;
  const { members, starts } = survey(text);
  const items = [];
  let read = 0;
  for (const [index, element] of list.entries()) {
    const values = isMap(element) ? readValues(element) : void 0;
    if (values === void 0) return void 0;
    for (const value of values.values()) read += 1 + (isPairs(value) ? value.length : 0);
    items.push({ values, where: () => placeOf(text, starts[index] ?? 0), number: index + 1 });
  }
  return read === members ? items : void 0;
}
var isMap = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
var isScalar = (value) => value === null || typeof value === "boolean" || typeof value === "string" && value.isWellFormed();
var isPairs = (value) => typeof value !== "string" && typeof value[0] === "object";
function parseAsWritten(text) {
  const keepSource = (_key, value, { source }) => typeof value === "number" ? source : value;
  try {
    return JSON.parse(text, keepSource);
  } catch {
    return void 0;
  }
}
function readValues(element) {
  const values = /* @__PURE__ */ new Map();
  for (const [key, value] of Object.entries(element)) {
    const read = isItemKey(key) ? readValue(key, value) : void 0;
    if (read === void 0) return void 0;
    values.set(key, read);
  }
  return values;
}
function readValue(key, value) {
  if (isScalar(value)) return textOf(value);
  if (Array.isArray(value)) {
    if (!mayBeList(key) || !value.every(isScalar)) return void 0;
    return value.map(textOf).filter((one) => one !== "");
  }
  if (!isMap(value) || !mayBeMap(key)) return void 0;
  const pairs = Object.entries(value).map(([field, one]) => [field.trim(), one]);
  if (!pairs.every((pair) => pair[0].isWellFormed() && isScalar(pair[1]))) {
    return void 0;
  }
  if (new Set(pairs.map(([field]) => field)).size < pairs.length) return void 0;
  return pairs.map(([field, one]) => [field, textOf(one)]);
}
var textOf = (value) => value === null ? "" : String(value).trim();
function survey(text) {
  let members = 0;
  const starts = [];
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === '"') at = endOfString(text, at);
    else if (letter === ":") members += 1;
    else if (letter === "}" || letter === "]") depth -= 1;
    else if (letter === "{" || letter === "[") {
      if (depth === 1) starts.push(at);
      depth += 1;
    }
  }
  return { members, starts };
}
function endOfString(text, start) {
  let end = text.indexOf('"', start + 1);
  for (; ; ) {
    let slashes = 0;
    while (text[end - 1 - slashes] === "\\") slashes += 1;
    if (slashes % 2 === 0) return end;
    end = text.indexOf('"', end + 1);
  }
}
function placeOf(text, offset) {
  const before = text.slice(0, offset).split("\n");
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

// src/inputs/list-yaml.ts
var MAX_ALIASES = 100;
async function readYamlList(text) {
  const yaml = await Promise.resolve().then(() => __toESM(require("./yaml.cjs"), 1));
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, {
    schema: "failsafe",
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false
    // compares each key with every other one; ours are compared below
  });
  const place = (offset) => {
    const { line, col } = lines.linePos(offset);
    return `line ${line}, column ${col}`;
  };
  const fail = (node, what) => new InputError(`'endpoints', ${place(yaml.isNode(node) ? node.range?.[0] ?? 0 : 0)}: ${what}.`);
  const [error] = document.errors;
  if (error !== void 0) {
    throw new InputError(`'endpoints', ${place(error.pos[0])}: not valid YAML (${error.code}).`);
  }
  const targets = /* @__PURE__ */ new Map();
  const anchors = /* @__PURE__ */ new Map();
  yaml.visit(document, {
    Alias(_key, alias) {
      targets.set(alias, anchors.get(alias.source));
    },
    Value(_key, node) {
      if (node.anchor !== void 0) anchors.set(node.anchor, node);
    }
  });
  if (targets.size > MAX_ALIASES)
    throw new InputError(`'endpoints' has ${targets.size} aliases; at most ${MAX_ALIASES} are allowed.`);
  const resolve4 = (node) => {
    if (!yaml.isAlias(node)) return node;
    const target = targets.get(node);
    if (target === void 0) throw fail(node, "an alias without an anchor before it");
    return target;
  };
  const scalarText = (node, what) => {
    const value = resolve4(node);
    if (value === null || value === void 0) return "";
    if (!yaml.isScalar(value)) throw fail(node, `${what} must be text`);
    if (isNull(value) || typeof value.value !== "string") return "";
    if (!value.value.isWellFormed()) throw fail(node, `${what} has half of a character in it`);
    return value.value.trim();
  };
  const readValue2 = (key, node) => {
    const value = resolve4(node);
    if (yaml.isSeq(value)) {
      if (!mayBeList(key)) throw fail(node, `'${key}' can't be a list`);
      return value.items.map((one) => scalarText(one, `an element of '${key}'`)).filter((one) => one !== "");
    }
    if (yaml.isMap(value)) {
      if (!mayBeMap(key)) throw fail(node, `'${key}' can't be a map`);
      const fields = /* @__PURE__ */ new Set();
      return value.items.map((pair) => {
        const field = scalarText(pair.key, "a field");
        if (fields.has(field)) throw fail(pair.key, `'${key}' has a field twice`);
        fields.add(field);
        return [field, scalarText(pair.value, `a value of '${key}'`)];
      });
    }
    return scalarText(node, `'${key}'`);
  };
  const readMap = (map, number) => {
    const values = /* @__PURE__ */ new Map();
    for (const pair of map.items) {
      const key = scalarText(pair.key, "a key");
      if (!isItemKey(key)) {
        throw fail(pair.key, `item ${number} has a key that is not known; allowed: ${oneOf(itemKeys)}`);
      }
      if (values.has(key)) throw fail(pair.key, `item ${number} has the key '${key}' twice`);
      values.set(key, readValue2(key, pair.value));
    }
    return values;
  };
  const root = resolve4(document.contents);
  if (!yaml.isSeq(root)) throw fail(document.contents, "this is not a list");
  if (root.items.length === 0) throw new InputError("'endpoints' is an empty list.");
  return root.items.map((node, index) => {
    const number = index + 1;
    const map = resolve4(node);
    if (!yaml.isMap(map)) throw fail(node, `item ${number} is not a map of inputs`);
    return { values: readMap(map, number), where: () => place(node.range?.[0] ?? 0), number };
  });
}
function isNull(scalar) {
  return scalar.type === "PLAIN" && ["null", "Null", "NULL", "~"].some((word) => word === scalar.value);
}

// src/inputs/list.ts
var MAX_LIST_BYTES = 64 * 1024 * 1024;
async function readItemInputs(input, step) {
  return (await readItems(input)).map(({ values }) => itemInputs(values, step));
}
async function readItems(input) {
  const text = readText2(input);
  return readJsonList(text) ?? await readYamlList(text);
}
function readText2(input) {
  if (/[\n[{]/.test(input) || input.startsWith("- ")) return input;
  const shown = /^[\w./\\ @+-]{1,200}\.(ya?ml|json)$/i.test(input) ? quote(input) : "a text";
  const fail = (why) => new InputError(
    `'endpoints' is ${shown}, ${why}; allowed: a YAML or JSON list, or the path of a file that holds one.`
  );
  const workspace = process.env["GITHUB_WORKSPACE"] || process.cwd();
  let file;
  try {
    file = fs2.realpathSync(path2.resolve(workspace, input));
  } catch {
    throw fail("which is no file that is there");
  }
  if (!path2.isAbsolute(input) && !isInside(file, workspace)) throw fail("which leads out of GITHUB_WORKSPACE");
  const text = readRegularFile(file, MAX_LIST_BYTES);
  if (text === void 0) throw fail("which is not a regular file of at most 64 MiB that can be read");
  return text;
}
var itemKeys = [...endpointInputs, ...policyInputs];
var isItemKey = (text) => itemKeys.some((key) => key === text);
var mayBeList = (key) => ["tags", "users", "teams", "clear"].includes(key);
var mayBeMap = (key) => key === "extra-fields";
function itemInputs(values, step) {
  const asText = (value) => (typeof value === "string" ? value : value.map((one) => typeof one === "string" ? one : one.join("=")).join("\n")) || void 0;
  return {
    inItem: true,
    isFromItem: (name) => values.has(name),
    text(name) {
      const value = values.get(name);
      return value === void 0 ? step.text(name) : asText(value);
    },
    list(name) {
      const value = values.get(name);
      if (value === void 0) return step.list(name);
      if (typeof value === "string") return splitList(name, value);
      const texts = value.flatMap((one) => typeof one === "string" ? [one] : []);
      return texts.length === 0 ? void 0 : [...new Set(texts)];
    },
    pairs(name) {
      const value = values.get(name);
      if (value === void 0) return step.pairs(name);
      if (typeof value === "string") return splitPairs(name, value);
      const pairs = value.flatMap((one) => typeof one === "string" ? [] : [one]);
      return pairs.length === 0 ? void 0 : pairs;
    }
  };
}

// src/inputs/step.ts
var readConcurrency = (source) => readNumber(source, "concurrency", 1, 64) ?? 8;
function maskSecrets(source) {
  for (const name of [
    "password",
    "api-key",
    "setup-token",
    "azure-authentication-key",
    "github-token"
  ]) {
    const secret = source.text(name);
    if (secret !== void 0) mask(secret);
  }
}
async function maskFileSecrets(source) {
  const list = source.text("endpoints");
  const items = list === void 0 ? [] : await readItemInputs(list, source).catch(() => []);
  for (const item of [source, ...items]) {
    maskSecrets(item);
    maskUnused(item);
  }
}

// src/portainer/receive.ts
var MAX_BODY_BYTES = 8 * 1024 * 1024;
function receive(response, asked, fail, done) {
  const status = response.statusCode ?? 0;
  const encoding = response.headers["content-encoding"];
  if (encoding !== void 0 && encoding !== "identity") {
    fail("ENCODING", `the answer is packed (${safe(encoding, 50)}), though that was not asked for`);
    return;
  }
  const streamed = asked.onChunk !== void 0 && status >= 200 && status < 300;
  const body = createByteBuffer();
  let length = 0;
  response.on("data", (piece) => {
    try {
      length += piece.length;
      if (streamed) asked.onChunk?.(piece);
      else if (length > MAX_BODY_BYTES)
        fail("TOO_LARGE", `the answer (status ${status}) is longer than 8 MiB`);
      else body.add(piece);
    } catch (error) {
      fail("BAD_LIST", error instanceof ActionError ? error.message : "the answer could not be read", error);
    }
  });
  response.on("end", () => {
    if (response.complete) done({ status, headers: response.headers, body: body.take() });
    else fail("CUT_SHORT", `the answer (status ${status}) was cut short after ${length} bytes`);
  });
  response.on(
    "close",
    () => fail("CUT_SHORT", `the answer (status ${status}) was cut short after ${length} bytes`)
  );
  response.on("error", (error) => {
    fail("CUT_SHORT", `the answer (status ${status}) was cut short after ${length} bytes`, error);
  });
}

// src/portainer/json.ts
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function own(object, field) {
  return Object.hasOwn(object, field) ? object[field] : void 0;
}
function textOf2(object, field) {
  const value = own(object, field);
  return typeof value === "string" ? value : "";
}
function numberOf(object, field) {
  const value = own(object, field);
  return typeof value === "number" && Number.isFinite(value) ? value : void 0;
}
function booleanOf(object, field) {
  return own(object, field) === true;
}
function objectOf(object, field) {
  const value = own(object, field);
  return isObject(value) ? value : {};
}
function listOf(object, field) {
  const value = own(object, field);
  return Array.isArray(value) ? value : void 0;
}
function idOf(object, field) {
  const value = numberOf(object, field);
  return value !== void 0 && Number.isSafeInteger(value) && value > 0 ? value : void 0;
}

// src/portainer/engine-hints.ts
function hintForRefused(text, capabilities) {
  if (/node allowance/.test(text))
    return "The Business Edition licence's number of nodes is used up: remove an endpoint, or extend the licence.";
  if (/api server url not set|edge compute settings/.test(text)) {
    return "Set Portainer's API server URL under Settings, Edge Compute, before edge endpoints are created.";
  }
  if (/already paired|invalid request signature/.test(text)) {
    const also = capabilities.takesUnknownForPaired ? " Portainer 2.13-2.15 say the same when they do not trust its certificate." : "";
    return `The agent belongs to another Portainer: restart the agent, or give both the same AGENT_SECRET.${also}`;
  }
  if (/unable to authenticate against azure/.test(text)) {
    return "Check 'azure-application-id', 'azure-tenant-id' and 'azure-authentication-key'.";
  }
  if (/in-cluster/.test(text)) {
    return "'type: kubernetes' is the cluster that Portainer itself runs in, and it runs in none: for another cluster use 'type: agent'.";
  }
  if (/podman/.test(text))
    return "Check 'container-engine' against the engine that answers at 'endpoint-url'.";
  return hintForTls(text);
}
function hintForTls(text) {
  if (/remote error: tls|client authentication/.test(text)) {
    return "The engine wants a client certificate, and not this one: give 'tls-cert' and 'tls-key' of a CA that the engine trusts.";
  }
  if (/x509.*(unknown authority|not trusted)/.test(text)) {
    return "The engine's certificate is not signed by the CA in 'tls-ca-cert': give the one that signed it.";
  }
  if (/x509.*(valid for|ip sans|hostname)/.test(text)) {
    return "The engine's certificate is not made for the host in 'endpoint-url': use a name that is in it, or give the engine a certificate for this one.";
  }
  if (/x509|tls: |certificate/.test(text)) {
    return "Portainer does not trust the engine's certificate, or the engine not ours: check that 'tls-ca-cert' signed the engine's certificate, that it is made for the host in 'endpoint-url' and valid now, and that 'tls-cert' is of the engine's CA.";
  }
  if (/unable to get (endpoint|environment) type/.test(text)) {
    return "No agent answers at 'endpoint-url': check host, port (often 9001) and firewall from Portainer's host, not from the runner. An engine without an agent is 'type: docker'.";
  }
  if (/http request to an https server|malformed http response|http response to https/.test(text)) {
    return "The engine and 'endpoint-url' disagree on TLS: give the TLS inputs for a port that speaks TLS (often 2376), leave them out for a plain one (often 2375).";
  }
  return void 0;
}

// src/portainer/versions.ts
function parseVersion(text) {
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)] : void 0;
}
function formatVersion(version) {
  return version.join(".");
}
function isAtLeast(version, least) {
  for (const [index, number] of least.entries()) {
    const own2 = version[index] ?? 0;
    if (own2 !== number) return own2 > number;
  }
  return true;
}
var known2;
function capabilitiesOf(version) {
  if (known2 === void 0 || known2.version !== version)
    known2 = { version, capabilities: findCapabilities(version) };
  return known2.capabilities;
}
function findCapabilities(version) {
  const from = (...least) => version === void 0 || isAtLeast(version, least);
  return {
    apiKeys: from(2, 11, 0),
    containerEngine: from(2, 22, 0),
    uniqueNames: from(2, 14, 0),
    kubernetes: from(2, 0, 0),
    edgeAgents: from(1, 22, 0),
    dockerTlsBroken: from(2, 20, 0) && !from(2, 20, 2),
    localSocket: from(2, 0, 0) ? "either" : from(1, 19, 0) ? "no-url" : "url",
    tagIds: from(1, 24, 0),
    accessPolicies: from(1, 21, 0),
    updateDropsTls: !from(1, 20, 0),
    keepsOldConnection: !from(2, 15, 0) || from(2, 20, 0) ? "never" : from(2, 19, 0) ? "url-or-tls-off" : "always",
    refusesDown: from(1, 20, 0) && !from(1, 22, 1),
    takesUnknownForPaired: from(2, 13, 0) && !from(2, 16, 0)
  };
}

// src/portainer/response-hints.ts
var WRONG_PATH = "Either 'url' points at something that is not Portainer, or a reverse proxy in front of it does not strip its prefix. 'url' is the address of Portainer's start page, without '/api'.";
var GATEWAY = "A proxy in front of Portainer could not reach it, or got no answer in time.";
var EMPTY = "An empty or outdated secret is the usual cause; pull requests from forks and Dependabot get no secrets.";
var MAX_LENGTH3 = 4e3;
function hintForAnswer(response, errorBody, at) {
  const { status } = response;
  const text = `${errorBody.message.slice(0, MAX_LENGTH3)} ${errorBody.details.slice(0, MAX_LENGTH3)}`.toLowerCase();
  if (status === 407)
    return "The proxy wants credentials: put them into HTTPS_PROXY or HTTP_PROXY, or add the host to NO_PROXY.";
  if (status === 303 && response.headers["redirect-reason"] === "AdminInitTimeout") {
    return "Portainer stopped waiting for its first administrator five minutes after its start: restart its container, then run this step again.";
  }
  if (status >= 300 && status < 400) {
    return `Redirects are refused, because credentials would follow them. Give the final address in 'url'${response.headers.location ? " (http:// instead of https:// is the usual cause)" : ""}.`;
  }
  if (status > 501 && errorBody.form !== "error") return GATEWAY;
  if (errorBody.form === "html" || status === 404 && errorBody.form === "text") {
    return at.hasHeaders ? `${WRONG_PATH} Or an access proxy asks for a sign-in: check 'headers'.` : WRONG_PATH;
  }
  if (status === 400 && /http request to an https server/.test(text)) {
    return "This port speaks HTTPS: begin 'url' with 'https://'.";
  }
  const refused = at.step === "create" || at.step === "write" ? hintForRefused(text, capabilitiesOf(at.version)) : void 0;
  if (refused !== void 0) return refused;
  if (status === 401) return hintFor401(at);
  if (status === 403) return hintFor403(text, errorBody, at);
  if (status === 422 && at.step === "sign-in") {
    return `Check 'username' and 'password'. ${EMPTY} With LDAP or OAuth only the first administrator signs in this way; others use 'api-key'.`;
  }
  if (status === 400 && at.step === "sign-in") return `Check 'username' and 'password'. ${EMPTY}`;
  if (at.step === "init") return hintForInit(status, text);
  if (status === 503 && at.step === "create" && errorBody.form === "error") {
    return "Portainer was started with --external-endpoints, which takes endpoints from a file only.";
  }
  if (status > 501) return GATEWAY;
  if (status === 409) return "Another endpoint has this name already.";
  if (status === 500 && at.step === "create") {
    return "Portainer itself could not reach 'endpoint-url' as asked: check host, port, firewall and TLS from Portainer's host, not from the runner.";
  }
  return void 0;
}
function hintFor401(at) {
  if (at.credentials === "password")
    return "The sign-in is no longer valid: Portainer was restarted, or the session has run out.";
  if (at.version !== void 0 && !capabilitiesOf(at.version).apiKeys) {
    return `Portainer ${formatVersion(at.version)} knows no API keys (2.11 and later do): use 'password'.`;
  }
  return `The API key is not valid. ${EMPTY}`;
}
function hintFor403(text, errorBody, at) {
  if (/csrf|origin invalid/.test(text)) {
    return "A proxy in front of Portainer adds cookies or an Origin header to requests: let it pass them unchanged.";
  }
  if (/api key and auth/.test(text)) {
    return "Portainer got an API key and an Authorization header at once: a proxy in front of it adds one of them. Check 'headers'.";
  }
  if (at.step === "init" && /setup token/.test(text)) {
    return "Portainer 2.43 and later ask for the token that the server's log shows at its start: give it in 'setup-token'.";
  }
  if (at.step === "sign-in" && /oauth|ldap/.test(text)) {
    return "With LDAP or OAuth only the first administrator signs in with a password; use 'api-key'.";
  }
  if (at.step === "sign-in") {
    return "This address signed in too often (ten at once, then one a second) and is banned for an hour; everyone behind the same proxy shares it, and so do the jobs of a matrix. Wait, or use 'api-key', which does not count.";
  }
  if (errorBody.form !== "error")
    return "Something in front of Portainer refuses the request: check its rules, or 'headers'.";
  return "This needs an administrator: a standard user can neither create nor change endpoints.";
}
function hintForInit(status, text) {
  if (status === 400 && /password/.test(text))
    return "Choose a longer password: Portainer 2.13 and later want at least 12 characters (2.13 also three of four kinds of characters).";
  if (status === 400 && /username/.test(text)) return "'username' must not contain white space.";
  if (status === 500 && /hash/.test(text))
    return "bcrypt takes passwords of at most 72 bytes: choose a shorter one.";
  return void 0;
}
function hintForFailure(failure) {
  const { code } = failure;
  const { protocol, hostname, port } = new URL(failure.url);
  switch (code) {
    case "ECONNREFUSED":
      return `Nothing listens at ${hostname}:${port || (protocol === "https:" ? "443" : "80")}${isLoopback(hostname) ? ", which is the runner itself" : ""}. Is Portainer up? 'wait-for-portainer' waits for it. Portainer 1.20-2.11 also ends by itself five minutes after its start when it has no administrator: start it again and use 'init-admin: true'.`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `The name ${hostname} can't be resolved here: check 'url'. On a hosted runner only public names work.`;
    // Without a proxy the certificate itself is shown: peer.ts.
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
      return "Portainer's certificate is self-signed or of a private CA: give that certificate in 'ca-cert'.";
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return `Portainer's certificate is not made for ${hostname}: use a name that is in it, or give Portainer a certificate for this one.`;
    case "CERT_HAS_EXPIRED":
    case "CERT_NOT_YET_VALID":
      return "Portainer's own certificate is not valid now: renew it, and check the clocks.";
    case "EPROTO":
    case "ERR_SSL_WRONG_VERSION_NUMBER":
    case "ERR_SSL_PACKET_LENGTH_TOO_LONG":
      return "This port does not speak HTTPS, or only an old version of TLS: begin 'url' with 'http://', or use Portainer's HTTPS port (often 9443).";
    case "ERR_PROXY_TUNNEL":
      return "The proxy refused the connection: put its credentials into HTTPS_PROXY, or add the host to NO_PROXY.";
    case "TIMEOUT":
      if (failure.proxied && !failure.sent)
        return `The proxy in HTTP(S)_PROXY made no connection to ${hostname}: check that it is up and may reach it, or add the host to NO_PROXY.`;
      return failure.sent ? "Portainer took the request and did not answer. It waits up to 120 s for an engine that hangs; 'timeout' is the limit for each request." : `Nothing answered at ${hostname}; a firewall often drops such packets. 'timeout' is the limit for each request.`;
    case "ENCODING":
    case "UPGRADE":
    case "TOO_LARGE":
    case "BAD_LIST":
      return WRONG_PATH;
    default:
      return failure.proxied ? "The request went through the proxy in HTTP(S)_PROXY." : void 0;
  }
}

// src/portainer/response-error.ts
var foreign = { message: "", details: "", fromPortainer: false };
function readErrorBody(response) {
  const text = response.body.toString("utf8").trim();
  if (text === "") return { ...foreign, form: "empty" };
  const json = parseJson(text);
  if (isObject(json)) {
    const message = textOf2(json, "message") || textOf2(json, "err");
    const fromPortainer = typeof json["details"] === "string" || typeof json["err"] === "string";
    return {
      message,
      details: textOf2(json, "details"),
      form: message === "" ? "json" : "error",
      fromPortainer
    };
  }
  if (json !== void 0) return { ...foreign, form: "json" };
  const html = /html/.test(response.headers["content-type"] ?? "") || /^<(!doctype|html)/i.test(text);
  return html ? { ...foreign, form: "html" } : { ...foreign, message: text, form: "text" };
}
function responseError(purpose, response, errorContext2) {
  const errorBody = readErrorBody(response);
  return new ResponseError(`Could not ${purpose}: ${describe(response.status, errorBody)}`, {
    status: response.status,
    errorBody,
    fromPortainer: errorBody.fromPortainer,
    hint: hintForAnswer(response, errorBody, errorContext2)
  });
}
function describe(status, errorBody) {
  if (status < 300 && errorBody.form === "text") {
    return `the answer (status ${status}) is not JSON${whyNotJson(errorBody.message)}.`;
  }
  const who = status === 407 ? "the proxy" : "Portainer";
  switch (status < 300 && errorBody.form === "error" ? "json" : errorBody.form) {
    case "empty":
      return `${who} answered ${status} without a text.`;
    case "html":
      return `a web page came back (status ${status}), not Portainer's API.`;
    case "json":
      return `the answer (status ${status}) is JSON of an unknown form.`;
    case "text":
    case "error": {
      const { message, details } = errorBody;
      const more = details !== "" && details.toLowerCase() !== message.toLowerCase() ? ` (details: ${safe(details)})` : "";
      return `${who} answered ${status}: ${safe(message)}${more}`;
    }
  }
}
function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return void 0;
  }
}
function whyNotJson(text) {
  if (text.trim() === "") return ": it is empty";
  if (/^\s*</.test(text)) return ": it begins like a web page";
  return /^\s*[[{]/.test(text) && endsTooSoon(text) ? ": it was cut short" : "";
}
function endsTooSoon(text) {
  try {
    JSON.parse(text);
    return false;
  } catch (error) {
    const errorBody = error instanceof Error ? error.message : "";
    const position = /position (\d+)/.exec(errorBody)?.[1];
    return position === void 0 ? errorBody.includes("end of JSON input") : Number(position) === text.length;
  }
}

// src/portainer/json-list.ts
var [QUOTE, BACKSLASH, COMMA] = [34, 92, 44];
var [OPEN_LIST, CLOSE_LIST, OPEN_MAP, CLOSE_MAP] = [91, 93, 123, 125];
var isSpace = (byte) => byte === 32 || byte === 10 || byte === 13 || byte === 9;
var SHORT = 2 * 1024 * 1024;
function readArray(onElement, mayBeNull = false) {
  const begun = createByteBuffer();
  let long;
  return {
    feed(piece) {
      if (long !== void 0) {
        long.feed(piece);
        return;
      }
      if (begun.length === 0) checkStart(piece);
      begun.add(piece);
      if (begun.length <= SHORT) return;
      long = readLongArray(onElement);
      long.feed(begun.take());
    },
    end() {
      if (long !== void 0) {
        long.end();
        return;
      }
      const list = parse(begun.take().toString("utf8"), whyNotJson);
      if (list === null && mayBeNull) return;
      if (!Array.isArray(list)) throw notAList();
      list.forEach(onElement);
    }
  };
}
function checkStart(piece) {
  const start = piece.toString("latin1", 0, 64);
  if (!/^\s*(\[|n|$)/.test(start)) throw notAList(/^\s*</.test(start) ? whyNotJson(start) : "");
}
function readLongArray(onElement) {
  let state = "before";
  let keptDepth = 0;
  let keptInString = false;
  let keptEscaped = false;
  const held = createByteBuffer();
  let elements = 0;
  const finishElement = (end, isLast) => {
    if (held.length > 0) held.add(end);
    const bytes = held.length > 0 ? held.take() : end;
    if (isLast && elements === 0 && bytes.every(isSpace)) return;
    elements += 1;
    onElement(parse(bytes.toString("utf8")));
  };
  const readInside = (piece, from) => {
    let [depth, inString, escaped] = [keptDepth, keptInString, keptEscaped];
    let start = from;
    const { length } = piece;
    for (let index = from; index < length; index += 1) {
      const byte = piece[index];
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
      } else if (byte === QUOTE) inString = true;
      else if (byte === OPEN_MAP || byte === OPEN_LIST) depth += 1;
      else if (byte === CLOSE_MAP || byte === CLOSE_LIST) {
        if (depth > 0) depth -= 1;
        else if (byte === CLOSE_MAP) throw notAList();
        else {
          finishElement(piece.subarray(start, index), true);
          state = "after";
          return index + 1;
        }
      } else if (byte === COMMA && depth === 0) {
        finishElement(piece.subarray(start, index), false);
        start = index + 1;
      }
    }
    ;
    [keptDepth, keptInString, keptEscaped] = [depth, inString, escaped];
    const rest = piece.subarray(start);
    if (held.length + rest.length > MAX_BODY_BYTES)
      throw new ActionError("one element of the list is longer than 8 MiB");
    held.add(rest);
    return length;
  };
  return {
    feed(piece) {
      for (let index = 0; index < piece.length; ) {
        const byte = piece[index] ?? 0;
        if (state === "inside") index = readInside(piece, index);
        else if (isSpace(byte)) index += 1;
        else if (state === "before" && byte === OPEN_LIST) {
          state = "inside";
          index += 1;
        } else throw notAList();
      }
    },
    end() {
      if (state !== "after") throw notAList(state === "inside" ? ": it was cut short" : "");
    }
  };
}
var notAList = (why = "") => new ActionError(`the answer is not a complete JSON list${why}`);
function parse(text, tell2 = () => "") {
  try {
    return JSON.parse(text);
  } catch {
    throw notAList(tell2(text));
  }
}

// src/portainer/retry.ts
var MAX_ATTEMPTS = 5;
var FIRST_PAUSE = 250;
var MAX_PAUSE = 3e4;
var LASTING = /^(CERT_|ERR_TLS|ERR_SSL|EPROTO|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|INVALID_|PATH_LENGTH|HOSTNAME|ERR_PROXY|ENCODING|UPGRADE|TOO_LARGE|BAD_LIST|TIMEOUT)/;
function mayRetry(error, repeatable) {
  if (error instanceof ConnectionError) {
    return !LASTING.test(error.code) && (!error.sent || repeatable === "repeatable");
  }
  if (!(error instanceof ResponseError) || repeatable !== "repeatable") return false;
  const isLasting = error.fromPortainer && error.status === 503;
  return !isLasting && [408, 429, 502, 503, 504].includes(error.status);
}
function isUnsure(error) {
  if (error instanceof ConnectionError) return error.sent;
  if (!(error instanceof ResponseError)) return false;
  return error.status < 300 || !error.fromPortainer && (error.status === 408 || error.status >= 500);
}
function pauseAfter(attempt, retryAfter, random) {
  const own2 = FIRST_PAUSE * 2 ** (attempt - 1) * (0.5 + random / 2);
  return Math.min(Math.max(own2, retryAfter ?? 0), MAX_PAUSE);
}
async function retry(clock, budget, repeatable, attempt, retryAfterOf = () => void 0) {
  const end = clock.now() + budget;
  for (let number = 1; ; number += 1) {
    try {
      return await attempt(end - clock.now());
    } catch (error) {
      const pause = pauseAfter(number, retryAfterOf(error), clock.random());
      if (number >= MAX_ATTEMPTS || !mayRetry(error, repeatable) || clock.now() + pause >= end) throw error;
      await clock.sleep(pause);
    }
  }
}
function readRetryAfter(header, now2) {
  if (header === void 0) return void 0;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1e3;
  const date = Date.parse(header);
  return Number.isNaN(date) ? void 0 : Math.max(0, date - now2.getTime());
}

// src/portainer/client.ts
function createClient(connection, transport, clock) {
  const source = new Set(connection.headers.map(([name]) => name.toLowerCase()));
  const usual = [
    ["accept", "application/json"],
    ["user-agent", "portainer-endpoint-action"]
  ].filter(([name = ""]) => !source.has(name));
  const fixed = Object.fromEntries([
    ...usual,
    ...connection.headers,
    ["accept-encoding", "identity"]
  ]);
  const client = {
    connection,
    clock,
    version: void 0,
    authorization: {},
    renew: void 0,
    close: () => {
      transport.close();
    },
    async call(call) {
      const used = client.authorization;
      const end = clock.now() + Math.min(call.seconds ?? Infinity, connection.timeoutSeconds) * 1e3;
      try {
        return await attempts(call, end);
      } catch (error) {
        const expired = error instanceof ResponseError && error.status === 401 && !call.anonymous;
        if (!expired || client.renew === void 0) throw error;
        if (used === client.authorization) await client.renew();
        return await attempts(call, end);
      }
    }
  };
  async function attempts(call, end) {
    const waits = /* @__PURE__ */ new WeakMap();
    const repeatable = call.repeatable ?? (call.method === "GET" ? "repeatable" : "once");
    return retry(
      clock,
      end - clock.now(),
      repeatable,
      async (left) => {
        call.onAttempt?.();
        const response = await transport.exchange(
          {
            method: call.method,
            path: call.path,
            headers: {
              ...fixed,
              ...call.anonymous ? {} : client.authorization,
              ...call.headers,
              ...call.body ? { "content-type": call.body.contentType, "content-length": String(call.body.bytes.length) } : call.method === "GET" ? {} : { "content-length": "0" }
            },
            body: call.body?.bytes,
            purpose: call.purpose,
            ...call.onChunk ? { onChunk: call.onChunk } : {}
          },
          left
        );
        if (isDebug()) debug(`${call.method} ${call.path.split("?")[0] ?? ""}: ${response.status}`);
        if (response.status >= 200 && response.status < 300 || call.accept?.includes(response.status))
          return response;
        const error = responseError(call.purpose, response, errorContext(client, call.step));
        const wait = readRetryAfter(response.headers["retry-after"], /* @__PURE__ */ new Date());
        if (wait !== void 0) waits.set(error, wait);
        throw error;
      },
      (error) => typeof error === "object" && error !== null ? waits.get(error) : void 0
    );
  }
  return client;
}
function errorContext(client, step) {
  return {
    step,
    credentials: client.connection.credentials.kind,
    version: client.version,
    hasHeaders: client.connection.headers.length > 0
  };
}
var MAX_ELEMENTS = 1e5;
var MAX_CHARACTERS = 64 * 1024 * 1024;
async function callJson(client, call) {
  const response = await client.call(call);
  const json = parseJson(response.body.toString("utf8"));
  if (json !== void 0) return json;
  throw responseError(call.purpose, response, errorContext(client, call.step));
}
async function callEmpty(client, call) {
  const response = await client.call(call);
  const good = response.status >= 200 && response.status < 300;
  if (good && response.status !== 204) {
    throw responseError(call.purpose, response, errorContext(client, call.step));
  }
  return response;
}
async function callList(client, call, read) {
  let kept = [];
  let characters = 0;
  const start = () => {
    kept = [];
    characters = 0;
    return readArray((element) => {
      const one = read(element);
      if (one === void 0) return;
      if (kept.length >= MAX_ELEMENTS) throw new ActionError(`the list is longer than ${MAX_ELEMENTS}`);
      characters += charactersOf(one);
      if (characters > MAX_CHARACTERS) throw new ActionError("the list holds more text than can be kept");
      kept.push(one);
    }, call.mayBeNull);
  };
  let reader = start();
  const response = await client.call({
    ...call,
    onAttempt: () => {
      reader = start();
    },
    onChunk: (chunk) => {
      reader.feed(chunk);
    }
  });
  try {
    reader.end();
  } catch (cause) {
    if (!(cause instanceof ActionError)) throw cause;
    throw new ResponseError(`Could not ${call.purpose}: ${cause.message}.`, {
      status: response.status,
      cause
    });
  }
  return kept;
}
var charactersOf = (element) => JSON.stringify(Object.values(element).map((value) => value instanceof Map ? [...value] : value)).length;
function jsonBody(value) {
  return { contentType: "application/json", bytes: Buffer.from(JSON.stringify(value)) };
}

// src/portainer/endpoint.ts
function readEndpoint2(json) {
  if (!isObject(json)) return void 0;
  const id = idOf(json, "Id");
  const name = textOf2(json, "Name");
  if (id === void 0 || name === "") return void 0;
  const type = numberOf(json, "Type") ?? 0;
  const tls = objectOf(json, "TLSConfig");
  const tagIds = listOf(json, "TagIds");
  const tags = listOf(json, "Tags");
  return {
    id,
    name,
    type,
    url: textOf2(json, "URL"),
    publicUrl: textOf2(json, "PublicURL"),
    groupId: numberOf(json, "GroupId") ?? 1,
    tagIds: "TagIds" in json ? numbers(tagIds) : void 0,
    tags: "TagIds" in json ? void 0 : (tags ?? []).filter((tag) => typeof tag === "string"),
    status: readStatus(json, type),
    containerEngine: textOf2(json, "ContainerEngine") || void 0,
    tls: {
      on: booleanOf(tls, "TLS"),
      skipVerify: booleanOf(tls, "TLSSkipVerify"),
      hasCa: textOf2(tls, "TLSCACert") !== "",
      hasClientCertificate: textOf2(tls, "TLSCert") !== ""
    },
    agentVersion: textOf2(objectOf(json, "Agent"), "Version") || void 0,
    edgeId: textOf2(json, "EdgeID"),
    edgeKey: textOf2(json, "EdgeKey"),
    checkinInterval: numberOf(json, "EdgeCheckinInterval"),
    users: readAccess(json, "UserAccessPolicies", "AuthorizedUsers"),
    teams: readAccess(json, "TeamAccessPolicies", "AuthorizedTeams")
  };
}
function whyUnusable(json) {
  if (!isObject(json)) return "it is no object";
  if (idOf(json, "Id") !== void 0) return "its Name is missing or empty";
  const id = Object.hasOwn(json, "Id") ? json["Id"] : void 0;
  if (id === void 0) return "its Id is missing";
  if (id === 0) return "its Id is 0";
  return typeof id === "string" ? "its Id is a text" : "its Id is no whole number above 0";
}
function readStatus(json, type) {
  if (isEdge(type)) {
    const lastCheckIn = numberOf(json, "LastCheckInDate");
    const seen = lastCheckIn === void 0 ? textOf2(json, "EdgeID") !== "" : lastCheckIn > 0;
    return !seen ? "" : numberOf(json, "Status") === 2 ? "down" : "up";
  }
  const status = numberOf(json, "Status");
  return status === 1 ? "up" : status === 2 ? "down" : "";
}
function readAccess(json, policies, list) {
  const ids = listOf(json, list);
  if (ids !== void 0 && !("UserAccessPolicies" in json)) return new Map(numbers(ids).map((id) => [id, 0]));
  return new Map(
    Object.entries(objectOf(json, policies)).flatMap(
      ([id, policy]) => /^\d+$/.test(id) ? [[Number(id), isObject(policy) ? numberOf(policy, "RoleId") ?? 0 : 0]] : []
    )
  );
}
var numbers = (list) => (list ?? []).filter((item) => typeof item === "number");

// src/portainer/endpoints.ts
async function listEndpoints(client, name, keep) {
  const query = new URLSearchParams({ ...name === void 0 ? {} : { name }, excludeSnapshots: "true" });
  const purpose = name === void 0 ? "list the endpoints" : `look for endpoint ${quote(name)}`;
  const path4 = `/api/endpoints?${query.toString().replaceAll("+", "%20")}`;
  const kept = await callList(client, { purpose, method: "GET", path: path4, step: "read" }, (element) => {
    const endpoint = readEndpoint2(element);
    if (endpoint === void 0)
      throw new ActionError(`an element of the list has no Id or no Name: ${whyUnusable(element)}`);
    return keep(endpoint) ? endpoint : void 0;
  });
  return kept.sort((a, b) => a.id - b.id);
}
async function getEndpoint(client, id) {
  const purpose = `read endpoint ${id}`;
  const response = await client.call({
    purpose,
    method: "GET",
    path: `/api/endpoints/${id}?excludeSnapshots=true`,
    step: "read",
    accept: [404]
  });
  return isMissing(purpose, response) ? void 0 : endpointOf(purpose, response, id);
}
function isMissing(purpose, response) {
  if (response.status !== 404) return false;
  if (isObject(parseJson(response.body.toString("utf8")))) return true;
  throw new ResponseError(`Could not ${purpose}: Portainer's API is not at this path.`, { status: 404 });
}
async function deleteEndpoint(client, id) {
  const purpose = `remove endpoint ${id}`;
  const response = await callEmpty(client, {
    purpose,
    method: "DELETE",
    path: `/api/endpoints/${id}`,
    step: "write",
    accept: [404]
  });
  return !isMissing(purpose, response);
}
function endpointOf(purpose, response, id) {
  const text = response.body.toString("utf8");
  const json = parseJson(text);
  const endpoint = readEndpoint2(json);
  if (endpoint !== void 0 && (id === void 0 || endpoint.id === id)) return endpoint;
  const what = json === void 0 ? `the answer (status ${response.status}) is not JSON${whyNotJson(text)}` : endpoint === void 0 ? `the answer (status ${response.status}) has no usable Id and Name: ${whyUnusable(json)}` : `the answer (status ${response.status}) is about endpoint ${endpoint.id}`;
  throw new ResponseError(`Could not ${purpose}: ${what}.`, { status: response.status });
}

// src/portainer/session.ts
async function readServerStatus(client, seconds) {
  const purpose = `read the status of Portainer at ${client.connection.url}`;
  const json = await callJson(client, {
    purpose,
    method: "GET",
    path: "/api/status",
    step: "status",
    anonymous: true,
    ...seconds === void 0 ? {} : { seconds }
  });
  const text = isObject(json) ? textOf2(json, "Version") : "";
  if (!isObject(json) || text === "") {
    throw new ResponseError(`Could not ${purpose}: the answer is JSON without a version.`, {
      status: 200,
      hint: "'url' points at something that is not Portainer."
    });
  }
  client.version = parseVersion(text);
  return { text, open: "Authentication" in json && !booleanOf(json, "Authentication") };
}
async function signIn(client, status) {
  const { username, credentials } = client.connection;
  if (credentials.kind === "api-key") {
    client.authorization = { "x-api-key": credentials.apiKey };
    return;
  }
  const purpose = `sign in as ${quote(username)}`;
  const getToken = async () => {
    let response;
    try {
      response = await client.call({
        purpose,
        method: "POST",
        path: "/api/auth",
        body: jsonBody({ Username: username, Password: credentials.password }),
        // Never after 422 or 403, which the retry policy sees to: past ten sign-ins, then one a second, the address is banned.
        repeatable: "repeatable",
        step: "sign-in",
        anonymous: true
      });
    } catch (error) {
      if (!(error instanceof ResponseError && error.status === 503 && (await status).open)) throw error;
      return;
    }
    const json = parseJson(response.body.toString("utf8"));
    const token = isObject(json) ? textOf2(json, "jwt") : "";
    if (!/^[\x21-\x7e]{1,16384}$/.test(token))
      throw responseError(purpose, response, errorContext(client, "sign-in"));
    mask(token);
    client.authorization = { authorization: `Bearer ${token}` };
  };
  await getToken();
  let renewals = 0;
  let renewing;
  let refusal;
  client.renew = async () => {
    if (refusal !== void 0) throw refusal;
    if (renewals >= 5)
      throw new RefusedError("The sign-in stopped being valid again and again; gave up after five renewals.");
    renewing ??= getToken().catch((error) => {
      if (error instanceof ResponseError && !mayRetry(error, "repeatable")) refusal = error;
      throw error;
    }).finally(() => {
      renewals += 1;
      renewing = void 0;
    });
    await renewing;
  };
}

// src/portainer/transport.ts
var http = require("node:http");

// src/portainer/arrival.ts
var SHORT_PAUSE = 1500;
function watchArrival() {
  let bytes = 0;
  let first = 0;
  let last = 0;
  return {
    hear(piece) {
      last = now();
      if (bytes === 0) first = last;
      bytes += piece.length;
    },
    describe() {
      if (bytes === 0) return "nothing came";
      const pause = now() - last;
      const goesOn = pause < SHORT_PAUSE && pause < last - first;
      const end = goesOn ? "more was still coming" : `the last of it ${Math.max(1, Math.round(pause / 1e3))} s ago`;
      return `${plural(bytes, "byte")} came, ${goesOn ? "and " : ""}${end}`;
    }
  };
}

// src/portainer/trust.ts
var UNTRUSTED = /* @__PURE__ */ new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"
]);
var HANDSHAKE_MILLISECONDS = 5e3;
async function explainCertificate(code, connection) {
  if (!UNTRUSTED.has(code)) return void 0;
  const { hostname, port } = new URL(connection.url);
  const shown = await lookAt(hostname.replace(/^\[|\]$/g, ""), Number(port || 443));
  if (shown === void 0) return void 0;
  const source = connection.ca.length > 0 ? "'ca-cert' holds neither it nor its issuer. " : "";
  const top = topOf(shown);
  if (!isSelfSigned2(top)) {
    return `${source}Portainer's certificate is of a private CA: give the certificate of its issuer, ${quote(oneLine(top.issuer))}, in 'ca-cert'.`;
  }
  const [what, right] = top === shown ? [
    "is self-signed",
    `the one that Portainer's own host shows: openssl s_client -connect localhost:${port || "443"} </dev/null | openssl x509 -noout -fingerprint -sha256`
  ] : ["is of a private CA", "that of the CA's own file: openssl x509 -in FILE -noout -fingerprint -sha256"];
  return [
    `${source}Portainer's certificate ${what}. Give this one in 'ca-cert' if its fingerprint is the right one:`,
    `SHA-256 ${top.fingerprint256}`,
    top.toString().trim(),
    `Somebody in between could show another one: compare the fingerprint with ${right}`
  ].join("\n");
}
async function lookAt(host, port) {
  const [tls, net] = await Promise.all([Promise.resolve().then(() => require("node:tls")), Promise.resolve().then(() => require("node:net"))]);
  return new Promise((resolve4) => {
    const servername = net.isIP(host) === 0 ? { servername: host } : {};
    const socket = tls.connect({ host, port, ...servername, rejectUnauthorized: false });
    const end = (certificate) => {
      resolve4(certificate);
      socket.destroy();
    };
    socket.setTimeout(HANDSHAKE_MILLISECONDS, () => end(void 0));
    socket.on("secureConnect", () => end(socket.getPeerX509Certificate()));
    socket.on("error", () => end(void 0));
    socket.on("close", () => end(void 0));
  });
}
function topOf(certificate) {
  const issuer = certificate.issuerCertificate;
  return issuer === void 0 || issuer.fingerprint256 === certificate.fingerprint256 ? certificate : topOf(issuer);
}
function isSelfSigned2(certificate) {
  return certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey);
}
var oneLine = (name) => name.split("\n").reverse().join(", ");

// src/portainer/proxy.ts
var PROXIES = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"];
var VARIABLES = [...PROXIES, "no_proxy", "NO_PROXY"];
function readProxy(url) {
  for (const name2 of PROXIES) maskCredentials(process.env[name2] ?? "");
  const scheme = url.protocol.slice(0, -1);
  const name = [`${scheme}_proxy`, `${scheme.toUpperCase()}_PROXY`].find((variable) => process.env[variable]);
  if (name === void 0) return void 0;
  const proxy = URL.parse(process.env[name] ?? "");
  if (proxy === null || !/^https?:$/.test(proxy.protocol)) {
    throw new InputError(`${name} is not of the form 'http(s)://host:port'; it would be ignored.`);
  }
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 24 || major === 24 && minor < 5) {
    throw new InputError(
      `${name} is set, and Node ${process.versions.node} can't use it; update the runner (Node 24.5 or later), or add Portainer's host to NO_PROXY.`
    );
  }
  return Object.fromEntries(
    VARIABLES.flatMap((variable) => process.env[variable] ? [[variable, process.env[variable]]] : [])
  );
}
function maskCredentials(proxy) {
  const written = /^(?:[^/]*\/\/)?(.*)@/.exec(proxy)?.[1];
  if (written === void 0) return;
  for (const part of [written, written.slice(written.indexOf(":") + 1)]) {
    mask(part);
    try {
      mask(decodeURIComponent(part));
    } catch {
      continue;
    }
  }
}
function describeProxies() {
  return VARIABLES.map((name) => {
    const value = process.env[name] ?? "";
    if (!PROXIES.includes(name)) return `${name}=${value}`;
    const url = URL.parse(value);
    return `${name}=${value === "" ? "" : url === null ? "not a URL" : `${url.protocol}//${url.host}`}`;
  }).join(" ");
}

// src/portainer/tunnel.ts
var MAX_RESPONSE_BYTES2 = 64 * 1024;
function tellOfConnections(agent) {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, done) => {
    const connection = connect(options, done);
    if (connection) {
      limitAnswer(connection);
      options.onConnection?.(connection);
    }
    return connection;
  };
}
function limitAnswer(connection) {
  connection.on("newListener", (event, reader) => {
    if (event !== "readable") return;
    connection.off(event, reader);
    if ((connection.bytesRead ?? 0) <= MAX_RESPONSE_BYTES2) return;
    const error = new Error("the answer of the proxy is longer than 64 KiB");
    connection.destroy(Object.assign(error, { code: "ERR_PROXY_ANSWER" }));
  });
}

// src/portainer/transport.ts
async function openTransport(connection, cancelled) {
  delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
  const base = new URL(connection.url);
  const secure = base.protocol === "https:";
  const proxyEnv = readProxy(base);
  const shared = { keepAlive: true, maxSockets: 64, ...proxyEnv ? { proxyEnv } : {} };
  const agent = secure ? new (await Promise.resolve().then(() => require("node:https"))).Agent({ ...shared, ...await tlsOptions(connection) }) : new http.Agent(shared);
  if (proxyEnv) tellOfConnections(agent);
  const request2 = secure ? (await Promise.resolve().then(() => require("node:https"))).request : http.request;
  function exchange(asked, milliseconds) {
    return new Promise((resolve4, reject) => {
      let sent = false;
      let settled = false;
      const arrival = watchArrival();
      let made;
      const fail = (code, what, cause, hint) => {
        if (settled) return;
        settled = true;
        finish();
        disconnect();
        const failure = { code, sent, url: connection.url, proxied: proxyEnv !== void 0 };
        reject(
          new ConnectionError(`Could not ${asked.purpose}: ${what}.`, {
            sent,
            code,
            cause,
            hint: hint ?? hintForFailure(failure)
          })
        );
      };
      const options = {
        protocol: base.protocol,
        hostname: base.hostname.replace(/^\[|\]$/g, ""),
        port: base.port,
        path: base.pathname.replace(/\/$/, "") + asked.path,
        method: asked.method,
        headers: asked.headers,
        agent,
        onConnection: (begun) => {
          if (settled) begun.destroy();
          else made = begun;
        }
      };
      const wire = request2(options, (response) => {
        sent = true;
        receive(response, asked, fail, (response2) => {
          if (settled) return;
          settled = true;
          finish();
          resolve4(response2);
        });
      });
      const disconnect = () => {
        wire.destroy();
        made?.destroy();
      };
      const timer = setTimeout(() => {
        const came = sent ? arrival.describe() : "there was no connection";
        fail("TIMEOUT", `no complete answer within ${Math.ceil(milliseconds / 1e3)} s: ${came}`);
      }, milliseconds);
      const cancel = () => {
        if (settled) return;
        settled = true;
        finish();
        disconnect();
        reject(new CancelledError(`The job was cancelled while trying to ${asked.purpose}.`));
      };
      const finish = () => {
        clearTimeout(timer);
        wire.socket?.off("data", arrival.hear);
        cancelled.removeEventListener("abort", cancel);
      };
      wire.on("socket", (socket) => {
        socket.on("data", arrival.hear);
        const { secureConnecting } = socket;
        if (!socket.connecting && !secureConnecting) sent = true;
        else socket.once(secure ? "secureConnect" : "connect", () => sent = true);
      });
      wire.on("upgrade", (_response, socket) => {
        socket.destroy();
        fail("UPGRADE", "the answer (status 101) changes the protocol, though that was not asked for");
      });
      wire.on("error", (error) => {
        const code = error.code ?? "ERROR";
        const give = (hint) => fail(code, describeError(error), error, hint);
        if (!secure || proxyEnv !== void 0) give();
        else explainCertificate(code, connection).then(give, () => give());
      });
      cancelled.addEventListener("abort", cancel, { once: true });
      if (cancelled.aborted) cancel();
      else wire.end(asked.body);
    });
  }
  return { exchange, close: () => agent.destroy() };
}
function describeError(error) {
  const openssl = /:SSL routines:[^:]*:([^:]+):/.exec(error.message)?.[1];
  const text = openssl ?? error.message.replace(/; if the root CA is installed locally.*$/s, "");
  return safe(text || (error.code ?? "the connection failed"), 300);
}
async function tlsOptions(connection) {
  const options = { rejectUnauthorized: !connection.skipTlsVerify, minVersion: "TLSv1.2" };
  if (connection.ca.length === 0) return options;
  const tls = await Promise.resolve().then(() => require("node:tls"));
  return { ...options, ca: [...tls.getCACertificates("default"), ...connection.ca] };
}

// src/run-state.ts
var import_node_crypto2 = require("node:crypto");

// src/certificates/secret-files.ts
var import_node_fs = require("node:fs");
var path3 = require("node:path");
var PREFIX = "portainer-endpoint-";
function removeFolder(folder) {
  try {
    (0, import_node_fs.rmSync)(folder, { recursive: true, force: true });
    return true;
  } catch {
    return false;
  }
}
function isOurFolder(folder, parent) {
  const full = path3.resolve(folder);
  if (path3.dirname(full) !== path3.resolve(parent) || !path3.basename(full).startsWith(PREFIX)) return false;
  try {
    return (0, import_node_fs.lstatSync)(full).isDirectory();
  } catch {
    return false;
  }
}

// src/run-state.ts
var TRUST = ["NODE_EXTRA_CA_CERTS", "NODE_USE_SYSTEM_CA", "SSL_CERT_FILE", "SSL_CERT_DIR"];
function describeServer(connection) {
  return {
    url: connection.url,
    caHash: (0, import_node_crypto2.createHash)("sha256").update(connection.ca.join("")).digest("hex"),
    skipTlsVerify: connection.skipTlsVerify,
    headerNames: connection.headers.map(([name]) => name.toLowerCase()),
    proxies: describeProxies(),
    trust: TRUST.map((name) => `${name}=${process.env[name] ?? ""}`).join(" ")
  };
}
function removeLeftFolder() {
  const folder = getState("folder");
  if (folder !== "" && isOurFolder(folder, temporaryFolder())) removeRunFolder(folder);
}
function removeRunFolder(folder) {
  if (!removeFolder(folder)) warning(`The folder ${safe(folder)} for TLS files could not be removed.`);
}
var temporaryFolder = () => process.env["RUNNER_TEMP"] || process.cwd();
function readState() {
  const saved = getState("server");
  if (saved === "") return void 0;
  const { mark, deployment, ...server } = JSON.parse(saved);
  return {
    server,
    deployment,
    created: readNumbered("created", mark),
    creating: readNumbered("creating", mark)
  };
}
function readNumbered(variable, mark) {
  const all = [];
  for (let index = 0; ; index += 1) {
    const saved = getState(`${variable}-${index}`);
    if (saved === "") return all;
    const numbered = JSON.parse(saved);
    if (numbered.mark !== mark) return all;
    all.push(...numbered.list);
  }
}

// src/steps/look.ts
function lookByName(client, name) {
  return listEndpoints(client, name, (endpoint) => endpoint.name === name);
}

// src/steps/remove.ts
var MAX_ATTEMPTS2 = 3;
async function removeEndpoint(client, id) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      if (await deleteEndpoint(client, id)) return true;
      await checkGone(client, id);
      return attempt > 1;
    } catch (error) {
      const failed = error instanceof ResponseError && error.status >= 500;
      if (!isUnsure(error) && !failed) throw error;
      if (!await exists(client, id, error)) return true;
      if (!isUnsure(error) || attempt >= MAX_ATTEMPTS2) throw error;
    }
  }
}
async function checkGone(client, id) {
  if (await getEndpoint(client, id) === void 0) return;
  throw new RefusedError(`Could not remove endpoint ${id}: the response was 404, and it still exists.`, {
    hint: "A proxy in front of Portainer probably does not let DELETE requests pass."
  });
}
async function exists(client, id, error) {
  try {
    return await getEndpoint(client, id) !== void 0;
  } catch (cause) {
    if (!(cause instanceof ActionError)) throw cause;
    throw addContext(error, `Endpoint ${id} may be gone all the same: ${cause.message}`, RUN_AGAIN);
  }
}

// src/cleanup.ts
async function cleanUp() {
  removeLeftFolder();
  try {
    const state = readState();
    if (state === void 0 || state.created.length + state.creating.length === 0) return;
    await removeCreated(state);
  } catch (error) {
    warning(`Cleaning up failed: ${describe2(error)}`);
  }
}
async function removeCreated({ server, created, creating, deployment }) {
  const leaveAll = (why) => {
    if (created.length > 0) leave(created, why);
    for (const name of creating)
      warning(`A create of ${quote(name)} was interrupted; it may be there: ${why}.`);
  };
  const source = stepInputs();
  maskSecrets(source);
  await maskFileSecrets(source);
  let connection;
  try {
    connection = readConnection(source);
  } catch (error) {
    leaveAll(`the inputs can't be used any more: ${describe2(error)}`);
    return;
  }
  const changed = differences(server, describeServer(connection));
  if (changed.length > 0) {
    leaveAll(`${changed.join(", ")} changed since the step ran, so no credentials are sent`);
    return;
  }
  const over = new AbortController();
  const transport = await openTransport(connection, over.signal);
  const client = createClient(connection, transport, systemClock(over.signal));
  let removed;
  try {
    const status = readServerStatus(client);
    await Promise.all([status, signIn(client, status)]);
    removed = await removeAll(client, created, readConcurrency(source));
    for (const name of creating) await tellOfInterrupted(client, name);
  } catch (error) {
    if (removed === void 0) leaveAll(describe2(error));
    else warning(`Could not look for what an interrupted create left: ${describe2(error)}`);
  } finally {
    client.close();
    over.abort();
  }
  if (removed !== void 0 && removed > 0 && deployment !== "") await retire(deployment);
}
async function removeAll(client, created, concurrency) {
  let gone = 0;
  let unreachable;
  const unreached = [];
  await forEachConcurrent(concurrency, created, async (one) => {
    try {
      if (unreachable !== void 0) throw unreachable;
      gone += await removeOne(client, one) ? 1 : 0;
    } catch (error) {
      if (!(error instanceof ConnectionError)) leave([one], describe2(error));
      else {
        unreachable ??= error;
        unreached.push(one);
      }
    }
  });
  if (unreachable !== void 0) leave(unreached, describe2(unreachable));
  return gone;
}
function leave(created, why) {
  const list = created.map(({ id, name }) => `${id} (${quote(name)})`).join(", ");
  warning(
    `Left ${plural(created.length, "endpoint")} that this job created, id ${list}: ${why.replace(/\.$/, "")}.`
  );
}
async function removeOne(client, { id, name }) {
  const existing = await getEndpoint(client, id);
  if (existing === void 0) return true;
  if (existing.name !== name) {
    warning(
      `Left endpoint ${id}: this job created it as ${quote(name)}, and it is called ${quote(existing.name)} now.`
    );
    return false;
  }
  await removeEndpoint(client, id);
  info(`Removed endpoint ${quote(name)} (id ${id}), which this job created.`);
  return true;
}
async function tellOfInterrupted(client, name) {
  for (const { id } of await lookByName(client, name)) {
    warning(
      `Endpoint ${quote(name)} is there with the id ${id}. This job got no answer to its create of that name, and can't tell whether it made this one, so it was left; remove it with 'state: absent' if nobody else uses it.`
    );
  }
}
async function retire(environment) {
  const token = stepInputs().text("github-token");
  if (token === void 0) return;
  await retireDeployments({ environment, token }, { info, warning: (text) => warning(text) });
}
function differences(then, now2) {
  const names = {
    url: "'url'",
    caHash: "'ca-cert'",
    skipTlsVerify: "'skip-tls-verify'",
    headerNames: "the names in 'headers'",
    proxies: "the proxy variables",
    trust: "the variables that say which certificates are trusted"
  };
  return Object.keys(names).filter((key) => JSON.stringify(then[key]) !== JSON.stringify(now2[key])).map((key) => names[key]);
}
var describe2 = (error) => safe(error instanceof Error ? error.message : String(error));
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  cleanUp
});
