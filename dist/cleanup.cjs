/******/ (() => { // webpackBootstrap
/******/ 	"use strict";
/******/ 	var __webpack_modules__ = ({

/***/ 901:
/***/ ((module) => {

module.exports = require("./form-data.cjs");

/***/ }),

/***/ 959:
/***/ ((module) => {

module.exports = require("./github.cjs");

/***/ }),

/***/ 887:
/***/ ((module) => {

module.exports = require("./yaml.cjs");

/***/ }),

/***/ 708:
/***/ ((module) => {

module.exports = require("node:https");

/***/ }),

/***/ 30:
/***/ ((module) => {

module.exports = require("node:net");

/***/ }),

/***/ 692:
/***/ ((module) => {

module.exports = require("node:tls");

/***/ })

/******/ 	});
/************************************************************************/
/******/ 	// The module cache
/******/ 	var __webpack_module_cache__ = {};
/******/ 	
/******/ 	// The require function
/******/ 	function __nccwpck_require__(moduleId) {
/******/ 		// Check if module is in cache
/******/ 		var cachedModule = __webpack_module_cache__[moduleId];
/******/ 		if (cachedModule !== undefined) {
/******/ 			return cachedModule.exports;
/******/ 		}
/******/ 		// Create a new module (and put it into the cache)
/******/ 		var module = __webpack_module_cache__[moduleId] = {
/******/ 			// no module.id needed
/******/ 			// no module.loaded needed
/******/ 			exports: {}
/******/ 		};
/******/ 	
/******/ 		// Execute the module function
/******/ 		var threw = true;
/******/ 		try {
/******/ 			__webpack_modules__[moduleId](module, module.exports, __nccwpck_require__);
/******/ 			threw = false;
/******/ 		} finally {
/******/ 			if(threw) delete __webpack_module_cache__[moduleId];
/******/ 		}
/******/ 	
/******/ 		// Return the exports of the module
/******/ 		return module.exports;
/******/ 	}
/******/ 	
/************************************************************************/
/******/ 	/* webpack/runtime/asset-relocator-loader */
/******/ 	if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = __dirname + "/";
/******/ 	
/******/ 	/* webpack/runtime/create fake namespace object */
/******/ 	(() => {
/******/ 		var getProto = Object.getPrototypeOf ? (obj) => (Object.getPrototypeOf(obj)) : (obj) => (obj.__proto__);
/******/ 		var leafPrototypes;
/******/ 		// create a fake namespace object
/******/ 		// mode & 1: value is a module id, require it
/******/ 		// mode & 2: merge all properties of value into the ns
/******/ 		// mode & 4: return value when already ns object
/******/ 		// mode & 16: return value when it's Promise-like
/******/ 		// mode & 8|1: behave like require
/******/ 		__nccwpck_require__.t = function(value, mode) {
/******/ 			if(mode & 1) value = this(value);
/******/ 			if(mode & 8) return value;
/******/ 			if(typeof value === 'object' && value) {
/******/ 				if((mode & 4) && value.__esModule) return value;
/******/ 				if((mode & 16) && typeof value.then === 'function') return value;
/******/ 			}
/******/ 			var ns = Object.create(null);
/******/ 			__nccwpck_require__.r(ns);
/******/ 			var def = {};
/******/ 			leafPrototypes = leafPrototypes || [null, getProto({}), getProto([]), getProto(getProto)];
/******/ 			for(var current = mode & 2 && value; typeof current == 'object' && !~leafPrototypes.indexOf(current); current = getProto(current)) {
/******/ 				Object.getOwnPropertyNames(current).forEach((key) => (def[key] = () => (value[key])));
/******/ 			}
/******/ 			def['default'] = () => (value);
/******/ 			__nccwpck_require__.d(ns, def);
/******/ 			return ns;
/******/ 		};
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/define property getters */
/******/ 	(() => {
/******/ 		// define getter functions for harmony exports
/******/ 		__nccwpck_require__.d = (exports, definition) => {
/******/ 			for(var key in definition) {
/******/ 				if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 					Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 				}
/******/ 			}
/******/ 		};
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/hasOwnProperty shorthand */
/******/ 	(() => {
/******/ 		__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/make namespace object */
/******/ 	(() => {
/******/ 		// define __esModule on exports
/******/ 		__nccwpck_require__.r = (exports) => {
/******/ 			if(typeof Symbol !== 'undefined' && Symbol.toStringTag) {
/******/ 				Object.defineProperty(exports, Symbol.toStringTag, { value: 'Module' });
/******/ 			}
/******/ 			Object.defineProperty(exports, '__esModule', { value: true });
/******/ 		};
/******/ 	})();
/******/ 	
/************************************************************************/
var __webpack_exports__ = {};
// ESM COMPAT FLAG
__nccwpck_require__.r(__webpack_exports__);

// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  cleanUp: () => (/* binding */ cleanUp)
});

;// CONCATENATED MODULE: external "os"
const external_os_namespaceObject = require("os");
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/utils.js
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */
/**
 * Sanitizes an input into a string so it can be passed into issueCommand safely
 * @param input input to sanitize into a string
 */
function utils_toCommandValue(input) {
    if (input === null || input === undefined) {
        return '';
    }
    else if (typeof input === 'string' || input instanceof String) {
        return input;
    }
    return JSON.stringify(input);
}
/**
 *
 * @param annotationProperties
 * @returns The command properties to send with the actual annotation command
 * See IssueCommandProperties: https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs#L646
 */
function utils_toCommandProperties(annotationProperties) {
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
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/command.js
/**
 * Issues a command to the GitHub Actions runner
 *
 * @param command - The command name to issue
 * @param properties - Additional properties for the command (key-value pairs)
 * @param message - The message to include with the command
 * @remarks
 * This function outputs a specially formatted string to stdout that the Actions
 * runner interprets as a command. These commands can control workflow behavior,
 * set outputs, create annotations, mask values, and more.
 *
 * Command Format:
 *   ::name key=value,key=value::message
 *
 * @example
 * ```typescript
 * // Issue a warning annotation
 * issueCommand('warning', {}, 'This is a warning message');
 * // Output: ::warning::This is a warning message
 *
 * // Set an environment variable
 * issueCommand('set-env', { name: 'MY_VAR' }, 'some value');
 * // Output: ::set-env name=MY_VAR::some value
 *
 * // Add a secret mask
 * issueCommand('add-mask', {}, 'secretValue123');
 * // Output: ::add-mask::secretValue123
 * ```
 *
 * @internal
 * This is an internal utility function that powers the public API functions
 * such as setSecret, warning, error, and exportVariable.
 */
function command_issueCommand(command, properties, message) {
    const cmd = new Command(command, properties, message);
    process.stdout.write(cmd.toString() + external_os_namespaceObject.EOL);
}
function command_issue(name, message = '') {
    command_issueCommand(name, {}, message);
}
const CMD_STRING = '::';
class Command {
    constructor(command, properties, message) {
        if (!command) {
            command = 'missing.command';
        }
        this.command = command;
        this.properties = properties;
        this.message = message;
    }
    toString() {
        let cmdStr = CMD_STRING + this.command;
        if (this.properties && Object.keys(this.properties).length > 0) {
            cmdStr += ' ';
            let first = true;
            for (const key in this.properties) {
                if (this.properties.hasOwnProperty(key)) {
                    const val = this.properties[key];
                    if (val) {
                        if (first) {
                            first = false;
                        }
                        else {
                            cmdStr += ',';
                        }
                        cmdStr += `${key}=${escapeProperty(val)}`;
                    }
                }
            }
        }
        cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
        return cmdStr;
    }
}
function escapeData(s) {
    return utils_toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A');
}
function escapeProperty(s) {
    return utils_toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A')
        .replace(/:/g, '%3A')
        .replace(/,/g, '%2C');
}
;// CONCATENATED MODULE: external "crypto"
const external_crypto_namespaceObject = require("crypto");
;// CONCATENATED MODULE: external "fs"
const external_fs_namespaceObject = require("fs");
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/file-command.js
// For internal use, subject to change.
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */




function file_command_issueFileCommand(command, message) {
    const filePath = process.env[`GITHUB_${command}`];
    if (!filePath) {
        throw new Error(`Unable to find environment variable for file command ${command}`);
    }
    if (!fs.existsSync(filePath)) {
        throw new Error(`Missing file at path: ${filePath}`);
    }
    fs.appendFileSync(filePath, `${toCommandValue(message)}${os.EOL}`, {
        encoding: 'utf8'
    });
}
function file_command_prepareKeyValueMessage(key, value) {
    const delimiter = `ghadelimiter_${crypto.randomUUID()}`;
    const convertedValue = toCommandValue(value);
    // These should realistically never happen, but just in case someone finds a
    // way to exploit uuid generation let's not allow keys or values that contain
    // the delimiter.
    if (key.includes(delimiter)) {
        throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter}"`);
    }
    if (convertedValue.includes(delimiter)) {
        throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter}"`);
    }
    return `${key}<<${delimiter}${os.EOL}${convertedValue}${os.EOL}${delimiter}`;
}
;// CONCATENATED MODULE: external "path"
const external_path_namespaceObject = require("path");
;// CONCATENATED MODULE: external "http"
const external_http_namespaceObject = require("http");
var external_http_namespaceObject_0 = /*#__PURE__*/__nccwpck_require__.t(external_http_namespaceObject, 2);
;// CONCATENATED MODULE: external "never-called:https"
const external_never_called_https_namespaceObject = neverCalled("https");
var external_never_called_https_namespaceObject_0 = /*#__PURE__*/__nccwpck_require__.t(external_never_called_https_namespaceObject, 2);
;// CONCATENATED MODULE: ./node_modules/@actions/http-client/lib/proxy.js
function getProxyUrl(reqUrl) {
    const usingSsl = reqUrl.protocol === 'https:';
    if (checkBypass(reqUrl)) {
        return undefined;
    }
    const proxyVar = (() => {
        if (usingSsl) {
            return process.env['https_proxy'] || process.env['HTTPS_PROXY'];
        }
        else {
            return process.env['http_proxy'] || process.env['HTTP_PROXY'];
        }
    })();
    if (proxyVar) {
        try {
            return new DecodedURL(proxyVar);
        }
        catch (_a) {
            if (!proxyVar.startsWith('http://') && !proxyVar.startsWith('https://'))
                return new DecodedURL(`http://${proxyVar}`);
        }
    }
    else {
        return undefined;
    }
}
function checkBypass(reqUrl) {
    if (!reqUrl.hostname) {
        return false;
    }
    const reqHost = reqUrl.hostname;
    if (isLoopbackAddress(reqHost)) {
        return true;
    }
    const noProxy = process.env['no_proxy'] || process.env['NO_PROXY'] || '';
    if (!noProxy) {
        return false;
    }
    // Determine the request port
    let reqPort;
    if (reqUrl.port) {
        reqPort = Number(reqUrl.port);
    }
    else if (reqUrl.protocol === 'http:') {
        reqPort = 80;
    }
    else if (reqUrl.protocol === 'https:') {
        reqPort = 443;
    }
    // Format the request hostname and hostname with port
    const upperReqHosts = [reqUrl.hostname.toUpperCase()];
    if (typeof reqPort === 'number') {
        upperReqHosts.push(`${upperReqHosts[0]}:${reqPort}`);
    }
    // Compare request host against noproxy
    for (const upperNoProxyItem of noProxy
        .split(',')
        .map(x => x.trim().toUpperCase())
        .filter(x => x)) {
        if (upperNoProxyItem === '*' ||
            upperReqHosts.some(x => x === upperNoProxyItem ||
                x.endsWith(`.${upperNoProxyItem}`) ||
                (upperNoProxyItem.startsWith('.') &&
                    x.endsWith(`${upperNoProxyItem}`)))) {
            return true;
        }
    }
    return false;
}
function isLoopbackAddress(host) {
    const hostLower = host.toLowerCase();
    return (hostLower === 'localhost' ||
        hostLower.startsWith('127.') ||
        hostLower.startsWith('[::1]') ||
        hostLower.startsWith('[0:0:0:0:0:0:0:1]'));
}
class DecodedURL extends URL {
    constructor(url, base) {
        super(url, base);
        this._decodedUsername = decodeURIComponent(super.username);
        this._decodedPassword = decodeURIComponent(super.password);
    }
    get username() {
        return this._decodedUsername;
    }
    get password() {
        return this._decodedPassword;
    }
}
;// CONCATENATED MODULE: external "never-called:tunnel"
const external_never_called_tunnel_namespaceObject = neverCalled("tunnel");
;// CONCATENATED MODULE: external "never-called:undici"
const external_never_called_undici_namespaceObject = neverCalled("undici");
;// CONCATENATED MODULE: ./node_modules/@actions/http-client/lib/index.js
/* eslint-disable @typescript-eslint/no-explicit-any */
var __awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};





var HttpCodes;
(function (HttpCodes) {
    HttpCodes[HttpCodes["OK"] = 200] = "OK";
    HttpCodes[HttpCodes["MultipleChoices"] = 300] = "MultipleChoices";
    HttpCodes[HttpCodes["MovedPermanently"] = 301] = "MovedPermanently";
    HttpCodes[HttpCodes["ResourceMoved"] = 302] = "ResourceMoved";
    HttpCodes[HttpCodes["SeeOther"] = 303] = "SeeOther";
    HttpCodes[HttpCodes["NotModified"] = 304] = "NotModified";
    HttpCodes[HttpCodes["UseProxy"] = 305] = "UseProxy";
    HttpCodes[HttpCodes["SwitchProxy"] = 306] = "SwitchProxy";
    HttpCodes[HttpCodes["TemporaryRedirect"] = 307] = "TemporaryRedirect";
    HttpCodes[HttpCodes["PermanentRedirect"] = 308] = "PermanentRedirect";
    HttpCodes[HttpCodes["BadRequest"] = 400] = "BadRequest";
    HttpCodes[HttpCodes["Unauthorized"] = 401] = "Unauthorized";
    HttpCodes[HttpCodes["PaymentRequired"] = 402] = "PaymentRequired";
    HttpCodes[HttpCodes["Forbidden"] = 403] = "Forbidden";
    HttpCodes[HttpCodes["NotFound"] = 404] = "NotFound";
    HttpCodes[HttpCodes["MethodNotAllowed"] = 405] = "MethodNotAllowed";
    HttpCodes[HttpCodes["NotAcceptable"] = 406] = "NotAcceptable";
    HttpCodes[HttpCodes["ProxyAuthenticationRequired"] = 407] = "ProxyAuthenticationRequired";
    HttpCodes[HttpCodes["RequestTimeout"] = 408] = "RequestTimeout";
    HttpCodes[HttpCodes["Conflict"] = 409] = "Conflict";
    HttpCodes[HttpCodes["Gone"] = 410] = "Gone";
    HttpCodes[HttpCodes["TooManyRequests"] = 429] = "TooManyRequests";
    HttpCodes[HttpCodes["InternalServerError"] = 500] = "InternalServerError";
    HttpCodes[HttpCodes["NotImplemented"] = 501] = "NotImplemented";
    HttpCodes[HttpCodes["BadGateway"] = 502] = "BadGateway";
    HttpCodes[HttpCodes["ServiceUnavailable"] = 503] = "ServiceUnavailable";
    HttpCodes[HttpCodes["GatewayTimeout"] = 504] = "GatewayTimeout";
})(HttpCodes || (HttpCodes = {}));
var Headers;
(function (Headers) {
    Headers["Accept"] = "accept";
    Headers["ContentType"] = "content-type";
})(Headers || (Headers = {}));
var MediaTypes;
(function (MediaTypes) {
    MediaTypes["ApplicationJson"] = "application/json";
})(MediaTypes || (MediaTypes = {}));
/**
 * Returns the proxy URL, depending upon the supplied url and proxy environment variables.
 * @param serverUrl  The server URL where the request will be sent. For example, https://api.github.com
 */
function lib_getProxyUrl(serverUrl) {
    const proxyUrl = pm.getProxyUrl(new URL(serverUrl));
    return proxyUrl ? proxyUrl.href : '';
}
const HttpRedirectCodes = [
    HttpCodes.MovedPermanently,
    HttpCodes.ResourceMoved,
    HttpCodes.SeeOther,
    HttpCodes.TemporaryRedirect,
    HttpCodes.PermanentRedirect
];
const HttpResponseRetryCodes = [
    HttpCodes.BadGateway,
    HttpCodes.ServiceUnavailable,
    HttpCodes.GatewayTimeout
];
const RetryableHttpVerbs = ['OPTIONS', 'GET', 'DELETE', 'HEAD'];
const ExponentialBackoffCeiling = 10;
const ExponentialBackoffTimeSlice = 5;
class HttpClientError extends Error {
    constructor(message, statusCode) {
        super(message);
        this.name = 'HttpClientError';
        this.statusCode = statusCode;
        Object.setPrototypeOf(this, HttpClientError.prototype);
    }
}
class HttpClientResponse {
    constructor(message) {
        this.message = message;
    }
    readBody() {
        return __awaiter(this, void 0, void 0, function* () {
            return new Promise((resolve) => __awaiter(this, void 0, void 0, function* () {
                let output = Buffer.alloc(0);
                this.message.on('data', (chunk) => {
                    output = Buffer.concat([output, chunk]);
                });
                this.message.on('end', () => {
                    resolve(output.toString());
                });
            }));
        });
    }
    readBodyBuffer() {
        return __awaiter(this, void 0, void 0, function* () {
            return new Promise((resolve) => __awaiter(this, void 0, void 0, function* () {
                const chunks = [];
                this.message.on('data', (chunk) => {
                    chunks.push(chunk);
                });
                this.message.on('end', () => {
                    resolve(Buffer.concat(chunks));
                });
            }));
        });
    }
}
function isHttps(requestUrl) {
    const parsedUrl = new URL(requestUrl);
    return parsedUrl.protocol === 'https:';
}
class lib_HttpClient {
    constructor(userAgent, handlers, requestOptions) {
        this._ignoreSslError = false;
        this._allowRedirects = true;
        this._allowRedirectDowngrade = false;
        this._maxRedirects = 50;
        this._allowRetries = false;
        this._maxRetries = 1;
        this._keepAlive = false;
        this._disposed = false;
        this.userAgent = this._getUserAgentWithOrchestrationId(userAgent);
        this.handlers = handlers || [];
        this.requestOptions = requestOptions;
        if (requestOptions) {
            if (requestOptions.ignoreSslError != null) {
                this._ignoreSslError = requestOptions.ignoreSslError;
            }
            this._socketTimeout = requestOptions.socketTimeout;
            if (requestOptions.allowRedirects != null) {
                this._allowRedirects = requestOptions.allowRedirects;
            }
            if (requestOptions.allowRedirectDowngrade != null) {
                this._allowRedirectDowngrade = requestOptions.allowRedirectDowngrade;
            }
            if (requestOptions.maxRedirects != null) {
                this._maxRedirects = Math.max(requestOptions.maxRedirects, 0);
            }
            if (requestOptions.keepAlive != null) {
                this._keepAlive = requestOptions.keepAlive;
            }
            if (requestOptions.allowRetries != null) {
                this._allowRetries = requestOptions.allowRetries;
            }
            if (requestOptions.maxRetries != null) {
                this._maxRetries = requestOptions.maxRetries;
            }
        }
    }
    options(requestUrl, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('OPTIONS', requestUrl, null, additionalHeaders || {});
        });
    }
    get(requestUrl, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('GET', requestUrl, null, additionalHeaders || {});
        });
    }
    del(requestUrl, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('DELETE', requestUrl, null, additionalHeaders || {});
        });
    }
    post(requestUrl, data, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('POST', requestUrl, data, additionalHeaders || {});
        });
    }
    patch(requestUrl, data, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('PATCH', requestUrl, data, additionalHeaders || {});
        });
    }
    put(requestUrl, data, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('PUT', requestUrl, data, additionalHeaders || {});
        });
    }
    head(requestUrl, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('HEAD', requestUrl, null, additionalHeaders || {});
        });
    }
    sendStream(verb, requestUrl, stream, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request(verb, requestUrl, stream, additionalHeaders);
        });
    }
    /**
     * Gets a typed object from an endpoint
     * Be aware that not found returns a null.  Other errors (4xx, 5xx) reject the promise
     */
    getJson(requestUrl_1) {
        return __awaiter(this, arguments, void 0, function* (requestUrl, additionalHeaders = {}) {
            additionalHeaders[Headers.Accept] = this._getExistingOrDefaultHeader(additionalHeaders, Headers.Accept, MediaTypes.ApplicationJson);
            const res = yield this.get(requestUrl, additionalHeaders);
            return this._processResponse(res, this.requestOptions);
        });
    }
    postJson(requestUrl_1, obj_1) {
        return __awaiter(this, arguments, void 0, function* (requestUrl, obj, additionalHeaders = {}) {
            const data = JSON.stringify(obj, null, 2);
            additionalHeaders[Headers.Accept] = this._getExistingOrDefaultHeader(additionalHeaders, Headers.Accept, MediaTypes.ApplicationJson);
            additionalHeaders[Headers.ContentType] =
                this._getExistingOrDefaultContentTypeHeader(additionalHeaders, MediaTypes.ApplicationJson);
            const res = yield this.post(requestUrl, data, additionalHeaders);
            return this._processResponse(res, this.requestOptions);
        });
    }
    putJson(requestUrl_1, obj_1) {
        return __awaiter(this, arguments, void 0, function* (requestUrl, obj, additionalHeaders = {}) {
            const data = JSON.stringify(obj, null, 2);
            additionalHeaders[Headers.Accept] = this._getExistingOrDefaultHeader(additionalHeaders, Headers.Accept, MediaTypes.ApplicationJson);
            additionalHeaders[Headers.ContentType] =
                this._getExistingOrDefaultContentTypeHeader(additionalHeaders, MediaTypes.ApplicationJson);
            const res = yield this.put(requestUrl, data, additionalHeaders);
            return this._processResponse(res, this.requestOptions);
        });
    }
    patchJson(requestUrl_1, obj_1) {
        return __awaiter(this, arguments, void 0, function* (requestUrl, obj, additionalHeaders = {}) {
            const data = JSON.stringify(obj, null, 2);
            additionalHeaders[Headers.Accept] = this._getExistingOrDefaultHeader(additionalHeaders, Headers.Accept, MediaTypes.ApplicationJson);
            additionalHeaders[Headers.ContentType] =
                this._getExistingOrDefaultContentTypeHeader(additionalHeaders, MediaTypes.ApplicationJson);
            const res = yield this.patch(requestUrl, data, additionalHeaders);
            return this._processResponse(res, this.requestOptions);
        });
    }
    /**
     * Makes a raw http request.
     * All other methods such as get, post, patch, and request ultimately call this.
     * Prefer get, del, post and patch
     */
    request(verb, requestUrl, data, headers) {
        return __awaiter(this, void 0, void 0, function* () {
            if (this._disposed) {
                throw new Error('Client has already been disposed.');
            }
            const parsedUrl = new URL(requestUrl);
            let info = this._prepareRequest(verb, parsedUrl, headers);
            // Only perform retries on reads since writes may not be idempotent.
            const maxTries = this._allowRetries && RetryableHttpVerbs.includes(verb)
                ? this._maxRetries + 1
                : 1;
            let numTries = 0;
            let response;
            do {
                response = yield this.requestRaw(info, data);
                // Check if it's an authentication challenge
                if (response &&
                    response.message &&
                    response.message.statusCode === HttpCodes.Unauthorized) {
                    let authenticationHandler;
                    for (const handler of this.handlers) {
                        if (handler.canHandleAuthentication(response)) {
                            authenticationHandler = handler;
                            break;
                        }
                    }
                    if (authenticationHandler) {
                        return authenticationHandler.handleAuthentication(this, info, data);
                    }
                    else {
                        // We have received an unauthorized response but have no handlers to handle it.
                        // Let the response return to the caller.
                        return response;
                    }
                }
                let redirectsRemaining = this._maxRedirects;
                while (response.message.statusCode &&
                    HttpRedirectCodes.includes(response.message.statusCode) &&
                    this._allowRedirects &&
                    redirectsRemaining > 0) {
                    const redirectUrl = response.message.headers['location'];
                    if (!redirectUrl) {
                        // if there's no location to redirect to, we won't
                        break;
                    }
                    const parsedRedirectUrl = new URL(redirectUrl);
                    if (parsedUrl.protocol === 'https:' &&
                        parsedUrl.protocol !== parsedRedirectUrl.protocol &&
                        !this._allowRedirectDowngrade) {
                        throw new Error('Redirect from HTTPS to HTTP protocol. This downgrade is not allowed for security reasons. If you want to allow this behavior, set the allowRedirectDowngrade option to true.');
                    }
                    // we need to finish reading the response before reassigning response
                    // which will leak the open socket.
                    yield response.readBody();
                    // strip authorization header if redirected to a different hostname
                    if (parsedRedirectUrl.hostname !== parsedUrl.hostname) {
                        for (const header in headers) {
                            // header names are case insensitive
                            if (header.toLowerCase() === 'authorization') {
                                delete headers[header];
                            }
                        }
                    }
                    // let's make the request with the new redirectUrl
                    info = this._prepareRequest(verb, parsedRedirectUrl, headers);
                    response = yield this.requestRaw(info, data);
                    redirectsRemaining--;
                }
                if (!response.message.statusCode ||
                    !HttpResponseRetryCodes.includes(response.message.statusCode)) {
                    // If not a retry code, return immediately instead of retrying
                    return response;
                }
                numTries += 1;
                if (numTries < maxTries) {
                    yield response.readBody();
                    yield this._performExponentialBackoff(numTries);
                }
            } while (numTries < maxTries);
            return response;
        });
    }
    /**
     * Needs to be called if keepAlive is set to true in request options.
     */
    dispose() {
        if (this._agent) {
            this._agent.destroy();
        }
        this._disposed = true;
    }
    /**
     * Raw request.
     * @param info
     * @param data
     */
    requestRaw(info, data) {
        return __awaiter(this, void 0, void 0, function* () {
            return new Promise((resolve, reject) => {
                function callbackForResult(err, res) {
                    if (err) {
                        reject(err);
                    }
                    else if (!res) {
                        // If `err` is not passed, then `res` must be passed.
                        reject(new Error('Unknown error'));
                    }
                    else {
                        resolve(res);
                    }
                }
                this.requestRawWithCallback(info, data, callbackForResult);
            });
        });
    }
    /**
     * Raw request with callback.
     * @param info
     * @param data
     * @param onResult
     */
    requestRawWithCallback(info, data, onResult) {
        if (typeof data === 'string') {
            if (!info.options.headers) {
                info.options.headers = {};
            }
            info.options.headers['Content-Length'] = Buffer.byteLength(data, 'utf8');
        }
        let callbackCalled = false;
        function handleResult(err, res) {
            if (!callbackCalled) {
                callbackCalled = true;
                onResult(err, res);
            }
        }
        const req = info.httpModule.request(info.options, (msg) => {
            const res = new HttpClientResponse(msg);
            handleResult(undefined, res);
        });
        let socket;
        req.on('socket', sock => {
            socket = sock;
        });
        // If we ever get disconnected, we want the socket to timeout eventually
        req.setTimeout(this._socketTimeout || 3 * 60000, () => {
            if (socket) {
                socket.end();
            }
            handleResult(new Error(`Request timeout: ${info.options.path}`));
        });
        req.on('error', function (err) {
            // err has statusCode property
            // res should have headers
            handleResult(err);
        });
        if (data && typeof data === 'string') {
            req.write(data, 'utf8');
        }
        if (data && typeof data !== 'string') {
            data.on('close', function () {
                req.end();
            });
            data.pipe(req);
        }
        else {
            req.end();
        }
    }
    /**
     * Gets an http agent. This function is useful when you need an http agent that handles
     * routing through a proxy server - depending upon the url and proxy environment variables.
     * @param serverUrl  The server URL where the request will be sent. For example, https://api.github.com
     */
    getAgent(serverUrl) {
        const parsedUrl = new URL(serverUrl);
        return this._getAgent(parsedUrl);
    }
    getAgentDispatcher(serverUrl) {
        const parsedUrl = new URL(serverUrl);
        const proxyUrl = getProxyUrl(parsedUrl);
        const useProxy = proxyUrl && proxyUrl.hostname;
        if (!useProxy) {
            return;
        }
        return this._getProxyAgentDispatcher(parsedUrl, proxyUrl);
    }
    _prepareRequest(method, requestUrl, headers) {
        const info = {};
        info.parsedUrl = requestUrl;
        const usingSsl = info.parsedUrl.protocol === 'https:';
        info.httpModule = usingSsl ? external_never_called_https_namespaceObject_0 : external_http_namespaceObject_0;
        const defaultPort = usingSsl ? 443 : 80;
        info.options = {};
        info.options.host = info.parsedUrl.hostname;
        info.options.port = info.parsedUrl.port
            ? parseInt(info.parsedUrl.port)
            : defaultPort;
        info.options.path =
            (info.parsedUrl.pathname || '') + (info.parsedUrl.search || '');
        info.options.method = method;
        info.options.headers = this._mergeHeaders(headers);
        if (this.userAgent != null) {
            info.options.headers['user-agent'] = this.userAgent;
        }
        info.options.agent = this._getAgent(info.parsedUrl);
        // gives handlers an opportunity to participate
        if (this.handlers) {
            for (const handler of this.handlers) {
                handler.prepareRequest(info.options);
            }
        }
        return info;
    }
    _mergeHeaders(headers) {
        if (this.requestOptions && this.requestOptions.headers) {
            return Object.assign({}, lowercaseKeys(this.requestOptions.headers), lowercaseKeys(headers || {}));
        }
        return lowercaseKeys(headers || {});
    }
    /**
     * Gets an existing header value or returns a default.
     * Handles converting number header values to strings since HTTP headers must be strings.
     * Note: This returns string | string[] since some headers can have multiple values.
     * For headers that must always be a single string (like Content-Type), use the
     * specialized _getExistingOrDefaultContentTypeHeader method instead.
     */
    _getExistingOrDefaultHeader(additionalHeaders, header, _default) {
        let clientHeader;
        if (this.requestOptions && this.requestOptions.headers) {
            const headerValue = lowercaseKeys(this.requestOptions.headers)[header];
            if (headerValue) {
                clientHeader =
                    typeof headerValue === 'number' ? headerValue.toString() : headerValue;
            }
        }
        const additionalValue = additionalHeaders[header];
        if (additionalValue !== undefined) {
            return typeof additionalValue === 'number'
                ? additionalValue.toString()
                : additionalValue;
        }
        if (clientHeader !== undefined) {
            return clientHeader;
        }
        return _default;
    }
    /**
     * Specialized version of _getExistingOrDefaultHeader for Content-Type header.
     * Always returns a single string (not an array) since Content-Type should be a single value.
     * Converts arrays to comma-separated strings and numbers to strings to ensure type safety.
     * This was split from _getExistingOrDefaultHeader to provide stricter typing for callers
     * that assign the result to places expecting a string (e.g., additionalHeaders[Headers.ContentType]).
     */
    _getExistingOrDefaultContentTypeHeader(additionalHeaders, _default) {
        let clientHeader;
        if (this.requestOptions && this.requestOptions.headers) {
            const headerValue = lowercaseKeys(this.requestOptions.headers)[Headers.ContentType];
            if (headerValue) {
                if (typeof headerValue === 'number') {
                    clientHeader = String(headerValue);
                }
                else if (Array.isArray(headerValue)) {
                    clientHeader = headerValue.join(', ');
                }
                else {
                    clientHeader = headerValue;
                }
            }
        }
        const additionalValue = additionalHeaders[Headers.ContentType];
        // Return the first non-undefined value, converting numbers or arrays to strings if necessary
        if (additionalValue !== undefined) {
            if (typeof additionalValue === 'number') {
                return String(additionalValue);
            }
            else if (Array.isArray(additionalValue)) {
                return additionalValue.join(', ');
            }
            else {
                return additionalValue;
            }
        }
        if (clientHeader !== undefined) {
            return clientHeader;
        }
        return _default;
    }
    _getAgent(parsedUrl) {
        let agent;
        const proxyUrl = getProxyUrl(parsedUrl);
        const useProxy = proxyUrl && proxyUrl.hostname;
        if (this._keepAlive && useProxy) {
            agent = this._proxyAgent;
        }
        if (!useProxy) {
            agent = this._agent;
        }
        // if agent is already assigned use that agent.
        if (agent) {
            return agent;
        }
        const usingSsl = parsedUrl.protocol === 'https:';
        let maxSockets = 100;
        if (this.requestOptions) {
            maxSockets = this.requestOptions.maxSockets || external_http_namespaceObject.globalAgent.maxSockets;
        }
        // This is `useProxy` again, but we need to check `proxyURl` directly for TypeScripts's flow analysis.
        if (proxyUrl && proxyUrl.hostname) {
            const agentOptions = {
                maxSockets,
                keepAlive: this._keepAlive,
                proxy: Object.assign(Object.assign({}, ((proxyUrl.username || proxyUrl.password) && {
                    proxyAuth: `${proxyUrl.username}:${proxyUrl.password}`
                })), { host: proxyUrl.hostname, port: proxyUrl.port })
            };
            let tunnelAgent;
            const overHttps = proxyUrl.protocol === 'https:';
            if (usingSsl) {
                tunnelAgent = overHttps ? external_never_called_tunnel_namespaceObject.httpsOverHttps : external_never_called_tunnel_namespaceObject.httpsOverHttp;
            }
            else {
                tunnelAgent = overHttps ? external_never_called_tunnel_namespaceObject.httpOverHttps : external_never_called_tunnel_namespaceObject.httpOverHttp;
            }
            agent = tunnelAgent(agentOptions);
            this._proxyAgent = agent;
        }
        // if tunneling agent isn't assigned create a new agent
        if (!agent) {
            const options = { keepAlive: this._keepAlive, maxSockets };
            agent = usingSsl ? new external_never_called_https_namespaceObject.Agent(options) : new external_http_namespaceObject.Agent(options);
            this._agent = agent;
        }
        if (usingSsl && this._ignoreSslError) {
            // we don't want to set NODE_TLS_REJECT_UNAUTHORIZED=0 since that will affect request for entire process
            // http.RequestOptions doesn't expose a way to modify RequestOptions.agent.options
            // we have to cast it to any and change it directly
            agent.options = Object.assign(agent.options || {}, {
                rejectUnauthorized: false
            });
        }
        return agent;
    }
    _getProxyAgentDispatcher(parsedUrl, proxyUrl) {
        let proxyAgent;
        if (this._keepAlive) {
            proxyAgent = this._proxyAgentDispatcher;
        }
        // if agent is already assigned use that agent.
        if (proxyAgent) {
            return proxyAgent;
        }
        const usingSsl = parsedUrl.protocol === 'https:';
        proxyAgent = new external_never_called_undici_namespaceObject.ProxyAgent(Object.assign({ uri: proxyUrl.href, pipelining: !this._keepAlive ? 0 : 1 }, ((proxyUrl.username || proxyUrl.password) && {
            token: `Basic ${Buffer.from(`${proxyUrl.username}:${proxyUrl.password}`).toString('base64')}`
        })));
        this._proxyAgentDispatcher = proxyAgent;
        if (usingSsl && this._ignoreSslError) {
            // we don't want to set NODE_TLS_REJECT_UNAUTHORIZED=0 since that will affect request for entire process
            // http.RequestOptions doesn't expose a way to modify RequestOptions.agent.options
            // we have to cast it to any and change it directly
            proxyAgent.options = Object.assign(proxyAgent.options.requestTls || {}, {
                rejectUnauthorized: false
            });
        }
        return proxyAgent;
    }
    _getUserAgentWithOrchestrationId(userAgent) {
        const baseUserAgent = userAgent || 'actions/http-client';
        const orchId = process.env['ACTIONS_ORCHESTRATION_ID'];
        if (orchId) {
            // Sanitize the orchestration ID to ensure it contains only valid characters
            // Valid characters: 0-9, a-z, _, -, .
            const sanitizedId = orchId.replace(/[^a-z0-9_.-]/gi, '_');
            return `${baseUserAgent} actions_orchestration_id/${sanitizedId}`;
        }
        return baseUserAgent;
    }
    _performExponentialBackoff(retryNumber) {
        return __awaiter(this, void 0, void 0, function* () {
            retryNumber = Math.min(ExponentialBackoffCeiling, retryNumber);
            const ms = ExponentialBackoffTimeSlice * Math.pow(2, retryNumber);
            return new Promise(resolve => setTimeout(() => resolve(), ms));
        });
    }
    _processResponse(res, options) {
        return __awaiter(this, void 0, void 0, function* () {
            return new Promise((resolve, reject) => __awaiter(this, void 0, void 0, function* () {
                const statusCode = res.message.statusCode || 0;
                const response = {
                    statusCode,
                    result: null,
                    headers: {}
                };
                // not found leads to null obj returned
                if (statusCode === HttpCodes.NotFound) {
                    resolve(response);
                }
                // get the result from the body
                function dateTimeDeserializer(key, value) {
                    if (typeof value === 'string') {
                        const a = new Date(value);
                        if (!isNaN(a.valueOf())) {
                            return a;
                        }
                    }
                    return value;
                }
                let obj;
                let contents;
                try {
                    contents = yield res.readBody();
                    if (contents && contents.length > 0) {
                        if (options && options.deserializeDates) {
                            obj = JSON.parse(contents, dateTimeDeserializer);
                        }
                        else {
                            obj = JSON.parse(contents);
                        }
                        response.result = obj;
                    }
                    response.headers = res.message.headers;
                }
                catch (err) {
                    // Invalid resource (contents not json);  leaving result obj null
                }
                // note that 3xx redirects are handled by the http layer.
                if (statusCode > 299) {
                    let msg;
                    // if exception/error in body, attempt to get better error
                    if (obj && obj.message) {
                        msg = obj.message;
                    }
                    else if (contents && contents.length > 0) {
                        // it may be the case that the exception is in the body message as string
                        msg = contents;
                    }
                    else {
                        msg = `Failed request: (${statusCode})`;
                    }
                    const err = new HttpClientError(msg, statusCode);
                    err.result = response.result;
                    reject(err);
                }
                else {
                    resolve(response);
                }
            }));
        });
    }
}
const lowercaseKeys = (obj) => Object.keys(obj).reduce((c, k) => ((c[k.toLowerCase()] = obj[k]), c), {});
;// CONCATENATED MODULE: ./node_modules/@actions/http-client/lib/auth.js
var auth_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};
class BasicCredentialHandler {
    constructor(username, password) {
        this.username = username;
        this.password = password;
    }
    prepareRequest(options) {
        if (!options.headers) {
            throw Error('The request has no headers');
        }
        options.headers['Authorization'] = `Basic ${Buffer.from(`${this.username}:${this.password}`).toString('base64')}`;
    }
    // This handler cannot handle 401
    canHandleAuthentication() {
        return false;
    }
    handleAuthentication() {
        return auth_awaiter(this, void 0, void 0, function* () {
            throw new Error('not implemented');
        });
    }
}
class auth_BearerCredentialHandler {
    constructor(token) {
        this.token = token;
    }
    // currently implements pre-authorization
    // TODO: support preAuth = false where it hooks on 401
    prepareRequest(options) {
        if (!options.headers) {
            throw Error('The request has no headers');
        }
        options.headers['Authorization'] = `Bearer ${this.token}`;
    }
    // This handler cannot handle 401
    canHandleAuthentication() {
        return false;
    }
    handleAuthentication() {
        return auth_awaiter(this, void 0, void 0, function* () {
            throw new Error('not implemented');
        });
    }
}
class PersonalAccessTokenCredentialHandler {
    constructor(token) {
        this.token = token;
    }
    // currently implements pre-authorization
    // TODO: support preAuth = false where it hooks on 401
    prepareRequest(options) {
        if (!options.headers) {
            throw Error('The request has no headers');
        }
        options.headers['Authorization'] = `Basic ${Buffer.from(`PAT:${this.token}`).toString('base64')}`;
    }
    // This handler cannot handle 401
    canHandleAuthentication() {
        return false;
    }
    handleAuthentication() {
        return auth_awaiter(this, void 0, void 0, function* () {
            throw new Error('not implemented');
        });
    }
}
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/oidc-utils.js
var oidc_utils_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};



class oidc_utils_OidcClient {
    static createHttpClient(allowRetry = true, maxRetry = 10) {
        const requestOptions = {
            allowRetries: allowRetry,
            maxRetries: maxRetry
        };
        return new HttpClient('actions/oidc-client', [new BearerCredentialHandler(oidc_utils_OidcClient.getRequestToken())], requestOptions);
    }
    static getRequestToken() {
        const token = process.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
        if (!token) {
            throw new Error('Unable to get ACTIONS_ID_TOKEN_REQUEST_TOKEN env variable');
        }
        return token;
    }
    static getIDTokenUrl() {
        const runtimeUrl = process.env['ACTIONS_ID_TOKEN_REQUEST_URL'];
        if (!runtimeUrl) {
            throw new Error('Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable');
        }
        return runtimeUrl;
    }
    static getCall(id_token_url) {
        return oidc_utils_awaiter(this, void 0, void 0, function* () {
            var _a;
            const httpclient = oidc_utils_OidcClient.createHttpClient();
            const res = yield httpclient
                .getJson(id_token_url)
                .catch(error => {
                throw new Error(`Failed to get ID Token. \n 
        Error Code : ${error.statusCode}\n 
        Error Message: ${error.message}`);
            });
            const id_token = (_a = res.result) === null || _a === void 0 ? void 0 : _a.value;
            if (!id_token) {
                throw new Error('Response json body do not have ID Token field');
            }
            return id_token;
        });
    }
    static getIDToken(audience) {
        return oidc_utils_awaiter(this, void 0, void 0, function* () {
            try {
                // New ID Token is requested from action service
                let id_token_url = oidc_utils_OidcClient.getIDTokenUrl();
                if (audience) {
                    const encodedAudience = encodeURIComponent(audience);
                    id_token_url = `${id_token_url}&audience=${encodedAudience}`;
                }
                debug(`ID token url is ${id_token_url}`);
                const id_token = yield oidc_utils_OidcClient.getCall(id_token_url);
                setSecret(id_token);
                return id_token;
            }
            catch (error) {
                throw new Error(`Error message: ${error.message}`);
            }
        });
    }
}
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/summary.js
var summary_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};


const { access, appendFile, writeFile } = external_fs_namespaceObject.promises;
const SUMMARY_ENV_VAR = 'GITHUB_STEP_SUMMARY';
const SUMMARY_DOCS_URL = 'https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#adding-a-job-summary';
class Summary {
    constructor() {
        this._buffer = '';
    }
    /**
     * Finds the summary file path from the environment, rejects if env var is not found or file does not exist
     * Also checks r/w permissions.
     *
     * @returns step summary file path
     */
    filePath() {
        return summary_awaiter(this, void 0, void 0, function* () {
            if (this._filePath) {
                return this._filePath;
            }
            const pathFromEnv = process.env[SUMMARY_ENV_VAR];
            if (!pathFromEnv) {
                throw new Error(`Unable to find environment variable for $${SUMMARY_ENV_VAR}. Check if your runtime environment supports job summaries.`);
            }
            try {
                yield access(pathFromEnv, external_fs_namespaceObject.constants.R_OK | external_fs_namespaceObject.constants.W_OK);
            }
            catch (_a) {
                throw new Error(`Unable to access summary file: '${pathFromEnv}'. Check if the file has correct read/write permissions.`);
            }
            this._filePath = pathFromEnv;
            return this._filePath;
        });
    }
    /**
     * Wraps content in an HTML tag, adding any HTML attributes
     *
     * @param {string} tag HTML tag to wrap
     * @param {string | null} content content within the tag
     * @param {[attribute: string]: string} attrs key-value list of HTML attributes to add
     *
     * @returns {string} content wrapped in HTML element
     */
    wrap(tag, content, attrs = {}) {
        const htmlAttrs = Object.entries(attrs)
            .map(([key, value]) => ` ${key}="${value}"`)
            .join('');
        if (!content) {
            return `<${tag}${htmlAttrs}>`;
        }
        return `<${tag}${htmlAttrs}>${content}</${tag}>`;
    }
    /**
     * Writes text in the buffer to the summary buffer file and empties buffer. Will append by default.
     *
     * @param {SummaryWriteOptions} [options] (optional) options for write operation
     *
     * @returns {Promise<Summary>} summary instance
     */
    write(options) {
        return summary_awaiter(this, void 0, void 0, function* () {
            const overwrite = !!(options === null || options === void 0 ? void 0 : options.overwrite);
            const filePath = yield this.filePath();
            const writeFunc = overwrite ? writeFile : appendFile;
            yield writeFunc(filePath, this._buffer, { encoding: 'utf8' });
            return this.emptyBuffer();
        });
    }
    /**
     * Clears the summary buffer and wipes the summary file
     *
     * @returns {Summary} summary instance
     */
    clear() {
        return summary_awaiter(this, void 0, void 0, function* () {
            return this.emptyBuffer().write({ overwrite: true });
        });
    }
    /**
     * Returns the current summary buffer as a string
     *
     * @returns {string} string of summary buffer
     */
    stringify() {
        return this._buffer;
    }
    /**
     * If the summary buffer is empty
     *
     * @returns {boolen} true if the buffer is empty
     */
    isEmptyBuffer() {
        return this._buffer.length === 0;
    }
    /**
     * Resets the summary buffer without writing to summary file
     *
     * @returns {Summary} summary instance
     */
    emptyBuffer() {
        this._buffer = '';
        return this;
    }
    /**
     * Adds raw text to the summary buffer
     *
     * @param {string} text content to add
     * @param {boolean} [addEOL=false] (optional) append an EOL to the raw text (default: false)
     *
     * @returns {Summary} summary instance
     */
    addRaw(text, addEOL = false) {
        this._buffer += text;
        return addEOL ? this.addEOL() : this;
    }
    /**
     * Adds the operating system-specific end-of-line marker to the buffer
     *
     * @returns {Summary} summary instance
     */
    addEOL() {
        return this.addRaw(external_os_namespaceObject.EOL);
    }
    /**
     * Adds an HTML codeblock to the summary buffer
     *
     * @param {string} code content to render within fenced code block
     * @param {string} lang (optional) language to syntax highlight code
     *
     * @returns {Summary} summary instance
     */
    addCodeBlock(code, lang) {
        const attrs = Object.assign({}, (lang && { lang }));
        const element = this.wrap('pre', this.wrap('code', code), attrs);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML list to the summary buffer
     *
     * @param {string[]} items list of items to render
     * @param {boolean} [ordered=false] (optional) if the rendered list should be ordered or not (default: false)
     *
     * @returns {Summary} summary instance
     */
    addList(items, ordered = false) {
        const tag = ordered ? 'ol' : 'ul';
        const listItems = items.map(item => this.wrap('li', item)).join('');
        const element = this.wrap(tag, listItems);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML table to the summary buffer
     *
     * @param {SummaryTableCell[]} rows table rows
     *
     * @returns {Summary} summary instance
     */
    addTable(rows) {
        const tableBody = rows
            .map(row => {
            const cells = row
                .map(cell => {
                if (typeof cell === 'string') {
                    return this.wrap('td', cell);
                }
                const { header, data, colspan, rowspan } = cell;
                const tag = header ? 'th' : 'td';
                const attrs = Object.assign(Object.assign({}, (colspan && { colspan })), (rowspan && { rowspan }));
                return this.wrap(tag, data, attrs);
            })
                .join('');
            return this.wrap('tr', cells);
        })
            .join('');
        const element = this.wrap('table', tableBody);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds a collapsable HTML details element to the summary buffer
     *
     * @param {string} label text for the closed state
     * @param {string} content collapsable content
     *
     * @returns {Summary} summary instance
     */
    addDetails(label, content) {
        const element = this.wrap('details', this.wrap('summary', label) + content);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML image tag to the summary buffer
     *
     * @param {string} src path to the image you to embed
     * @param {string} alt text description of the image
     * @param {SummaryImageOptions} options (optional) addition image attributes
     *
     * @returns {Summary} summary instance
     */
    addImage(src, alt, options) {
        const { width, height } = options || {};
        const attrs = Object.assign(Object.assign({}, (width && { width })), (height && { height }));
        const element = this.wrap('img', null, Object.assign({ src, alt }, attrs));
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML section heading element
     *
     * @param {string} text heading text
     * @param {number | string} [level=1] (optional) the heading level, default: 1
     *
     * @returns {Summary} summary instance
     */
    addHeading(text, level) {
        const tag = `h${level}`;
        const allowedTag = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].includes(tag)
            ? tag
            : 'h1';
        const element = this.wrap(allowedTag, text);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML thematic break (<hr>) to the summary buffer
     *
     * @returns {Summary} summary instance
     */
    addSeparator() {
        const element = this.wrap('hr', null);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML line break (<br>) to the summary buffer
     *
     * @returns {Summary} summary instance
     */
    addBreak() {
        const element = this.wrap('br', null);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML blockquote to the summary buffer
     *
     * @param {string} text quote text
     * @param {string} cite (optional) citation url
     *
     * @returns {Summary} summary instance
     */
    addQuote(text, cite) {
        const attrs = Object.assign({}, (cite && { cite }));
        const element = this.wrap('blockquote', text, attrs);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML anchor tag to the summary buffer
     *
     * @param {string} text link text/content
     * @param {string} href hyperlink
     *
     * @returns {Summary} summary instance
     */
    addLink(text, href) {
        const element = this.wrap('a', text, { href });
        return this.addRaw(element).addEOL();
    }
}
const _summary = new Summary();
/**
 * @deprecated use `core.summary`
 */
const markdownSummary = (/* unused pure expression or super */ null && (_summary));
const summary = (/* unused pure expression or super */ null && (_summary));
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/path-utils.js
/**
 * toPosixPath converts the given path to the posix form. On Windows, \\ will be
 * replaced with /.
 *
 * @param pth. Path to transform.
 * @return string Posix path.
 */
function toPosixPath(pth) {
    return pth.replace(/[\\]/g, '/');
}
/**
 * toWin32Path converts the given path to the win32 form. On Linux, / will be
 * replaced with \\.
 *
 * @param pth. Path to transform.
 * @return string Win32 path.
 */
function toWin32Path(pth) {
    return pth.replace(/[/]/g, '\\');
}
/**
 * toPlatformPath converts the given path to a platform-specific path. It does
 * this by replacing instances of / and \ with the platform-specific path
 * separator.
 *
 * @param pth The path to platformize.
 * @return string The platform-specific path.
 */
function toPlatformPath(pth) {
    return pth.replace(/[/\\]/g, path.sep);
}
;// CONCATENATED MODULE: external "never-called:@actions/exec"
const exec_namespaceObject = neverCalled("@actions/exec");
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/platform.js
var platform_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};


const getWindowsInfo = () => platform_awaiter(void 0, void 0, void 0, function* () {
    const { stdout: version } = yield exec.getExecOutput('powershell -command "(Get-CimInstance -ClassName Win32_OperatingSystem).Version"', undefined, {
        silent: true
    });
    const { stdout: name } = yield exec.getExecOutput('powershell -command "(Get-CimInstance -ClassName Win32_OperatingSystem).Caption"', undefined, {
        silent: true
    });
    return {
        name: name.trim(),
        version: version.trim()
    };
});
const getMacOsInfo = () => platform_awaiter(void 0, void 0, void 0, function* () {
    var _a, _b, _c, _d;
    const { stdout } = yield exec.getExecOutput('sw_vers', undefined, {
        silent: true
    });
    const version = (_b = (_a = stdout.match(/ProductVersion:\s*(.+)/)) === null || _a === void 0 ? void 0 : _a[1]) !== null && _b !== void 0 ? _b : '';
    const name = (_d = (_c = stdout.match(/ProductName:\s*(.+)/)) === null || _c === void 0 ? void 0 : _c[1]) !== null && _d !== void 0 ? _d : '';
    return {
        name,
        version
    };
});
const getLinuxInfo = () => platform_awaiter(void 0, void 0, void 0, function* () {
    const { stdout } = yield exec.getExecOutput('lsb_release', ['-i', '-r', '-s'], {
        silent: true
    });
    const [name, version] = stdout.trim().split('\n');
    return {
        name,
        version
    };
});
const platform = external_os_namespaceObject.platform();
const arch = external_os_namespaceObject.arch();
const isWindows = platform === 'win32';
const isMacOS = platform === 'darwin';
const isLinux = platform === 'linux';
function getDetails() {
    return platform_awaiter(this, void 0, void 0, function* () {
        return Object.assign(Object.assign({}, (yield (isWindows
            ? getWindowsInfo()
            : isMacOS
                ? getMacOsInfo()
                : getLinuxInfo()))), { platform,
            arch,
            isWindows,
            isMacOS,
            isLinux });
    });
}
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/core.js
var core_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};






/**
 * The code to exit an action
 */
var ExitCode;
(function (ExitCode) {
    /**
     * A code indicating that the action was successful
     */
    ExitCode[ExitCode["Success"] = 0] = "Success";
    /**
     * A code indicating that the action was a failure
     */
    ExitCode[ExitCode["Failure"] = 1] = "Failure";
})(ExitCode || (ExitCode = {}));
//-----------------------------------------------------------------------
// Variables
//-----------------------------------------------------------------------
/**
 * Sets env variable for this action and future actions in the job
 * @param name the name of the variable to set
 * @param val the value of the variable. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function exportVariable(name, val) {
    const convertedVal = toCommandValue(val);
    process.env[name] = convertedVal;
    const filePath = process.env['GITHUB_ENV'] || '';
    if (filePath) {
        return issueFileCommand('ENV', prepareKeyValueMessage(name, val));
    }
    issueCommand('set-env', { name }, convertedVal);
}
/**
 * Registers a secret which will get masked from logs
 *
 * @param secret - Value of the secret to be masked
 * @remarks
 * This function instructs the Actions runner to mask the specified value in any
 * logs produced during the workflow run. Once registered, the secret value will
 * be replaced with asterisks (***) whenever it appears in console output, logs,
 * or error messages.
 *
 * This is useful for protecting sensitive information such as:
 * - API keys
 * - Access tokens
 * - Authentication credentials
 * - URL parameters containing signatures (SAS tokens)
 *
 * Note that masking only affects future logs; any previous appearances of the
 * secret in logs before calling this function will remain unmasked.
 *
 * @example
 * ```typescript
 * // Register an API token as a secret
 * const apiToken = "abc123xyz456";
 * setSecret(apiToken);
 *
 * // Now any logs containing this value will show *** instead
 * console.log(`Using token: ${apiToken}`); // Outputs: "Using token: ***"
 * ```
 */
function core_setSecret(secret) {
    command_issueCommand('add-mask', {}, secret);
}
/**
 * Prepends inputPath to the PATH (for this action and future actions)
 * @param inputPath
 */
function addPath(inputPath) {
    const filePath = process.env['GITHUB_PATH'] || '';
    if (filePath) {
        issueFileCommand('PATH', inputPath);
    }
    else {
        issueCommand('add-path', {}, inputPath);
    }
    process.env['PATH'] = `${inputPath}${path.delimiter}${process.env['PATH']}`;
}
/**
 * Gets the value of an input.
 * Unless trimWhitespace is set to false in InputOptions, the value is also trimmed.
 * Returns an empty string if the value is not defined.
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   string
 */
function getInput(name, options) {
    const val = process.env[`INPUT_${name.replace(/ /g, '_').toUpperCase()}`] || '';
    if (options && options.required && !val) {
        throw new Error(`Input required and not supplied: ${name}`);
    }
    if (options && options.trimWhitespace === false) {
        return val;
    }
    return val.trim();
}
/**
 * Gets the values of an multiline input.  Each value is also trimmed.
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   string[]
 *
 */
function getMultilineInput(name, options) {
    const inputs = getInput(name, options)
        .split('\n')
        .filter(x => x !== '');
    if (options && options.trimWhitespace === false) {
        return inputs;
    }
    return inputs.map(input => input.trim());
}
/**
 * Gets the input value of the boolean type in the YAML 1.2 "core schema" specification.
 * Support boolean input list: `true | True | TRUE | false | False | FALSE` .
 * The return value is also in boolean type.
 * ref: https://yaml.org/spec/1.2/spec.html#id2804923
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   boolean
 */
function getBooleanInput(name, options) {
    const trueValue = ['true', 'True', 'TRUE'];
    const falseValue = ['false', 'False', 'FALSE'];
    const val = getInput(name, options);
    if (trueValue.includes(val))
        return true;
    if (falseValue.includes(val))
        return false;
    throw new TypeError(`Input does not meet YAML 1.2 "Core Schema" specification: ${name}\n` +
        `Support boolean input list: \`true | True | TRUE | false | False | FALSE\``);
}
/**
 * Sets the value of an output.
 *
 * @param     name     name of the output to set
 * @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function setOutput(name, value) {
    const filePath = process.env['GITHUB_OUTPUT'] || '';
    if (filePath) {
        return issueFileCommand('OUTPUT', prepareKeyValueMessage(name, value));
    }
    process.stdout.write(os.EOL);
    issueCommand('set-output', { name }, toCommandValue(value));
}
/**
 * Enables or disables the echoing of commands into stdout for the rest of the step.
 * Echoing is disabled by default if ACTIONS_STEP_DEBUG is not set.
 *
 */
function setCommandEcho(enabled) {
    issue('echo', enabled ? 'on' : 'off');
}
//-----------------------------------------------------------------------
// Results
//-----------------------------------------------------------------------
/**
 * Sets the action status to failed.
 * When the action exits it will be with an exit code of 1
 * @param message add error issue message
 */
function setFailed(message) {
    process.exitCode = ExitCode.Failure;
    error(message);
}
//-----------------------------------------------------------------------
// Logging Commands
//-----------------------------------------------------------------------
/**
 * Gets whether Actions Step Debug is on or not
 */
function isDebug() {
    return process.env['RUNNER_DEBUG'] === '1';
}
/**
 * Writes debug message to user log
 * @param message debug message
 */
function core_debug(message) {
    command_issueCommand('debug', {}, message);
}
/**
 * Adds an error issue
 * @param message error issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function error(message, properties = {}) {
    issueCommand('error', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Adds a warning issue
 * @param message warning issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function core_warning(message, properties = {}) {
    command_issueCommand('warning', utils_toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Adds a notice issue
 * @param message notice issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function notice(message, properties = {}) {
    issueCommand('notice', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Writes info to log with console.log.
 * @param message info message
 */
function info(message) {
    process.stdout.write(message + external_os_namespaceObject.EOL);
}
/**
 * Begin an output group.
 *
 * Output until the next `groupEnd` will be foldable in this group
 *
 * @param name The name of the output group
 */
function startGroup(name) {
    issue('group', name);
}
/**
 * End an output group.
 */
function endGroup() {
    issue('endgroup');
}
/**
 * Wrap an asynchronous function call in a group.
 *
 * Returns the same type as the function itself.
 *
 * @param name The name of the group
 * @param fn The function to wrap in the group
 */
function group(name, fn) {
    return core_awaiter(this, void 0, void 0, function* () {
        startGroup(name);
        let result;
        try {
            result = yield fn();
        }
        finally {
            endGroup();
        }
        return result;
    });
}
//-----------------------------------------------------------------------
// Wrapper action state
//-----------------------------------------------------------------------
/**
 * Saves state for current action, the state can only be retrieved by this action's post job execution.
 *
 * @param     name     name of the state to store
 * @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function saveState(name, value) {
    const filePath = process.env['GITHUB_STATE'] || '';
    if (filePath) {
        return issueFileCommand('STATE', prepareKeyValueMessage(name, value));
    }
    issueCommand('save-state', { name }, toCommandValue(value));
}
/**
 * Gets the value of an state set by this action's main execution.
 *
 * @param     name     name of the state to get
 * @returns   string
 */
function getState(name) {
    return process.env[`STATE_${name}`] || '';
}
function getIDToken(aud) {
    return core_awaiter(this, void 0, void 0, function* () {
        return yield OidcClient.getIDToken(aud);
    });
}
/**
 * Summary exports
 */

/**
 * @deprecated use core.summary
 */

/**
 * Path exports
 */

/**
 * Platform utilities exports
 */

;// CONCATENATED MODULE: ./src/foundation/encodings.ts
const MAX_LAYERS = 5;
function decode(text) {
    const layers = [];
    let before = { text, starts: [] };
    while (layers.length < MAX_LAYERS && /[\\%&+\t\n\r]/.test(before.text)) {
        const decoded = decodeLayer(before);
        if (decoded.text === before.text)
            break;
        layers.push(decoded);
        before = decoded;
    }
    return layers;
}
const FOLDED = { '+': ' ', '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't' };
function decodeLayer({ text, starts: before }) {
    const starts = new Int32Array(text.length + 1);
    let decoded = '';
    let at = 0;
    while (at < text.length) {
        const escape = readers[text[at] ?? '']?.(text, at);
        const meant = escape?.meant ?? text[at] ?? '';
        for (const unit of meant.split('')) {
            starts[decoded.length] = before[at] ?? at;
            decoded += FOLDED[unit] ?? unit;
        }
        at = escape?.end ?? at + 1;
    }
    starts[decoded.length] = before[at] ?? at;
    return { text: decoded, starts };
}
const readers = {
    '\\': readBackslash,
    '%': readPercent,
    '&': readEntity,
};
function readBackslash(text, at) {
    const [written, unicode, hex, letter] = /^\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([^ux]))/.exec(text.slice(at, at + 6)) ?? [];
    if (written === undefined)
        return undefined;
    const meant = letter ?? String.fromCharCode(Number.parseInt(unicode ?? hex ?? '', 16));
    return { meant, end: at + written.length };
}
function readPercent(text, at) {
    const written = /^(?:%[0-9a-fA-F]{2}){1,4}/.exec(text.slice(at, at + 12))?.[0];
    if (written === undefined)
        return undefined;
    const bytes = Buffer.from(written.replaceAll('%', ''), 'hex');
    const [first = 0] = bytes;
    const length = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    const character = bytes.toString('utf8', 0, length);
    return character.includes('\ufffd')
        ? { meant: String.fromCharCode(first), end: at + 3 }
        : { meant: character, end: at + length * 3 };
}
const MAX_ENTITY = 20;
function readEntity(text, at) {
    const [entity, hex, decimal, name] = /^&(?:#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?|([A-Za-z]+[0-9]*);)/.exec(text.slice(at, at + MAX_ENTITY)) ?? [];
    if (entity === undefined)
        return undefined;
    const point = name === undefined ? Number.parseInt(hex ?? decimal ?? '', hex === undefined ? 10 : 16) : pointNamed(name);
    return point === undefined || point > 0x10ffff
        ? undefined
        : { meant: String.fromCodePoint(point), end: at + entity.length };
}
const ASCII_NAMES = `Tab 9 NewLine 10 excl 33 quot 34 QUOT 34 num 35 dollar 36 percnt 37 amp 38 AMP 38 apos 39 lpar 40
rpar 41 ast 42 midast 42 plus 43 comma 44 period 46 sol 47 colon 58 semi 59 lt 60 LT 60 equals 61 gt 62 GT 62 quest 63
commat 64 lsqb 91 lbrack 91 bsol 92 rsqb 93 rbrack 93 Hat 94 lowbar 95 UnderBar 95 grave 96 DiacriticalGrave 96
lcub 123 lbrace 123 verbar 124 vert 124 VerticalLine 124 rcub 125 rbrace 125`;
const LATIN_NAMES = `nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3
acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig
Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave
Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave
iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml`;
let names;
function pointNamed(name) {
    if (names === undefined) {
        names = new Map([['euro', 0x20ac]]);
        for (const [, word = '', point] of ASCII_NAMES.matchAll(/(\w+)\s(\d+)/g))
            names.set(word, Number(point));
        for (const [index, word] of LATIN_NAMES.split(/\s/).entries())
            names.set(word, 0xa0 + index);
    }
    return names.get(name);
}
const MIN_SHORTENED_LENGTH = 5;
function decodedForms(secret) {
    return [secret, ...decode(secret).map(({ text }) => text)].flatMap((text) => {
        const [end, name] = /(?:\\(?:u[0-9a-f]{0,3}|x[0-9a-f]?)?|%[0-9a-f]?|&(?:#x?[0-9a-f]*|([a-z]+[0-9]*)))$/i.exec(text) ?? [];
        const length = text.length - (end?.length ?? 0);
        const isEscape = end !== undefined && (name === undefined || pointNamed(name) !== undefined);
        return isEscape && length >= MIN_SHORTENED_LENGTH ? [text, text.slice(0, length)] : [text];
    });
}
const MIN_BASE64_LENGTH = 8;
function binaryForms(text) {
    const bytes = Buffer.from(text);
    const whole = bytes.toString('base64');
    const pieces = [0, 1, 2].map((before) => inBase64(bytes, before));
    const long = pieces.filter((piece) => piece.length >= MIN_BASE64_LENGTH);
    const base64 = [whole, whole.replace(/=+$/, ''), ...long];
    const base64url = base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'));
    const hex = bytes.toString('hex');
    return [...base64, ...base64url, hex, hex.toUpperCase()];
}
function inBase64(bytes, before) {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
}

;// CONCATENATED MODULE: ./src/foundation/secrets.ts
const MIN_LENGTH = 4;
const PEM_BORDER = /^-----(BEGIN|END) [A-Z0-9 ]+-----$/;
const known = new Set();
function secrets_mask(secret, found = 'encoded too') {
    const parts = [secret, ...secret.split(/\r?\n/)].map((part) => part.trim());
    for (const part of parts) {
        if (part.length < MIN_LENGTH || PEM_BORDER.test(part) || known.has(part))
            continue;
        known.add(part);
        const all = found === 'as written' ? [part] : [...decodedForms(part), ...binaryForms(part)];
        for (const form of all)
            remember(secrets_forms[found], form);
        core_setSecret(part);
    }
    return secret.trim().length >= MIN_LENGTH;
}
function scrub(text, end = text.length) {
    let clean = '';
    let done = 0;
    for (const { from, to } of findSecrets(text, [secrets_forms['encoded too'], secrets_forms['as written']])) {
        if (from >= end)
            break;
        if (from >= done)
            clean += `${text.slice(done, from)}***`;
        done = Math.max(done, to);
    }
    return clean + text.slice(done, end);
}
const holdsSecret = (text) => findSecrets(text, [secrets_forms['encoded too']]).length > 0;
const secrets_forms = {
    'encoded too': { all: new Set(), lengths: new Map() },
    'as written': { all: new Set(), lengths: new Map() },
};
const begins = new Uint8Array(65_536);
function remember({ all, lengths }, form) {
    if (form.length < MIN_LENGTH || all.has(form))
        return;
    all.add(form);
    begins[pairAt(form, 0)] = 1;
    const start = form.slice(0, MIN_LENGTH);
    const others = lengths.get(start) ?? [];
    if (!others.includes(form.length))
        lengths.set(start, [...others, form.length].sort((a, b) => b - a));
}
const MAX_COMPARED = 1000;
function findSecrets(text, kinds) {
    const budget = { left: (text.length + MIN_LENGTH) * MAX_COMPARED };
    const spans = findForms(text, kinds, budget);
    for (const { text: decoded, starts } of decode(text)) {
        for (const { from, to } of findForms(decoded, kinds, budget)) {
            spans.push({ from: starts[from] ?? 0, to: starts[to] ?? text.length });
        }
    }
    return budget.left < 0 ? [{ from: 0, to: text.length }] : spans.sort((a, b) => a.from - b.from);
}
function findForms(text, kinds, budget) {
    const spans = [];
    for (let at = 0; at + MIN_LENGTH <= text.length && budget.left >= 0; at += 1) {
        if (begins[pairAt(text, at)] === 0)
            continue;
        const start = text.slice(at, at + MIN_LENGTH);
        let longest = 0;
        for (const { all, lengths } of kinds) {
            for (const length of lengths.get(start) ?? []) {
                if (length <= longest)
                    break;
                if (at + length > text.length)
                    continue;
                budget.left -= length;
                if (all.has(text.slice(at, at + length)))
                    longest = length;
            }
        }
        if (longest > 0)
            spans.push({ from: at, to: at + longest });
    }
    return spans;
}
const pairAt = (text, at) => ((text.charCodeAt(at) << 8) ^ text.charCodeAt(at + 1)) & 0xffff;

;// CONCATENATED MODULE: ./src/foundation/text.ts
const text_hasControl = (text) => /[\x00-\x1f\x7f-\x9f]/.test(text);
function oneLine(text) {
    const line = text.trim().replaceAll('##[', '##\\[').replace(/^::/, '\\::');
    if (/^[\x20-\x7e]*$/.test(line))
        return line;
    const invisible = new RegExp(String.raw `[\p{Cc}\p{Zl}\p{Zp}\p{Cf}\p{Cs}]`, 'gu');
    return line.replace(invisible, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
const shorten = (text, limit, length = text.length) => `${text.slice(0, limit).toWellFormed()}\u2026 (${length} characters)`;
const MAX_ENCODED_SECRET = 65_536;
function text_safe(text, limit = 1000) {
    const isLong = text.length > limit + MAX_ENCODED_SECRET;
    const clean = isLong ? scrub(text.slice(0, limit + MAX_ENCODED_SECRET), limit) : scrub(text);
    return oneLine(isLong || clean.length > limit ? shorten(clean, limit, text.length) : clean);
}
function printable(text, limit = 4000) {
    return oneLine(text.length > limit ? shorten(text, limit) : text);
}
function text_quote(text, limit = 200) {
    const begin = /-----BEGIN[A-Z0-9 ]{1,40}-----/.exec(text);
    const shown = begin === null ? text.replace(/^[^]*(?=-----END)/, '\u2026') : `${text.slice(0, begin.index)}${begin[0]}\u2026`;
    return `'${text_safe(shown, limit)}'`;
}
const text_asSentence = (text) => (/[.!?]$/.test(text) ? text : `${text}.`);
function quotedList(words, conjunction) {
    const quoted = words.map((word) => `'${word}'`);
    const last = quoted.pop() ?? '';
    return quoted.length === 0 ? last : `${quoted.join(', ')} ${conjunction} ${last}`;
}
const text_oneOf = (words) => quotedList(words, 'or');
const text_allOf = (words) => quotedList(words, 'and');
const text_plural = (number, noun) => `${number} ${noun}${number === 1 ? '' : 's'}`;
const SHORT = 65_536;
const MAX_DEPTH = 200;
function isTooDeep(text) {
    if (text.length <= SHORT)
        return false;
    let depth = 0;
    let inString = false;
    for (let index = 0; index < text.length; index += 1) {
        const character = text[index];
        if (inString) {
            if (character === '\\')
                index += 1;
            else if (character === '"')
                inString = false;
        }
        else if (character === '"')
            inString = true;
        else if (character === '[' || character === '{') {
            depth += 1;
            if (depth > MAX_DEPTH)
                return true;
        }
        else if (character === ']' || character === '}')
            depth -= 1;
    }
    return false;
}
function text_parseWebUrl(text) {
    if (!/^https?:\/\/[^/?#]/i.test(text) || /[\s\\]/.test(text) || text_hasControl(text))
        return undefined;
    if (/^https?:\/\/https?:(?!\d)/i.test(text))
        return undefined;
    return URL.parse(text) ?? undefined;
}
const hostOf = ({ hostname }) => hostname.replace(/^\[|\]$/g, '');
const text_hasUserInfo = (text) => /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*@/i.test(text);
const withoutSecrets = (address) => address.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1***@').replace(/([?#]).+$/s, '$1***');
const text_withoutTrailingSlashes = (text) => text.replace(/(?<!\/)\/+$/, '');

;// CONCATENATED MODULE: ./src/foundation/errors.ts
class errors_ActionError extends Error {
    hint;
    constructor(message, details = {}) {
        super(message, details);
        this.name = new.target.name;
        this.hint = details.hint;
    }
}
class errors_InputError extends errors_ActionError {
    input;
    constructor(message, details = {}) {
        super(message, details);
        this.input = details.input;
    }
}
function errors_inputError(input, problem, hint) {
    return new errors_InputError(`'${input}' ${problem}`, { input, hint });
}
class InputErrors extends errors_ActionError {
    errors;
    constructor(errors) {
        super(errors.map(({ message }) => message).join('\n'));
        this.errors = errors;
    }
}
class errors_RefusedError extends errors_ActionError {
}
class errors_ConnectionError extends errors_ActionError {
    sent;
    code;
    constructor(message, details) {
        super(message, details);
        this.sent = details.sent;
        this.code = details.code;
    }
}
class errors_ResponseError extends errors_ActionError {
    status;
    errorBody;
    fromPortainer;
    retryAfter;
    constructor(message, details) {
        super(message, details);
        this.status = details.status;
        this.errorBody = details.errorBody ?? { message: '', details: '' };
        this.fromPortainer = details.fromPortainer ?? false;
        this.retryAfter = details.retryAfter;
    }
}
class OutcomeError extends errors_ActionError {
}
class CancelledError extends Error {
}
function addContext(error, sentence, hint) {
    if (!(error instanceof errors_ActionError))
        return error;
    return new OutcomeError(`${text_asSentence(error.message)} ${sentence}`, {
        hint: error.hint ?? hint,
        cause: error,
    });
}
function recoverFrom(failure, request, sentence, hint = RUN_AGAIN) {
    return request.catch((cause) => {
        if (!(cause instanceof errors_ActionError))
            throw cause;
        throw addContext(failure, `${sentence}: ${cause.message}`, hint);
    });
}
function errors_orUndefined(read) {
    try {
        return read();
    }
    catch {
        return undefined;
    }
}
const RUN_AGAIN = 'Running the step again is safe: it looks first.';
function errors_collectMistakes() {
    const errors = [];
    return {
        errors,
        add: (error) => errors.push(error),
        refuse: (message, hint) => errors.push(new errors_InputError(message, { hint })),
        attempt(read) {
            try {
                return read();
            }
            catch (error) {
                if (error instanceof InputErrors)
                    errors.push(...error.errors);
                else if (error instanceof errors_InputError)
                    errors.push(error);
                else
                    throw error;
                return undefined;
            }
        },
        throwAny() {
            const [first] = errors;
            if (first !== undefined)
                throw errors.length === 1 ? first : new InputErrors(errors);
        },
    };
}

;// CONCATENATED MODULE: ./src/foundation/async.ts
const now = () => Number(process.hrtime.bigint()) / 1e6;
function systemClock(cancelled) {
    return {
        now,
        random: Math.random,
        sleep: async (milliseconds) => {
            const { promise, resolve } = Promise.withResolvers();
            const timer = setTimeout(resolve, milliseconds);
            cancelled.addEventListener('abort', resolve);
            if (!cancelled.aborted)
                await promise;
            clearTimeout(timer);
            cancelled.removeEventListener('abort', resolve);
            if (cancelled.aborted)
                throw new CancelledError('The job was cancelled.');
        },
    };
}
const REPORT_INTERVAL = 5000;
async function async_poll(clock, end, attempt, onWait) {
    let lastReport = -Infinity;
    for (let pause = 500;; pause = Math.min(pause * 1.5, 5000)) {
        const result = await attempt();
        if (result !== undefined)
            return result;
        if (clock.now() + pause >= end)
            return undefined;
        if (clock.now() - lastReport >= REPORT_INTERVAL) {
            lastReport = clock.now();
            onWait?.(Math.ceil((end - clock.now()) / 1000));
        }
        await clock.sleep(pause);
    }
}
function createQueue(concurrency) {
    let running = 0;
    const waiting = [];
    return async (job) => {
        if (running >= concurrency)
            await new Promise((resolve) => waiting.push(resolve));
        else
            running += 1;
        try {
            return await job();
        }
        finally {
            const next = waiting.shift();
            if (next === undefined)
                running -= 1;
            else
                next();
        }
    };
}
async function async_forEachConcurrent(concurrency, elements, job) {
    const rest = elements.entries();
    let failed = false;
    const work = async () => {
        for (const [index, element] of rest) {
            if (failed)
                return;
            try {
                await job(element, index);
            }
            catch (error) {
                failed = true;
                throw error;
            }
        }
    };
    const workers = Array.from({ length: Math.min(concurrency, elements.length) }, work);
    for (const ended of await Promise.allSettled(workers))
        if (ended.status === 'rejected')
            throw ended.reason;
}

;// CONCATENATED MODULE: ./src/foundation/byte-buffer.ts
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
                const larger = Buffer.allocUnsafe(Math.max(needed, room.length * 2));
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
        },
    };
}

;// CONCATENATED MODULE: ./src/github/client.ts
const REQUEST_TIMEOUT = 30_000;
async function openRepository(token, stop) {
    delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    const { getOctokit, context } = await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 959, 23));
    const octokit = getOctokit(token);
    const fetch = limitFetch(octokit.request.endpoint.DEFAULTS.request?.fetch);
    octokit.hook.before('request', (options) => {
        options.request.fetch = fetch;
        options.request.signal = AbortSignal.any([stop, AbortSignal.timeout(REQUEST_TIMEOUT)]);
        options.request['log'] = silent;
    });
    const where = context.repo;
    const pullRequest = context.payload.pull_request;
    const sha = pullRequest?.head?.sha || context.sha;
    if (!sha)
        throw new Error('GITHUB_SHA is not set, so the commit is unknown.');
    const runUrl = Number.isInteger(context.runId)
        ? `${context.serverUrl}/${where.owner}/${where.repo}/actions/runs/${context.runId}`
        : undefined;
    return { api: octokit.rest.repos, where, sha, eventName: context.eventName, runUrl };
}
const ignore = () => undefined;
const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };
const MAX_RESPONSE_BYTES = 8 * 1024 * 1024;
const MAX_REDIRECTS = 3;
function limitFetch(fetch) {
    return async (url, init) => {
        let at = url;
        for (let redirects = 0;; redirects += 1) {
            const response = await fetch(at, { ...init, redirect: 'manual' });
            const { status, statusText, headers } = response;
            if (status < 300 || status >= 400 || status === 304) {
                const isEmpty = status === 204 || status === 205 || status === 304;
                const body = await readBody(response);
                return new Response(isEmpty ? null : body, { status, statusText, headers: [...headers] });
            }
            await response.body?.cancel();
            const next = URL.parse(headers.get('location') ?? '', at);
            const isUnchanged = init.method === 'GET' || status === 307 || status === 308;
            if (!isUnchanged || next?.origin !== new URL(at).origin || redirects >= MAX_REDIRECTS)
                throw new Error(`GitHub answered ${status}, a redirect that is not followed`);
            at = next.href;
        }
    };
}
async function readBody({ body }) {
    const bytes = createByteBuffer();
    for await (const piece of body ?? []) {
        bytes.add(Buffer.from(piece));
        if (bytes.length > MAX_RESPONSE_BYTES)
            throw new Error('the response is longer than 8 MiB');
    }
    const all = bytes.take();
    if (isTooDeep(all.toString('latin1')))
        throw new Error('the response is nested too deeply');
    return all;
}
const PERMISSIONS = 'permissions:\n  deployments: write';
function failureMessage(attempt, error) {
    const response = responseOf(error);
    const reason = reasonOf(error);
    const why = response === undefined ? reason : `GitHub answered ${response.status} (${reason})`;
    const what = `The deployment could not be ${attempt}: ${why}.`;
    if (response?.status === 401)
        return `${what} The token in \`github-token\` is wrong or has expired.`;
    if (response?.status !== 403 && response?.status !== 404)
        return what;
    const { headers = {} } = response;
    if (headers['x-ratelimit-remaining'] === '0' || headers['retry-after'] !== undefined)
        return what;
    return (`${what} The token may not write deployments. Add to the job, beside the permissions that it lists already ` +
        '(those not listed are taken away):\n' +
        `${PERMISSIONS}\n` +
        'The token of a run for a fork or for Dependabot can only read, whatever the workflow says. A token of your own ' +
        'needs write access to the deployments of this repository.');
}
function responseOf(error) {
    if (!(error instanceof Error) || !('response' in error))
        return undefined;
    return error.response;
}
function reasonOf(error) {
    let message = error instanceof Error ? error.message : String(error);
    for (let at = error; at instanceof Error && message === ''; at = at.cause) {
        if ('code' in at && typeof at.code === 'string')
            message = at.code;
    }
    return text_safe(message || 'no response came', 300).replace(/\.$/, '');
}

;// CONCATENATED MODULE: ./src/github/deployments.ts
const REPORT_TIMEOUT = 120_000;
const TASK = 'portainer-endpoint';
const MADE_BY = 'portainer-endpoint-action';
const MAX_PAGES = 3;
const ENOUGH_INACTIVE = 10;
const MAX_DESCRIPTION = 140;
async function announceDeployment(target, endpoint, cancelled) {
    await withRepository(target, 'reported', cancelled, async (repository) => {
        const { environment } = target;
        const own = await findOwnDeployments(repository, environment);
        const state = endpoint.failed ? 'failure' : 'success';
        const url = parseWebUrl(endpoint.url ?? '')?.href;
        const last = own.find((deployment) => deployment.state !== 'inactive');
        const what = `${quote(environment)} of commit ${repository.sha.slice(0, 7)}`;
        let current = last?.id;
        if (last?.sha === repository.sha && last.state === state && last.url === url) {
            core.info(`The deployment to ${what} is reported already.`);
        }
        else {
            current = await createDeployment(repository, environment, endpoint.name, state, url);
            core.info(`Reported a deployment to ${what}${url === undefined ? '' : `: ${url}`}`);
        }
        if (state === 'failure')
            return;
        const earlier = own.filter((deployment) => deployment.id !== current);
        await retireAll(repository, environment, earlier);
    });
}
async function retireDeployments(target, cancelled) {
    await withRepository(target, 'made inactive', cancelled, async (repository) => {
        const own = await findOwnDeployments(repository, target.environment);
        await retireAll(repository, target.environment, own);
    });
}
async function withRepository({ token, environment }, attempt, cancelled, act) {
    if (token.trim() === '') {
        core_warning(`No deployment is reported for ${text_quote(environment)}: \`github-token\` is empty. ` +
            'That is normal for a pull request from a fork or by Dependabot, whose runs get no secrets; otherwise pass ' +
            `\`github-token: \${{ github.token }}\` and allow it to:\n${PERMISSIONS}`);
        return;
    }
    const tooLate = AbortSignal.timeout(REPORT_TIMEOUT);
    try {
        await act(await openRepository(token, AbortSignal.any([cancelled, tooLate])));
    }
    catch (error) {
        let reason = error;
        if (tooLate.aborted)
            reason = `GitHub took longer than ${REPORT_TIMEOUT / 1000} seconds`;
        if (cancelled.aborted)
            reason = 'the job was cancelled';
        core_warning(failureMessage(attempt, reason));
    }
}
async function findOwnDeployments({ api, where }, environment) {
    const found = [];
    let inactive = 0;
    for (let page = 1; page <= MAX_PAGES; page++) {
        const response = await api.listDeployments({ ...where, environment, task: TASK, per_page: 100, page });
        for (const { id, sha, task, payload } of listed(response.data)) {
            if (task !== TASK || !isMarked(payload))
                continue;
            checkId(id);
            const { data } = await api.listDeploymentStatuses({ ...where, deployment_id: id, per_page: 100 });
            const statuses = listed(data);
            for (const status of statuses)
                checkId(status.id);
            const last = statuses.toSorted((a, b) => b.id - a.id)[0];
            found.push({ id, sha, state: last?.state, url: text_parseWebUrl(last?.environment_url ?? '')?.href });
            inactive = last?.state === 'inactive' ? inactive + 1 : 0;
            if (inactive === ENOUGH_INACTIVE)
                return found;
        }
        if (response.data.length < 100)
            break;
    }
    return found;
}
async function createDeployment({ api, where, sha, runUrl, eventName }, environment, endpointName, state, url) {
    const description = safe(`Portainer endpoint ${endpointName}`).slice(0, MAX_DESCRIPTION).toWellFormed();
    const { data } = await api.createDeployment({
        ...where,
        ref: sha,
        task: TASK,
        payload: { made_by: MADE_BY },
        environment,
        description,
        transient_environment: isTransient(environment, eventName),
        auto_merge: false,
        required_contexts: [],
    });
    if (!('id' in data))
        throw new Error(data.message ?? 'the response has no deployment in it');
    checkId(data.id);
    await api.createDeploymentStatus({
        ...where,
        deployment_id: data.id,
        state,
        description,
        auto_inactive: false,
        ...(url === undefined ? {} : { environment_url: url }),
        ...(runUrl === undefined ? {} : { log_url: runUrl }),
    });
    return data.id;
}
async function retireAll({ api, where }, environment, deployments) {
    for (const { id, state } of deployments.toReversed()) {
        if (['inactive', 'failure', 'error'].includes(state ?? ''))
            continue;
        await api.createDeploymentStatus({ ...where, deployment_id: id, state: 'inactive', auto_inactive: false });
        info(`Deployment ${id} to ${text_quote(environment)} is now inactive.`);
    }
}
function isTransient(environment, eventName) {
    if (eventName === 'pull_request' || eventName === 'pull_request_target')
        return true;
    return new RegExp(String.raw `^(?:preview|pr|review)s?(?!\p{Letter})`, 'iu').test(environment);
}
function listed(data) {
    if (!Array.isArray(data))
        throw new Error('the response is not a list');
    return data;
}
function checkId(id) {
    if (!Number.isSafeInteger(id) || Number(id) < 1)
        throw new Error('the response has an id that is not a whole number');
}
function isMarked(payload) {
    let value = payload;
    if (typeof payload === 'string') {
        value = isTooDeep(payload) ? undefined : errors_orUndefined(() => JSON.parse(payload));
    }
    return typeof value === 'object' && value !== null && 'made_by' in value && value.made_by === MADE_BY;
}

;// CONCATENATED MODULE: external "node:crypto"
const external_node_crypto_namespaceObject = require("node:crypto");
;// CONCATENATED MODULE: ./src/certificates/pem-blocks.ts
const LABELS = [
    'CERTIFICATE, X509 CERTIFICATE, TRUSTED CERTIFICATE, CERTIFICATE REQUEST, NEW CERTIFICATE REQUEST, X509 CRL',
    'PRIVATE KEY, RSA PRIVATE KEY, EC PRIVATE KEY, DSA PRIVATE KEY, ENCRYPTED PRIVATE KEY, OPENSSH PRIVATE KEY',
    'PUBLIC KEY, RSA PUBLIC KEY, SSH2 PUBLIC KEY, EC PARAMETERS, DH PARAMETERS, PKCS7, PKCS12',
    'PGP PRIVATE KEY BLOCK, PGP PUBLIC KEY BLOCK, PGP MESSAGE',
].flatMap((labels) => labels.split(', '));
const MARKER = /-{1,5}\s?(BEGIN|END)\s?([A-Z0-9\s]{0,40}?)\s?-{1,5}/g;
const hasMarker = (text) => findMarkers(text).next().done !== true;
const LABEL_OF_LETTERS = new Map(LABELS.map((label) => [label.replaceAll(' ', ''), label]));
function* findMarkers(text) {
    for (const { 0: line, 1: word = '', 2: words = '', index } of text.matchAll(MARKER)) {
        const label = LABEL_OF_LETTERS.get(words.replace(/\s/g, '')) ?? '';
        if (label !== '' || (line.startsWith('-----') && line.endsWith('-----'))) {
            yield { word, label, from: index, to: index + line.length };
        }
    }
}
function pem_blocks_findBlocks(input, text, example) {
    const cutOff = (why) => errors_inputError(input, `is cut off: ${why}`, storeHint(input));
    const blocks = [];
    let begin;
    const noEnd = () => cutOff(`PEM block ${blocks.length + 1} has a BEGIN line, but no matching END line.`);
    for (const marker of findMarkers(text)) {
        if (begin === undefined) {
            if (marker.word === 'END')
                throw cutOff('a PEM block has an END line, but no BEGIN line.');
            begin = marker;
        }
        else {
            if (marker.word === 'BEGIN' || marker.label !== begin.label)
                throw noEnd();
            blocks.push({ label: begin.label, body: text.slice(begin.to, marker.from) });
            begin = undefined;
        }
    }
    if (begin !== undefined)
        throw noEnd();
    if (blocks.length === 0) {
        const lines = `'-----BEGIN ${example}-----' and '-----END ${example}-----'`;
        throw errors_inputError(input, `contains no PEM. It must have the lines ${lines}.`);
    }
    return blocks.filter((block) => block.label !== 'EC PARAMETERS');
}
const AROUND_LINES = /[\s"'`,;|>*#\\^\u2018-\u201e\u2022\u00ab\u00bb]+/g;
function pem_blocks_decode(block) {
    const lines = block.body.trim().replace(/^-{1,20}|-{1,20}$/g, '');
    const base64 = lines.replace(/^\s*(?:[A-Za-z][A-Za-z-]{0,30}:.*\n)+/, '').replace(AROUND_LINES, '');
    if (base64 === '')
        return 'it is empty';
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64))
        return 'it has characters that base64 does not have';
    const bytes = Buffer.from(base64, 'base64');
    return isDer(bytes) ? bytes : 'some of it is missing or changed';
}
function encode(label, bytes) {
    const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
    return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
function isDer(bytes) {
    const [tag, length = 0] = bytes;
    if (tag !== 0x30)
        return false;
    if (length < 0x80)
        return bytes.length === 2 + length;
    const lengthBytes = length - 0x80;
    if (lengthBytes < 1 || lengthBytes > 4 || bytes.length < 2 + lengthBytes)
        return false;
    return bytes.length === 2 + lengthBytes + bytes.readUIntBE(2, lengthBytes);
}
function storeHint(input) {
    const name = input.toUpperCase().replaceAll('-', '_');
    return `Store the file as it is, line breaks included: gh secret set ${name} < FILE`;
}

;// CONCATENATED MODULE: ./src/certificates/pem.ts
const CURVES = (/* unused pure expression or super */ null && (['secp224r1', 'prime256v1', 'secp384r1', 'secp521r1']));
function pem_readCertificates(input, text) {
    const contents = pem_blocks_findBlocks(input, text, 'CERTIFICATE').map(contentOf);
    if (contents.some(({ label }) => label.endsWith('PRIVATE KEY'))) {
        const also = contents.some(({ certificate }) => certificate) ? 'also ' : '';
        const place = input === 'tls-cert'
            ? "The private key belongs in 'tls-key'."
            : 'No input takes the private key of a CA.';
        throw errors_inputError(input, `${also}contains a private key, but takes only certificates. ${place}`);
    }
    const unexpected = contents.find(({ label }) => label !== 'CERTIFICATE');
    if (unexpected)
        throw unexpectedBlock(input, unexpected.label, 'It takes only certificates.');
    if (contents.length === 0)
        throw errors_inputError(input, 'contains no certificate.');
    return contents.map(({ certificate, fault }, index) => {
        if (certificate)
            return certificate;
        const which = contents.length === 1 ? '' : ` (number ${index + 1} of ${contents.length})`;
        throw damaged(input, `certificate${which}`, fault);
    });
}
function pem_readPrivateKey(text) {
    const fail = (problem, hint) => inputError('tls-key', problem, hint);
    const contents = findBlocks('tls-key', text, 'PRIVATE KEY').map(contentOf);
    const certificates = contents.filter(({ label }) => label === 'CERTIFICATE');
    if (certificates.length > 0) {
        const also = certificates.length === contents.length ? '' : 'also ';
        const problem = `${also}contains a certificate, but takes only one private key.`;
        throw fail(`${problem} The certificate belongs in 'tls-cert'.`);
    }
    const [content] = contents;
    if (!content)
        throw fail('contains no private key.');
    if (contents.length > 1) {
        throw fail(`contains ${contents.length} PEM blocks, but takes only one private key.`);
    }
    if (content.label === 'ENCRYPTED PRIVATE KEY') {
        const problem = 'is encrypted with a passphrase. Portainer needs a key that is not encrypted.';
        throw fail(problem, 'Decrypt it: openssl pkey -in FILE -out DECRYPTED_FILE');
    }
    if (!['PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY'].includes(content.label)) {
        throw unexpectedBlock('tls-key', content.label, 'It takes a private key in PKCS#1, PKCS#8 or SEC1.');
    }
    if (!content.privateKey)
        throw damaged('tls-key', 'private key', content.fault);
    if (!isUsable(content.privateKey.key)) {
        const allowed = 'It takes RSA, ECDSA (P-224, P-256, P-384, P-521) or Ed25519.';
        throw fail(`contains a private key that Portainer can't use. ${allowed}`);
    }
    return content.privateKey;
}
function contentOf(block) {
    if (/Proc-Type:\s*4,\s*ENCRYPTED/.test(block.body))
        return { label: 'ENCRYPTED PRIVATE KEY' };
    const bytes = pem_blocks_decode(block);
    const label = block.label === 'X509 CERTIFICATE' ? 'CERTIFICATE' : block.label;
    return typeof bytes === 'string' ? { label, fault: bytes } : (identify(bytes) ?? { label });
}
const LENGTH = '(?:80|[0-7].|81..|82.{4}|83.{6})';
const PKCS12 = new RegExp(`^30${LENGTH}02010330${LENGTH}06092a864886f70d0107`);
const PKCS7 = new RegExp(`^30${LENGTH}06092a864886f70d010702`);
function identify(bytes) {
    const head = bytes.toString('hex', 0, 40);
    if (PKCS12.test(head))
        return { label: 'PKCS12' };
    if (PKCS7.test(head))
        return { label: 'PKCS7' };
    if (!isDer(bytes))
        return undefined;
    return (errors_orUndefined(() => asCertificate(bytes)) ?? asPrivateKey(bytes) ?? errors_orUndefined(() => asPublicKey(bytes)));
}
function asCertificate(bytes) {
    const x509 = new external_node_crypto_namespaceObject.X509Certificate(bytes);
    const dates = [x509.validFromDate.getTime(), x509.validToDate.getTime()];
    if (dates.some(Number.isNaN) || x509.publicKey.type !== 'public')
        return undefined;
    return { label: 'CERTIFICATE', certificate: { pem: encode('CERTIFICATE', bytes), x509 } };
}
function asPrivateKey(bytes) {
    const labelled = (label, key) => ({
        label,
        privateKey: { pem: encode(label, bytes), key },
    });
    try {
        return labelled('PRIVATE KEY', (0,external_node_crypto_namespaceObject.createPrivateKey)({ key: bytes, format: 'der', type: 'pkcs8' }));
    }
    catch (error) {
        if (error.code === 'ERR_MISSING_PASSPHRASE') {
            return { label: 'ENCRYPTED PRIVATE KEY' };
        }
    }
    return errors_orUndefined(() => {
        const key = (0,external_node_crypto_namespaceObject.createPrivateKey)({ key: bytes, format: 'der', type: 'pkcs1' });
        return labelled(key.asymmetricKeyType === 'ec' ? 'EC PRIVATE KEY' : 'RSA PRIVATE KEY', key);
    });
}
function asPublicKey(bytes) {
    (0,external_node_crypto_namespaceObject.createPublicKey)({ key: bytes, format: 'der', type: 'spki' });
    return { label: 'PUBLIC KEY' };
}
function isUsable(key) {
    const kind = key.asymmetricKeyType;
    if (kind === 'ec')
        return CURVES.includes(key.asymmetricKeyDetails?.namedCurve ?? '');
    return kind === 'rsa' || kind === 'ed25519';
}
function damaged(input, what, fault = "it can't be decoded") {
    return errors_inputError(input, `contains a damaged ${what}: ${fault}.`, storeHint(input));
}
function unexpectedBlock(input, label, allowed) {
    const key = input === 'tls-key';
    const names = {
        '': 'a PEM block of an unknown kind',
        PKCS7: 'PKCS#7',
        PKCS12: 'PKCS#12 (a .p12 or .pfx file)',
        'OPENSSH PRIVATE KEY': "a key in OpenSSH's own format",
    };
    const which = key ? '-nocerts -nodes' : input === 'tls-cert' ? '-clcerts -nokeys' : '-cacerts -nokeys';
    const pkcs7 = 'openssl pkcs7 -in FILE -print_certs -out CERTIFICATE_FILE';
    const hints = {
        'OPENSSH PRIVATE KEY': 'Convert it to PEM, in place: ssh-keygen -p -N "" -m PEM -f FILE',
        'TRUSTED CERTIFICATE': 'Convert it: openssl x509 -in FILE -out CERTIFICATE_FILE',
        PKCS7: `Extract the certificates: ${pkcs7} (with -inform der if FILE is binary)`,
        PKCS12: `Extract the ${key ? 'key' : 'certificates'}: openssl pkcs12 -in FILE ${which} -out ${key ? 'KEY' : 'CERTIFICATE'}_FILE (with -legacy for an old file)`,
    };
    const found = names[label] ?? `a PEM block '${label}'`;
    return errors_inputError(input, `contains ${found}. ${allowed}`, hints[label]);
}

;// CONCATENATED MODULE: ./src/certificates/rules.ts
function rules_checkPair(chain, key) {
    const place = chain.findIndex(({ x509 }) => x509.checkPrivateKey(key.key));
    const [first] = chain;
    const matching = chain[place];
    if (!first || !matching) {
        const whose = first ? ` (${subjectOf(first)})` : '';
        throw new InputError(`'tls-key' is not the private key of the certificate in 'tls-cert'${whose}.`);
    }
    if (place > 0) {
        throw inputError('tls-cert', `has its certificates in the wrong order: 'tls-key' belongs to number ${place + 1} (${subjectOf(matching)}). ` +
            'Put the certificate of the key first, then the one that issued it, and so on.');
    }
    if (!signs(first, key)) {
        throw inputError('tls-key', 'contains a damaged private key: its signatures do not fit its certificate.');
    }
}
function signs({ x509 }, { key }) {
    const digest = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
    const sample = Buffer.from('portainer-endpoint');
    return orUndefined(() => verify(digest, sample, x509.publicKey, sign(digest, sample, key))) ?? false;
}
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
const ANY_USE = '2.5.29.37.0';
function rules_checkClientUse(certificate, warn) {
    const { x509 } = certificate;
    const subject = subjectOf(certificate);
    const uses = x509.keyUsage;
    if (uses !== undefined && !uses.includes(CLIENT_AUTH) && !uses.includes(ANY_USE)) {
        throw inputError('tls-cert', `contains a certificate that is not for clients (${subject}): its extended key usage lacks 'clientAuth', ` +
            'so the engine would refuse it.', 'Issue it with: extendedKeyUsage = clientAuth');
    }
    if (!x509.ca)
        return;
    if (allowsSignatures(x509) === false) {
        throw inputError('tls-cert', `contains a CA's certificate (${subject}), which may only sign others. It takes a client certificate.`);
    }
    warn(`'tls-cert' contains a CA's certificate (${subject}): whoever gets its private key can issue others. ` +
        'A separate client certificate is safer.');
}
function allowsSignatures(x509) {
    const extension = /\x06\x03\x55\x1d\x0f(?:\x01\x01\xff)?\x04[^]\x03[^][\0-\x07]([^])/;
    const bits = extension.exec(x509.raw.toString('latin1'))?.[1];
    return bits === undefined ? undefined : (bits.charCodeAt(0) & 0x80) !== 0;
}
function rules_checkAuthority(input, certificate, warnSelfSigned) {
    const { x509 } = certificate;
    if (x509.ca)
        return;
    const subject = subjectOf(certificate);
    if (!isSelfSigned(x509)) {
        throw errors_inputError(input, `contains a certificate that is not a CA's (${subject}). Provide the certificate of the CA that issued it.`);
    }
    if (isVersion1(x509))
        return;
    warnSelfSigned(`'${input}' contains a self-signed certificate that is not a CA's (${subject}): it only works if the engine ` +
        'presents this very certificate.');
}
function isSelfSigned(x509) {
    return errors_orUndefined(() => x509.subject === x509.issuer && x509.verify(x509.publicKey)) ?? false;
}
const rules_LENGTH = String.raw `(?:[\0-\x7f]|\x81[^]|\x82[^]{2})`;
function isVersion1(x509) {
    return !new RegExp(`^0${rules_LENGTH}0${rules_LENGTH}\\xa0`).test(x509.raw.toString('latin1', 0, 16));
}
const DAY = 24 * 60 * 60 * 1000;
const WARNING_DAYS = 14;
function rules_checkValidity(input, certificates, now, needed, warn) {
    const faults = certificates.map((certificate) => faultOf(certificate, now));
    const fault = faults.find((text) => text !== undefined);
    if (fault !== undefined && (needed === 'every' || !faults.includes(undefined))) {
        throw errors_inputError(input, `contains a certificate that ${fault}. It must be valid now (${toText(now)}).`);
    }
    for (const [index, certificate] of certificates.entries()) {
        const text = faults[index] ?? expiryOf(certificate, now);
        if (text !== undefined)
            warn(`'${input}' contains a certificate that ${text}.`);
    }
}
function faultOf(certificate, now) {
    const { validFromDate, validToDate } = certificate.x509;
    if (validToDate < now)
        return `expired on ${toText(validToDate)} (${subjectOf(certificate)})`;
    if (validFromDate > now)
        return `is not valid before ${toText(validFromDate)} (${subjectOf(certificate)})`;
    return undefined;
}
function expiryOf(certificate, now) {
    const end = certificate.x509.validToDate;
    const days = Math.floor((end.getTime() - now.getTime()) / DAY);
    if (days >= WARNING_DAYS)
        return undefined;
    const left = days === 0 ? 'within a day' : days === 1 ? 'in 1 day' : `in ${days} days`;
    return `expires ${left}, on ${toText(end)} (${subjectOf(certificate)})`;
}
function toText(date) {
    return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
function subjectOf({ x509 }) {
    const subject = x509.subject;
    if (!subject)
        return `serial number ${x509.serialNumber}`;
    return text_safe(subject.split('\n').reverse().join(', '), 200);
}

;// CONCATENATED MODULE: ./src/certificates/tls-files.ts
const tls_files_tlsFileNames = (/* unused pure expression or super */ null && (['ca', 'cert', 'key']));
function tls_files_checkTlsFiles({ ca, cert, key }, now) {
    const { refuse, attempt, throwAny } = collectMistakes();
    const files = {};
    const fingerprints = {};
    const warnings = [];
    const warn = (text) => void warnings.push(text);
    attempt(() => {
        if (ca === undefined)
            return;
        const authorities = readCertificates('tls-ca-cert', ca);
        for (const authority of authorities)
            checkAuthority('tls-ca-cert', authority, warn);
        checkValidity('tls-ca-cert', authorities, now, 'one', warn);
        files.ca = authorities.map(({ pem }) => pem).join('');
        fingerprints.ca = authorities.map(({ x509 }) => x509.fingerprint256);
    });
    const chain = cert === undefined ? undefined : attempt(() => readCertificates('tls-cert', cert));
    const privateKey = key === undefined ? undefined : attempt(() => readPrivateKey(key));
    if ((cert === undefined) !== (key === undefined)) {
        const [given, missing] = cert === undefined ? ['tls-key', 'tls-cert'] : ['tls-cert', 'tls-key'];
        refuse(`'${given}' was given without '${missing}'. Provide a certificate and its private key, or neither.`, 'A secret that does not exist, or that this run may not read, is empty.');
    }
    attempt(() => {
        const [own] = chain ?? [];
        if (chain === undefined || own === undefined || privateKey === undefined)
            return;
        checkPair(chain, privateKey);
        checkClientUse(own, warn);
        checkValidity('tls-cert', chain, now, 'every', warn);
        files.cert = chain.map(({ pem }) => pem).join('');
        files.key = privateKey.pem;
        fingerprints.cert = own.x509.fingerprint256;
    });
    throwAny();
    return { files, fingerprints, warnings };
}
function checkPortainerCa(text, now) {
    const warnings = [];
    const authorities = pem_readCertificates('ca-cert', text);
    for (const authority of authorities)
        rules_checkAuthority('ca-cert', authority, () => undefined);
    rules_checkValidity('ca-cert', authorities, now, 'one', (warning) => void warnings.push(warning));
    return { pem: authorities.map(({ pem }) => pem), warnings };
}

;// CONCATENATED MODULE: external "node:fs"
const external_node_fs_namespaceObject = require("node:fs");
;// CONCATENATED MODULE: external "node:path"
const external_node_path_namespaceObject = require("node:path");
;// CONCATENATED MODULE: ./src/certificates/pem-text.ts
function pem_text_findPem(content, layers = 3) {
    if (typeof content !== 'string') {
        const found = identify(content);
        if (found !== undefined)
            return encode(found.label, content);
    }
    const text = repair(typeof content === 'string' ? content : pem_text_decodeText(content));
    if (hasMarker(text))
        return text;
    const packed = layers === 0 ? undefined : (decodeBase64(text) ?? findPackedPem(text));
    return packed === undefined ? undefined : pem_text_findPem(packed, layers - 1);
}
function pem_text_decodeText(bytes) {
    const [first, second] = bytes;
    const bigEndian = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0);
    const littleEndian = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0);
    if (bytes.length % 2 === 0 && (bigEndian || littleEndian)) {
        return new TextDecoder(bigEndian ? 'utf-16be' : 'utf-16le').decode(bytes);
    }
    return new TextDecoder().decode(bytes);
}
function decodeBase64(text) {
    const packed = text
        .trim()
        .replace(/^["']?data:[^,]{0,200},/i, '')
        .replace(/[\s"'`]/g, '');
    if (packed.length < 16 || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(packed))
        return undefined;
    return Buffer.from(packed, 'base64');
}
function findPackedPem(text) {
    const begin = /LS0tLS1CRUdJTi[A-Za-z0-9+/\r\n]*={0,2}/g;
    const packed = text.match(begin)?.map((base64) => Buffer.from(base64, 'base64').toString('utf8'));
    return packed?.join('\n');
}
const ENTITIES = {
    nbsp: ' ',
    newline: '\n',
    plus: '+',
    sol: '/',
    equals: '=',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
};
function repair(given) {
    let text = given.replaceAll('\0', '');
    if (/-(?:BEGIN|END)\+[A-Z]/.test(text))
        text = text.replaceAll('+', ' ');
    text = text.replace(/(?:%(?:25){0,4}[0-9a-f]{2})+/gi, (codes) => Buffer.from(codes.replace(/%(?:25){0,4}([0-9a-f]{2})/gi, '$1'), 'hex').toString('utf8'));
    text = text
        .replace(/&(?:amp;){0,4}#(?:x([0-9a-f]{1,4})|(\d{1,5}));/gi, (_, hex, decimal) => hex === undefined ? String.fromCharCode(Number(decimal)) : fromHex(hex))
        .replace(/&(?:amp;){0,4}(?:hyphen|[mn]?dash);/gi, '-')
        .replace(/&(?:amp;){0,4}([a-z]{2,7});/gi, (entity, name) => ENTITIES[name.toLowerCase()] ?? entity)
        .replace(/<\/?[a-z][^<>]{0,200}>/gi, '\n');
    text = text.replace(/=(0[ad]|09|20|3d)/gi, (_, code) => fromHex(code));
    text = text.replace(/=\r?\n(?=[A-Za-z0-9+/])/g, '');
    text = text
        .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
        .replace(/[\u2010-\u2015\u2212\ufe58\ufe63]/g, '-')
        .replace(/[\u0085\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '');
    return text.replace(/\\{1,8}(?:u([0-9a-f]{4})|x([0-9a-f]{2})|([rnt]|par(?![a-z])|01[25])|(?=["'/]))|`([rn])/gi, (_, unicode, hex) => {
        const code = unicode ?? hex;
        return code === undefined ? '\n' : fromHex(code);
    });
}
const fromHex = (digits) => String.fromCharCode(Number.parseInt(digits, 16));

;// CONCATENATED MODULE: ./src/inputs/file-hints.ts
const VALUES = [
    [/^\*{3,}$/, "'***' is what GitHub's log shows in place of a secret: give the secret itself."],
    [/\$\{\{/, "'${{ \u2026 }}' is replaced in workflow files only, not in what they read: use 'env:NAME'."],
    [/^(?:secrets|vars|env)\.\w+$/, "Write it as an expression: '${{ secrets.NAME }}'."],
    [/^\$\(|^`.*`$/, 'No shell runs here, so commands are not carried out: give what the command prints.'],
    [
        /^\$env:|^\$\{?[A-Za-z_]|%[A-Za-z_]\w*%/,
        "Variables such as '$HOME' and '%USERPROFILE%' are not expanded here: write the path out, or use 'env:NAME' for what a variable holds.",
    ],
    [/^~/, "'~' is not expanded here: write the path out, such as '/etc/ssl/ca.pem'."],
    [/^file:/i, "Leave 'file://' out: a path is given as it is."],
    [/^[@<]/, "Leave out the character before the path: '@' and '<' have no meaning here."],
    [/^[a-z][a-z0-9+.-]{1,20}:\/\//i, 'URLs are not downloaded here: download the file in a step before.'],
    [/^["'\u2018\u2019\u201c\u201d].*["'\u2018\u2019\u201c\u201d]$/, 'Leave the quotes around it out.'],
    [/[*?]/, 'Wildcards are not expanded here: give the path of one file.'],
];
const CONTENTS = [
    [
        /^version https:\/\/git-lfs\.github\.com/,
        "The file is a pointer of Git LFS: check it out with 'lfs: true' in actions/checkout.",
    ],
    [
        /^PuTTY-User-Key-File/,
        'This is a key of PuTTY. Convert it: puttygen FILE -O private-openssh -o KEY_FILE',
    ],
    [
        /^(?:ssh-|ecdsa-sha2-|sk-)\S+ AAAA/,
        'This is a public key of SSH, which is neither a certificate nor a private key.',
    ],
    [
        /^(?:sha-?(?:1|256|384|512)[^\n]{0,20}[=:] ?)?(?:[0-9a-f]{2}:){15}/i,
        'This is a fingerprint. Give the certificate itself.',
    ],
    [/^Certificate:\s+Data:/, 'This is what openssl prints about a certificate, without the certificate.'],
    [/^\{\s*"(?:kty|keys)"/, 'This is a JSON Web Key. Give the key in PEM.'],
    [/^\$ANSIBLE_VAULT|"?sops"?:|^age-encryption/m, 'This is encrypted. Decrypt it in a step before.'],
    [/^\s*<(?:!doctype|html|\?xml)/i, 'This is a web page or XML: what was downloaded may be an error page.'],
    [/^(?:30 ?8[0-3][0-9a-f ]{20})/i, 'This is hexadecimal. Convert it: xxd -r -p FILE FILE.der'],
    [
        /^MI[A-Za-z0-9+/\s]{30}/,
        "This looks like the base64 between '-----BEGIN \u2026-----' and '-----END \u2026-----', with the two lines missing, and not complete.",
    ],
];
const BINARIES = [
    [
        /^(?:feedfeed|cececece)/,
        'This is a Java keystore. Convert it: keytool -importkeystore -srckeystore FILE -destkeystore FILE.p12 -deststoretype PKCS12',
    ],
    [
        /^(?:504b0304|1f8b|425a68|fd377a|28b52ffd)/,
        'This is an archive, or compressed. Unpack it in a step before.',
    ],
    [/^(?:25504446|d0cf11e0)/, 'This is a PDF or Office document. Save what it holds as plain text.'],
    [
        /^00474954435259505400/,
        "The file is encrypted by git-crypt: unlock it in a step before ('git-crypt unlock').",
    ],
];
function explainValue(value) {
    const hint = firstMatch(CONTENTS, value) ?? firstMatch(VALUES, value);
    if (hint !== undefined || process.platform === 'win32')
        return hint;
    return /^[A-Za-z]:[\\/]|^[^/]*\\/.test(value)
        ? "This runner is not Windows: its paths have no drive, and '/' between folders."
        : undefined;
}
function explainContent(bytes) {
    if (bytes.length === 0)
        return 'It is empty.';
    return (firstMatch(BINARIES, bytes.toString('hex', 0, 16)) ?? firstMatch(CONTENTS, bytes.toString('utf8').trim()));
}
function firstMatch(table, text) {
    return table.find(([pattern]) => pattern.test(text))?.[1];
}

;// CONCATENATED MODULE: ./src/inputs/names.ts
const connectionInputs = [
    'url',
    'username',
    'password',
    'api-key',
    'init-admin',
    'setup-token',
    'ca-cert',
    'skip-tls-verify',
    'headers',
    'wait-for-portainer',
    'timeout',
];
const endpointInputs = [
    'name',
    'id',
    'type',
    'endpoint-url',
    'public-url',
    'group',
    'tags',
    'container-engine',
    'tls',
    'tls-ca-cert',
    'tls-cert',
    'tls-key',
    'tls-skip-verify',
    'tls-skip-client-verify',
    'azure-application-id',
    'azure-tenant-id',
    'azure-authentication-key',
    'kubeconfig',
    'edge-checkin-interval',
    'extra-fields',
    'users',
    'teams',
];
const policyInputs = ['state', 'if-exists', 'if-missing', 'update-secrets', 'clear'];
const runInputs = [
    'cleanup',
    'wait-until-up',
    'dry-run',
    'endpoints',
    'prune',
    'prune-limit',
    'concurrency',
    'deployment',
    'deployment-url',
    'github-token',
];
const names_itemInputs = [...endpointInputs, ...policyInputs];
const names_stepOnlyInputs = [...connectionInputs, ...runInputs];
const names_listInputs = (/* unused pure expression or super */ null && (['tags', 'users', 'teams', 'clear']));
const secretInputs = new Set([
    'password',
    'api-key',
    'setup-token',
    'headers',
    'tls-key',
    'azure-authentication-key',
    'kubeconfig',
    'github-token',
]);

;// CONCATENATED MODULE: ./src/inputs/files.ts
const MAX_FILE_BYTES = 1024 * 1024;
const MAX_PATH_LENGTH = 4096;
const MAX_SHOWN_LENGTH = 120;
const files_EMPTY_SECRET = 'A secret that does not exist is an empty text, and pull requests from forks and Dependabot get none.';
function files_readFileInput(source, name) {
    const given = source.text(name);
    if (given === undefined)
        return undefined;
    const text = findText(name, given);
    if (text !== undefined)
        return text;
    return given.startsWith('env:') ? readVariable(source, name, given) : readFile(source, name, given);
}
const formatOf = (name) => name === 'kubeconfig' ? 'a kubeconfig' : "PEM text ('-----BEGIN \u2026')";
const lastFound = new Map();
const MAX_LAST_FOUND = 16;
function findText(name, content) {
    const cacheKey = `${name}\n${typeof content === 'string' ? content : content.toString('latin1')}`;
    if (lastFound.has(cacheKey))
        return lastFound.get(cacheKey);
    const text = name === 'kubeconfig' ? findKubeconfig(content) : pem_text_findPem(content);
    if (lastFound.size >= MAX_LAST_FOUND)
        lastFound.clear();
    lastFound.set(cacheKey, text);
    if (text === undefined)
        return undefined;
    const given = typeof content === 'string' ? content : pem_text_decodeText(content);
    if (name === 'kubeconfig') {
        if (text.trim() !== given.trim())
            secrets_mask(given);
    }
    else if (secretInputs.has(name) || text.includes('PRIVATE KEY')) {
        secrets_mask(text);
        if (!given.includes('\ufffd'))
            secrets_mask(given);
    }
    return text;
}
function findKubeconfig(content, layers = 2) {
    const text = typeof content === 'string' ? content.replace(/^\ufeff/, '') : pem_text_decodeText(content);
    const unquoted = layers === 0 ? undefined : parseJsonString(text);
    if (unquoted !== undefined)
        return findKubeconfig(unquoted, layers - 1);
    if (/^[ \t]*["']?(?:apiVersion|kind|clusters|contexts|users|current-context)["']?[ \t]*:/m.test(text)) {
        return text;
    }
    if (/^\s*\{[^]*"clusters"/.test(text))
        return text;
    const packed = layers === 0 ? undefined : decodeBase64(text);
    return packed === undefined ? undefined : findKubeconfig(packed, layers - 1);
}
const parseJsonString = (text) => /^\s*"[^]*"\s*$/.test(text) ? errors_orUndefined(() => JSON.parse(text)) : undefined;
function readVariable(source, name, given) {
    const variable = given.slice('env:'.length);
    const isShown = !source.hides(name) && isShowable(variable);
    const fail = (problem, hint) => errors_inputError(name, `names ${isShown ? `the variable ${text_quote(variable)}` : 'a variable'}${problem}`, hint);
    if (source.isFromItem(name) && !variable.startsWith('ENDPOINT_')) {
        throw fail("; an item of 'endpoints' may only name variables that start with 'ENDPOINT_'.", "The list may come from a pull request. Give the variable such a name in the step's 'env:'.");
    }
    const value = process.env[variable]?.trim() ?? '';
    if (value === '')
        throw fail(", which is empty or not set; set it in the step's 'env:'.", files_EMPTY_SECRET);
    const text = findText(name, value);
    if (text !== undefined)
        return text;
    throw fail(`, which holds neither ${formatOf(name)} nor base64 of it.`, explainContent(Buffer.from(value)));
}
function readFile(source, name, given) {
    const isShown = !source.hides(name) && isShowable(given);
    const unshown = source.hides(name) ? 'a value' : `a text of ${given.length} characters`;
    const shown = isShown ? text_quote(given) : unshown;
    const allowed = `${formatOf(name)}, base64 of it, 'env:NAME', or the path of a file`;
    const fail = (problem, hint) => errors_inputError(name, `is ${shown}, which ${problem}; allowed: ${allowed}.`, hint);
    if (given.length > MAX_PATH_LENGTH || text_hasControl(given)) {
        throw fail(`is neither ${formatOf(name)} nor a path`, explainValue(given));
    }
    const file = files_readWorkspaceFile(given, source.isFromItem(name), MAX_FILE_BYTES);
    if ('problem' in file) {
        const { problem, tried, hint } = file;
        if (problem !== 'does not exist')
            throw fail(problem, hint);
        const where = isShown && tried !== given ? ` (tried ${text_quote(tried, MAX_PATH_LENGTH)})` : '';
        throw fail(`${problem}${where}`, explainValue(given) ?? hint);
    }
    const text = findText(name, file.bytes);
    if (text !== undefined)
        return text;
    throw fail(`is a file that holds neither ${formatOf(name)} nor base64 of it`, explainContent(file.bytes));
}
function isShowable(text) {
    if (text.length > MAX_SHOWN_LENGTH || /-(?:BEGIN|END)|PRIVATE/.test(text) || text_hasControl(text))
        return false;
    const runs = text.match(/[A-Za-z0-9+]{20,}|^[A-Za-z0-9+/=]{40,}$/g) ?? [];
    return !runs.some((run) => /[A-Z]/.test(run) && /[a-z]/.test(run) && /\d/.test(run));
}
const OPEN = external_node_fs_namespaceObject.constants.O_RDONLY | (external_node_fs_namespaceObject.constants.O_NONBLOCK ?? 0);
function files_readWorkspaceFile(given, mustBeInside, maxBytes) {
    const workspace = process.env['GITHUB_WORKSPACE'] || process.cwd();
    const file = external_node_path_namespaceObject.resolve(workspace, given);
    const restricted = mustBeInside || !external_node_path_namespaceObject.isAbsolute(given);
    const outside = `${mustBeInside ? 'is outside' : 'leads out of'} GITHUB_WORKSPACE`;
    const fail = (problem, hint) => ({ problem, tried: file, hint });
    let handle;
    try {
        handle = external_node_fs_namespaceObject.openSync(file, OPEN);
        const opened = external_node_fs_namespaceObject.fstatSync(handle, { bigint: true });
        if (restricted && !liesIn(workspace, file, opened))
            return fail(outside);
        if (opened.isDirectory())
            return fail('is a folder', ONE_FILE);
        if (!opened.isFile())
            return fail('is not a regular file');
        const bytes = readUpTo(handle, maxBytes + 1);
        if (bytes.length > maxBytes)
            return fail(`is a file of more than ${maxBytes / 1024 ** 2} MiB`);
        return { bytes };
    }
    catch (error) {
        const inWorkspace = isBelow(external_node_path_namespaceObject.resolve(workspace), file);
        if (restricted && !inWorkspace)
            return fail(outside);
        if (errors_orUndefined(() => external_node_fs_namespaceObject.statSync(file).isDirectory()))
            return fail('is a folder', ONE_FILE);
        const { code } = error;
        if (code !== 'ENOENT' && code !== 'ENOTDIR')
            return fail(`can't be read (${code ?? 'unknown error'})`);
        return fail('does not exist', inWorkspace ? CHECKOUT : undefined);
    }
    finally {
        if (handle !== undefined)
            external_node_fs_namespaceObject.closeSync(handle);
    }
}
const ONE_FILE = 'Give the path of one file in it.';
const CHECKOUT = 'Files of the repository exist only after a step with actions/checkout in the same job.';
function liesIn(folder, file, opened) {
    const real = external_node_fs_namespaceObject.realpathSync(file);
    const now = external_node_fs_namespaceObject.statSync(real, { bigint: true });
    if (now.dev !== opened.dev || now.ino !== opened.ino)
        return false;
    return isBelow(external_node_fs_namespaceObject.realpathSync(folder), real);
}
function isBelow(folder, file) {
    const relative = external_node_path_namespaceObject.relative(folder, file);
    return relative !== '..' && !relative.startsWith(`..${external_node_path_namespaceObject.sep}`) && !external_node_path_namespaceObject.isAbsolute(relative);
}
function readUpTo(handle, maxBytes) {
    const bytes = Buffer.allocUnsafe(maxBytes);
    let length = 0;
    for (;;) {
        const read = external_node_fs_namespaceObject.readSync(handle, bytes, length, maxBytes - length, null);
        length += read;
        if (read === 0 || length === maxBytes)
            return bytes.subarray(0, length);
    }
}

;// CONCATENATED MODULE: ./src/inputs/connection.ts
function connection_readConnection(source) {
    const { attempt, refuse, throwAny } = errors_collectMistakes();
    const credentials = attempt(() => readCredentials(source));
    const initAdmin = attempt(() => source.boolean('init-admin')) ?? false;
    if (initAdmin && credentials?.kind === 'api-key') {
        refuse("'init-admin' requires 'password', with which the administrator is created.");
    }
    const headers = attempt(() => readHeaders(source)) ?? [];
    if (credentials?.kind === 'password' && headers.some(([name]) => /^authorization$/i.test(name))) {
        refuse("'headers' has 'Authorization', which a sign-in with 'password' sets; use 'api-key'.");
    }
    const connection = {
        url: attempt(() => readUrl(source)),
        username: attempt(() => source.line('username', 'a text without control characters')) ?? 'admin',
        credentials,
        initAdmin,
        setupToken: attempt(() => readHeaderToken(source, 'setup-token')),
        ca: attempt(() => readCa(source)),
        skipTlsVerify: attempt(() => source.boolean('skip-tls-verify')) ?? false,
        headers,
        waitSeconds: attempt(() => source.number('wait-for-portainer', 0, 3600)) ?? 0,
        timeoutSeconds: attempt(() => source.number('timeout', 1, 3600)) ?? 150,
    };
    throwAny();
    return connection;
}
function connectionWarnings({ url, skipTlsVerify }) {
    const target = new URL(url);
    const proxy = goesByProxy(target) ? ' through a proxy' : '';
    const isExposed = target.protocol === 'http:' && (proxy !== '' || !isLoopback(target.hostname));
    return [
        isExposed &&
            `'url' is plain http: credentials and keys travel unencrypted to ${target.hostname}${proxy}. Use https.`,
        skipTlsVerify &&
            "'skip-tls-verify' is on: anybody between here and Portainer can read the credentials. Give Portainer's certificate in 'ca-cert' instead.",
        process.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0' &&
            "NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored: Portainer's certificate is still verified.",
    ].filter((warning) => warning !== false);
}
const isLoopback = (hostname) => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
function goesByProxy({ hostname, host }) {
    const { env } = process;
    if (!(env['http_proxy'] || env['HTTP_PROXY']))
        return false;
    const exceptions = (env['no_proxy'] || env['NO_PROXY'] || '').split(/[\s,]+/);
    return !exceptions.some((one) => {
        const suffix = one.replace(/^\*?\./, '.');
        return ['*', hostname, host].includes(one) || (suffix.startsWith('.') && hostname.endsWith(suffix));
    });
}
const URL_FORM = "'http(s)://host[:port][/sub-path]'";
const SCHEME_FAULTS = [
    [/^(https?:?\/*)+https?(:(?!\d)|\/\/)/i, 'the scheme is written twice'],
    [/^https?(:\/?(?!\/)|\/\/)/i, "after the scheme there must be '://'"],
    [/^(?!https?:)[a-z][a-z0-9+.-]*:\/\//i, "its scheme is neither 'http' nor 'https'"],
    [/^(?!https?:)/i, "'http://' or 'https://' is missing"],
];
function readUrl(source) {
    const text = source.text('url');
    if (text === undefined)
        throw new errors_InputError(`'url' is missing; allowed: ${URL_FORM}.`);
    const fail = (why) => source.invalid('url', text, URL_FORM, why);
    if (text_hasUserInfo(text))
        throw fail("it has user info; use 'username' and 'password', or 'api-key'");
    if (text_hasControl(text) || /\s/.test(text))
        throw fail('it contains white space or control characters');
    const fault = SCHEME_FAULTS.find(([pattern]) => pattern.test(text));
    if (fault !== undefined)
        throw fail(fault[1]);
    const [page = ''] = text.split('#');
    const url = text_parseWebUrl(page);
    if (url === undefined)
        throw fail('it is not a valid URL');
    if (page.includes('?'))
        throw fail('it has a query');
    const path = text_withoutTrailingSlashes(url.pathname).replace(/\/api$/, '');
    return url.origin + text_withoutTrailingSlashes(path);
}
function readCredentials(source) {
    const password = source.text('password');
    if (password !== undefined && source.text('api-key') !== undefined) {
        throw new errors_InputError("'password' and 'api-key' are both given; provide exactly one of them.");
    }
    if (password !== undefined) {
        checkPassword(source, password);
        return { kind: 'password', password };
    }
    const apiKey = readHeaderToken(source, 'api-key');
    if (apiKey === undefined) {
        throw new errors_InputError("Neither 'password' nor 'api-key' is given; provide exactly one of them.", {
            hint: files_EMPTY_SECRET,
        });
    }
    if (JWT.test(apiKey)) {
        throw errors_inputError('api-key', "is a JSON Web Token. Create an access token in Portainer under My account; it begins with 'ptr_'.");
    }
    return { kind: 'api-key', apiKey };
}
function readCa(source) {
    const text = files_readFileInput(source, 'ca-cert');
    if (text === undefined)
        return [];
    const { pem, warnings } = checkPortainerCa(text, new Date());
    for (const warning of warnings)
        core_warning(warning);
    return pem;
}
const JWT = /^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]*$/;
const BCRYPT = /^\$2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}$/;
const UNEXPANDED = /^(\$\{?[A-Z][A-Z0-9]*(_[A-Z0-9]+)*\}?|\$\(.*\)|%[A-Z][A-Z0-9_]*%|\$env:\w+|env:\w+|\$?\{\{.*\}\}|(secrets|vars|env)\.\w+)$/i;
const NAME_ONLY = 'the name of a variable or secret, not its value: nothing replaces it here';
const expressionFor = (name) => `'${name}: \${{ secrets.NAME }}' in the workflow, with the name of the secret`;
const QUOTED = /^(["'`]).*\1$/s;
function connection_readToken(source, name) {
    const token = source.text(name);
    if (token === undefined)
        return undefined;
    if (UNEXPANDED.test(token))
        throw errors_inputError(name, `is ${NAME_ONLY}; write ${expressionFor(name)}.`);
    if (QUOTED.test(token))
        throw errors_inputError(name, 'has quotes around it; store the secret without them.');
    if (/^(bearer|token|basic|x-api-key:)\s/i.test(token)) {
        throw errors_inputError(name, "begins with a word such as 'Bearer'; give the token alone.");
    }
    return token;
}
function readHeaderToken(source, name) {
    const token = connection_readToken(source, name);
    if (token === undefined || /^[\x20-\x7e]*$/.test(token))
        return token;
    throw source.invalid(name, token, 'one line of printable ASCII characters');
}
function checkPassword(source, password) {
    if (/^ptr_[\w+/=-]{16,}$/.test(password)) {
        throw errors_inputError('password', "is an access token of Portainer ('ptr_'); give it in 'api-key' instead.");
    }
    if (JWT.test(password)) {
        throw errors_inputError('password', "is a JSON Web Token; give the password, or an access token in 'api-key'.");
    }
    if (BCRYPT.test(password)) {
        source.warn("'password' is a bcrypt hash, which Portainer takes for the password itself.");
    }
    if (UNEXPANDED.test(password)) {
        source.warn(`'password' looks like ${NAME_ONLY}. If so, write ${expressionFor('password')}.`);
    }
    else if (QUOTED.test(password)) {
        source.warn("'password' has quotes around it, which are sent as part of it.");
    }
}
const RESERVED = /^(x-api-key|x-setup-token|host|content-.*|transfer-encoding|trailer|connection)$/i;
function readHeaders(source) {
    const { attempt, throwAny } = errors_collectMistakes();
    const headers = [];
    const seen = new Set();
    for (const [index, line] of (source.text('headers') ?? '').split('\n').entries()) {
        if (line.trim() === '')
            continue;
        const place = `'headers', line ${index + 1}`;
        attempt(() => {
            const header = readHeader(line.trim(), place, seen);
            if (!maskHeader(header[1])) {
                const why = 'is too short or too common a word to be masked in the log';
                source.warn(`${place}: the value, or a part of it, ${why}.`);
            }
            headers.push(header);
        });
    }
    throwAny();
    return headers;
}
function readHeader(line, place, seen) {
    const fail = (why) => new errors_InputError(`${place}, ${why}; allowed: one 'Name: value' per line.`, { input: 'headers' });
    const at = line.indexOf(':');
    const name = line.slice(0, Math.max(at, 0)).trim();
    const value = line.slice(at + 1).trim();
    if (at < 1 || !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
        throw fail("is not of the form 'Name: value'");
    if (RESERVED.test(name))
        throw fail('names a header that the action sets itself');
    if (seen.has(name.toLowerCase()))
        throw fail('names a header for a second time');
    seen.add(name.toLowerCase());
    if (value === '')
        throw fail('has no value');
    if (!/^[\x20-\x7e]*$/.test(value))
        throw fail('has a value that is not printable ASCII');
    return [name, value];
}
function maskHeader(value) {
    const parts = secretParts(value).filter((part) => part !== '');
    const masked = parts.map((part) => !COMMON_WORDS.has(part.toLowerCase()) && secrets_mask(part));
    return masked.every((done) => done);
}
function secretParts(value) {
    const parts = [value];
    const [, scheme = '', rest] = /^([A-Za-z][\w-]*) +(\S.*)$/.exec(value) ?? [];
    if (rest !== undefined && !scheme.includes('='))
        parts.push(rest);
    if (rest !== undefined && scheme.toLowerCase() === 'basic') {
        const decoded = Buffer.from(rest, 'base64').toString('utf8');
        const colon = decoded.indexOf(':');
        if (colon >= 0)
            parts.push(decoded, decoded.slice(0, colon), decoded.slice(colon + 1));
    }
    for (const pair of (rest ?? value).split(/[;,&]/)) {
        const equals = pair.indexOf('=');
        const part = pair
            .slice(equals + 1)
            .trim()
            .replace(/^"(.*)"$/, '$1');
        if (equals > 0 && /[^=]/.test(part))
            parts.push(part);
    }
    return parts;
}
const COMMON_WORDS = new Set([
    'http https true false none null yes no localhost name value test',
    'portainer docker agent azure edge-agent kubernetes kubeconfig podman endpoint endpoints',
    'created updated unchanged reused recreated deleted absent present failed',
    'admin administrator user users team teams group tags github actions gzip identity',
    'bearer basic digest token application/json text/plain',
    'production staging development preview',
].flatMap((words) => words.split(' ')));

;// CONCATENATED MODULE: ./src/inputs/yaml.ts
const MAX_TOKENS = 700_000;
const yaml_MAX_DEPTH = 100;
const MAX_ALIASES = 100;
let yaml;
async function yaml_loadYaml() {
    yaml ??= await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 887, 23));
}
function yaml_parseYaml(what, text) {
    if (yaml === undefined)
        throw new Error('The YAML parser was not loaded.');
    const { LineCounter, isAlias, isMap, isNode, isScalar, isSeq, parseDocument, visit } = yaml;
    checkSize(yaml, what, text);
    const lines = new LineCounter();
    const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false, schema: 'failsafe' };
    const document = withoutStacks(() => parseDocument(text, options));
    const place = (node) => {
        const offset = typeof node === 'number' ? node : isNode(node) ? (node.range?.[0] ?? 0) : 0;
        const { line, col } = lines.linePos(offset);
        return `line ${line}, column ${col}`;
    };
    const fail = (at, why) => new errors_InputError(`${what}, ${place(at)}: ${why}.`);
    const [error] = document.errors;
    if (error !== undefined)
        throw fail(error.pos[0], `not valid YAML (${error.code})`);
    const targets = new Map();
    const anchors = new Map();
    visit(document, {
        Alias(_key, alias) {
            if (!anchors.has(alias.source))
                throw fail(alias, 'an alias without an anchor before it');
            targets.set(alias, anchors.get(alias.source));
        },
        Value(_key, node) {
            if (node.anchor !== undefined)
                anchors.set(node.anchor, node);
        },
    });
    if (targets.size > MAX_ALIASES) {
        throw new errors_InputError(`${what} has ${targets.size} aliases; at most ${MAX_ALIASES} are allowed.`);
    }
    const follow = (node) => (isAlias(node) ? targets.get(node) : node);
    return {
        document,
        place,
        text(node) {
            const value = follow(node);
            if (value === null || value === undefined)
                return '';
            if (!isScalar(value))
                return undefined;
            if (typeof value.value !== 'string')
                return '';
            if (value.type === 'PLAIN' && /^(null|Null|NULL|~)$/.test(value.value))
                return '';
            if (!value.value.isWellFormed())
                throw fail(node, 'a text with an unpaired surrogate');
            return value.value.trim();
        },
        list(node) {
            const value = follow(node);
            return isSeq(value) ? value.items : undefined;
        },
        map(node) {
            const value = follow(node);
            return isMap(value) ? value.items : undefined;
        },
    };
}
function checkSize({ CST, Lexer }, what, text) {
    let tokens = 0;
    let depth = 0;
    let isText = false;
    for (const token of new Lexer().lex(text)) {
        tokens += 1;
        if (!isText && (token === '[' || token === '{'))
            depth += 1;
        if (!isText && (token === ']' || token === '}'))
            depth -= 1;
        isText = token === CST.SCALAR;
        if (depth > yaml_MAX_DEPTH) {
            throw new errors_InputError(`${what} has more than ${yaml_MAX_DEPTH} brackets inside each other.`);
        }
        if (tokens > MAX_TOKENS) {
            const most = `${MAX_TOKENS.toLocaleString('en')} keys, values, brackets and commas`;
            throw new errors_InputError(`${what} has more than ${most}; use several shorter lists.`);
        }
    }
}
function withoutStacks(parse) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
        return parse();
    }
    finally {
        Error.stackTraceLimit = stackTraceLimit;
    }
}

;// CONCATENATED MODULE: ./src/inputs/source.ts
const LIST_FORM = "names, one per line or comma-separated, or a YAML list of names ('[a, b]')";
class source_InputSource {
    #values;
    #step;
    #lists = new Map();
    #warned = new Set();
    inItem;
    constructor(values, step) {
        this.#values = values;
        this.#step = step;
        this.inItem = step !== undefined;
    }
    isFromItem(name) {
        return this.inItem && this.#values.has(name);
    }
    hides(name) {
        return secretInputs.has(name) || this.isFromItem(name);
    }
    warn(text) {
        if (this.#step !== undefined) {
            this.#step.warn(text);
        }
        else if (!this.#warned.has(text)) {
            this.#warned.add(text);
            core_warning(text);
        }
    }
    mask(name) {
        const secret = this.text(name);
        if (secret !== undefined && !secrets_mask(secret))
            this.warn(`'${name}' is too short to be masked in the log.`);
    }
    text(name) {
        const value = this.#values.get(name) ?? this.#step?.text(name) ?? '';
        if (typeof value === 'string')
            return value || undefined;
        const lines = 'names' in value ? value.names : value.pairs.map((pair) => pair.join('='));
        return lines.join('\n') || undefined;
    }
    list(name) {
        if (this.inItem && !this.isFromItem(name))
            return this.#step?.list(name);
        if (!this.#lists.has(name))
            this.#lists.set(name, this.#readList(name));
        return this.#lists.get(name);
    }
    #readList(name) {
        const names = this.#readNames(name)?.map((one) => one.trim());
        if (names === undefined)
            return undefined;
        const given = new Set(names.filter((one) => one !== ''));
        if (given.size === 0)
            throw this.invalid(name, this.text(name) ?? '', LIST_FORM, 'it names nothing');
        return [...given];
    }
    #readNames(name) {
        const value = this.#values.get(name);
        if (typeof value === 'object' && 'names' in value)
            return value.names.length > 0 ? value.names : undefined;
        const text = this.text(name);
        if (text === undefined)
            return undefined;
        if (isYamlList(text))
            return this.#parseNames(name, text);
        const names = text.split(/[\n,]/);
        if (names.some((one) => /^\[[^\]]*$|^[^[]*\]$|^- /.test(one.trim()))) {
            throw this.invalid(name, text, LIST_FORM, 'it looks like a list, but is not one');
        }
        return names;
    }
    #parseNames(name, text) {
        const allowed = `${LIST_FORM}; a name that looks like a list is written as ['[EU]']`;
        const fail = (why) => this.invalid(name, text, allowed, why);
        let yaml;
        try {
            yaml = yaml_parseYaml(`'${name}'`, text);
        }
        catch (cause) {
            if (!(cause instanceof errors_InputError))
                throw cause;
            throw fail('it looks like a list, but is not valid YAML');
        }
        const names = yaml.list(yaml.document.contents)?.map(yaml.text);
        if (!names?.every((one) => one !== undefined))
            throw fail('it may only contain names');
        if (names.length === 0) {
            const empty = name === 'clear' ? "leave 'clear' out" : `use 'clear: ${name}' to remove all ${name}`;
            throw fail(`an empty list changes nothing; ${empty}`);
        }
        return names;
    }
    pairs(name) {
        const value = this.#values.get(name);
        if (typeof value === 'object' && 'pairs' in value)
            return value.pairs;
        return linesOf(this.text(name) ?? '').map((line) => {
            const at = line.indexOf('=');
            const field = line.slice(0, Math.max(at, 0)).trim();
            if (field === '')
                throw this.invalid(name, line, "lines of the form 'Field=value'");
            return [field, line.slice(at + 1).trim()];
        });
    }
    line(name, allowed = 'one line of text') {
        const text = this.text(name);
        if (text !== undefined && text_hasControl(text))
            throw this.invalid(name, text, allowed);
        return text;
    }
    boolean(name) {
        const text = this.text(name);
        if (text === undefined)
            return undefined;
        if (/^(true|True|TRUE|false|False|FALSE)$/.test(text))
            return text.toLowerCase() === 'true';
        throw this.invalid(name, text, "'true' or 'false'");
    }
    number(name, least, most) {
        const text = this.text(name);
        if (text === undefined)
            return undefined;
        const number = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
        if (number >= least && number <= most)
            return number;
        throw this.invalid(name, text, `a whole number from ${least} to ${most}`);
    }
    choice(name, words) {
        const text = this.text(name);
        return text === undefined ? undefined : this.#choose(name, text, words);
    }
    choices(name, words) {
        return this.list(name)?.map((text) => this.#choose(name, text, words));
    }
    #choose(name, text, words) {
        const word = words.find((candidate) => candidate === text.toLowerCase());
        if (word !== undefined)
            return word;
        const meant = source_suggest(text, words);
        throw this.invalid(name, text, text_oneOf(words), meant && `did you mean '${meant}'?`);
    }
    invalid(name, value, allowed, why) {
        const isAddress = name.endsWith('url') || value.includes('://');
        const subject = this.hides(name)
            ? `'${name}' has a value that can't be used`
            : `'${name}' is ${text_quote(isAddress ? withoutSecrets(value) : value)}`;
        const reason = why === undefined ? '' : `: ${why}`;
        const semicolon = reason.endsWith('?') ? ' Allowed' : '; allowed';
        return new errors_InputError(text_asSentence(`${subject}${reason}${semicolon}: ${allowed}`), { input: name });
    }
}
const source_stepInputs = () => new source_InputSource(new Map([...names_stepOnlyInputs, ...names_itemInputs].map((name) => [name, getInput(name)])));
async function source_prepareYaml(source) {
    const needed = source.text('endpoints') !== undefined ||
        source.text('kubeconfig') !== undefined ||
        listInputs.some((name) => isYamlList(source.text(name) ?? ''));
    if (needed)
        await loadYaml();
}
function isYamlList(text) {
    if (/^\[[^]*\]$|^\{[^]*\}$/.test(text))
        return true;
    const lines = linesOf(text);
    return lines.length > 0 && lines.every((line) => /^-(\s|$)/.test(line));
}
function linesOf(text) {
    const lines = text.split('\n').map((line) => line.trim());
    return lines.filter((line) => line !== '');
}
function source_suggest(text, words) {
    if (text.length > 40)
        return undefined;
    const fold = (word) => word.toLowerCase().replace(/[^a-z0-9]/g, '');
    const meant = fold(text);
    const allowedEdits = meant.length < 5 ? 1 : 2;
    const [closest] = words
        .map((word) => ({ word, edits: countEdits(meant, fold(word)) }))
        .filter(({ edits }) => edits <= allowedEdits)
        .sort((a, b) => a.edits - b.edits);
    return closest?.word;
}
function countEdits(from, to) {
    let row = Array.from({ length: to.length + 1 }, (_, index) => index);
    for (let index = 0; index < from.length; index += 1) {
        const next = [index + 1];
        for (let column = 1; column <= to.length; column += 1) {
            const [added = 0, removed = 0, replaced = 0] = [next[column - 1], row[column], row[column - 1]];
            next.push(Math.min(added + 1, removed + 1, replaced + (from[index] === to[column - 1] ? 0 : 1)));
        }
        row = next;
    }
    return row[to.length] ?? 0;
}

;// CONCATENATED MODULE: ./src/inputs/address.ts
const FORMS = {
    docker: "'tcp://host:port', 'host:port', 'http(s)://host[:port]', 'unix:///path' or 'npipe:////./pipe/name'",
    'edge-agent': "'http(s)://host[:port]', the address at which the edge agent reaches Portainer",
};
const OTHER_FORM = "'tcp://host:port', 'host:port' or 'http(s)://host[:port]'";
const address_LOCAL_SOCKET = 'unix:///var/run/docker.sock';
const address_isLocalSocket = (url) => /^(unix|npipe):/i.test(url);
function address_readAddress(source, type) {
    const text = source.text('endpoint-url');
    if (text === undefined)
        return undefined;
    const fail = (why) => source.invalid('endpoint-url', text, FORMS[type] ?? OTHER_FORM, why);
    if (hasControl(text) || /\s/.test(text))
        throw fail('it contains white space or control characters');
    const written = text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, (scheme) => scheme.toLowerCase());
    if (type === 'edge-agent')
        return readEdgeAddress(written, fail);
    if (address_isLocalSocket(written)) {
        if (type !== 'docker')
            throw fail(`a local socket can't be used with 'type: ${type}'`);
        if (!/^(unix:\/\/\/.|npipe:\/\/\/\/.)/.test(written))
            throw fail('it has no absolute path');
        return written;
    }
    const url = /^[a-z][a-z0-9+.-]*:\/\//.test(written) ? written : `tcp://${written}`;
    const scheme = url.slice(0, url.indexOf(':'));
    if (!['tcp', 'http', 'https'].includes(scheme))
        throw fail(`Portainer does not support '${scheme}://'`);
    const parts = parseWebUrl(`http${url.slice(scheme.length)}`);
    if (parts === undefined)
        throw fail('it is not a valid address');
    refuseExtras(url, parts, fail);
    if (scheme === 'tcp' && parts.pathname !== '/')
        throw fail('it has a path');
    if (scheme === 'tcp' && !/:\d+\/?$/.test(url))
        throw fail('it has no port');
    return url;
}
function readEdgeAddress(text, fail) {
    if (!/^https?:\/\//.test(text))
        throw fail("'http://' or 'https://' is missing");
    const url = parseWebUrl(text);
    if (url === undefined)
        throw fail('it is not a valid URL');
    if (url.hostname === 'localhost') {
        throw fail('Portainer refuses localhost here, because the agent calls it from another host');
    }
    refuseExtras(text, url, fail);
    return withoutTrailingSlashes(text);
}
function refuseExtras(text, url, fail) {
    if (hasUserInfo(text))
        throw fail('it has user info');
    if (url.search !== '' || url.hash !== '')
        throw fail('it has a query or a fragment');
}
function address_readPublicUrl(source) {
    const text = source.line('public-url');
    const host = text?.replace(/^https?:\/\//i, '') ?? '';
    const extra = host.includes('/') ? 'a path' : /^([^:]*|\[.*\]):\d+$/.test(host) ? 'a port' : undefined;
    if (extra !== undefined) {
        source.warn(`'public-url' has ${extra}: Portainer appends the published port to it, so its links will not work. Use the host name or IP address alone.`);
    }
    return text;
}

;// CONCATENATED MODULE: ./src/inputs/endpoint-types.ts
const TYPES = {
    docker: { asked: 1, stored: [1] },
    agent: { asked: 2, stored: [2, 6] },
    azure: { asked: 3, stored: [3] },
    'edge-agent': { asked: 4, stored: [4, 7] },
    kubernetes: { asked: 5, stored: [5] },
    kubeconfig: { asked: 6, stored: [5, 6, 7] },
};
const endpointTypes = Object.keys(TYPES);
const endpoint_types_creationType = (type) => TYPES[type].asked;
const isOfType = (stored, type) => TYPES[type].stored.includes(stored);
const endpoint_types_isEdge = (stored) => stored === 4 || stored === 7;
const isEngine = (stored) => stored === 1;
const isAgent = (stored) => stored === 2 || stored === 6;
const isAgentOnKubernetes = (stored) => stored === 6;
const isAzure = (stored) => stored === 3;
const isDocker = (stored) => stored === 1 || stored === 2;
const hasTls = (stored) => isDocker(stored) || stored === 6;
const dashboardOf = (stored) => isAzure(stored) ? 'azure' : stored >= 5 ? 'kubernetes' : 'docker';
const endpoint_types_LABELS = {
    1: 'Docker',
    2: 'agent',
    3: 'Azure',
    4: 'edge agent',
    5: 'Kubernetes',
    6: 'Kubernetes agent',
    7: 'Kubernetes edge agent',
};
const typeLabel = (stored) => endpoint_types_LABELS[stored] ?? `type ${stored}`;
const labelOfType = (type) => typeLabel(TYPES[type].stored[0] ?? 0);
const OTHER_WORDS = (/* unused pure expression or super */ null && ([
    [/^7$/, "Portainer stores 7 for an edge agent on Kubernetes; use 'edge-agent'"],
    [/edge/, "for an edge agent, use 'edge-agent'"],
    [/kubeconfig|import/, "to import a kubeconfig, use 'kubeconfig'"],
    [
        /^(k8s|k3s|kube|minikube|microk8s|gke|eks|aks|openshift)|kubernetes/,
        "for the cluster Portainer runs in, use 'kubernetes'; for another one, 'agent', 'edge-agent' or 'kubeconfig'",
    ],
    [/swarm/, "for a Swarm, use 'agent', or 'docker' with the address of a manager's API"],
    [
        /podman/,
        "for Podman, use 'docker', 'agent' or 'edge-agent' with 'container-engine: podman' (Portainer 2.22 and later)",
    ],
    [
        /^(local|socket|unix|npipe|localsocket|dockersocket|dockersock|localdocker|dockerlocal)$/,
        "for the engine on Portainer's own host, use 'docker' with 'endpoint-url: unix:///var/run/docker.sock'",
    ],
    [/azure|^aci$|containerinstance/, "for Azure Container Instances, use 'azure'"],
    [/agent/, "for a Portainer agent, use 'agent'"],
    [/docker|standalone|engine|^(api|tcp|remote|host)$/, "for a Docker engine, use 'docker'"],
]));
const belongsTo = (/* unused pure expression or super */ null && ([
    [
        ['tls', 'tls-ca-cert', 'tls-cert', 'tls-key', 'tls-skip-verify', 'tls-skip-client-verify'],
        ['docker', 'agent'],
    ],
    [['azure-application-id', 'azure-tenant-id', 'azure-authentication-key'], ['azure']],
    [['kubeconfig'], ['kubeconfig']],
    [['edge-checkin-interval'], ['edge-agent']],
    [['container-engine'], ['docker', 'agent', 'edge-agent']],
    [['endpoint-url'], ['docker', 'agent', 'edge-agent', 'kubernetes']],
]));
function endpoint_types_readType(source) {
    const text = source.text('type');
    if (text === undefined)
        return undefined;
    const type = endpointTypes.find((word) => word === text.toLowerCase() || String(TYPES[word].asked) === text);
    if (type !== undefined)
        return type;
    const allowed = `${oneOf(endpointTypes)}, or the numbers 1 to 6 in that order`;
    throw source.invalid('type', text, allowed, whatWasMeant(text));
}
function whatWasMeant(text) {
    const folded = text
        .toLowerCase()
        .slice(0, 100)
        .replace(/[^a-z0-9]/g, '');
    const instead = OTHER_WORDS.find(([words]) => words.test(folded))?.[1];
    if (instead !== undefined)
        return instead;
    const typo = suggest(text, endpointTypes);
    if (typo !== undefined)
        return `did you mean '${typo}'?`;
    return 'Portainer would silently create a Docker endpoint for it';
}
function endpoint_types_refuseMisplaced(source, type, refuse) {
    const found = source.text('type') === undefined ? "'type' is not given, which means 'docker'" : `'type' is '${type}'`;
    return belongsTo.flatMap(([names, types]) => {
        const given = types.includes(type) ? [] : names.filter((name) => source.text(name) !== undefined);
        if (given.length === 0)
            return [];
        const allowed = oneOf(types.map((one) => `type: ${one}`));
        refuse(`${allOf(given)} can only be used with ${allowed}, but ${found}.`);
        return names;
    });
}

;// CONCATENATED MODULE: ./src/inputs/kubeconfig.ts
const HARMLESS = new Set([
    'apiVersion kind preferences colors name current-context namespace',
    'cluster clusters context contexts user users',
    'server tls-server-name insecure-skip-tls-verify disable-compression',
    'command interactiveMode provideClusterInfo installHint',
].flatMap((keys) => keys.split(' ')));
const CREDENTIAL = /pass|token|secret|key|auth|data/i;
const maskedBefore = new Set();
function kubeconfig_readKubeconfig(source) {
    const text = readFileInput(source, 'kubeconfig');
    if (text === undefined || maskedBefore.has(text))
        return text;
    try {
        const yaml = parseYaml("'kubeconfig'", text);
        if (yaml.map(yaml.document.contents) === undefined) {
            throw new InputError("'kubeconfig' is not a map with 'clusters', 'users' and 'contexts'.");
        }
        maskNodes(yaml, text);
    }
    catch (error) {
        maskLong(text);
        throw error instanceof InputError ? new InputError(error.message, { input: 'kubeconfig' }) : error;
    }
    maskedBefore.add(text);
    return text;
}
function maskNodes(yaml, text) {
    const visited = new Set();
    maskComments(yaml.document);
    visit(yaml.document.contents, '');
    function visit(node, key) {
        maskComments(node);
        const pairs = yaml.map(node);
        const list = yaml.list(node);
        if (pairs === undefined && list === undefined) {
            const { range } = (node ?? {});
            maskScalar(yaml.text(node) ?? '', range ? text.slice(range[0], range[1]) : '', key);
            return;
        }
        if (visited.has(pairs ?? list))
            return;
        visited.add(pairs ?? list);
        for (const element of list ?? [])
            visit(element, HARMLESS.has(key) ? '' : key);
        for (const pair of pairs ?? []) {
            const name = yaml.text(pair.key);
            if (name === undefined)
                visit(pair.key, '');
            else
                maskComments(pair.key);
            visit(pair.value, name ?? '');
        }
    }
}
function maskScalar(value, written, key) {
    const userInfo = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)@/i.exec(value)?.[1];
    for (const part of userInfo?.split(':') ?? []) {
        mask(part);
        mask(orUndefined(() => decodeURIComponent(part)) ?? '');
    }
    if (HARMLESS.has(key) || /^(?:true|false|null|~)?$/i.test(value))
        return;
    if (/^\d{1,5}$/.test(value) && !CREDENTIAL.test(key))
        return;
    mask(value);
    mask(written.replace(/^["']|["']$/g, ''));
    mask(/^--?[\w.-]+=([^]+)$/.exec(value)?.[1] ?? '');
    if (value.length > 100)
        mask(findPem(value) ?? '');
}
function maskComments(node) {
    const { comment, commentBefore } = (node ?? {});
    for (const line of `${commentBefore ?? ''}\n${comment ?? ''}`.split('\n')) {
        maskLong(line);
        const [, key = '', value = ''] = /^[\s-]*["']?(\w[\w.-]*)["']?\s*[:=]\s*(\S.*)$/.exec(line) ?? [];
        if (value !== '')
            maskScalar(value.trim().replace(/^["']|["']$/g, ''), value.trim(), key);
    }
}
function maskLong(text) {
    for (const [long] of text.matchAll(/[A-Za-z0-9+/_=-]{40,}/g))
        mask(long);
}

;// CONCATENATED MODULE: ./src/inputs/tls.ts
const FILE_INPUTS = { ca: 'tls-ca-cert', cert: 'tls-cert', key: 'tls-key' };
function tls_readTls(source, type) {
    const { errors, refuse, attempt, throwAny } = collectMistakes();
    const tls = attempt(() => source.boolean('tls'));
    const skipVerify = attempt(() => source.boolean('tls-skip-verify'));
    const skipClientVerify = attempt(() => source.boolean('tls-skip-client-verify'));
    const texts = {};
    for (const file of tlsFileNames) {
        const text = attempt(() => readFileInput(source, FILE_INPUTS[file]));
        if (text !== undefined)
            texts[file] = text;
    }
    const given = { tls, skipVerify, skipClientVerify, ...texts };
    const allRead = errors.length === 0;
    if (!allRead) {
        delete texts.cert;
        delete texts.key;
    }
    const checked = attempt(() => checkFiles(source, texts));
    if (allRead)
        refuseContradictions(type, given, refuse);
    throwAny();
    const { files, fingerprints } = checked ?? { files: {}, fingerprints: {} };
    const isUsed = Object.keys(files).length > 0 || skipVerify !== undefined || skipClientVerify !== undefined;
    return {
        provided: isUsed || tls !== undefined,
        on: tls ?? (isUsed || undefined),
        skipVerify,
        skipClientVerify,
        files,
        fingerprints,
        incomplete: type === 'agent' ? agentGap(given) : dockerGap(given),
    };
}
const checkedBefore = new Map();
function checkFiles(source, texts) {
    const cacheKey = JSON.stringify(texts);
    const before = checkedBefore.get(cacheKey);
    if (before !== undefined)
        return before;
    const { warnings, ...checked } = checkTlsFiles(texts, new Date());
    for (const warning of warnings)
        source.warn(warning);
    mask(checked.files.key ?? '');
    checkedBefore.set(cacheKey, checked);
    return checked;
}
function refuseContradictions(type, { tls, skipVerify, skipClientVerify, ca, cert, key }, refuse) {
    const noFile = ca === undefined && cert === undefined && key === undefined;
    if (tls === false && (!noFile || skipVerify === true || skipClientVerify === true)) {
        refuse("'tls' is 'false', but TLS files or flags were given: remove one or the other.");
        return;
    }
    if (tls === true && type === 'docker' && noFile && !(skipVerify === true && skipClientVerify === true)) {
        refuse("'tls' is 'true', but no TLS file was given: 'tls-ca-cert', 'tls-cert' and 'tls-key' are empty.", `${EMPTY_SECRET} For TLS without files, set 'tls-skip-verify' and 'tls-skip-client-verify' to 'true'.`);
        return;
    }
    if (cert !== undefined && key !== undefined && ca === undefined && skipVerify !== true) {
        refuse("'tls-cert' and 'tls-key' were given without 'tls-ca-cert', so Portainer could not verify the engine. Provide 'tls-ca-cert', or set 'tls-skip-verify: true'.", EMPTY_SECRET);
    }
    if (ca !== undefined && skipVerify === true) {
        refuse("'tls-ca-cert' would not be used, because 'tls-skip-verify' is 'true': remove one of them.");
    }
    if (cert !== undefined && skipClientVerify === true) {
        refuse("'tls-cert' would not be used, because 'tls-skip-client-verify' is 'true': remove one of them.");
    }
}
function dockerGap({ skipVerify, skipClientVerify, ca, cert }) {
    if (ca === undefined && skipVerify !== true) {
        return "TLS without 'tls-ca-cert' requires 'tls-skip-verify: true'.";
    }
    if (cert === undefined && ca === undefined && skipClientVerify !== true) {
        return "TLS without 'tls-cert' and 'tls-key' requires 'tls-skip-client-verify: true'.";
    }
    if (cert === undefined && skipClientVerify === false) {
        return "'tls-skip-client-verify: false' requires 'tls-cert' and 'tls-key'.";
    }
    return undefined;
}
function agentGap({ tls, skipVerify, skipClientVerify, ca, cert }) {
    if (tls === false)
        return "'tls' is 'false', but an agent only accepts TLS.";
    const isVerified = ca !== undefined && cert !== undefined && skipVerify !== true && skipClientVerify !== true;
    const isSkipped = ca === undefined && cert === undefined && skipVerify !== false && skipClientVerify !== false;
    if (isVerified || isSkipped)
        return undefined;
    return "An agent requires 'tls-ca-cert', 'tls-cert' and 'tls-key' together, or none of them with both checks skipped (Portainer 2.x swaps the two flags on the way to an agent, so nothing in between works).";
}

;// CONCATENATED MODULE: ./src/inputs/endpoint.ts
const MAX_INT32 = 2_147_483_647;
const CLEARABLE = (/* unused pure expression or super */ null && (['public-url', 'tags', 'users', 'teams']));
function endpoint_readEndpoint(source) {
    const { errors, refuse, attempt, throwAny } = collectMistakes();
    const state = attempt(() => source.choice('state', ['present', 'absent'])) ?? 'present';
    const selector = attempt(() => readSelector(source));
    const stateAndSelectorRead = errors.length === 0;
    const tags = attempt(() => readTags(source));
    const group = attempt(() => endpoint_readGroup(source));
    if (state === 'absent') {
        maskUnused(source);
        throwAny();
        return { state, selector, tags, group };
    }
    const before = errors.length;
    const ifExists = attempt(() => source.choice('if-exists', ['update', 'reuse', 'recreate', 'fail']));
    const ifMissing = attempt(() => source.choice('if-missing', ['create', 'fail', 'skip']));
    const type = attempt(() => readType(source) ?? 'docker');
    const misplaced = type === undefined ? [] : refuseMisplaced(source, type, refuse);
    const belongs = (name) => !misplaced.includes(name);
    const url = type && belongs('endpoint-url') ? attempt(() => readAddress(source, type)) : undefined;
    const tls = belongs('tls') ? attempt(() => readTls(source, type ?? 'docker')) : undefined;
    const kubeconfig = belongs('kubeconfig') ? attempt(() => readKubeconfig(source)) : undefined;
    const whatAndHowRead = stateAndSelectorRead && errors.length === before;
    const clear = attempt(() => source.choices('clear', CLEARABLE));
    for (const name of clear ?? []) {
        if (source.text(name) === undefined)
            continue;
        refuse(`'clear' names '${name}', and '${name}' is given as well; use one of them.`);
    }
    const desired = {
        state,
        selector,
        type,
        typeGiven: source.text('type') !== undefined,
        ifExists: ifExists ?? 'update',
        ifMissing: ifMissing ?? 'create',
        updateSecrets: attempt(() => source.choice('update-secrets', ['always', 'on-create'])) ?? 'always',
        clear: new Set(clear),
        url,
        publicUrl: attempt(() => readPublicUrl(source)),
        group,
        tags,
        containerEngine: type && attempt(() => readContainerEngine(source, type)),
        tls,
        azure: attempt(() => readAzure(source)),
        kubeconfig,
        checkinInterval: attempt(() => source.number('edge-checkin-interval', 1, MAX_INT32)),
        extraFields: attempt(() => readExtraFields(source)) ?? [],
        users: attempt(() => source.list('users')),
        teams: attempt(() => source.list('teams')),
    };
    if (whatAndHowRead)
        attempt(() => checkCombination(source, desired));
    throwAny();
    return desired;
}
function maskUnused(source) {
    source.mask('azure-authentication-key');
    orUndefined(() => readFileInput(source, 'tls-key'));
    orUndefined(() => readKubeconfig(source));
}
function checkCombination(source, desired) {
    const { url, tls, selector, ifMissing, ifExists } = desired;
    if (url !== undefined && isLocalSocket(url) && tls.on) {
        throw new InputError("'endpoint-url' is a local socket, which has no TLS; remove the TLS inputs, or use 'tcp://host:port'.");
    }
    const mayCreate = (selector.id === undefined && ifMissing === 'create') || ifExists === 'recreate';
    if (mayCreate)
        checkCreate(source, desired);
}
const UPDATE_ONLY = "To only update an endpoint that exists, add 'if-missing: fail'.";
function checkCreate(source, desired) {
    const { type, url = '', tls } = desired;
    const requireInputs = (names, why = `required by 'type: ${type}'`) => {
        const missing = names.filter((name) => source.text(name) === undefined);
        if (missing.length === 0)
            return;
        const hint = desired.ifExists === 'recreate' ? undefined : UPDATE_ONLY;
        const verb = missing.length === 1 ? 'is' : 'are';
        throw new InputError(`${allOf(missing)} ${verb} missing: ${why}.`, { hint });
    };
    const whyAddress = whyAddressNeeded(source, desired);
    if (whyAddress !== undefined)
        requireInputs(['endpoint-url'], whyAddress);
    if (type === 'azure') {
        requireInputs(['azure-application-id', 'azure-tenant-id', 'azure-authentication-key']);
    }
    if (type === 'kubeconfig')
        requireInputs(['kubeconfig']);
    if (/^https:/i.test(url) && type === 'docker' && !tls.on) {
        throw new InputError("'endpoint-url' begins with 'https://', but there are no TLS inputs: Portainer would connect without TLS; give 'tls-ca-cert' (and 'tls-cert' with 'tls-key'), or write 'tls-skip-verify: true' and 'tls-skip-client-verify: true'.");
    }
    if ((tls.on || type === 'agent') && tls.incomplete !== undefined)
        throw new InputError(tls.incomplete);
}
function whyAddressNeeded(source, desired) {
    const { type, tls, users, teams } = desired;
    if (type === 'agent')
        return "'type: agent' requires the agent's address, such as 'tcp://host:9001'";
    if (type === 'edge-agent')
        return "'type: edge-agent' requires the URL at which the agent reaches Portainer";
    if (type !== 'docker')
        return undefined;
    let beside = source.inItem ? 'In a list' : undefined;
    if (users !== undefined || teams !== undefined)
        beside = "With 'users' or 'teams'";
    if (tls.provided)
        beside = 'With TLS inputs';
    if (beside === undefined)
        return undefined;
    return `a create needs it. ${beside}, even Portainer's local socket ('unix:///var/run/docker.sock') must be written out, because it is root on its host`;
}
function readSelector(source) {
    const form = 'a text without control characters';
    const name = source.line('name', form);
    if (name?.isWellFormed() === false)
        throw source.invalid('name', name, form);
    if (Array.from(name ?? '').length > 255)
        throw source.invalid('name', name ?? '', '255 characters at most');
    const id = source.number('id', 1, MAX_INT32);
    if (id !== undefined)
        return { id, name };
    if (name !== undefined)
        return { id, name };
    throw new InputError("'name' is missing: provide it, or the 'id' of the endpoint.");
}
function readTags(source) {
    const tags = source.list('tags');
    const wrong = tags?.find(hasControl);
    if (wrong !== undefined)
        throw source.invalid('tags', wrong, 'names without control characters');
    return tags;
}
function endpoint_readGroup(source) {
    const name = source.line('group', 'an id, or a name without control characters');
    if (name === undefined)
        return undefined;
    const id = /^\d+$/.test(name) ? source.number('group', 1, MAX_INT32) : undefined;
    return id === undefined ? { by: 'name', name } : { by: 'id', id };
}
function readContainerEngine(source, type) {
    const engines = ['docker', 'podman', 'kubernetes'];
    return source.choice('container-engine', type === 'edge-agent' ? engines : engines.slice(0, 2));
}
const AZURE_INPUTS = (/* unused pure expression or super */ null && ([
    ['applicationId', 'azure-application-id'],
    ['tenantId', 'azure-tenant-id'],
    ['authenticationKey', 'azure-authentication-key'],
]));
function readAzure(source) {
    const { attempt, throwAny } = collectMistakes();
    source.mask('azure-authentication-key');
    attempt(() => readToken(source, 'azure-authentication-key'));
    const azure = {};
    for (const [key, name] of AZURE_INPUTS) {
        const text = attempt(() => source.line(name));
        if (text !== undefined)
            azure[key] = text;
    }
    throwAny();
    return azure;
}
const OWN_FIELDS = /^(name|url|publicurl|groupid|tags|tagids|tls.*|endpoint(creation)?type|azure.*|(edge)?checkininterval|containerengine|kubeconfig)$/i;
function readExtraFields(source) {
    const { attempt, throwAny } = collectMistakes();
    const seen = new Set();
    const fields = source.pairs('extra-fields');
    for (const [field] of fields) {
        attempt(() => {
            if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(field)) {
                throw source.invalid('extra-fields', field, "field names such as 'Gpus'");
            }
            if (seen.has(field))
                throw new InputError(`'extra-fields' has ${quote(field)} twice.`);
            seen.add(field);
            if (OWN_FIELDS.test(field)) {
                throw new InputError(`'extra-fields' has ${quote(field)}, for which there is an input; use that.`);
            }
        });
    }
    throwAny();
    return fields;
}

;// CONCATENATED MODULE: ./src/inputs/list.ts
const MAX_LIST_BYTES = (/* unused pure expression or super */ null && (2 * 1024 * 1024));
const MAX_ITEMS = 50_000;
const MAX_MISTAKES = 1000;
function list_readList(input, step, mayBeEmpty) {
    const mistakes = collectMistakes();
    for (const name of ['name', 'id']) {
        if (step.text(name) !== undefined) {
            mistakes.refuse(`'${name}' can't be used with 'endpoints': each item has its own.`);
        }
    }
    const endpoints = [];
    const itemOf = new Map();
    const ofStep = new Set();
    mistakes.attempt(() => {
        for (const item of readItems(input, step, mayBeEmpty)) {
            item.mistakes.forEach(mistakes.add);
            const { errors, attempt } = collectMistakes();
            const endpoint = attempt(() => readEndpoint(item.source));
            if (endpoint !== undefined) {
                endpoints.push(endpoint);
                for (const name of ['id', 'name']) {
                    attempt(() => checkRepeated(name, endpoint.selector[name], item.number, itemOf));
                }
            }
            for (const error of errors) {
                if (item.mistakes.length > 0 && error.input === undefined)
                    continue;
                if (error.input === undefined || item.source.isFromItem(error.input)) {
                    mistakes.add(item.locate(error));
                    continue;
                }
                if (!ofStep.has(error.message))
                    mistakes.add(error);
                ofStep.add(error.message);
            }
            if (mistakes.errors.length > MAX_MISTAKES) {
                throw new InputError(`'endpoints' has more than ${MAX_MISTAKES} mistakes; the rest was not read.`);
            }
        }
    });
    mistakes.throwAny();
    return endpoints;
}
function checkRepeated(name, value, item, itemOf) {
    if (value === undefined)
        return;
    const before = itemOf.get(`${name} ${value}`);
    if (before !== undefined)
        throw inputError(name, `is the same as that of item ${before}.`);
    itemOf.set(`${name} ${value}`, item);
}
function readText(input) {
    if (/[\n[{]/.test(input) || input.startsWith('- '))
        return input;
    const file = readWorkspaceFile(input, false, MAX_LIST_BYTES);
    if ('bytes' in file)
        return decodeText(file.bytes);
    const fail = (why, hint) => inputError('endpoints', `is ${why}; allowed: a YAML or JSON list, or the path of a file with one.`, hint);
    const { problem, tried, hint } = file;
    const isPath = /\.(ya?ml|json)$/i.test(input) || /^(is|leads) /.test(problem);
    if (!isPath || !/^[\w./\\ @+~$-]{1,200}$/.test(input)) {
        throw fail('neither a list nor the path of a file that can be read');
    }
    const where = problem === 'does not exist' ? ` (tried ${quote(tried)})` : '';
    throw fail(`${quote(input)}, which ${problem}${where}`, hint);
}
function* readItems(input, step, mayBeEmpty) {
    const yaml = parseYaml("'endpoints'", readText(input));
    const root = yaml.document.contents;
    const nodes = yaml.list(root);
    if (nodes === undefined) {
        const keys = yaml.map(root)?.map(({ key }) => yaml.text(key));
        const why = keys?.includes('endpoints')
            ? "the list itself must begin here ('- name: \u2026'), without 'endpoints:' above it"
            : "this is not a list ('- name: \u2026')";
        throw new InputError(`'endpoints', ${yaml.place(root)}: ${why}.`);
    }
    if (nodes.length === 0 && !mayBeEmpty)
        throw new InputError("'endpoints' is an empty list.");
    if (nodes.length > MAX_ITEMS) {
        const most = MAX_ITEMS.toLocaleString('en');
        throw new InputError(`'endpoints' has ${nodes.length} items; at most ${most} are allowed.`);
    }
    for (const [index, node] of nodes.entries())
        yield readItem(yaml, node, index + 1, step);
}
function readItem(yaml, node, number, step) {
    const { errors, add, attempt } = collectMistakes();
    const values = new Map();
    const nodes = new Map();
    const place = (at) => `'endpoints', item ${number}, ${yaml.place(at)}`;
    const fail = (at, why) => new InputError(asSentence(`${place(at)}: ${why}`));
    const pairs = yaml.map(node);
    if (pairs === undefined)
        add(fail(node, 'this is not a map of inputs'));
    for (const { key, value } of pairs ?? []) {
        attempt(() => {
            const text = yaml.text(key);
            const name = itemInputs.find((one) => one === text);
            if (name === undefined)
                throw fail(key, whyUnknown(text ?? ''));
            if (values.has(name))
                throw fail(key, `'${name}' is given twice`);
            values.set(name, readValue(yaml, name, value, fail));
            nodes.set(name, value);
        });
    }
    return {
        number,
        source: new InputSource(values, step),
        mistakes: errors,
        locate({ message, hint, input, cause }) {
            const at = nodes.get(input ?? '') ?? node;
            return new InputError(`${place(at)}: ${message}`, { hint, input, cause });
        },
    };
}
function whyUnknown(key) {
    if (!/^[\w-]{1,40}$/.test(key))
        return `an unknown key; allowed: ${oneOf(itemInputs)}`;
    if (stepOnlyInputs.some((name) => name === key)) {
        const address = key === 'url' ? "; the address of the endpoint is 'endpoint-url'" : '';
        return `'${key}' is an input of the step, not of an item${address}`;
    }
    const meant = suggest(key, itemInputs);
    const instead = meant === undefined ? `allowed: ${oneOf(itemInputs)}` : `did you mean '${meant}'?`;
    return `'${key}' is not an input of an item; ${instead}`;
}
function readValue(yaml, name, node, fail) {
    const textOf = (at, kind) => {
        const text = yaml.text(at);
        if (text === undefined)
            throw fail(at, `'${name}' may hold only ${kind}`);
        return text;
    };
    const list = yaml.list(node);
    const map = yaml.map(node);
    if (list !== undefined) {
        if (!listInputs.some((one) => one === name))
            throw fail(node, `'${name}' can't be a list`);
        return { names: list.map((one) => textOf(one, 'names')) };
    }
    if (map !== undefined) {
        if (name !== 'extra-fields')
            throw fail(node, `'${name}' can't be a map`);
        return { pairs: map.map(({ key, value }) => [textOf(key, 'texts'), textOf(value, 'texts')]) };
    }
    return yaml.text(node) ?? '';
}

;// CONCATENATED MODULE: ./src/inputs/step.ts
async function readInputs() {
    const source = stepInputs();
    maskSecrets(source);
    await prepareYaml(source);
    const { attempt, throwAny } = collectMistakes();
    const list = source.text('endpoints');
    const isList = list !== undefined;
    const connection = attempt(() => readConnection(source));
    const prune = attempt(() => readPrune(source, isList));
    const inputs = {
        connection,
        isList,
        cleanup: attempt(() => source.boolean('cleanup')) ?? false,
        waitUntilUp: attempt(() => source.number('wait-until-up', 0, 3600)) ?? 0,
        dryRun: attempt(() => source.boolean('dry-run')) ?? false,
        concurrency: attempt(() => source.number('concurrency', 1, 64)) ?? 8,
        prune,
        deployment: attempt(() => readDeployment(source, isList)),
        items: attempt(() => (isList ? readList(list, source, prune !== undefined) : [readEndpoint(source)])),
    };
    throwAny();
    return inputs;
}
function maskSecrets(source) {
    const whole = ['password', 'api-key', 'setup-token', 'azure-authentication-key', 'github-token'];
    for (const name of whole)
        source.mask(name);
}
function readDeployment(source, isList) {
    const { attempt, add, refuse, throwAny } = collectMistakes();
    const environment = source.text('deployment');
    if (environment === undefined) {
        if (source.text('deployment-url') === undefined)
            return undefined;
        throw new InputError("'deployment-url' requires 'deployment', which names the GitHub environment.");
    }
    if (isList)
        refuse("'deployment' can't be used with 'endpoints': it is about one endpoint.");
    if (hasControl(environment) || environment.length > 255) {
        add(source.invalid('deployment', environment, 'one line of at most 255 characters'));
    }
    const url = attempt(() => readDeploymentUrl(source));
    const token = attempt(() => readToken(source, 'github-token'));
    throwAny();
    if (token !== undefined)
        return { environment, token, url };
    source.warn(`'deployment' requires 'github-token', which is empty: no deployment is reported. ${EMPTY_SECRET}`);
    return undefined;
}
function readDeploymentUrl(source) {
    const text = source.text('deployment-url');
    if (text === undefined)
        return undefined;
    const url = parseWebUrl(text);
    if (url !== undefined && !hasUserInfo(text))
        return url.href;
    const why = hasUserInfo(text) ? 'it has user info' : 'it is not a valid URL';
    throw source.invalid('deployment-url', text, "'http(s)://host/path'", why);
}
function readPrune(source, isList) {
    const { attempt, refuse, errors, throwAny } = collectMistakes();
    const isOn = attempt(() => source.boolean('prune')) === true;
    const limit = attempt(() => source.number('prune-limit', 1, 10_000)) ?? 10;
    if (!isOn) {
        throwAny();
        return undefined;
    }
    if (!isList)
        throw new InputError("'prune' requires 'endpoints': it removes what that list no longer names.");
    if (source.text('state')?.toLowerCase() === 'absent') {
        refuse("'prune' can't be used with 'state: absent', which removes the whole list.");
    }
    const before = errors.length;
    const group = attempt(() => readGroup(source));
    const tags = attempt(() => source.list('tags'));
    const isUnassigned = group === undefined || (group.by === 'id' && group.id === 1);
    if (errors.length === before && tags === undefined && isUnassigned) {
        refuse("'prune' requires 'group' or 'tags' of the step, which limit what it may remove; group 1 (Unassigned) alone is not enough.");
    }
    throwAny();
    return { limit, group, tags };
}

;// CONCATENATED MODULE: external "node:stream"
const external_node_stream_namespaceObject = require("node:stream");
;// CONCATENATED MODULE: ./src/portainer/endpoint-forms.ts
function createForm(endpoint, capabilities, files) {
    const { tags, tls, azure, kubeconfig, checkinInterval } = endpoint;
    const fields = {
        Name: endpoint.name,
        EndpointType: creationType(endpoint.type),
        EndpointCreationType: creationType(endpoint.type),
        URL: urlField(endpoint, capabilities),
        PublicURL: endpoint.publicUrl,
        GroupID: endpoint.groupId,
        ...(capabilities.tagIds
            ? { TagIds: tags && JSON.stringify(tags.ids) }
            : { Tags: tags && JSON.stringify(tags.names) }),
        ContainerEngine: engineField(endpoint, capabilities),
        TLS: tls === undefined ? undefined : true,
        TLSSkipVerify: tls?.skipVerify,
        TLSSkipClientVerify: tls?.skipClientVerify,
        AzureApplicationID: azure.applicationId,
        AzureTenantID: azure.tenantId,
        AzureAuthenticationKey: azure.authenticationKey,
        CheckinInterval: checkinInterval,
        EdgeCheckinInterval: checkinInterval,
        KubeConfig: kubeconfig && Buffer.from(kubeconfig).toString('base64'),
    };
    const texts = defined(fields).map(([name, value]) => [name, String(value)]);
    const paths = { TLSCACertFile: files.ca, TLSCertFile: files.cert, TLSKeyFile: files.key };
    return { fields: [...texts, ...endpoint.extraFields], files: defined(paths) };
}
const defined = (fields) => Object.entries(fields).filter((field) => field[1] !== undefined);
function engineField({ type, containerEngine }, capabilities) {
    if (containerEngine !== undefined)
        return containerEngine === 'kubernetes' ? '' : containerEngine;
    return type === 'edge-agent' && capabilities.containerEngine ? 'docker' : undefined;
}
function urlField(endpoint, capabilities) {
    if (endpoint.type === 'edge-agent')
        return endpoint.url && withoutTrailingSlashes(endpoint.url);
    const local = endpoint.type === 'docker' && (endpoint.url === undefined || isLocalSocket(endpoint.url));
    if (!local)
        return endpoint.url;
    if (capabilities.localSocket === 'url')
        return endpoint.url ?? LOCAL_SOCKET;
    return capabilities.localSocket === 'no-url' ? undefined : endpoint.url;
}
function updateFields(change, existing, capabilities) {
    const stored = { ...existing.tls, skipClientVerify: !existing.tls.hasClientCertificate };
    const tls = change.tls ?? (capabilities.updateDropsTls ? stored : undefined);
    const policies = (access) => access && Object.fromEntries([...access].map(([id, role]) => [String(id), { RoleId: role }]));
    const fields = {
        Name: change.name,
        URL: change.url,
        PublicURL: change.publicUrl,
        GroupID: change.groupId,
        ...(capabilities.tagIds ? { TagIDs: change.tags?.ids } : { Tags: change.tags?.names }),
        TLS: tls?.on,
        TLSSkipVerify: tls?.skipVerify,
        TLSSkipClientVerify: tls?.skipClientVerify,
        AzureApplicationID: change.azure?.applicationId,
        AzureTenantID: change.azure?.tenantId,
        AzureAuthenticationKey: change.azure?.authenticationKey,
        KubeConfig: change.kubeconfig && Buffer.from(change.kubeconfig).toString('base64'),
        EdgeCheckinInterval: change.checkinInterval,
        ...(capabilities.accessPolicies
            ? { UserAccessPolicies: policies(change.users), TeamAccessPolicies: policies(change.teams) }
            : {}),
    };
    return Object.fromEntries(defined(fields));
}
let boundary;
async function openForm(form) {
    const { default: FormData } = await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 901, 23));
    const stream = new FormData();
    boundary ??= stream.getBoundary();
    stream.setBoundary(boundary);
    for (const [name, value] of form.fields)
        stream.append(name, value);
    for (const [field, path] of form.files) {
        stream.append(field, readWhenSent(path), {
            filename: `${field}.pem`,
            contentType: 'application/x-pem-file',
            knownLength: external_node_fs_namespaceObject.statSync(path).size,
        });
    }
    const headers = { ...stream.getHeaders(), 'content-length': String(stream.getLengthSync()) };
    return { stream, headers };
}
const readWhenSent = (path) => new external_node_stream_namespaceObject.Readable({
    read() {
        this.push(external_node_fs_namespaceObject.readFileSync(path));
        this.push(null);
    },
});

;// CONCATENATED MODULE: external "node:http"
const external_node_http_namespaceObject = require("node:http");
;// CONCATENATED MODULE: ./src/portainer/agent.ts
async function openAgent(connection) {
    delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    const base = new URL(connection.url);
    const proxy = readProxy(base);
    const shared = { keepAlive: true, maxSockets: 64, ...(proxy ? { proxyEnv: proxy.env } : {}) };
    const https = base.protocol === 'https:' ? await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 708, 23)) : undefined;
    const agent = https
        ? new https.Agent({ ...shared, ...(await tlsOptions(connection)) })
        : new external_node_http_namespaceObject.Agent(shared);
    if (proxy)
        reportConnections(agent);
    return { agent, request: https?.request ?? external_node_http_namespaceObject.request, proxy };
}
function reportConnections(agent) {
    const connect = agent.createConnection.bind(agent);
    agent.createConnection = (options, done) => {
        const connection = connect(options, done);
        if (connection)
            options.onConnection?.(connection);
        return connection;
    };
}
async function tlsOptions({ ca, skipTlsVerify }) {
    const options = { rejectUnauthorized: !skipTlsVerify, minVersion: 'TLSv1.2' };
    if (ca.length === 0)
        return options;
    const { checkServerIdentity } = await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 692, 23));
    return {
        ...options,
        ca,
        allowPartialTrustChain: true,
        checkServerIdentity: (host, shown) => isPinned(shown.raw, ca) ? undefined : checkServerIdentity(host, shown),
    };
}
function isPinned(shown, pems) {
    const given = pems.map((pem) => new external_node_crypto_namespaceObject.X509Certificate(pem)).find(({ raw }) => raw.equals(shown));
    return given !== undefined && isSelfSigned(given);
}
const PROXIES = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'];
const VARIABLES = [...PROXIES, 'no_proxy', 'NO_PROXY'];
function readProxy(url) {
    for (const name of PROXIES)
        maskCredentials(process.env[name] ?? '');
    const scheme = url.protocol.slice(0, -1);
    const name = [`${scheme}_proxy`, `${scheme.toUpperCase()}_PROXY`].find((variable) => process.env[variable]);
    if (name === undefined)
        return undefined;
    const proxy = URL.parse(process.env[name] ?? '');
    if (proxy === null || !/^https?:$/.test(proxy.protocol)) {
        throw new errors_InputError(`${name} is not of the form 'http(s)://host:port'; it would be ignored.`);
    }
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    if (major < 24 || (major === 24 && minor < 5)) {
        throw new errors_InputError(`${name} is set, and Node ${process.versions.node} can't use it; update the runner (Node 24.5 or later), or add Portainer's host to NO_PROXY.`);
    }
    const set = VARIABLES.flatMap((variable) => process.env[variable] ? [[variable, process.env[variable]]] : []);
    return { protocol: proxy.protocol, env: Object.fromEntries(set) };
}
function maskCredentials(proxy) {
    const written = /^(?:[^/]*\/\/)?(.*)@/.exec(proxy)?.[1];
    if (written === undefined)
        return;
    for (const part of [written, written.slice(written.indexOf(':') + 1)]) {
        secrets_mask(part);
        secrets_mask(errors_orUndefined(() => decodeURIComponent(part)) ?? '');
    }
}
function describeProxies() {
    return VARIABLES.map((name) => {
        const value = process.env[name] ?? '';
        if (!PROXIES.includes(name))
            return `${name}=${value}`;
        const url = URL.parse(value);
        return `${name}=${value === '' ? '' : url === null ? 'not a URL' : `${url.protocol}//${url.host}`}`;
    }).join(' ');
}

;// CONCATENATED MODULE: ./src/portainer/connection-hints.ts
const WRONG_PATH = "Either 'url' points at something that is not Portainer, or a reverse proxy in front of it does not strip its prefix. 'url' is the address of Portainer's start page, without '/api'.";
const UNTRUSTED = new Set([
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);
const WRONG_HOST = 'ERR_TLS_CERT_ALTNAME_INVALID';
function hintForFailure(failure) {
    const { code, proxy } = failure;
    const { protocol, hostname, port } = new URL(failure.url);
    if (UNTRUSTED.has(code))
        return proxy === 'https:'
            ? "If it is Portainer's certificate: give it in 'ca-cert' when it is self-signed, else the certificate of its CA. If it is the proxy's: the runner has to trust it (NODE_EXTRA_CA_CERTS)."
            : "Portainer's certificate is self-signed or from a private CA: give the certificate itself in 'ca-cert', or that of the CA.";
    switch (code) {
        case 'ECONNREFUSED':
            return `Nothing listens at ${hostname}:${port || (protocol === 'https:' ? '443' : '80')}${isLoopback(hostname) ? ', which is the runner itself' : ''}. Is Portainer up? 'wait-for-portainer' waits for it. Portainer 1.20-2.11 also ends by itself five minutes after its start when it has no administrator: start it again and use 'init-admin: true'.`;
        case 'ENOTFOUND':
        case 'EAI_AGAIN':
            return `The name ${hostname} can't be resolved here: check 'url'. On a hosted runner only public names work.`;
        case WRONG_HOST:
            return `Portainer's certificate is not for ${hostname}: use one of its names in 'url', or give Portainer a certificate for ${hostname}.`;
        case 'CERT_HAS_EXPIRED':
        case 'CERT_NOT_YET_VALID':
            return "Portainer's own certificate is not valid now: renew it, and check the clocks.";
        case 'EPROTO':
        case 'ERR_SSL_WRONG_VERSION_NUMBER':
        case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
            return "This port does not speak HTTPS, or only an old version of TLS: begin 'url' with 'http://', or use Portainer's HTTPS port (often 9443).";
        case 'ERR_PROXY_TUNNEL':
            return 'The proxy refused the connection: put its credentials into HTTPS_PROXY, or add the host to NO_PROXY.';
        case 'PROXY_ANSWER':
            return 'What listens there is not an HTTP proxy: check HTTPS_PROXY, or add the host to NO_PROXY.';
        case 'TIMEOUT':
            if (proxy !== undefined && !failure.sent)
                return `The proxy in HTTP(S)_PROXY made no connection to ${hostname}: check that it is up and may reach it, or add the host to NO_PROXY.`;
            return failure.sent
                ? "Portainer accepted the request but did not respond. It waits up to 120 s for an engine that hangs; 'timeout' is the limit for each request."
                : `Nothing answered at ${hostname}; a firewall often drops such packets. 'timeout' is the limit for each request.`;
        case 'ENCODING':
        case 'UPGRADE':
        case 'TOO_LARGE':
        case 'BAD_LIST':
            return WRONG_PATH;
        default:
            return proxy !== undefined ? 'The request went through the proxy in HTTP(S)_PROXY.' : undefined;
    }
}
const HANDSHAKE_MILLISECONDS = 5000;
async function explainCertificate(code, connection) {
    if (!UNTRUSTED.has(code) && code !== WRONG_HOST)
        return undefined;
    const url = new URL(connection.url);
    const { hostname, port } = url;
    const host = hostOf(url);
    const shown = await lookAt(host, Number(port || 443));
    if (shown === undefined)
        return undefined;
    const isGiven = connection.ca.length > 0;
    if (isSelfSigned(shown)) {
        return explainTrust(`Portainer's certificate is self-signed${isGiven ? ", and it is not in 'ca-cert'" : ''}. Give this one`, shown, `the one that Portainer's own host shows: openssl s_client -connect localhost:${port || '443'} </dev/null | openssl x509 -noout -fingerprint -sha256`);
    }
    const { checkServerIdentity } = await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 692, 23));
    const isForHost = checkServerIdentity(host, shown.toLegacyObject()) === undefined;
    return [
        ...(isForHost ? [] : [explainName(hostname, shown)]),
        ...(code === WRONG_HOST ? [] : [explainIssuer(topOf(shown), isGiven)]),
    ].join('\n');
}
function explainName(hostname, shown) {
    const names = shown.subjectAltName ?? '';
    return `Portainer's certificate is not for ${hostname}: ${names === '' ? 'it names no host' : `it names ${text_quote(names)}`}. Use one of its names in 'url', or give Portainer a certificate for ${hostname}.`;
}
function explainIssuer(top, isGiven) {
    const what = `Portainer's certificate is from a private CA${isGiven ? ", which is not in 'ca-cert'" : ''}`;
    return isSelfSigned(top)
        ? explainTrust(`${what}. Give the CA's certificate`, top, "that of the CA's own file: openssl x509 -in FILE -noout -fingerprint -sha256")
        : `${what}: give the certificate of its issuer, ${text_quote(top.issuer.split('\n').reverse().join(', '))}, in 'ca-cert'.`;
}
function explainTrust(what, certificate, comparedWith) {
    return [
        `${what} in 'ca-cert' if its fingerprint is the right one:`,
        `SHA-256 ${certificate.fingerprint256}`,
        certificate.toString().trim(),
        `An attacker in between could present another one: compare the fingerprint with ${comparedWith}`,
    ].join('\n');
}
async function lookAt(host, port) {
    const [tls, net] = await Promise.all([Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 692, 23)), Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 30, 23))]);
    return new Promise((resolve) => {
        const servername = net.isIP(host) === 0 ? { servername: host } : {};
        const socket = tls.connect({ host, port, ...servername, rejectUnauthorized: false });
        const end = (certificate) => {
            resolve(certificate);
            socket.destroy();
        };
        socket.setTimeout(HANDSHAKE_MILLISECONDS, () => end(undefined));
        socket.on('secureConnect', () => end(socket.getPeerX509Certificate()));
        socket.on('error', () => end(undefined));
        socket.on('close', () => end(undefined));
    });
}
function topOf(certificate) {
    const issuer = certificate.issuerCertificate;
    return issuer && issuer.fingerprint256 !== certificate.fingerprint256 ? topOf(issuer) : certificate;
}

;// CONCATENATED MODULE: ./src/portainer/http.ts
const MAX_BODY_BYTES = 8 * 1024 * 1024;
const MAX_PROXY_RESPONSE = 64 * 1024;
async function openTransport(connection, cancelled) {
    const base = new URL(connection.url);
    const secure = base.protocol === 'https:';
    const { agent, request: openRequest, proxy } = await openAgent(connection);
    const client = new lib_HttpClient(undefined, [], { socketTimeout: 2 ** 31 - 1 });
    async function send(request, milliseconds) {
        const { purpose, body, headers } = request;
        let sent = false;
        let ended = false;
        let wire;
        let tunnel;
        const progress = trackProgress();
        const failure = (code, what, cause, hint) => new errors_ConnectionError(`Could not ${purpose}: ${what}.`, {
            sent,
            code,
            cause,
            hint: hint ?? hintForFailure({ code, sent, url: connection.url, proxy: proxy?.protocol }),
        });
        const { promise: stopped, reject: stop } = Promise.withResolvers();
        const timer = setTimeout(() => {
            const received = sent ? progress.describe() : 'there was no connection';
            const seconds = Math.ceil(milliseconds / 1000);
            stop(failure('TIMEOUT', `no complete response within ${seconds} s: ${received}`));
        }, milliseconds);
        const cancel = () => {
            stop(cancelledError(purpose));
        };
        cancelled.addEventListener('abort', cancel);
        const giveUp = async (error) => {
            const code = error.code ?? 'ERROR';
            const hint = secure && !proxy ? await explainCertificate(code, connection) : undefined;
            stop(failure(code, describeError(error), error, hint));
        };
        const makeRequest = (options, onResponse) => {
            wire = openRequest(options, onResponse);
            wire.on('socket', (socket) => {
                socket.on('data', progress.onData);
                const { secureConnecting } = socket;
                if (!socket.connecting && !secureConnecting)
                    sent = true;
                else
                    socket.once(secure ? 'secureConnect' : 'connect', () => (sent = true));
            });
            wire.on('upgrade', (_response, socket) => {
                socket.destroy();
                const what = 'the response (status 101) switches protocols, which was not asked for';
                stop(failure('UPGRADE', what));
            });
            wire.on('error', (error) => void giveUp(error));
            return wire;
        };
        const options = {
            protocol: base.protocol,
            hostname: hostOf(base),
            port: base.port,
            path: base.pathname.replace(/\/$/, '') + request.path,
            method: request.method,
            headers,
            agent,
            onConnection: (made) => {
                if (ended)
                    made.destroy();
                else
                    tunnel = made;
                if (secure && !('encrypted' in made))
                    made.on('readable', () => {
                        if (sent || made.bytesRead <= MAX_PROXY_RESPONSE)
                            return;
                        made.destroy();
                        stop(failure('PROXY_ANSWER', `the proxy's response is longer than ${MAX_PROXY_RESPONSE} bytes`));
                    });
            },
        };
        const info = { parsedUrl: base, options, httpModule: { request: makeRequest } };
        try {
            if (cancelled.aborted)
                throw cancelledError(purpose);
            if (typeof body === 'object')
                body.on('error', (error) => {
                    stop(failure('BODY', describeError(error), error));
                });
            const responded = new Promise((resolve) => {
                client.requestRawWithCallback(info, body ?? null, (_error, response) => {
                    if (response)
                        resolve(response.message);
                });
            });
            const message = await Promise.race([responded, stopped]);
            sent = true;
            return await Promise.race([readResponse(message, request, failure), stopped]);
        }
        catch (error) {
            wire?.destroy();
            tunnel?.destroy();
            throw error;
        }
        finally {
            ended = true;
            clearTimeout(timer);
            cancelled.removeEventListener('abort', cancel);
            wire?.socket?.off('data', progress.onData);
            if (typeof body === 'object')
                body.destroy();
        }
    }
    return { send, close: () => agent.destroy() };
}
const cancelledError = (purpose) => new CancelledError(`The job was cancelled while trying to ${purpose}.`);
async function readResponse(message, { onChunk }, failure) {
    const { statusCode: status = 0, headers } = message;
    const encoding = headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') {
        const what = `the response is compressed (${text_safe(encoding, 50)}), though that was not asked for`;
        throw failure('ENCODING', what);
    }
    const isPassedOn = onChunk !== undefined && status >= 200 && status < 300;
    const body = createByteBuffer();
    let length = 0;
    const cutShort = (cause) => failure('CUT_SHORT', `the response (status ${status}) was cut short after ${length} bytes`, cause);
    try {
        for await (const chunk of message) {
            length += chunk.length;
            if (isPassedOn)
                passOn(chunk, onChunk, failure);
            else if (length > MAX_BODY_BYTES)
                throw failure('TOO_LARGE', `the response (status ${status}) is longer than 8 MiB`);
            else
                body.add(chunk);
        }
    }
    catch (error) {
        throw error instanceof errors_ConnectionError ? error : cutShort(error);
    }
    if (!message.complete)
        throw cutShort();
    return { status, headers, body: body.take() };
}
function passOn(chunk, onChunk, failure) {
    try {
        onChunk(chunk);
    }
    catch (error) {
        const what = error instanceof errors_ActionError ? error.message : 'the response could not be read';
        throw failure('BAD_LIST', what, error);
    }
}
const SHORT_PAUSE = 1500;
function trackProgress() {
    let bytes = 0;
    let first = 0;
    let last = 0;
    return {
        onData(chunk) {
            last = now();
            if (bytes === 0)
                first = last;
            bytes += chunk.length;
        },
        describe() {
            if (bytes === 0)
                return 'nothing arrived';
            const pause = now() - last;
            const goesOn = pause < SHORT_PAUSE && pause < last - first;
            const end = goesOn
                ? 'and more was still arriving'
                : `the last ${Math.max(1, Math.round(pause / 1000))} s ago`;
            return `${text_plural(bytes, 'byte')} arrived, ${end}`;
        },
    };
}
function describeError(error) {
    const openssl = /:SSL routines:[^:]*:([^:]+):/.exec(error.message)?.[1];
    const text = openssl ?? error.message.replace(/; if the root CA is installed locally.*$/s, '');
    return text_safe(text || (error.code ?? 'the connection failed'), 300);
}

;// CONCATENATED MODULE: ./src/portainer/json.ts
function json_parseJson(text) {
    return isTooDeep(text) ? undefined : errors_orUndefined(() => JSON.parse(text));
}
function whyNotJson(text) {
    if (/^[ \t\r\n]*$/.test(text))
        return ': it is empty';
    if (/^\s*</.test(text))
        return ': it begins like a web page';
    if (isTooDeep(text))
        return ': it is nested too deeply';
    return /^\s*[[{]/.test(text) && endsTooSoon(text) ? ': it was cut short' : '';
}
function endsTooSoon(text) {
    try {
        JSON.parse(text);
        return false;
    }
    catch (error) {
        const { message } = error;
        const position = /position (\d+)/.exec(message)?.[1];
        return position === undefined ? message.includes('end of JSON input') : Number(position) === text.length;
    }
}
const json_isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const orEmpty = (value) => (json_isObject(value) ? value : {});
const json_objectIn = (response) => orEmpty(json_parseJson(response.body.toString('utf8')));
function json_textOf(object, field, max = Infinity) {
    const value = object[field];
    return typeof value === 'string' && value.length <= max ? value : '';
}
function json_numberOf(object, field) {
    const value = object[field];
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
const objectOf = (object, field) => orEmpty(object[field]);
function listOf(object, field) {
    const value = object[field];
    return Array.isArray(value) ? value : [];
}
function idOf(object, field) {
    const value = object[field];
    return Number.isSafeInteger(value) && Number(value) > 0 ? Number(value) : undefined;
}
const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_MAP, CLOSE_MAP] = [0x5b, 0x5d, 0x7b, 0x7d];
const isSpace = (byte) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
const json_SHORT = 2 * 1024 * 1024;
function readArray(onElement, mayBeNull = false) {
    const begun = createByteBuffer();
    let long;
    return {
        feed(piece) {
            if (long === undefined) {
                if (begun.length === 0)
                    checkStart(piece);
                begun.add(piece);
                if (begun.length <= json_SHORT)
                    return;
                long = readLongArray(onElement);
            }
            long.feed(begun.length > 0 ? begun.take() : piece);
        },
        end() {
            if (long !== undefined) {
                long.end();
                return;
            }
            const text = begun.take().toString('utf8');
            const list = json_parseJson(text);
            if (list === undefined)
                throw notAList(whyNotJson(text));
            if (list === null && mayBeNull)
                return;
            if (!Array.isArray(list))
                throw notAList();
            list.forEach(onElement);
        },
    };
}
function checkStart(piece) {
    const start = piece.toString('latin1', 0, 64);
    if (!/^\s*(\[|n|$)/.test(start))
        throw notAList(/^\s*</.test(start) ? whyNotJson(start) : '');
}
function readLongArray(onElement) {
    const held = createByteBuffer();
    let elements = 0;
    let state = { depth: 0, inString: false, escaped: false, ended: false };
    const finishElement = (isLast) => {
        const text = held.take().toString('utf8');
        if (isLast && elements === 0 && /^[ \t\r\n]*$/.test(text))
            return;
        elements += 1;
        const element = json_parseJson(text);
        if (element === undefined)
            throw notAList();
        onElement(element);
    };
    return {
        feed(piece) {
            let { depth, inString, escaped, ended } = state;
            let start = 0;
            const { length } = piece;
            for (let index = 0; index < length; index += 1) {
                const byte = piece[index];
                if (inString) {
                    if (escaped)
                        escaped = false;
                    else if (byte === BACKSLASH)
                        escaped = true;
                    else if (byte === QUOTE)
                        inString = false;
                }
                else if (depth === 0) {
                    if (byte === OPEN_LIST && !ended) {
                        depth = 1;
                        start = index + 1;
                    }
                    else if (!isSpace(byte ?? 0))
                        throw notAList();
                }
                else if (byte === QUOTE)
                    inString = true;
                else if (byte === OPEN_MAP || byte === OPEN_LIST)
                    depth += 1;
                else if (depth === 1 && (byte === COMMA || byte === CLOSE_LIST)) {
                    held.add(piece.subarray(start, index));
                    start = index + 1;
                    ended = byte === CLOSE_LIST;
                    if (ended)
                        depth = 0;
                    finishElement(ended);
                }
                else if (byte === CLOSE_MAP || byte === CLOSE_LIST) {
                    depth -= 1;
                    if (depth === 0)
                        throw notAList();
                }
            }
            state = { depth, inString, escaped, ended };
            if (depth === 0)
                return;
            held.add(piece.subarray(start));
            if (held.length > MAX_BODY_BYTES)
                throw new errors_ActionError('one element of the list is longer than 8 MiB');
        },
        end() {
            if (!state.ended)
                throw notAList(state.depth > 0 ? ': it was cut short' : '');
        },
    };
}
const notAList = (why = '') => new errors_ActionError(`the response is not a complete JSON list${why}`);

;// CONCATENATED MODULE: ./src/portainer/engine-hints.ts
const MAX_WORDS = 4000;
const wordsOf = (message, details) => `${message.slice(0, MAX_WORDS)} ${details.slice(0, MAX_WORDS)}`.trim().toLowerCase();
const MOUNT = 'mount it there (-v /var/run/docker.sock:/var/run/docker.sock)';
const PAIRED = 'The agent is paired with another Portainer: restart the agent, or start both with the same AGENT_SECRET.';
const alsoPaired = {
    never: '',
    agents: " Portainer 2.13-2.15 say the same when they do not trust the agent's certificate: check 'tls-ca-cert', or leave the TLS files out.",
    'Kubernetes agents': " For an agent on Kubernetes, Portainer also says this when it does not trust the agent's certificate: check 'tls-ca-cert', or leave the TLS files out (in FIPS mode it verifies the certificate anyway).",
};
const NOTHING_ON_SOCKET = `No engine answers on the socket inside Portainer's container: ${MOUNT}, and check that the engine runs.`;
const NO_AGENT = "No agent answers at 'endpoint-url': check host, port (often 9001) and firewall from Portainer's host, not from the runner. An engine without an agent is 'type: docker'.";
const UNREACHABLE = "Portainer itself could not reach 'endpoint-url' as asked: check host, port, firewall and TLS from Portainer's host, not from the runner.";
function hintForRefusal(words) {
    if (/node allowance/.test(words))
        return "The Business Edition licence's number of nodes is used up: remove an endpoint, or extend the licence.";
    if (/\blicen[cs]e\b/.test(words))
        return 'Check the licence of Portainer Business Edition under Settings, Licenses.';
    if (/api server url not set|edge compute settings/.test(words))
        return "Set Portainer's API server URL under Settings, Edge Compute, before you create edge endpoints.";
    if (/\bssrf\b|not in the allow ?list/.test(words))
        return "Portainer's own allow list does not let it connect to this host: add the host of 'endpoint-url' to the list.";
    if (/\bfips\b/.test(words))
        return "Portainer runs in FIPS mode, in which it verifies every TLS connection: give the TLS files, and no 'tls-skip-verify'.";
    if (/already paired|invalid request signature/.test(words))
        return PAIRED;
    if (/unable to authenticate against azure/.test(words))
        return "Check 'azure-application-id', 'azure-tenant-id' and 'azure-authentication-key'.";
    if (/in-cluster/.test(words))
        return "'type: kubernetes' is the cluster that Portainer itself runs in, and it runs in none: for another cluster use 'type: agent'.";
    if (/podman/.test(words))
        return "The engine at 'endpoint-url' is not the one that 'container-engine' names: change it, or leave it out.";
    if (/client version \S+ is too old|minimum supported api version/.test(words))
        return 'The engine no longer supports the Docker API version that this Portainer uses: update Portainer (Docker 29 needs 2.33.5 LTS, or 2.36 and later).';
    if (/client version \S+ is too new|maximum supported api version/.test(words))
        return 'The engine is too old for the Docker API version that this Portainer uses: update the engine.';
    if (/permission denied.*(socket|unix)|(socket|unix).*permission denied/.test(words))
        return "Portainer's container has no permission to use the socket: run it as a user who has, or with the option that SELinux needs (--security-opt label=disable).";
    if (/(unix|npipe|pipe\/).*(no such file|cannot find the file)/.test(words))
        return `The socket does not exist inside Portainer's container: ${MOUNT}.`;
    if (/(unix|npipe):.*(is the docker daemon running|connection refused)/.test(words))
        return NOTHING_ON_SOCKET;
    return undefined;
}
function hintForTrouble(words, endpoint) {
    const unlessAgent = (hint) => endpoint?.type === 'agent' && !endpoint.hasTlsFiles
        ? "What answers at 'endpoint-url' is not an agent: for an engine without an agent use 'type: docker'."
        : hint;
    if (/remote error: tls: expired certificate/.test(words))
        return "The engine says that 'tls-cert' has expired: renew it, and check the engine's clock.";
    if (/remote error: tls: revoked certificate/.test(words))
        return "The engine says that 'tls-cert' was revoked: give a new certificate and key.";
    if (/remote error: tls: unknown (certificate authority|ca)/.test(words))
        return "The engine does not trust the CA that issued 'tls-cert': give a certificate and key of the CA in its --tlscacert.";
    if (/remote error: tls: (protocol version|insufficient security)|unsupported versions/.test(words))
        return 'Portainer and the engine have no TLS version and cipher in common: TLS 1.2 or later is needed.';
    if (/remote error: tls: handshake failure/.test(words))
        return unlessAgent("The engine refused the TLS handshake: it wants a client certificate ('tls-cert' and 'tls-key'), or has no TLS version and cipher in common with Portainer.");
    if (/remote error: tls|client authentication/.test(words))
        return unlessAgent("The engine wants a client certificate that it trusts: give 'tls-cert' and 'tls-key' of the CA in its --tlscacert.");
    if (/legacy common name/.test(words))
        return "The engine's certificate names its host in the Common Name only: issue it again with a SAN (subjectAltName).";
    if (/x509.* is before /.test(words))
        return "The engine's certificate is not valid yet: check the clocks of the engine and of Portainer's host.";
    if (/x509.*(has expired|not yet valid)/.test(words))
        return "The engine's certificate has expired: renew it on the engine.";
    if (/x509.*key usage/.test(words))
        return "The engine's certificate is not one for servers: issue it again with extendedKeyUsage = serverAuth.";
    if (/x509.*(insecure algorithm|sha1)/.test(words))
        return "The engine's certificate is signed with an algorithm that is no longer secure: issue it again with SHA-256.";
    if (/x509.*(parent certificate cannot sign|not authorized to sign)/.test(words))
        return "A certificate in the engine's chain was issued by one that may not issue it: give the CA's own certificate in 'tls-ca-cert'.";
    if (/x509.*(valid for|ip sans|hostname)/.test(words))
        return "The engine's certificate is not made for the host in 'endpoint-url': use a name that is in it, or give the engine a certificate for this one.";
    if (/x509.*(unknown authority|not trusted)/.test(words))
        return "Portainer does not trust the engine's certificate: give the CA that signed it in 'tls-ca-cert'.";
    if (/private key does not match|find any pem data|failed to parse/.test(words))
        return "Portainer can't use the TLS files: check 'tls-ca-cert', 'tls-cert' and 'tls-key'; the key must belong to the certificate.";
    if (/x509/.test(words))
        return "Portainer does not accept the engine's certificate: check that the CA in 'tls-ca-cert' signed it, that it is made for the host in 'endpoint-url', and that it is valid now.";
    if (/http request to an https server|http response to https/.test(words) ||
        /malformed http response|look like a tls handshake/.test(words))
        return unlessAgent("The engine and 'endpoint-url' disagree on TLS: give the TLS inputs for a port that speaks TLS (often 2376), leave them out for a plain one (often 2375).");
    if (/\btls: /.test(words))
        return unlessAgent("Portainer and the engine could not agree on TLS: check the TLS inputs, and that the port in 'endpoint-url' speaks TLS.");
    if (/unable to get (endpoint|environment) type/.test(words))
        return NO_AGENT;
    if (/unable to (ping|initiate communications)|cannot connect to|dial tcp|no such host/.test(words))
        return UNREACHABLE;
    return /connection (refused|reset)|timeout|deadline exceeded/.test(words) ? UNREACHABLE : undefined;
}
function hintForEngine(words, endpoint, capabilities) {
    const refusal = hintForRefusal(words);
    if (refusal === PAIRED)
        return PAIRED + alsoPaired[capabilities.saysPairedForUntrusted];
    const trouble = refusal ?? hintForTrouble(words, endpoint);
    const isAgentPort = endpoint?.type === 'docker' && /:9001\/?$/.test(endpoint.url ?? '');
    return refusal === undefined && trouble !== undefined && isAgentPort
        ? `Port 9001 is usually a Portainer agent's: for an agent use 'type: agent'. ${trouble}`
        : trouble;
}
function canPass(body) {
    const words = wordsOf(body.message, body.details);
    const hint = hintForRefusal(words) ?? hintForTrouble(words);
    return hint === undefined || [NOTHING_ON_SOCKET, NO_AGENT, UNREACHABLE].includes(hint);
}

;// CONCATENATED MODULE: ./src/portainer/retry.ts
const MAX_ATTEMPTS = 5;
const FIRST_PAUSE = 250;
const MAX_PAUSE = 30_000;
const LASTING = /^(CERT_|ERR_TLS|ERR_SSL|EPROTO|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|INVALID_|PATH_LENGTH|HOSTNAME|ERR_PROXY|ENCODING|UPGRADE|TOO_LARGE|BAD_LIST|BODY|TIMEOUT)/;
const retry_isLasting = (error) => LASTING.test(error.code);
function mayRetry(error, repeatable) {
    if (error instanceof errors_ConnectionError) {
        return !retry_isLasting(error) && (!error.sent || repeatable === 'repeatable');
    }
    if (!(error instanceof errors_ResponseError) || repeatable !== 'repeatable')
        return false;
    const isSwitchedOff = error.fromPortainer && error.status === 503;
    return !isSwitchedOff && [408, 429, 502, 503, 504].includes(error.status);
}
function isUnsure(error) {
    if (error instanceof errors_ConnectionError)
        return error.sent;
    if (!(error instanceof errors_ResponseError))
        return false;
    return error.status < 300 || (!error.fromPortainer && (error.status === 408 || error.status >= 500));
}
async function retry(clock, budget, repeatable, attempt) {
    const end = clock.now() + budget;
    for (let number = 1;; number += 1) {
        try {
            return await attempt(end - clock.now());
        }
        catch (error) {
            const asked = error instanceof errors_ResponseError ? (error.retryAfter ?? 0) : 0;
            const own = FIRST_PAUSE * 2 ** (number - 1) * (0.5 + clock.random() / 2);
            const pause = Math.min(Math.max(own, asked), MAX_PAUSE);
            if (number >= MAX_ATTEMPTS || !mayRetry(error, repeatable) || clock.now() + pause >= end)
                throw error;
            await clock.sleep(pause);
        }
    }
}
function readRetryAfter(header, now) {
    if (header === undefined)
        return undefined;
    if (/^\d{1,9}$/.test(header.trim()))
        return Number(header) * 1000;
    const date = Date.parse(header);
    return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}

;// CONCATENATED MODULE: ./src/portainer/versions.ts
function parseVersion(text) {
    const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
    return match ? [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)] : undefined;
}
const formatVersion = (version) => version.join('.');
function isAtLeast(version, least) {
    const [major, minor, patch] = version;
    if (major !== least[0])
        return major > least[0];
    return minor === least[1] ? patch >= least[2] : minor > least[1];
}
function versions_capabilitiesOf(version) {
    return findCapabilities((...least) => version === undefined || isAtLeast(version, least));
}
function findCapabilities(from) {
    return {
        apiKeys: from(2, 11, 0),
        containerEngine: from(2, 22, 0),
        uniqueNames: from(2, 14, 0),
        kubernetes: from(2, 0, 0),
        edgeAgents: from(1, 22, 0),
        dockerTlsBroken: from(2, 20, 0) && !from(2, 20, 2),
        localSocket: from(2, 0, 0) ? 'either' : from(1, 19, 0) ? 'no-url' : 'url',
        tagIds: from(1, 24, 0),
        accessPolicies: from(1, 21, 0),
        updateDropsTls: !from(1, 20, 0),
        snapshots: from(1, 20, 0),
        reconnectsOn: from(2, 20, 0)
            ? 'new-files-or-difference'
            : from(2, 19, 0)
                ? 'new-files'
                : from(2, 15, 0)
                    ? 'restart'
                    : 'every-update',
        bulkRemoval: from(2, 39, 0) ? 'post' : from(2, 21, 0) ? 'delete' : 'none',
        saysPairedForUntrusted: from(2, 16, 0) ? 'Kubernetes agents' : from(2, 13, 0) ? 'agents' : 'never',
    };
}

;// CONCATENATED MODULE: ./src/portainer/response-error.ts
function responseError(purpose, response, context) {
    const errorBody = response_error_readErrorBody(response);
    return new errors_ResponseError(`Could not ${purpose}: ${describe(response, errorBody)}`, {
        status: response.status,
        errorBody,
        fromPortainer: errorBody.fromPortainer,
        hint: hintForResponse(response, errorBody, context),
        retryAfter: readRetryAfter(response.headers['retry-after'], new Date()),
    });
}
const MAX_BYTES = 131_072;
function response_error_readErrorBody({ headers, body }) {
    const text = body.toString('utf8', 0, MAX_BYTES).trim();
    const other = { message: '', details: '', fromPortainer: false, words: wordsOf(text, '') };
    if (text === '')
        return { ...other, form: 'empty' };
    if (/html/.test(headers['content-type'] ?? '') || /^<(!doctype|html)/i.test(text)) {
        const title = /<title[^<>]{0,100}>([^<]*)/i.exec(text)?.[1] ?? '';
        return { ...other, form: 'html', message: title.trim() };
    }
    const json = body.length > MAX_BYTES ? undefined : json_parseJson(text);
    if (json_isObject(json)) {
        const message = json_textOf(json, 'message') || json_textOf(json, 'err');
        const details = json_textOf(json, 'details');
        return {
            message,
            details,
            form: message === '' ? 'json' : 'error',
            fromPortainer: typeof json['details'] === 'string' || typeof json['err'] === 'string',
            words: wordsOf(message, details),
        };
    }
    if (json !== undefined || (body.length > MAX_BYTES && /^[[{]/.test(text)))
        return { ...other, form: 'json' };
    return { ...other, form: 'text', message: text };
}
function describe({ status, body }, { form, message, details, fromPortainer }) {
    if (status < 300 && form === 'text')
        return `the response (status ${status}) is not JSON${whyNotJson(body.toString('utf8'))}.`;
    if (form === 'json' || (status < 300 && form === 'error'))
        return `the response (status ${status}) is JSON of an unknown form.`;
    if (form === 'html')
        return `a web page came back (status ${status}${message === '' ? '' : `, ${text_quote(message)}`}), not Portainer's API.`;
    const who = status === 407 ? 'the proxy' : fromPortainer ? 'Portainer' : 'the server';
    if (form === 'empty')
        return `${who} answered ${status} with an empty body.`;
    const isMore = details !== '' && details.toLowerCase() !== message.toLowerCase();
    return `${who} answered ${status}: ${text_safe(message)}${isMore ? ` (details: ${text_safe(details)})` : ''}`;
}
function hintForResponse(response, body, context) {
    const { status, headers } = response;
    if (status === 303 && headers['redirect-reason'] === 'AdminInitTimeout')
        return 'Portainer stopped waiting for its first administrator five minutes after its start: restart its container, then run this step again.';
    return hintForGateway(response, body, context) ?? hintForPortainer(status, body, context);
}
function hintForPortainer(status, body, context) {
    const { step, endpoint, version } = context;
    const { words } = body;
    if (step === 'create' || step === 'write') {
        const hint = status < 300 ? undefined : hintForEngine(words, endpoint, versions_capabilitiesOf(version));
        if (hint !== undefined)
            return hint;
    }
    if ((status === 401 || status === 403) && /api key and auth/.test(words))
        return "Portainer got an API key and an Authorization header at once: a proxy in front of it adds one of them. Check 'headers'.";
    if (step === 'sign-in')
        return hintForSignIn(status, words);
    if (status === 401)
        return hintFor401(words, context);
    if (step === 'init')
        return hintForInit(status, words, context);
    if (status === 403)
        return step === 'read'
            ? 'This user has no access to it: sign in as an administrator.'
            : 'This needs an administrator: a standard user can neither create nor change endpoints.';
    if (status === 503 && step === 'create' && body.form === 'error')
        return 'Portainer was started with --external-endpoints, which takes endpoints from a file only.';
    return status === 409 ? 'Another endpoint has this name already.' : undefined;
}
function hintForSignIn(status, words) {
    if (status >= 500 && /ldap/.test(words))
        return /network error|dial tcp|timeout|refused/.test(words)
            ? "Portainer can't reach its LDAP server: check the server, and that Portainer's host reaches it. An 'api-key' does not need it."
            : "Portainer can't use its LDAP server: check Settings, Authentication. An 'api-key' does not need it.";
    if (/not supported|oauth/.test(words) || (/ldap/.test(words) && status === 403))
        return "This Portainer signs its users in by OAuth or LDAP, where 'password' does not work for this user: use 'api-key'.";
    if (status === 400 || status === 422)
        return "Check 'username' and 'password'.";
    return status === 403
        ? "This address signed in too often (ten at once, then one a second) and is banned for an hour; everyone behind the same proxy shares it, and so do the jobs of a matrix. Wait, or use 'api-key', which does not count."
        : undefined;
}
function hintFor401(words, { connection: { credentials } }) {
    const isMissing = /valid authori[sz]ation token is missing/.test(words);
    if (credentials.kind === 'password') {
        return isMissing
            ? "Portainer got no session token: a proxy in front of it removes the Authorization header. Let it pass, or use 'api-key'."
            : 'The session is not valid, even after signing in again: Portainer was restarted meanwhile, or several Portainers without a common database answer at this address.';
    }
    const { apiKey } = credentials;
    if (!apiKey.startsWith('ptr_'))
        return "'api-key' is not an access token: those begin with 'ptr_'. A password goes into 'password'.";
    const takenAway = 'a proxy in front of it removes the X-API-Key header: let it pass.';
    if (isMissing)
        return /authorization/.test(words)
            ? `Portainer got no API key: ${takenAway}`
            : `Portainer does not know this API key, or ${takenAway}`;
    return /token is invalid/.test(words)
        ? 'The user of this API key no longer exists: create a new key.'
        : 'Portainer does not know this API key: it was revoked, or belongs to another Portainer.';
}
function hintForInit(status, words, { connection }) {
    if (status === 403 && /setup token/.test(words))
        return connection.setupToken === undefined
            ? "This Portainer wants its setup token for the first administrator. For one that stays the same, start Portainer with the variable PORTAINER_SETUP_TOKEN and give its value in 'setup-token'. Otherwise Portainer makes a new one at each start and writes it to its log (docker logs portainer 2>&1 | grep setup_token)."
            : "'setup-token' is not the one of this Portainer: it is the value of PORTAINER_SETUP_TOKEN that Portainer was started with, or a new one at each start, which is in its log (docker logs portainer 2>&1 | grep setup_token).";
    if (status === 400 && /password/.test(words))
        return 'Choose a longer password: Portainer 2.13 and later want at least 12 characters (2.13 also three of four kinds of characters).';
    if (status === 400 && /username/.test(words))
        return "'username' must not contain white space.";
    if (status === 500 && /hash/.test(words))
        return 'bcrypt takes passwords of at most 72 bytes: choose a shorter one.';
    return undefined;
}
const ITS_OWN_SIGN_IN = 'An access proxy in front of Portainer asks for its own sign-in';
const REFUSED = "Something in front of Portainer refuses the request, such as a firewall, a challenge for browsers or an access proxy: let the runner pass there, or give what it asks for in 'headers'.";
const PLAIN_HTTP = /http request (was sent )?to (an )?https (server|port)|plain http to an ssl/;
function hintForGateway({ status, headers }, body, context) {
    if (status === 407)
        return 'The proxy wants credentials: put them into HTTPS_PROXY or HTTP_PROXY, or add the host to NO_PROXY.';
    if (status >= 300 && status < 400)
        return hintForRedirect(headers.location, status, context);
    if (headers['www-authenticate'] !== undefined)
        return hintForBasic(context);
    if (body.fromPortainer)
        return undefined;
    if (status === 400 && PLAIN_HTTP.test(body.words))
        return "This port speaks HTTPS: begin 'url' with 'https://'.";
    if (status === 400)
        return /ssl certificate/.test(body.words)
            ? "A proxy in front of Portainer wants a client certificate, which this action can't present: let the runner reach Portainer without it."
            : undefined;
    if (status === 401)
        return `${ITS_OWN_SIGN_IN}: give its token in 'headers'.`;
    if (status === 403)
        return hintFor403(body, context);
    if (status === 413)
        return 'The request is too large for a proxy in front of Portainer: raise its limit (nginx: client_max_body_size).';
    if (status === 429)
        return 'Too many requests for a proxy in front of Portainer: wait before you run the step again, or raise its limit for the runner.';
    if ((status === 405 || status === 501) && /^(PUT|DELETE)$/.test(context.method))
        return `Something in front of Portainer blocks ${context.method} requests: allow them there.`;
    if (status > 501)
        return 'A proxy in front of Portainer could not reach it, or got no answer in time.';
    if (status === 404)
        return WRONG_PATH;
    if (body.form !== 'html')
        return undefined;
    if (status < 300)
        return `${WRONG_PATH} Or an access proxy in front of it shows its sign-in: give its token in 'headers'.`;
    return status < 500
        ? REFUSED
        : 'This is not a page of Portainer: check the log of the proxy in front of it.';
}
function hintForBasic({ connection }) {
    const given = connection.headers.some(([name]) => /^(proxy-)?authorization$/i.test(name));
    if (given)
        return `${ITS_OWN_SIGN_IN}, and does not accept what 'headers' gives it.`;
    return connection.credentials.kind === 'api-key'
        ? `${ITS_OWN_SIGN_IN}: give it in 'headers', such as 'Authorization: Basic ...'.`
        : `${ITS_OWN_SIGN_IN}: give it in 'headers', such as 'Authorization: Basic ...', and use 'api-key' instead of 'password', whose session needs that header for itself.`;
}
function hintFor403({ form, words }, { method }) {
    if (/csrf|origin invalid/.test(words))
        return 'A proxy in front of Portainer adds cookies or an Origin header to requests: let it pass them unchanged, or start Portainer with --trusted-origins.';
    if (form !== 'text' || !/^forbidden\.?$/.test(words))
        return REFUSED;
    if (method !== 'GET')
        return "Either Portainer's cross-origin check or something in front of Portainer refuses the request. The check fails when a proxy adds an Origin or Sec-Fetch-Site header or changes Host: let it pass them unchanged, or start Portainer with --trusted-origins. A firewall or an access proxy has to let the runner pass, or wants something in 'headers'.";
    return `${REFUSED} It is not Portainer's own cross-origin check (Origin header, --trusted-origins), which lets reads pass.`;
}
function hintForRedirect(location = '', status, { url }) {
    const refused = 'Redirects are refused, because credentials would follow them.';
    const from = new URL(url);
    const [place = '', query = ''] = location.split(/(?=[?#])/, 2);
    if (place === '')
        return `${refused} Give the final address in 'url'.`;
    const apiPath = from.pathname.slice(from.pathname.lastIndexOf('/api/'));
    const target = URL.parse(place, url);
    const isSame = target?.origin === from.origin && target.pathname === from.pathname;
    if (place.endsWith(apiPath) && !isSame && !SIGN_IN.test(query)) {
        const address = place.slice(0, -apiPath.length);
        return `${refused} Give ${text_quote(place.startsWith('/') ? from.origin + address : address)} in 'url'.`;
    }
    const isPermanent = status === 301 || status === 308;
    if (isPermanent && !SIGN_IN.test(location))
        return `${refused} This one leads to ${text_quote(place)}: give the final address in 'url'.`;
    const host = /^(?:https?:)?\/\/(?:[^/]*@)?([^/]*)/i.exec(place)?.[1];
    const to = host === undefined || host === from.host ? text_quote(place) : text_safe(host, 200);
    return `${refused} This one leads to ${to}, probably the sign-in of an access proxy in front of Portainer: give its token in 'headers', or let the runner pass there.`;
}
const SIGN_IN = /auth|log-?in|sign-?_?in|\bsso\b|saml|openid|cas\/|access|challenge|[?&](rd|rt|rurl|redirect|redirect_uri|redirect_to|return|return_to|returnurl|next|target|service|state)=/i;

;// CONCATENATED MODULE: ./src/portainer/client.ts
function createClient(connection, transport, clock, credentials = { headers: () => ({}), renew: undefined }, version) {
    const fixedHeaders = headersOfAll(connection);
    const attempt = async (call, authorization, left) => {
        const { method, path, purpose, json, onChunk } = call;
        call.onAttempt?.();
        const form = call.form && (await openForm(call.form));
        const body = form?.stream ?? (json === undefined ? undefined : JSON.stringify(json));
        const type = json === undefined ? {} : { 'content-type': 'application/json' };
        const response = await transport.send({
            method,
            path,
            purpose,
            headers: { ...fixedHeaders, ...authorization, ...call.headers, ...type, ...form?.headers },
            ...(body === undefined ? {} : { body }),
            ...(onChunk ? { onChunk } : {}),
        }, left);
        if (isDebug())
            core_debug(`${method} ${path.split('?')[0] ?? ''}: ${response.status}`);
        if (isGood(response) || call.accept?.includes(response.status))
            return response;
        throw client_unexpected(client, call, response);
    };
    const client = {
        connection,
        clock,
        version,
        async call(call) {
            const end = clock.now() + Math.min(call.seconds ?? Infinity, connection.timeoutSeconds) * 1000;
            const repeatable = call.repeatable ?? (call.method === 'GET' ? 'repeatable' : 'once');
            const send = (authorization) => retry(clock, end - clock.now(), repeatable, (left) => attempt(call, authorization, left));
            const used = credentials.headers();
            try {
                return await send(used);
            }
            catch (error) {
                if (credentials.renew === undefined || !isExpired(error))
                    throw error;
                if (used === credentials.headers())
                    await credentials.renew();
                return await send(credentials.headers());
            }
        },
        signedIn: (newCredentials, newVersion) => createClient(connection, transport, clock, newCredentials, newVersion),
        close: () => transport.close(),
    };
    return client;
}
const isGood = ({ status }) => status >= 200 && status < 300;
function headersOfAll({ headers }) {
    const given = new Set(headers.map(([name]) => name.toLowerCase()));
    const own = [
        ['accept', 'application/json'],
        ['user-agent', 'portainer-endpoint-action'],
    ].filter(([name = '']) => !given.has(name));
    return Object.fromEntries([...own, ...headers, ['accept-encoding', 'identity']]);
}
function isExpired(error) {
    if (!(error instanceof errors_ResponseError) || error.status !== 401)
        return false;
    return error.fromPortainer && !/api key and auth/i.test(error.errorBody.message);
}
function client_unexpected(client, call, response) {
    const { connection, version } = client;
    const url = connection.url + call.path;
    return responseError(call.purpose, response, { ...call, url, connection, version });
}
async function client_callJson(client, call) {
    const response = await client.call(call);
    const json = json_parseJson(response.body.toString('utf8'));
    if (json === undefined)
        throw client_unexpected(client, call, response);
    return json;
}
async function client_callEmpty(client, call) {
    const response = await client.call(call);
    if (isGood(response) && response.status !== 204)
        throw client_unexpected(client, call, response);
    return response;
}
const MAX_ELEMENTS = 100_000;
const MAX_CHARACTERS = 64 * 1024 * 1024;
async function callList(client, call, read) {
    let list = [];
    const start = () => {
        list = [];
        let characters = 0;
        return readArray((element) => {
            const kept = read(element);
            if (kept === undefined)
                return;
            if (list.length >= MAX_ELEMENTS)
                throw new errors_ActionError(`the list is longer than ${MAX_ELEMENTS}`);
            characters += charactersOf(kept);
            if (characters > MAX_CHARACTERS)
                throw new errors_ActionError('the list holds more text than can be kept');
            list.push(kept);
        }, call.mayBeNull);
    };
    let reader = start();
    const response = await client.call({
        ...call,
        onAttempt: () => (reader = start()),
        onChunk: (chunk) => reader.feed(chunk),
    });
    try {
        reader.end();
    }
    catch (cause) {
        if (!(cause instanceof errors_ActionError))
            throw cause;
        const { status } = response;
        throw new errors_ResponseError(`Could not ${call.purpose}: ${cause.message}.`, { status, cause });
    }
    return { list, response };
}
const charactersOf = (element) => JSON.stringify(element, (_, value) => value instanceof Map ? [...value] : json_isObject(value) ? Object.values(value) : value).length;

;// CONCATENATED MODULE: ./src/portainer/endpoint.ts
const MAX_TEXT = 4096;
const MAX_EDGE_KEY = 16_384;
function portainer_endpoint_readEndpoint(json) {
    if (!json_isObject(json))
        return undefined;
    const id = idOf(json, 'Id');
    const name = json_textOf(json, 'Name', MAX_TEXT);
    if (id === undefined || name === '')
        return undefined;
    const type = json_numberOf(json, 'Type') ?? 0;
    const tls = objectOf(json, 'TLSConfig');
    const hasTagNames = 'Tags' in json && !('TagIds' in json);
    return {
        id,
        name,
        type,
        url: json_textOf(json, 'URL', MAX_TEXT),
        publicUrl: json_textOf(json, 'PublicURL', MAX_TEXT),
        groupId: json_numberOf(json, 'GroupId') ?? 1,
        tagIds: hasTagNames ? undefined : numbers(listOf(json, 'TagIds')),
        tags: hasTagNames ? listOf(json, 'Tags').filter((tag) => typeof tag === 'string') : undefined,
        status: readStatus(json, type),
        containerEngine: json_textOf(json, 'ContainerEngine', MAX_TEXT) || undefined,
        tls: {
            on: tls['TLS'] === true,
            skipVerify: tls['TLSSkipVerify'] === true,
            hasCa: json_textOf(tls, 'TLSCACert') !== '',
            hasClientCertificate: json_textOf(tls, 'TLSCert') !== '',
        },
        agentVersion: json_textOf(objectOf(json, 'Agent'), 'Version', MAX_TEXT) || undefined,
        edgeId: json_textOf(json, 'EdgeID', MAX_TEXT),
        edgeKey: json_textOf(json, 'EdgeKey', MAX_EDGE_KEY),
        checkinInterval: json_numberOf(json, 'EdgeCheckinInterval'),
        users: readAccess(json, 'UserAccessPolicies', 'AuthorizedUsers'),
        teams: readAccess(json, 'TeamAccessPolicies', 'AuthorizedTeams'),
    };
}
function whyUnusable(json) {
    if (!json_isObject(json))
        return 'it is not an object';
    if (json['Id'] === undefined)
        return 'its Id is missing';
    if (idOf(json, 'Id') === undefined)
        return 'its Id is not a whole number above 0';
    return json_textOf(json, 'Name') === ''
        ? 'its Name is missing or empty'
        : `its Name is longer than ${MAX_TEXT} characters`;
}
function readStatus(json, type) {
    const status = endpoint_types_isEdge(type) ? undefined : json_numberOf(json, 'Status');
    return status === 1 ? 'up' : status === 2 || status === 4 ? 'down' : '';
}
function readCheckIns(json) {
    const object = json_isObject(json) ? json : {};
    return { heartbeat: object['Heartbeat'] === true, last: json_numberOf(object, 'LastCheckInDate') };
}
const DEFAULT_INTERVAL = 5;
function withEdgeStatus(endpoint, { heartbeat, last }, date) {
    if (!endpoint_types_isEdge(endpoint.type))
        return endpoint;
    if (last === undefined)
        return { ...endpoint, status: endpoint.edgeId === '' ? '' : 'up' };
    if (last <= 0)
        return { ...endpoint, status: '' };
    const now = (Date.parse(date ?? '') || Date.now()) / 1000;
    const isRecent = now - last <= 2 * (endpoint.checkinInterval || DEFAULT_INTERVAL) + 20;
    return { ...endpoint, status: heartbeat || isRecent ? 'up' : 'down' };
}
function urlInEdgeKey(key) {
    return Buffer.from(key, 'base64').toString('utf8').split('|')[0] ?? '';
}
function readAccess(json, policies, list) {
    if (Array.isArray(json[list]) && !('UserAccessPolicies' in json))
        return new Map(numbers(listOf(json, list)).map((id) => [id, 0]));
    const entries = Object.entries(objectOf(json, policies)).filter(([id]) => /^\d+$/.test(id));
    return new Map(entries.map(([id, policy]) => [Number(id), json_isObject(policy) ? (json_numberOf(policy, 'RoleId') ?? 0) : 0]));
}
const numbers = (list) => list.filter((item) => typeof item === 'number');

;// CONCATENATED MODULE: ./src/portainer/endpoints.ts
function listEndpoints(client, keep) {
    return endpoints_readList(client, 'list the endpoints', {}, keep);
}
function endpoints_lookByName(client, name) {
    return endpoints_readList(client, `look for endpoint ${text_quote(name)}`, { name }, (endpoint) => endpoint.name === name);
}
function listWaitingRoom(client, name) {
    const purpose = `look for ${quote(name)} in the waiting room`;
    const filter = { name, edgeDeviceUntrusted: 'true' };
    return endpoints_readList(client, purpose, filter, (endpoint) => endpoint.name === name && isEdge(endpoint.type));
}
async function endpoints_readList(client, purpose, filter, keep) {
    const query = new URLSearchParams({ ...filter, excludeSnapshots: 'true' });
    const path = `/api/endpoints?${query.toString().replaceAll('+', '%20')}`;
    const call = { purpose, method: 'GET', path, step: 'read' };
    const { list, response } = await callList(client, call, (element) => {
        const endpoint = portainer_endpoint_readEndpoint(element);
        if (endpoint === undefined)
            throw new errors_ActionError(`an element of the list has no usable Id and Name: ${whyUnusable(element)}`);
        return keep(endpoint) ? { endpoint, checkIns: readCheckIns(element) } : undefined;
    });
    return list
        .map(({ endpoint, checkIns }) => withEdgeStatus(endpoint, checkIns, response.headers.date))
        .sort((a, b) => a.id - b.id);
}
async function getEndpoint(client, id) {
    const call = {
        purpose: `read endpoint ${id}`,
        method: 'GET',
        path: `/api/endpoints/${id}?excludeSnapshot=true`,
        step: 'read',
        accept: [404],
    };
    const response = await client.call(call);
    if (isMissing(client, call, response))
        return undefined;
    const endpoint = endpointOf(call.purpose, response, id);
    if (!endpoint_types_isEdge(endpoint.type))
        return endpoint;
    return withEdgeStatus(endpoint, readCheckIns(json_objectIn(response)), response.headers.date);
}
function isMissing(client, call, response) {
    if (response.status !== 404)
        return false;
    if (response_error_readErrorBody(response).fromPortainer)
        return true;
    throw client_unexpected(client, call, response);
}
async function postEndpoint(client, name, form, endpoint) {
    const purpose = `create endpoint ${quote(name)}`;
    const call = { purpose, method: 'POST', path: '/api/endpoints', form, step: 'create', endpoint };
    return endpointOf(purpose, await client.call(call));
}
async function putEndpoint(client, id, fields) {
    const purpose = `update endpoint ${id}`;
    const call = { purpose, method: 'PUT', path: `/api/endpoints/${id}`, json: fields, step: 'write' };
    return endpointOf(purpose, await client.call(call), id);
}
async function putAccess(client, id, users, teams) {
    await callJson(client, {
        purpose: `set who may use endpoint ${id}`,
        method: 'PUT',
        path: `/api/endpoints/${id}/access`,
        json: { AuthorizedUsers: users, AuthorizedTeams: teams },
        step: 'write',
    });
}
async function deleteEndpoint(client, id) {
    const call = {
        purpose: `remove endpoint ${id}`,
        method: 'DELETE',
        path: `/api/endpoints/${id}`,
        step: 'write',
        accept: [404],
    };
    return !isMissing(client, call, await client_callEmpty(client, call));
}
async function endpoints_deleteEndpoints(client, ids) {
    const isPost = capabilitiesOf(client.version).bulkRemoval === 'post';
    const call = {
        purpose: `remove ${ids.length} endpoints`,
        method: isPost ? 'POST' : 'DELETE',
        path: isPost ? '/api/endpoints/delete' : '/api/endpoints',
        json: { endpoints: ids.map((id) => ({ id })) },
        step: 'write',
    };
    const response = await client.call(call);
    if (response.status === 204)
        return [];
    const deleted = response.status === 206 ? objectIn(response)['deleted'] : undefined;
    if (!Array.isArray(deleted))
        throw unexpected(client, call, response);
    return ids.filter((id) => !deleted.includes(id));
}
async function uploadTlsFile(client, id, file, path) {
    await callEmpty(client, {
        purpose: `upload the TLS ${file} of endpoint ${id}`,
        method: 'POST',
        path: `/api/upload/tls/${file}`,
        form: { fields: [['folder', String(id)]], files: [['file', path]] },
        step: 'write',
        repeatable: 'repeatable',
    });
}
function readFailure(response) {
    const { message, details, form } = readErrorBody(response);
    const isShown = form === 'error' || (form === 'text' && response.status >= 300);
    return { status: response.status, message: isShown ? message : '', details };
}
async function pingThrough(client, id, seconds) {
    const response = await client.call({
        purpose: `reach endpoint ${id} through Portainer`,
        method: 'GET',
        path: `/api/endpoints/${id}/docker/_ping`,
        step: 'read',
        seconds,
        accept: [400, 403, 404, 500, 502, 503, 504],
    });
    const isAlive = response.status === 200 && response.body.toString('utf8').trim() === 'OK';
    return isAlive ? undefined : readFailure(response);
}
async function takeSnapshot(client, id, seconds) {
    const response = await client.call({
        purpose: `take a snapshot of endpoint ${id}`,
        method: 'POST',
        path: `/api/endpoints/${id}/snapshot`,
        step: 'write',
        repeatable: 'repeatable',
        seconds,
        accept: [400, 404, 405, 500],
    });
    return response.status === 204 ? undefined : readFailure(response);
}
function endpointOf(purpose, { status, body }, id) {
    const text = body.toString('utf8');
    const json = json_parseJson(text);
    const endpoint = portainer_endpoint_readEndpoint(json);
    if (endpoint !== undefined && (id === undefined || endpoint.id === id))
        return endpoint;
    let what = endpoint && `is about endpoint ${endpoint.id}`;
    what ??=
        json === undefined ? `is not JSON${whyNotJson(text)}` : `has no usable Id and Name: ${whyUnusable(json)}`;
    throw new errors_ResponseError(`Could not ${purpose}: the response (status ${status}) ${what}.`, { status });
}

;// CONCATENATED MODULE: ./src/portainer/session.ts
async function readServerStatus(client, seconds = Infinity) {
    const purpose = `read the status of Portainer at ${client.connection.url}`;
    const read = (path) => client_callJson(client, { purpose, method: 'GET', path, step: 'status', seconds });
    const json = await read('/api/status').catch(async (error) => {
        if (!(error instanceof errors_ResponseError) || error.status !== 404)
            throw error;
        return read('/api/system/status').catch((cause) => {
            throw cause instanceof errors_ActionError ? error : cause;
        });
    });
    const text = json_isObject(json) ? json_textOf(json, 'Version') : '';
    if (!json_isObject(json) || !/^[\w.+-]{1,64}$/.test(text)) {
        throw new errors_ResponseError(`Could not ${purpose}: the response is JSON without a version.`, {
            status: 200,
            hint: "'url' points at something that is not Portainer.",
        });
    }
    const open = 'Authentication' in json && json['Authentication'] !== true;
    return { text, version: parseVersion(text), open };
}
const LOOK_SECONDS = 10;
async function waitForPortainer(client) {
    const { clock, connection } = client;
    const end = clock.now() + connection.waitSeconds * 1000;
    let last;
    const onWait = (secondsLeft) => {
        const why = last?.message ?? '';
        core.info(`Waiting for Portainer at ${connection.url} (${why}) for ${secondsLeft} s more.`);
    };
    const attempt = async () => {
        try {
            return await readServerStatus(client, Math.max(1, Math.min(LOOK_SECONDS, (end - clock.now()) / 1000)));
        }
        catch (error) {
            if (!mayComeUp(error))
                throw error;
            last = error;
            return undefined;
        }
    };
    const status = await poll(clock, end, attempt, onWait);
    if (status !== undefined)
        return status;
    core.info(`Portainer did not answer within ${plural(connection.waitSeconds, 'second')}.`);
    throw last;
}
function mayComeUp(error) {
    if (error instanceof ConnectionError)
        return error.code === 'TIMEOUT' || !isLasting(error);
    return error instanceof ResponseError && error.status >= 500;
}
async function createAdministrator(client) {
    const { username, credentials, setupToken } = client.connection;
    if (credentials.kind !== 'password')
        return false;
    const call = {
        purpose: `create the administrator ${quote(username)}`,
        method: 'POST',
        path: '/api/users/admin/init',
        json: { Username: username, Password: credentials.password },
        headers: setupToken === undefined ? {} : { 'x-setup-token': setupToken },
        repeatable: 'repeatable',
        step: 'init',
        accept: [409],
    };
    const response = await client.call(call).catch(async (error) => {
        const wantsToken = error instanceof ResponseError && /setup token/i.test(error.errorBody.message);
        if (!wantsToken || error.status !== 403 || !(await hasAdministrator(client)))
            throw error;
        return undefined;
    });
    if (response === undefined || response.status === 409)
        return false;
    const json = parseJson(response.body.toString('utf8'));
    if (!isObject(json))
        throw unexpected(client, call, response);
    const hash = textOf(json, 'Password');
    if (/^\$2[\x21-\x7e]{1,100}$/.test(hash))
        mask(hash);
    return true;
}
async function readPasswordLength(client) {
    const response = await client.call({
        purpose: 'read the public settings',
        method: 'GET',
        path: '/api/settings/public',
        step: 'read',
        accept: [303, 401, 403, 404],
    });
    return numberOf(objectIn(response), 'RequiredPasswordLength');
}
async function hasAdministrator(client) {
    const response = await client.call({
        purpose: 'ask whether there is an administrator',
        method: 'GET',
        path: '/api/users/admin/check',
        step: 'init',
        accept: [404],
    });
    return response.status !== 404;
}
const MAX_RENEWALS = 5;
async function signIn(client, status) {
    const { credentials } = client.connection;
    if (credentials.kind === 'api-key') {
        const headers = { 'x-api-key': credentials.apiKey };
        return { headers: () => headers, renew: undefined };
    }
    let headers = await openSession(client, credentials.password, status);
    let renewals = 0;
    let renewing;
    let refusal;
    const openAgain = async () => {
        try {
            headers = await openSession(client, credentials.password, status);
        }
        catch (error) {
            if (error instanceof errors_ResponseError && !mayRetry(error, 'repeatable'))
                refusal = error;
            throw error;
        }
        finally {
            renewing = undefined;
            renewals += 1;
            if (renewals === MAX_RENEWALS) {
                const what = 'The session expired again and again';
                refusal ??= new errors_RefusedError(`${what}; gave up after ${MAX_RENEWALS} renewals.`);
            }
        }
    };
    return {
        headers: () => headers,
        renew: async () => {
            if (refusal !== undefined)
                throw refusal;
            await (renewing ??= openAgain());
        },
    };
}
async function openSession(client, password, status) {
    const { username } = client.connection;
    const call = {
        purpose: `sign in as ${text_quote(username)}`,
        method: 'POST',
        path: '/api/auth',
        json: { Username: username, Password: password },
        repeatable: 'repeatable',
        step: 'sign-in',
    };
    const response = await client.call(call).catch(async (error) => {
        if (error instanceof errors_ResponseError && error.status === 503 && (await status).open)
            return undefined;
        throw error;
    });
    if (response === undefined)
        return {};
    const token = json_textOf(json_objectIn(response), 'jwt');
    if (!/^[\x21-\x7e]{1,16384}$/.test(token))
        throw client_unexpected(client, call, response);
    secrets_mask(token);
    return { authorization: `Bearer ${token}` };
}
function checkApiKey(client, status) {
    if (client.connection.credentials.kind !== 'api-key' || capabilitiesOf(status.version).apiKeys)
        return;
    const what = `Portainer ${safe(status.text, 100)} does not support API keys (2.11 and later do).`;
    throw new RefusedError(what, { hint: "Use 'username' and 'password'." });
}

;// CONCATENATED MODULE: ./src/certificates/secret-files.ts
const PREFIX = 'portainer-endpoint-';
function secret_files_createFolder(parent) {
    return mkdtempSync(path.join(parent, PREFIX));
}
function secret_files_writeSecretFile(folder, name, text) {
    const file = path.join(folder, name);
    writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
    return file;
}
function secret_files_removeFolder(folder) {
    try {
        (0,external_node_fs_namespaceObject.rmSync)(folder, { recursive: true, force: true });
        return true;
    }
    catch {
        return false;
    }
}
function isOurFolder(folder, parent) {
    const full = external_node_path_namespaceObject.resolve(folder);
    if (external_node_path_namespaceObject.dirname(full) !== external_node_path_namespaceObject.resolve(parent) || !external_node_path_namespaceObject.basename(full).startsWith(PREFIX))
        return false;
    return errors_orUndefined(() => (0,external_node_fs_namespaceObject.lstatSync)(full).isDirectory()) ?? false;
}

;// CONCATENATED MODULE: ./src/run-state.ts
const PER_VARIABLE = 20;
const TRUST_VARIABLES = [
    'NODE_OPTIONS',
    'NODE_EXTRA_CA_CERTS',
    'NODE_USE_SYSTEM_CA',
    'OPENSSL_CONF',
    'OPENSSL_MODULES',
    'SSL_CERT_FILE',
    'SSL_CERT_DIR',
];
const ROOTS = 'the certificates that Node trusts';
async function describeTrusted(connection) {
    const { url, ca, skipTlsVerify, headers } = connection;
    const proxies = describeProxies();
    const isVerified = url.startsWith('https:') && !skipTlsVerify;
    const usesRoots = (isVerified && ca.length === 0) || /_proxy=https:/i.test(proxies);
    const variables = TRUST_VARIABLES.map((name) => `${name}=${process.env[name] ?? ''}`);
    return {
        "'url'": url,
        "'ca-cert'": hash(ca.join('')),
        "'skip-tls-verify'": skipTlsVerify,
        "the names in 'headers'": headers.map(([name]) => name.toLowerCase()).join(),
        'the proxy variables': proxies,
        'the variables that say which certificates are trusted': hash(variables.join('\n')),
        [ROOTS]: usesRoots ? await describeRoots() : '',
    };
}
async function whyNotTrusted(then, connection) {
    const now = await describeTrusted(connection);
    const changed = Object.keys(now).filter((what) => then[what] !== now[what]);
    if (changed.length > 0)
        return `${changed.join(', ')} changed since the step ran`;
    if (now[ROOTS] !== UNKNOWN_ROOTS)
        return undefined;
    return "OpenSSL's own settings say which certificates are trusted (--use-openssl-ca or OPENSSL_CONF), and whether they changed can't be told; use 'ca-cert' instead";
}
const UNKNOWN_ROOTS = 'unknown';
async function describeRoots() {
    const options = `${process.env['NODE_OPTIONS'] ?? ''} ${process.execArgv.join(' ')}`;
    const isUpToOpenssl = /--(use[-_]openssl[-_]ca|openssl[-_](shared[-_])?config)/.test(options) || process.env['OPENSSL_CONF'];
    if (isUpToOpenssl)
        return UNKNOWN_ROOTS;
    const tls = await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 692, 23));
    return hash(tls.getCACertificates('default').toSorted().join('\n'));
}
const hash = (text) => (0,external_node_crypto_namespaceObject.createHash)('sha256').update(text).digest('hex');
function reserveState() {
    core.saveState('server', '');
}
async function openState(inputs) {
    const { connection, deployment: target, concurrency } = inputs;
    const batches = [];
    const creating = [];
    const mark = randomUUID();
    const trusted = await describeTrusted(connection);
    const deployment = target?.environment ?? '';
    const githubRoots = deployment === '' ? '' : await describeRoots();
    core.saveState('server', JSON.stringify({ trusted, mark, deployment, githubRoots, concurrency }));
    const save = (variable, list) => {
        core.saveState(variable, JSON.stringify({ mark, list }));
    };
    return {
        start(name) {
            const free = creating.indexOf(undefined);
            const slot = free < 0 ? creating.length : free;
            creating[slot] = name;
            save(`creating-${slot}`, [name]);
            return () => {
                creating[slot] = undefined;
                save(`creating-${slot}`, []);
            };
        },
        add(created) {
            const last = batches.at(-1);
            if (last === undefined || last.length >= PER_VARIABLE)
                batches.push([created]);
            else
                last.push(created);
            save(`created-${batches.length - 1}`, batches.at(-1));
        },
        remove(id) {
            const index = batches.findIndex((batch) => batch.some((one) => one.id === id));
            const left = batches[index]?.filter((one) => one.id !== id);
            if (left === undefined)
                return;
            batches[index] = left;
            save(`created-${index}`, left);
        },
    };
}
let folder;
function runFolder() {
    if (folder === undefined) {
        folder = createFolder(temporaryFolder());
        core.saveState('folder', folder);
    }
    return folder;
}
function removeRunFolder() {
    if (folder !== undefined)
        removeWithWarning(folder);
    folder = undefined;
}
function removeLeftFolder() {
    const left = getState('folder');
    if (left !== '' && isOurFolder(left, temporaryFolder()))
        removeWithWarning(left);
}
function removeWithWarning(folder) {
    if (!secret_files_removeFolder(folder))
        core_warning(`The folder ${text_safe(folder)} for TLS files could not be removed.`);
}
const temporaryFolder = () => process.env['RUNNER_TEMP'] || process.cwd();
function readState() {
    const saved = getState('server');
    if (saved === '')
        return undefined;
    const { mark, ...state } = JSON.parse(saved);
    return {
        ...state,
        created: readNumbered('created', mark),
        creating: readNumbered('creating', mark),
    };
}
function readNumbered(variable, mark) {
    const all = [];
    for (let index = 0;; index += 1) {
        const saved = getState(`${variable}-${index}`);
        if (saved === '')
            return all;
        const numbered = JSON.parse(saved);
        if (numbered.mark !== mark)
            return all;
        all.push(...numbered.list);
    }
}

;// CONCATENATED MODULE: ./src/steps/context.ts
const NO_CREATION_LOG = {
    start: () => () => undefined,
    add: () => undefined,
    remove: () => undefined,
};
const context_capabilities = (context) => capabilitiesOf(context.client.version);
const context_wasSent = (error) => !(error instanceof errors_ConnectionError) || error.sent;
async function sendChange(context, send) {
    const result = await send().catch((error) => {
        if (context_wasSent(error))
            context.onChangeSent();
        throw error;
    });
    context.onChangeSent();
    return result;
}
async function withFiles(context, files, use) {
    const given = Object.entries(files);
    if (given.length === 0)
        return use({});
    let folder;
    const paths = {};
    try {
        try {
            folder = createFolder(context.folder());
            for (const [file, text] of given)
                paths[file] = writeSecretFile(folder, `${file}.pem`, text);
        }
        catch (cause) {
            const code = cause.code ?? 'unknown error';
            throw new ActionError(`Could not write the TLS files below RUNNER_TEMP: ${code}.`, { cause });
        }
        return await use(paths);
    }
    finally {
        if (folder !== undefined && !removeFolder(folder))
            context.log.warning(`The folder ${folder} with TLS files could not be removed.`);
    }
}
function openReport(item, endpoint) {
    return { item, endpoint, changed: false, foundAs: 'first-look' };
}

;// CONCATENATED MODULE: ./src/steps/remove.ts
const remove_MAX_ATTEMPTS = 3;
async function removeEndpoint(context, id) {
    const { client } = context;
    for (let attempt = 1;; attempt += 1) {
        try {
            if (await sendChange(context, () => deleteEndpoint(client, id)))
                return true;
            if ((await getEndpoint(client, id)) === undefined)
                return attempt > 1;
            throw new errors_RefusedError(`Could not remove endpoint ${id}: the response was 404, and it still exists.`, {
                hint: 'A proxy in front of Portainer probably blocks DELETE requests.',
            });
        }
        catch (error) {
            const isServerError = error instanceof errors_ResponseError && error.status >= 500;
            if (!isUnsure(error) && !isServerError)
                throw error;
            const existing = await recoverFrom(error, getEndpoint(client, id), `Endpoint ${id} may be gone anyway`);
            if (existing === undefined)
                return true;
            if (!isUnsure(error) || attempt >= remove_MAX_ATTEMPTS)
                throw error;
        }
    }
}
const BULK_SIZE = 100;
async function removeEndpoints(context, reports) {
    const byId = Map.groupBy(reports, ({ endpoint }) => endpoint?.id ?? 0);
    const ids = [...byId.keys()];
    const done = (id, error) => {
        for (const report of byId.get(id) ?? []) {
            report.error = error;
            report.result = error === undefined ? 'deleted' : undefined;
            report.changed = error === undefined || wasSent(error);
            context.onReport(report);
        }
    };
    const removeOne = async (id) => {
        try {
            await removeEndpoint(context, id);
            done(id);
        }
        catch (error) {
            if (!(error instanceof ActionError))
                throw error;
            done(id, error);
        }
    };
    for (const report of reports)
        report.result = undefined;
    if (capabilities(context).bulkRemoval === 'none' || ids.length === 1) {
        return forEachConcurrent(context.concurrency, ids, removeOne);
    }
    for (let start = 0; start < ids.length; start += BULK_SIZE) {
        const batch = ids.slice(start, start + BULK_SIZE);
        const left = await deleteEndpoints(context.client, batch).catch((error) => {
            if (!(error instanceof ActionError))
                throw error;
            context.log.info(`${asSentence(error.message)} Removing them one at a time instead.`);
            return batch;
        });
        for (const id of batch)
            if (!left.includes(id))
                done(id);
        await forEachConcurrent(context.concurrency, left, removeOne);
    }
}
async function lookForLeftovers({ client, usedNames }, temporaryName) {
    return usedNames?.has(temporaryName) === false ? [] : lookByName(client, temporaryName);
}
async function removeLeftovers(context, temporaryName) {
    for (const { id } of await lookForLeftovers(context, temporaryName)) {
        await removeEndpoint(context, id);
        context.log.info(`Removed endpoint ${id}, which an interrupted run had left as ${quote(temporaryName)}.`);
    }
}

;// CONCATENATED MODULE: ./src/cleanup.ts
async function cleanUp() {
    try {
        removeLeftFolder();
        const state = readState();
        if (state === undefined || state.created.length + state.creating.length === 0)
            return;
        await removeCreated(state);
    }
    catch (error) {
        core_warning(`Cleaning up failed: ${cleanup_describe(error)}.`);
    }
}
async function removeCreated(state) {
    const { trusted, created, creating, concurrency, deployment } = state;
    const leaveAll = (why) => {
        if (created.length > 0)
            leave(created, why);
        for (const name of creating)
            core_warning(`The create of ${text_quote(name)} was interrupted, and the endpoint may exist: ${why}.`);
    };
    const source = source_stepInputs();
    maskSecrets(source);
    let connection;
    try {
        connection = connection_readConnection(source);
    }
    catch (error) {
        leaveAll(`the inputs can't be used any more: ${cleanup_describe(error)}`);
        return;
    }
    const refusal = await whyNotTrusted(trusted, connection);
    if (refusal !== undefined) {
        leaveAll(`${refusal}, so no credentials are sent`);
        return;
    }
    const over = new AbortController();
    const transport = await openTransport(connection, over.signal);
    const anonymous = createClient(connection, transport, systemClock(over.signal));
    let removed = 0;
    try {
        const reading = readServerStatus(anonymous);
        const [status, credentials] = await Promise.all([reading, signIn(anonymous, reading)]);
        const client = anonymous.signedIn(credentials, status.version);
        removed = await removeAll(client, created, concurrency);
        for (const name of creating)
            await reportInterrupted(client, name);
    }
    catch (error) {
        leaveAll(`signing in failed: ${cleanup_describe(error)}`);
    }
    finally {
        anonymous.close();
        over.abort();
    }
    if (removed > 0 && deployment !== '')
        await retire(state);
}
async function removeAll(client, created, concurrency) {
    let gone = 0;
    let unreachable;
    const unreached = [];
    await async_forEachConcurrent(concurrency, created, async (one) => {
        try {
            if (unreachable !== undefined)
                throw unreachable;
            if (await removeOne(client, one))
                gone += 1;
        }
        catch (error) {
            if (error instanceof errors_ConnectionError) {
                unreachable ??= error;
                unreached.push(one);
            }
            else
                leave([one], cleanup_describe(error));
        }
    });
    if (unreachable !== undefined)
        leave(unreached, cleanup_describe(unreachable));
    return gone;
}
function leave(created, why) {
    const list = created.map(({ id, name }) => `${id} (${text_quote(name)})`).join(', ');
    core_warning(`Left ${text_plural(created.length, 'endpoint')} that this job created, id ${list}: ${why}.`);
}
async function removeOne(client, { id, name }) {
    const existing = await getEndpoint(client, id);
    if (existing === undefined)
        return true;
    if (existing.name !== name) {
        core_warning(`Left endpoint ${id}: this job created it as ${text_quote(name)}, and it has another name now.`);
        return false;
    }
    await removeEndpoint({ client, onChangeSent: () => undefined }, id);
    info(`Removed endpoint ${text_quote(name)} (id ${id}), which this job created.`);
    return true;
}
async function reportInterrupted(client, name) {
    try {
        for (const { id } of await endpoints_lookByName(client, name)) {
            core_warning(`Endpoint ${text_quote(name)} exists with the id ${id}. This job got no response to its create of that name, and can't tell whether it created this one, so it was left; remove it with 'state: absent' if nobody else uses it.`);
        }
    }
    catch (error) {
        core_warning(`Could not look for what the interrupted create of ${text_quote(name)} left: ${cleanup_describe(error)}.`);
    }
}
async function retire({ deployment: environment, githubRoots }) {
    const token = source_stepInputs().text('github-token');
    if (token === undefined)
        return;
    if (githubRoots === UNKNOWN_ROOTS || githubRoots !== (await describeRoots())) {
        core_warning(`The deployment to ${text_quote(environment)} was left as it is: Node may trust other certificates now than in the step.`);
        return;
    }
    await retireDeployments({ environment, token }, new AbortController().signal);
}
function cleanup_describe(error) {
    for (let cause = error; cause instanceof Error; cause = cause.cause) {
        if (cause instanceof errors_ResponseError)
            return `the response had the status ${cause.status}`;
        if (cause instanceof errors_ConnectionError)
            return `no complete response came (${cause.code})`;
        if (cause instanceof errors_ActionError && !(cause instanceof OutcomeError))
            return cause.message.replace(/\.$/, '');
    }
    return `an error of the action itself (${error instanceof Error ? error.name : typeof error})`;
}

module.exports = __webpack_exports__;
/******/ })()
;
// Stands in for a package that is imported here but never called.
function neverCalled(name) {
  return new Proxy({}, {
    get(_, property) {
      if (property === '__esModule' || property === 'then') return undefined
      throw new Error(`'${name}' is not part of this build, and '${String(property)}' of it was used`)
    },
  })
}
