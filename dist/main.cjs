"use strict";
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __commonJS = (cb, mod) => function __require() {
  try {
    return mod || (0, cb[__getOwnPropNames(cb)[0]])((mod = { exports: {} }).exports, mod), mod.exports;
  } catch (e) {
    throw mod = 0, e;
  }
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

// node_modules/delayed-stream/lib/delayed_stream.js
var require_delayed_stream = __commonJS({
  "node_modules/delayed-stream/lib/delayed_stream.js"(exports2, module2) {
    var Stream = require("stream").Stream;
    var util = require("util");
    module2.exports = DelayedStream;
    function DelayedStream() {
      this.source = null;
      this.dataSize = 0;
      this.maxDataSize = 1024 * 1024;
      this.pauseStream = true;
      this._maxDataSizeExceeded = false;
      this._released = false;
      this._bufferedEvents = [];
    }
    util.inherits(DelayedStream, Stream);
    DelayedStream.create = function(source, options) {
      var delayedStream = new this();
      options = options || {};
      for (var option in options) {
        delayedStream[option] = options[option];
      }
      delayedStream.source = source;
      var realEmit = source.emit;
      source.emit = function() {
        delayedStream._handleEmit(arguments);
        return realEmit.apply(source, arguments);
      };
      source.on("error", function() {
      });
      if (delayedStream.pauseStream) {
        source.pause();
      }
      return delayedStream;
    };
    Object.defineProperty(DelayedStream.prototype, "readable", {
      configurable: true,
      enumerable: true,
      get: function() {
        return this.source.readable;
      }
    });
    DelayedStream.prototype.setEncoding = function() {
      return this.source.setEncoding.apply(this.source, arguments);
    };
    DelayedStream.prototype.resume = function() {
      if (!this._released) {
        this.release();
      }
      this.source.resume();
    };
    DelayedStream.prototype.pause = function() {
      this.source.pause();
    };
    DelayedStream.prototype.release = function() {
      this._released = true;
      this._bufferedEvents.forEach(function(args) {
        this.emit.apply(this, args);
      }.bind(this));
      this._bufferedEvents = [];
    };
    DelayedStream.prototype.pipe = function() {
      var r = Stream.prototype.pipe.apply(this, arguments);
      this.resume();
      return r;
    };
    DelayedStream.prototype._handleEmit = function(args) {
      if (this._released) {
        this.emit.apply(this, args);
        return;
      }
      if (args[0] === "data") {
        this.dataSize += args[1].length;
        this._checkIfMaxDataSizeExceeded();
      }
      this._bufferedEvents.push(args);
    };
    DelayedStream.prototype._checkIfMaxDataSizeExceeded = function() {
      if (this._maxDataSizeExceeded) {
        return;
      }
      if (this.dataSize <= this.maxDataSize) {
        return;
      }
      this._maxDataSizeExceeded = true;
      var message = "DelayedStream#maxDataSize of " + this.maxDataSize + " bytes exceeded.";
      this.emit("error", new Error(message));
    };
  }
});

// node_modules/combined-stream/lib/combined_stream.js
var require_combined_stream = __commonJS({
  "node_modules/combined-stream/lib/combined_stream.js"(exports2, module2) {
    var util = require("util");
    var Stream = require("stream").Stream;
    var DelayedStream = require_delayed_stream();
    module2.exports = CombinedStream;
    function CombinedStream() {
      this.writable = false;
      this.readable = true;
      this.dataSize = 0;
      this.maxDataSize = 2 * 1024 * 1024;
      this.pauseStreams = true;
      this._released = false;
      this._streams = [];
      this._currentStream = null;
      this._insideLoop = false;
      this._pendingNext = false;
    }
    util.inherits(CombinedStream, Stream);
    CombinedStream.create = function(options) {
      var combinedStream = new this();
      options = options || {};
      for (var option in options) {
        combinedStream[option] = options[option];
      }
      return combinedStream;
    };
    CombinedStream.isStreamLike = function(stream) {
      return typeof stream !== "function" && typeof stream !== "string" && typeof stream !== "boolean" && typeof stream !== "number" && !Buffer.isBuffer(stream);
    };
    CombinedStream.prototype.append = function(stream) {
      var isStreamLike = CombinedStream.isStreamLike(stream);
      if (isStreamLike) {
        if (!(stream instanceof DelayedStream)) {
          var newStream = DelayedStream.create(stream, {
            maxDataSize: Infinity,
            pauseStream: this.pauseStreams
          });
          stream.on("data", this._checkDataSize.bind(this));
          stream = newStream;
        }
        this._handleErrors(stream);
        if (this.pauseStreams) {
          stream.pause();
        }
      }
      this._streams.push(stream);
      return this;
    };
    CombinedStream.prototype.pipe = function(dest, options) {
      Stream.prototype.pipe.call(this, dest, options);
      this.resume();
      return dest;
    };
    CombinedStream.prototype._getNext = function() {
      this._currentStream = null;
      if (this._insideLoop) {
        this._pendingNext = true;
        return;
      }
      this._insideLoop = true;
      try {
        do {
          this._pendingNext = false;
          this._realGetNext();
        } while (this._pendingNext);
      } finally {
        this._insideLoop = false;
      }
    };
    CombinedStream.prototype._realGetNext = function() {
      var stream = this._streams.shift();
      if (typeof stream == "undefined") {
        this.end();
        return;
      }
      if (typeof stream !== "function") {
        this._pipeNext(stream);
        return;
      }
      var getStream = stream;
      getStream(function(stream2) {
        var isStreamLike = CombinedStream.isStreamLike(stream2);
        if (isStreamLike) {
          stream2.on("data", this._checkDataSize.bind(this));
          this._handleErrors(stream2);
        }
        this._pipeNext(stream2);
      }.bind(this));
    };
    CombinedStream.prototype._pipeNext = function(stream) {
      this._currentStream = stream;
      var isStreamLike = CombinedStream.isStreamLike(stream);
      if (isStreamLike) {
        stream.on("end", this._getNext.bind(this));
        stream.pipe(this, { end: false });
        return;
      }
      var value = stream;
      this.write(value);
      this._getNext();
    };
    CombinedStream.prototype._handleErrors = function(stream) {
      var self = this;
      stream.on("error", function(err) {
        self._emitError(err);
      });
    };
    CombinedStream.prototype.write = function(data) {
      this.emit("data", data);
    };
    CombinedStream.prototype.pause = function() {
      if (!this.pauseStreams) {
        return;
      }
      if (this.pauseStreams && this._currentStream && typeof this._currentStream.pause == "function") this._currentStream.pause();
      this.emit("pause");
    };
    CombinedStream.prototype.resume = function() {
      if (!this._released) {
        this._released = true;
        this.writable = true;
        this._getNext();
      }
      if (this.pauseStreams && this._currentStream && typeof this._currentStream.resume == "function") this._currentStream.resume();
      this.emit("resume");
    };
    CombinedStream.prototype.end = function() {
      this._reset();
      this.emit("end");
    };
    CombinedStream.prototype.destroy = function() {
      this._reset();
      this.emit("close");
    };
    CombinedStream.prototype._reset = function() {
      this.writable = false;
      this._streams = [];
      this._currentStream = null;
    };
    CombinedStream.prototype._checkDataSize = function() {
      this._updateDataSize();
      if (this.dataSize <= this.maxDataSize) {
        return;
      }
      var message = "DelayedStream#maxDataSize of " + this.maxDataSize + " bytes exceeded.";
      this._emitError(new Error(message));
    };
    CombinedStream.prototype._updateDataSize = function() {
      this.dataSize = 0;
      var self = this;
      this._streams.forEach(function(stream) {
        if (!stream.dataSize) {
          return;
        }
        self.dataSize += stream.dataSize;
      });
      if (this._currentStream && this._currentStream.dataSize) {
        this.dataSize += this._currentStream.dataSize;
      }
    };
    CombinedStream.prototype._emitError = function(err) {
      this._reset();
      this.emit("error", err);
    };
  }
});

// instead-of:http
var require_http = __commonJS({
  "instead-of:http"(exports2, module2) {
    module2.exports = {};
  }
});

// instead-of:https
var require_https = __commonJS({
  "instead-of:https"(exports2, module2) {
    module2.exports = {};
  }
});

// instead-of:mime-types
var require_mime_types = __commonJS({
  "instead-of:mime-types"(exports2, module2) {
    module2.exports = {};
  }
});

// instead-of:asynckit
var require_asynckit = __commonJS({
  "instead-of:asynckit"(exports2, module2) {
    module2.exports = {};
  }
});

// instead-of:es-set-tostringtag
var require_es_set_tostringtag = __commonJS({
  "instead-of:es-set-tostringtag"(exports2, module2) {
    module2.exports = (object, value) => {
      Object.defineProperty(object, Symbol.toStringTag, { value, configurable: true });
    };
  }
});

// instead-of:hasown
var require_hasown = __commonJS({
  "instead-of:hasown"(exports2, module2) {
    module2.exports = Object.hasOwn;
  }
});

// node_modules/form-data/lib/populate.js
var require_populate = __commonJS({
  "node_modules/form-data/lib/populate.js"(exports2, module2) {
    "use strict";
    module2.exports = function(dst, src) {
      Object.keys(src).forEach(function(prop) {
        dst[prop] = dst[prop] || src[prop];
      });
      return dst;
    };
  }
});

// node_modules/form-data/lib/form_data.js
var require_form_data = __commonJS({
  "node_modules/form-data/lib/form_data.js"(exports2, module2) {
    "use strict";
    var CombinedStream = require_combined_stream();
    var util = require("util");
    var path4 = require("path");
    var http2 = require_http();
    var https = require_https();
    var parseUrl = require("url").parse;
    var fs6 = require("fs");
    var Stream = require("stream").Stream;
    var crypto2 = require("crypto");
    var mime = require_mime_types();
    var asynckit = require_asynckit();
    var setToStringTag = require_es_set_tostringtag();
    var hasOwn = require_hasown();
    var populate = require_populate();
    function escapeHeaderParam(str) {
      return String(str).replace(/\r/g, "%0D").replace(/\n/g, "%0A").replace(/"/g, "%22");
    }
    function FormData(options) {
      if (!(this instanceof FormData)) {
        return new FormData(options);
      }
      this._overheadLength = 0;
      this._valueLength = 0;
      this._valuesToMeasure = [];
      CombinedStream.call(this);
      options = options || {};
      for (var option in options) {
        this[option] = options[option];
      }
    }
    util.inherits(FormData, CombinedStream);
    FormData.LINE_BREAK = "\r\n";
    FormData.DEFAULT_CONTENT_TYPE = "application/octet-stream";
    FormData.prototype.append = function(field, value, options) {
      options = options || {};
      if (typeof options === "string") {
        options = { filename: options };
      }
      var append = CombinedStream.prototype.append.bind(this);
      if (typeof value === "number" || value == null) {
        value = String(value);
      }
      if (Array.isArray(value)) {
        this._error(new Error("Arrays are not supported."));
        return;
      }
      var header = this._multiPartHeader(field, value, options);
      var footer = this._multiPartFooter();
      append(header);
      append(value);
      append(footer);
      this._trackLength(header, value, options);
    };
    FormData.prototype._trackLength = function(header, value, options) {
      var valueLength = 0;
      if (options.knownLength != null) {
        valueLength += Number(options.knownLength);
      } else if (Buffer.isBuffer(value)) {
        valueLength = value.length;
      } else if (typeof value === "string") {
        valueLength = Buffer.byteLength(value);
      }
      this._valueLength += valueLength;
      this._overheadLength += Buffer.byteLength(header) + FormData.LINE_BREAK.length;
      if (!value || !value.path && !(value.readable && hasOwn(value, "httpVersion")) && !(value instanceof Stream)) {
        return;
      }
      if (!options.knownLength) {
        this._valuesToMeasure.push(value);
      }
    };
    FormData.prototype._lengthRetriever = function(value, callback) {
      if (hasOwn(value, "fd")) {
        if (value.end != void 0 && value.end != Infinity && value.start != void 0) {
          callback(null, value.end + 1 - (value.start ? value.start : 0));
        } else {
          fs6.stat(value.path, function(err, stat) {
            if (err) {
              callback(err);
              return;
            }
            var fileSize = stat.size - (value.start ? value.start : 0);
            callback(null, fileSize);
          });
        }
      } else if (hasOwn(value, "httpVersion")) {
        callback(null, Number(value.headers["content-length"]));
      } else if (hasOwn(value, "httpModule")) {
        value.on("response", function(response) {
          value.pause();
          callback(null, Number(response.headers["content-length"]));
        });
        value.resume();
      } else {
        callback("Unknown stream");
      }
    };
    FormData.prototype._multiPartHeader = function(field, value, options) {
      if (typeof options.header === "string") {
        return options.header;
      }
      var contentDisposition = this._getContentDisposition(value, options);
      var contentType = this._getContentType(value, options);
      var contents = "";
      var headers = {
        // add custom disposition as third element or keep it two elements if not
        "Content-Disposition": ["form-data", 'name="' + escapeHeaderParam(field) + '"'].concat(contentDisposition || []),
        // if no content type. allow it to be empty array
        "Content-Type": [].concat(contentType || [])
      };
      if (typeof options.header === "object") {
        populate(headers, options.header);
      }
      var header;
      for (var prop in headers) {
        if (hasOwn(headers, prop)) {
          header = headers[prop];
          if (header == null) {
            continue;
          }
          if (!Array.isArray(header)) {
            header = [header];
          }
          if (header.length) {
            contents += prop + ": " + header.join("; ") + FormData.LINE_BREAK;
          }
        }
      }
      return "--" + this.getBoundary() + FormData.LINE_BREAK + contents + FormData.LINE_BREAK;
    };
    FormData.prototype._getContentDisposition = function(value, options) {
      var filename;
      if (typeof options.filepath === "string") {
        filename = path4.normalize(options.filepath).replace(/\\/g, "/");
      } else if (options.filename || value && (value.name || value.path)) {
        filename = path4.basename(options.filename || value && (value.name || value.path));
      } else if (value && value.readable && hasOwn(value, "httpVersion")) {
        filename = path4.basename(value.client._httpMessage.path || "");
      }
      if (filename) {
        return 'filename="' + escapeHeaderParam(filename) + '"';
      }
    };
    FormData.prototype._getContentType = function(value, options) {
      var contentType = options.contentType;
      if (!contentType && value && value.name) {
        contentType = mime.lookup(value.name);
      }
      if (!contentType && value && value.path) {
        contentType = mime.lookup(value.path);
      }
      if (!contentType && value && value.readable && hasOwn(value, "httpVersion")) {
        contentType = value.headers["content-type"];
      }
      if (!contentType && (options.filepath || options.filename)) {
        contentType = mime.lookup(options.filepath || options.filename);
      }
      if (!contentType && value && typeof value === "object") {
        contentType = FormData.DEFAULT_CONTENT_TYPE;
      }
      return contentType;
    };
    FormData.prototype._multiPartFooter = function() {
      return function(next) {
        var footer = FormData.LINE_BREAK;
        var lastPart = this._streams.length === 0;
        if (lastPart) {
          footer += this._lastBoundary();
        }
        next(footer);
      }.bind(this);
    };
    FormData.prototype._lastBoundary = function() {
      return "--" + this.getBoundary() + "--" + FormData.LINE_BREAK;
    };
    FormData.prototype.getHeaders = function(userHeaders) {
      var header;
      var formHeaders = {
        "content-type": "multipart/form-data; boundary=" + this.getBoundary()
      };
      for (header in userHeaders) {
        if (hasOwn(userHeaders, header)) {
          formHeaders[header.toLowerCase()] = userHeaders[header];
        }
      }
      return formHeaders;
    };
    FormData.prototype.setBoundary = function(boundary2) {
      if (typeof boundary2 !== "string") {
        throw new TypeError("FormData boundary must be a string");
      }
      this._boundary = boundary2;
    };
    FormData.prototype.getBoundary = function() {
      if (!this._boundary) {
        this._generateBoundary();
      }
      return this._boundary;
    };
    FormData.prototype.getBuffer = function() {
      var dataBuffer = new Buffer.alloc(0);
      var boundary2 = this.getBoundary();
      for (var i = 0, len = this._streams.length; i < len; i++) {
        if (typeof this._streams[i] !== "function") {
          if (Buffer.isBuffer(this._streams[i])) {
            dataBuffer = Buffer.concat([dataBuffer, this._streams[i]]);
          } else {
            dataBuffer = Buffer.concat([dataBuffer, Buffer.from(this._streams[i])]);
          }
          if (typeof this._streams[i] !== "string" || this._streams[i].substring(2, boundary2.length + 2) !== boundary2) {
            dataBuffer = Buffer.concat([dataBuffer, Buffer.from(FormData.LINE_BREAK)]);
          }
        }
      }
      return Buffer.concat([dataBuffer, Buffer.from(this._lastBoundary())]);
    };
    FormData.prototype._generateBoundary = function() {
      this._boundary = "--------------------------" + crypto2.randomBytes(12).toString("hex");
    };
    FormData.prototype.getLengthSync = function() {
      var knownLength = this._overheadLength + this._valueLength;
      if (this._streams.length) {
        knownLength += this._lastBoundary().length;
      }
      if (!this.hasKnownLength()) {
        this._error(new Error("Cannot calculate proper length in synchronous way."));
      }
      return knownLength;
    };
    FormData.prototype.hasKnownLength = function() {
      var hasKnownLength = true;
      if (this._valuesToMeasure.length) {
        hasKnownLength = false;
      }
      return hasKnownLength;
    };
    FormData.prototype.getLength = function(cb) {
      var knownLength = this._overheadLength + this._valueLength;
      if (this._streams.length) {
        knownLength += this._lastBoundary().length;
      }
      if (!this._valuesToMeasure.length) {
        process.nextTick(cb.bind(this, null, knownLength));
        return;
      }
      asynckit.parallel(this._valuesToMeasure, this._lengthRetriever, function(err, values) {
        if (err) {
          cb(err);
          return;
        }
        values.forEach(function(length) {
          knownLength += length;
        });
        cb(null, knownLength);
      });
    };
    FormData.prototype.submit = function(params, cb) {
      var request2;
      var options;
      var defaults = { method: "post" };
      if (typeof params === "string") {
        params = parseUrl(params);
        options = populate({
          port: params.port,
          path: params.pathname,
          host: params.hostname,
          protocol: params.protocol
        }, defaults);
      } else {
        options = populate(params, defaults);
        if (!options.port) {
          options.port = options.protocol === "https:" ? 443 : 80;
        }
      }
      options.headers = this.getHeaders(params.headers);
      if (options.protocol === "https:") {
        request2 = https.request(options);
      } else {
        request2 = http2.request(options);
      }
      this.getLength(function(err, length) {
        if (err && err !== "Unknown stream") {
          this._error(err);
          return;
        }
        if (length) {
          request2.setHeader("Content-Length", length);
        }
        this.pipe(request2);
        if (cb) {
          var onResponse;
          var callback = function(error2, responce) {
            request2.removeListener("error", callback);
            request2.removeListener("response", onResponse);
            return cb.call(this, error2, responce);
          };
          onResponse = callback.bind(this, null);
          request2.on("error", callback);
          request2.on("response", onResponse);
        }
      }.bind(this));
      return request2;
    };
    FormData.prototype._error = function(err) {
      if (!this.error) {
        this.error = err;
        this.pause();
        this.emit("error", err);
      }
    };
    FormData.prototype.toString = function() {
      return "[object FormData]";
    };
    setToStringTag(FormData.prototype, "FormData");
    module2.exports = FormData;
  }
});

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
function issue(name, message = "") {
  issueCommand(name, {}, message);
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

// node_modules/@actions/core/lib/file-command.js
var crypto = require("crypto");
var fs = require("fs");
var os2 = require("os");
function issueFileCommand(command, message) {
  const filePath = process.env[`GITHUB_${command}`];
  if (!filePath) {
    throw new Error(`Unable to find environment variable for file command ${command}`);
  }
  if (!fs.existsSync(filePath)) {
    throw new Error(`Missing file at path: ${filePath}`);
  }
  fs.appendFileSync(filePath, `${toCommandValue(message)}${os2.EOL}`, {
    encoding: "utf8"
  });
}
function prepareKeyValueMessage(key, value) {
  const delimiter = `ghadelimiter_${crypto.randomUUID()}`;
  const convertedValue = toCommandValue(value);
  if (key.includes(delimiter)) {
    throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter}"`);
  }
  if (convertedValue.includes(delimiter)) {
    throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter}"`);
  }
  return `${key}<<${delimiter}${os2.EOL}${convertedValue}${os2.EOL}${delimiter}`;
}

// node_modules/@actions/core/lib/core.js
var os3 = require("os");
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
function setOutput(name, value) {
  const filePath = process.env["GITHUB_OUTPUT"] || "";
  if (filePath) {
    return issueFileCommand("OUTPUT", prepareKeyValueMessage(name, value));
  }
  process.stdout.write(os3.EOL);
  issueCommand("set-output", { name }, toCommandValue(value));
}
function isDebug() {
  return process.env["RUNNER_DEBUG"] === "1";
}
function debug(message) {
  issueCommand("debug", {}, message);
}
function error(message, properties = {}) {
  issueCommand("error", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
function warning(message, properties = {}) {
  issueCommand("warning", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
function notice(message, properties = {}) {
  issueCommand("notice", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
function info(message) {
  process.stdout.write(message + os3.EOL);
}
function startGroup(name) {
  issue("group", name);
}
function endGroup() {
  issue("endgroup");
}
function saveState(name, value) {
  const filePath = process.env["GITHUB_STATE"] || "";
  if (filePath) {
    return issueFileCommand("STATE", prepareKeyValueMessage(name, value));
  }
  issueCommand("save-state", { name }, toCommandValue(value));
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
  let done2 = 0;
  for (let at = 0; at < end && at + MIN_LENGTH <= text.length; at += 1) {
    if (begins[pairAt(text, at)] === 0) continue;
    const length = Math.max(longestAt(forms, text, at), longestAt(writtenForms, text, at));
    if (length === 0) continue;
    if (at >= done2) clean += `${text.slice(done2, at)}***`;
    done2 = Math.max(done2, at + length);
  }
  return clean + text.slice(done2, end);
}
function holdsSecret(text) {
  for (let at = 0; at + MIN_LENGTH <= text.length; at += 1) if (longestAt(forms, text, at) > 0) return true;
  return false;
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
function addContext(error2, sentence, hint) {
  if (!(error2 instanceof ActionError)) return error2;
  return new OutcomeError(`${asSentence(error2.message)} ${sentence}`, {
    hint: error2.hint ?? hint,
    cause: error2
  });
}
var RUN_AGAIN = "Running the step again is safe: it looks first.";

// src/decisions/lookup.ts
var indexes = /* @__PURE__ */ new WeakMap();
function findNamed(list, name) {
  const index = indexes.get(list) ?? { length: 0, byName: /* @__PURE__ */ new Map() };
  indexes.set(list, index);
  for (; index.length < list.length; index.length += 1) {
    const one = list[index.length];
    if (one === void 0) continue;
    const same = index.byName.get(one.name);
    if (same === void 0) index.byName.set(one.name, [one]);
    else same.push(one);
  }
  return index.byName.get(name) ?? [];
}
function neededKinds(items) {
  const needs = (test) => items.some(test);
  return [
    ...needs((item) => item.group !== void 0) ? ["groups"] : [],
    ...needs((item) => item.tags !== void 0) ? ["tags"] : [],
    ...needs((item) => item.state === "present" && item.users !== void 0) ? ["users"] : [],
    ...needs((item) => item.state === "present" && item.teams !== void 0) ? ["teams"] : []
  ];
}
function findGroup(desired2, directory) {
  const groups = directory.groups ?? [];
  if (desired2.by === "id") {
    const group = groups.find(({ id }) => id === desired2.id);
    if (group === void 0) {
      throw new RefusedError(`There is no endpoint group with the id ${desired2.id}.`, {
        hint: "Give the group's name instead; one that does not exist is created."
      });
    }
    return { target: group, notice: void 0 };
  }
  const same = findNamed(groups, desired2.name);
  const [first] = same;
  return {
    target: first ?? { name: desired2.name, id: void 0 },
    notice: same.length > 1 ? `There are ${same.length} groups named ${quote(desired2.name)}; the one with the lowest id, ${first?.id ?? 0}, is taken.` : void 0
  };
}
function findTags(names, directory) {
  return names.map((name) => findNamed(directory.tags ?? [], name)[0] ?? { name, id: void 0 });
}
function findPeople(names, kind, directory) {
  const all = directory[kind] ?? [];
  const found = names.map((name) => findNamed(all, name)[0]);
  const unknown = names.filter((_, index) => found[index] === void 0);
  if (unknown.length > 0) {
    throw new RefusedError(
      `'${kind}' names ${unknown.map((name) => quote(name)).join(", ")}, which Portainer does not know.`,
      {
        hint: `The ${kind} must exist before an endpoint is given to them.`
      }
    );
  }
  return found.flatMap((one) => one === void 0 ? [] : [one.id]);
}
var nameOf = (id, known3) => known3?.find((one) => one.id === id)?.name ?? `id ${id}`;
function groupName(existing, directory) {
  return nameOf(existing.groupId, directory.groups);
}
function tagNames(existing, directory) {
  return existing.tags ?? (existing.tagIds ?? []).map((id) => nameOf(id, directory.tags));
}
function peopleNames(access, known3) {
  return [...access.keys()].map((id) => nameOf(id, known3));
}
function hasTags(existing, tags) {
  const now2 = existing.tagIds ?? existing.tags ?? [];
  const then = tags.map((tag) => existing.tagIds === void 0 ? tag.name : tag.id);
  return now2.length === then.length && then.every((tag) => tag !== void 0 && now2.includes(tag));
}

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
var MAX_POLL_PAUSE = 5e3;
var REPORT_INTERVAL = 5e3;
async function poll(clock, options, attempt) {
  let lastReport = -Infinity;
  for (let pause = options.firstPause ?? 500; ; pause = Math.min(pause * 1.5, MAX_POLL_PAUSE)) {
    const result = await attempt();
    if (result !== void 0) return result;
    const end = options.end();
    if (clock.now() + pause >= end) return void 0;
    if (clock.now() - lastReport >= REPORT_INTERVAL) {
      lastReport = clock.now();
      options.onWait?.(Math.ceil((end - clock.now()) / 1e3));
    }
    await clock.sleep(pause);
  }
}
function createQueue(concurrency) {
  let running = 0;
  const waiting = [];
  return async (job) => {
    if (running >= concurrency) await new Promise((resolve4) => waiting.push(resolve4));
    else running += 1;
    try {
      return await job();
    } finally {
      const next = waiting.shift();
      if (next === void 0) running -= 1;
      else next();
    }
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
      } catch (error2) {
        failed = true;
        throw error2;
      }
    }
  };
  const workers = Array.from({ length: Math.min(concurrency, elements.length) }, worker);
  for (const ended of await Promise.allSettled(workers)) if (ended.status === "rejected") throw ended.reason;
}

// src/certificates/pem.ts
var import_node_crypto = require("node:crypto");

// src/certificates/der.ts
var KEY_USAGE = { digitalSignature: 128 };
var KEY_USAGE_OID = "551d0f";
var VERSION_TAG = 160;
var EXTENSIONS_TAG = 163;
function isWholeSequence(bytes) {
  const element = readElement(bytes);
  return element?.tag === 48 && element.size === bytes.length;
}
function keyFormatOf(bytes) {
  const whole = readElement(bytes);
  const tag = whole && readElements(whole.content)[1]?.tag;
  return tag === 2 ? "pkcs1" : tag === 48 ? "pkcs8" : tag === 4 ? "sec1" : void 0;
}
function isVersion1(certificate) {
  return fieldsOf(certificate)[0]?.tag !== VERSION_TAG;
}
function allowsSignatures(certificate) {
  const wrapped = fieldsOf(certificate).find((field) => field.tag === EXTENSIONS_TAG);
  const list = wrapped && readElement(wrapped.content);
  for (const extension of list ? readElements(list.content) : []) {
    const parts = readElements(extension.content);
    if (parts[0]?.content.toString("hex") !== KEY_USAGE_OID) continue;
    const bits = readElement(parts.at(-1)?.content ?? Buffer.alloc(0))?.content;
    return ((bits?.[1] ?? 0) & KEY_USAGE.digitalSignature) !== 0;
  }
  return void 0;
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
var KEY_LABELS = { pkcs1: "RSA PRIVATE KEY", pkcs8: "PRIVATE KEY", sec1: "EC PRIVATE KEY" };
var CURVES = ["secp224r1", "prime256v1", "secp384r1", "secp521r1"];
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
function readPrivateKey(input, text) {
  const blocks = findBlocks(input, text, "PRIVATE KEY");
  if (blocks.some(isCertificate)) {
    const also = blocks.every(isCertificate) ? "" : "also ";
    const message = `'${input}' ${also}holds a certificate. It takes one private key only; the certificate goes to 'tls-cert'.`;
    throw new InputError(message);
  }
  const [block, second] = blocks;
  if (!block) throw new InputError(`'${input}' holds no private key. It takes one private key in PEM.`);
  if (second)
    throw new InputError(`'${input}' holds ${blocks.length} PEM blocks. It takes one private key only.`);
  if (isEncrypted(block)) {
    throw new InputError(`'${input}' is encrypted with a passphrase. It takes a private key that is not.`, {
      hint: "Decrypt it: openssl pkey -in FILE -out DECRYPTED_FILE"
    });
  }
  if (!Object.values(KEY_LABELS).includes(block.label)) {
    throw unexpectedBlock(input, block, "It takes a private key in PKCS#1, PKCS#8 or SEC1.");
  }
  const privateKey = parseKey(block);
  if (!privateKey) {
    throw new InputError(`'${input}' holds a private key that is damaged: it can't be decoded.`, {
      hint: storeHint(input)
    });
  }
  if (!isUsable(privateKey.key)) {
    const message = `'${input}' holds a private key of a kind that Portainer can't use. It takes RSA, ECDSA (P-224, P-256, P-384, P-521) or Ed25519.`;
    throw new InputError(message);
  }
  return privateKey;
}
function isCertificate(block) {
  return block.label === "CERTIFICATE" || block.label === "X509 CERTIFICATE";
}
function isEncrypted(block) {
  return block.label === "ENCRYPTED PRIVATE KEY" || /Proc-Type:\s*4,\s*ENCRYPTED/.test(block.body);
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
function parseKey(block) {
  const bytes = decode(block);
  const type = bytes && keyFormatOf(bytes);
  if (!type) return void 0;
  try {
    return {
      pem: encode(KEY_LABELS[type], bytes),
      key: (0, import_node_crypto.createPrivateKey)({ key: bytes, format: "der", type })
    };
  } catch {
    return void 0;
  }
}
function isUsable(key) {
  const kind = key.asymmetricKeyType;
  if (kind === "ec") return CURVES.includes(key.asymmetricKeyDetails?.namedCurve ?? "");
  return kind === "rsa" || kind === "ed25519";
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
var import_node_crypto2 = require("node:crypto");
var CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
var ANY_USE = "2.5.29.37.0";
function checkPair(chain, key) {
  const place = chain.findIndex((certificate) => certificate.x509.checkPrivateKey(key.key));
  const [first] = chain;
  const fitting = chain[place];
  if (!first || !fitting) {
    const whose = first ? ` (${subjectOf(first)})` : "";
    throw new InputError(
      `'tls-key' does not fit the certificate in 'tls-cert'${whose}. The two must be made for each other.`
    );
  }
  if (place > 0) {
    throw new InputError(
      `'tls-cert' has its certificates in the wrong order: 'tls-key' fits number ${place + 1} (${subjectOf(fitting)}). The certificate that the key fits comes first, then the one that issued it, and so on.`
    );
  }
  if (!signs(first, key)) {
    throw new InputError(
      "'tls-key' holds a private key that is damaged: what it signs does not fit its own certificate."
    );
  }
}
function checkClientUse(input, certificate) {
  const { x509 } = certificate;
  const uses = x509.keyUsage;
  if (uses !== void 0 && !uses.includes(CLIENT_AUTH) && !uses.includes(ANY_USE)) {
    throw new InputError(
      `'${input}' holds a certificate that is not for clients (${subjectOf(certificate)}): its extended key usage lacks 'clientAuth', and the engine would refuse it.`,
      { hint: "Issue it with: extendedKeyUsage = clientAuth" }
    );
  }
  if (!x509.ca) return [];
  if (allowsSignatures(x509) === false) {
    throw new InputError(
      `'${input}' holds a CA's certificate (${subjectOf(certificate)}), which is for signing other certificates only. It takes the certificate of a client.`
    );
  }
  return [
    `'${input}' holds a CA's certificate (${subjectOf(certificate)}): whoever gets its private key can issue others. A certificate of its own for this client is safer.`
  ];
}
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
function signs(certificate, { key }) {
  const digest = key.asymmetricKeyType === "ed25519" ? null : "sha256";
  const sample = Buffer.from("portainer-endpoint");
  try {
    return (0, import_node_crypto2.verify)(digest, sample, certificate.x509.publicKey, (0, import_node_crypto2.sign)(digest, sample, key));
  } catch {
    return false;
  }
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
var MAX_LENGTH = 200;
function fingerprint(certificate) {
  return certificate.x509.fingerprint256;
}
function subjectOf(certificate) {
  const subject = certificate.x509.subject;
  const line = (subject ?? "").split("\n").reverse().join(", ");
  return line === "" ? `serial number ${certificate.x509.serialNumber}` : safe(line, MAX_LENGTH);
}

// src/certificates/checks.ts
function checkTlsFiles({ ca, cert, key }, now2) {
  const files = { warnings: [], fingerprints: {} };
  if (ca !== void 0) {
    const authorities = readCertificates("tls-ca-cert", ca);
    files.warnings.push(...checkAuthority("tls-ca-cert", authorities, "unusual"));
    files.warnings.push(...checkValidity("tls-ca-cert", authorities, now2, "one"));
    files.ca = authorities.map(({ pem }) => pem).join("");
    files.fingerprints.ca = authorities.map(fingerprint);
  }
  if (cert === void 0 && key !== void 0) throw incompletePair("tls-key", "tls-cert");
  if (cert !== void 0 && key === void 0) throw incompletePair("tls-cert", "tls-key");
  if (cert !== void 0 && key !== void 0) {
    const chain = readCertificates("tls-cert", cert);
    const privateKey = readPrivateKey("tls-key", key);
    checkPair(chain, privateKey);
    const [own2] = chain;
    if (own2) {
      files.warnings.push(...checkClientUse("tls-cert", own2));
      files.fingerprints.cert = fingerprint(own2);
    }
    files.warnings.push(...checkValidity("tls-cert", chain, now2, "every"));
    files.cert = chain.map(({ pem }) => pem).join("");
    files.key = privateKey.pem;
  }
  return files;
}
function checkPortainerCa(text, now2) {
  const authorities = readCertificates("ca-cert", text);
  const warnings = [
    ...checkAuthority("ca-cert", authorities, "expected"),
    ...checkValidity("ca-cert", authorities, now2, "one")
  ];
  return { pem: authorities.map(({ pem }) => pem), warnings };
}
function incompletePair(source, missing) {
  return new InputError(
    `'${source}' is given without '${missing}'. A certificate and its private key go together: give both or neither.`,
    {
      hint: "A secret that does not exist, or that this run may not read, is empty."
    }
  );
}

// src/inputs/address.ts
var HOST = "'tcp://host:port', 'host:port' or 'http(s)://host[:port]'";
var EDGE = "'http(s)://host[:port]', the address at which the edge agent reaches Portainer";
var FORMS = {
  docker: "'tcp://host:port', 'host:port', 'http(s)://host[:port]', 'unix:///path' or 'npipe:////./pipe/name'",
  "edge-agent": EDGE
};
function isLoopback(hostname) {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
function isLocalSocket(url) {
  return /^(unix|npipe):/i.test(url);
}
function readAddress(type, text) {
  const fail = (why) => new InputError(
    `'endpoint-url' is ${quote(withoutUserInfo(text))}, ${why}; allowed: ${FORMS[type] ?? HOST}.`
  );
  if (hasControl(text) || /\s/.test(text)) throw fail("with white space or control characters in it");
  const written = text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, (scheme2) => scheme2.toLowerCase());
  if (type === "edge-agent") return readEdgeAddress(written, fail);
  if (isLocalSocket(written)) {
    if (type !== "docker") throw fail(`which is a local socket, and 'type' is '${type}'`);
    if (!/^(unix:\/\/\/.|npipe:\/\/\/\/.)/.test(written)) throw fail("which names no absolute path");
    return written;
  }
  const url = /^[a-z][a-z0-9+.-]*:\/\//.test(written) ? written : `tcp://${written}`;
  const scheme = url.slice(0, url.indexOf(":"));
  if (!["tcp", "http", "https"].includes(scheme)) throw fail(`and Portainer does not know '${scheme}://'`);
  const parts = parse(`http${url.slice(url.indexOf("://"))}`);
  if (parts === void 0) throw fail("which is no address");
  refuseExtras(parts, fail);
  if (scheme === "tcp" && parts.pathname !== "/") throw fail("which has a path");
  if (scheme === "tcp" && !/:\d+\/?$/.test(url)) throw fail("which has no port");
  return url;
}
function readEdgeAddress(text, fail) {
  const url = /^https?:\/\//.test(text) ? parse(text) : void 0;
  if (url === void 0) throw fail("which has no 'http://' or 'https://'");
  if (url.hostname === "localhost") {
    throw fail("and Portainer refuses localhost here: the agent calls it from another host");
  }
  refuseExtras(url, fail);
  return text;
}
function refuseExtras(url, fail) {
  if (url.username !== "" || url.password !== "") throw fail("which holds user info");
  if (url.search !== "" || url.hash !== "") throw fail("which has a query or a fragment");
}
function parse(text) {
  const url = URL.parse(text);
  return url?.hostname ? url : void 0;
}

// src/inputs/files.ts
var fs2 = require("node:fs");
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
var READ = fs2.constants.O_RDONLY | (fs2.constants.O_NONBLOCK ?? 0);
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
    file = fs2.realpathSync(path.resolve(workspace, raw));
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
    const relative2 = path.relative(fs2.realpathSync(folder), file);
    const leaves = relative2 === ".." || relative2.startsWith(`..${path.sep}`) || path.isAbsolute(relative2);
    return relative2 !== "" && !leaves;
  } catch {
    return false;
  }
}
function readRegularFile(file, largest = MAX_FILE_BYTES) {
  let handle;
  try {
    handle = fs2.openSync(file, READ);
    const { size } = fs2.fstatSync(handle);
    if (!fs2.fstatSync(handle).isFile() || size > largest) return void 0;
    return fs2.readFileSync(handle, "utf8");
  } catch {
    return void 0;
  } finally {
    if (handle !== void 0) fs2.closeSync(handle);
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
function readChoice(source, name, words) {
  const text = source.text(name);
  if (text === void 0) return void 0;
  const word = words.find((candidate) => candidate === text.toLowerCase());
  if (word === void 0) throw invalid(name, text, oneOf(words));
  return word;
}
function readChoices(source, name, words) {
  return source.list(name)?.map((text) => {
    const word = words.find((candidate) => candidate === text.toLowerCase());
    if (word === void 0) throw invalid(name, text, oneOf(words));
    return word;
  });
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
function connectionWarnings(connection) {
  const { protocol, hostname } = new URL(connection.url);
  return [
    ...protocol === "http:" && !isLoopback(hostname) ? [`'url' is plain http: credentials and keys go to ${hostname} in clear. Use https.`] : [],
    ...connection.skipTlsVerify ? [
      "'skip-tls-verify' is on: anybody between here and Portainer can read the credentials. Give Portainer's certificate in 'ca-cert' instead."
    ] : [],
    ...process.env["NODE_TLS_REJECT_UNAUTHORIZED"] === "0" ? ["NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored: Portainer's certificate is verified all the same."] : []
  ];
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

// src/foundation/optional.ts
function optional(key, value) {
  return value === void 0 ? {} : { [key]: value };
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
var storedTypes = {
  docker: [1],
  agent: [2, 6],
  azure: [3],
  "edge-agent": [4, 7],
  kubernetes: [5],
  kubeconfig: [5, 6, 7]
};
var isOfType = (stored, type) => storedTypes[type].includes(stored);
var isEdge = (stored) => stored === 4 || stored === 7;
var isAgent = (stored) => stored === 2 || stored === 6;
var isAgentOnKubernetes = (stored) => stored === 6;
var isAzure = (stored) => stored === 3;
var isDocker = (stored) => stored === 1 || stored === 2;
var hasTls = (stored) => isDocker(stored) || stored === 6;
function dashboardOf(stored) {
  if (isAzure(stored)) return "azure";
  return stored >= 5 ? "kubernetes" : "docker";
}

// src/inputs/types.ts
var belongsTo = [
  ["tls", ["docker", "agent"]],
  ["tls-ca-cert", ["docker", "agent"]],
  ["tls-cert", ["docker", "agent"]],
  ["tls-key", ["docker", "agent"]],
  ["tls-skip-verify", ["docker", "agent"]],
  ["tls-skip-client-verify", ["docker", "agent"]],
  ["azure-application-id", ["azure"]],
  ["azure-tenant-id", ["azure"]],
  ["azure-authentication-key", ["azure"]],
  ["kubeconfig", ["kubeconfig"]],
  ["edge-checkin-interval", ["edge-agent"]],
  ["container-engine", ["docker", "agent", "edge-agent"]],
  ["endpoint-url", ["docker", "agent", "edge-agent", "kubernetes"]]
];
function readKind(source) {
  const text = source.text("type");
  if (text === void 0) return void 0;
  const type = endpointTypes.find(
    (word) => word === text.toLowerCase() || String(creationTypes[word]) === text
  );
  if (type !== void 0) return type;
  throw new InputError(
    `'type' is ${quote(text)}; allowed: ${oneOf(endpointTypes)}, or the numbers 1 to 6 in that order. Portainer would silently make a Docker endpoint of another one.`
  );
}
function checkBelongs(source, type, typeGiven) {
  for (const [name, its] of belongsTo) {
    if (its.includes(type) || source.text(name) === void 0) continue;
    const found = typeGiven ? `'type' is '${type}'` : "'type' is left out, which means 'docker'";
    throw new InputError(`'${name}' goes with 'type' ${oneOf(its)} only, but ${found}.`);
  }
}

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

// src/inputs/tls.ts
function readTls(source, type) {
  const tls = readBoolean(source, "tls");
  const skipVerify = readBoolean(source, "tls-skip-verify");
  const skipClientVerify = readBoolean(source, "tls-skip-client-verify");
  const texts = {
    ...optional("ca", readFileInput(source, "tls-ca-cert")),
    ...optional("cert", readFileInput(source, "tls-cert")),
    ...optional("key", readFileInput(source, "tls-key"))
  };
  const anyFile = Object.keys(texts).length > 0;
  const anyFlag = skipVerify !== void 0 || skipClientVerify !== void 0;
  if (tls === false && (anyFile || skipVerify === true || skipClientVerify === true)) {
    throw new InputError("'tls' is 'false', but TLS files or flags are given; leave one or the other out.");
  }
  for (const text of Object.values(texts)) if (text.includes("PRIVATE KEY")) mask(text);
  if (texts.key !== void 0) mask(texts.key);
  const { files, fingerprints } = anyFile ? check(texts) : { files: {}, fingerprints: {} };
  checkFlags(files, skipVerify, skipClientVerify);
  const on = tls ?? (anyFile || anyFlag ? true : void 0);
  const incomplete = type === "agent" ? agentGap(files, skipVerify, skipClientVerify, tls) : dockerGap(files, skipVerify, skipClientVerify);
  return {
    provided: anyFile || anyFlag || tls !== void 0,
    on,
    skipVerify,
    skipClientVerify,
    files,
    fingerprints,
    incomplete
  };
}
var checkedBefore = /* @__PURE__ */ new Map();
function check(texts) {
  const cacheKey = JSON.stringify(texts);
  const before = checkedBefore.get(cacheKey);
  if (before !== void 0) return before;
  const { ca, cert, key, warnings, fingerprints } = checkTlsFiles(texts, /* @__PURE__ */ new Date());
  for (const warning2 of warnings) warning(warning2);
  if (key !== void 0) mask(key);
  const checked = {
    files: { ...optional("ca", ca), ...optional("cert", cert), ...optional("key", key) },
    fingerprints
  };
  checkedBefore.set(cacheKey, checked);
  return checked;
}
function checkFlags(files, skipVerify, skipClientVerify) {
  if (files.cert !== void 0 && files.ca === void 0 && skipVerify !== true) {
    throw new InputError(
      "'tls-cert' and 'tls-key' are given without 'tls-ca-cert', so the engine could not be verified; give 'tls-ca-cert', or write 'tls-skip-verify: true' if you mean that.",
      { hint: "Perhaps the CA comes from a secret that is empty here." }
    );
  }
  if (files.ca !== void 0 && skipVerify === true) {
    throw new InputError(
      "'tls-ca-cert' is given, but 'tls-skip-verify' is 'true': it would not be used; leave one out."
    );
  }
  if (files.cert !== void 0 && skipClientVerify === true) {
    throw new InputError(
      "'tls-cert' is given, but 'tls-skip-client-verify' is 'true': it would not be used; leave one out."
    );
  }
}
function dockerGap(files, skipVerify, skipClientVerify) {
  if (files.ca === void 0 && skipVerify !== true) {
    return "TLS without 'tls-ca-cert' needs 'tls-skip-verify: true' written out";
  }
  if (files.cert === void 0 && files.ca === void 0 && skipClientVerify !== true) {
    return "TLS without 'tls-cert' and 'tls-key' needs 'tls-skip-client-verify: true' written out";
  }
  if (files.cert === void 0 && skipClientVerify === false) {
    return "'tls-skip-client-verify' is 'false', which needs 'tls-cert' and 'tls-key'";
  }
  return void 0;
}
function agentGap(files, skipVerify, skipClientVerify, tls) {
  const allFiles = files.ca !== void 0 && files.cert !== void 0;
  const noFiles = files.ca === void 0 && files.cert === void 0;
  if (tls === false) return "'tls' is 'false', but an agent is always reached by TLS";
  if (allFiles && skipVerify !== true && skipClientVerify !== true) return void 0;
  if (noFiles && skipVerify !== false && skipClientVerify !== false) return void 0;
  return "An agent takes either 'tls-ca-cert', 'tls-cert' and 'tls-key' together, or none of them with both checks skipped (Portainer 2.x swaps the two flags on the way to an agent, so nothing in between works)";
}

// src/inputs/endpoint.ts
var clearable = ["public-url", "tags", "users", "teams"];
function readEndpoint(source) {
  const state = readChoice(source, "state", ["present", "absent"]) ?? "present";
  const selector = readSought(source);
  const tags = source.list("tags");
  for (const tag of tags ?? []) {
    if (hasControl(tag)) throw invalid("tags", tag, "names without control characters");
  }
  const group = readGroup(source);
  if (state === "absent") {
    maskUnused(source);
    return { state, selector, tags, group };
  }
  const givenKind = readKind(source);
  const type = givenKind ?? "docker";
  checkBelongs(source, type, givenKind !== void 0);
  const address = source.text("endpoint-url");
  const desired2 = {
    state,
    selector,
    type,
    typeGiven: givenKind !== void 0,
    ifExists: readChoice(source, "if-exists", ["update", "reuse", "recreate", "fail"]) ?? "update",
    ifMissing: readChoice(source, "if-missing", ["create", "fail"]) ?? "create",
    clear: new Set(readChoices(source, "clear", clearable)),
    url: address === void 0 ? void 0 : readAddress(type, address),
    publicUrl: readLine(source, "public-url"),
    group,
    tags,
    containerEngine: readChoice(source, "container-engine", ["docker", "podman"]),
    tls: readTls(source, type),
    azure: {
      ...optional("applicationId", readLine(source, "azure-application-id")),
      ...optional("tenantId", readLine(source, "azure-tenant-id")),
      ...optional("authenticationKey", readLine(source, "azure-authentication-key"))
    },
    kubeconfig: readKubeconfig(source),
    checkinInterval: readNumber(source, "edge-checkin-interval", 1, 2147483647),
    extraFields: readExtraFields(source),
    users: source.list("users"),
    teams: source.list("teams")
  };
  checkClear(source, desired2.clear);
  if (mayCreate(desired2)) checkCreatable(source, desired2);
  if (desired2.url !== void 0 && isLocalSocket(desired2.url) && desired2.tls.on) {
    throw new InputError("'endpoint-url' is a local socket, which has no TLS; leave the TLS inputs out.");
  }
  return desired2;
}
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
function mayCreate(desired2) {
  return desired2.selector.id === void 0 && desired2.ifMissing === "create" || desired2.ifExists === "recreate";
}
function checkCreatable(source, desired2) {
  const { type, url } = desired2;
  const need = (name, why) => new InputError(`'${name}' is missing; ${why}, unless 'if-missing' is 'fail'.`);
  if (type === "agent" && url === void 0)
    throw need("endpoint-url", "'type' 'agent' needs it, as 'tcp://host:9001'");
  if (type === "edge-agent" && url === void 0) {
    throw need("endpoint-url", "'type' 'edge-agent' needs the URL at which the agent reaches Portainer");
  }
  if (type === "azure") {
    for (const name of ["azure-application-id", "azure-tenant-id", "azure-authentication-key"]) {
      if (source.text(name) === void 0) throw need(name, "'type' 'azure' needs it");
    }
  }
  if (type === "kubeconfig" && desired2.kubeconfig === void 0)
    throw need("kubeconfig", "'type' 'kubeconfig' needs it");
  if (type === "docker" && url === void 0) {
    const beside = desired2.tls.provided ? "TLS inputs" : desired2.users !== void 0 || desired2.teams !== void 0 ? "'users' or 'teams'" : source.inItem ? "an item of 'endpoints'" : void 0;
    if (beside !== void 0) {
      throw need(
        "endpoint-url",
        `with ${beside} it must be written out, even for the local socket ('unix:///var/run/docker.sock'), which is root on Portainer's host`
      );
    }
  }
  if (/^https:/i.test(url ?? "") && type === "docker" && !desired2.tls.on) {
    throw new InputError(
      "'endpoint-url' is 'https://\u2026' without TLS: Portainer would dial it in plain text; give 'tls-ca-cert' (and 'tls-cert' with 'tls-key'), or write both skip flags."
    );
  }
  if ((desired2.tls.on || type === "agent") && desired2.tls.incomplete !== void 0) {
    throw new InputError(`${desired2.tls.incomplete}, unless 'if-missing' is 'fail'.`);
  }
}
function readSought(source) {
  const name = source.text("name");
  if (name !== void 0) {
    if (hasControl(name) || !name.isWellFormed())
      throw invalid("name", name, "a text without control characters");
    if (Array.from(name).length > 255) throw invalid("name", name, "255 characters at most");
  }
  const id = readNumber(source, "id", 1, 2147483647);
  if (id !== void 0) return { id, name };
  if (name !== void 0) return { id, name };
  throw new InputError("'name' is missing; it is needed, unless 'id' says which endpoint is meant.");
}
function readGroup(source) {
  const text = source.text("group");
  if (text === void 0) return void 0;
  if (/^\d+$/.test(text)) {
    const id = readNumber(source, "group", 1, 2147483647);
    return id === void 0 ? void 0 : { by: "id", id };
  }
  if (hasControl(text)) throw invalid("group", text, "an id, or a name without control characters");
  return { by: "name", name: text };
}
function readLine(source, name) {
  const text = source.text(name);
  if (text !== void 0 && name === "azure-authentication-key") mask(text);
  if (text !== void 0 && hasControl(text)) throw invalid(name, text, "one line of text");
  return text;
}
var OWN_FIELDS = /^(name|url|publicurl|groupid|tags|tagids|tls.*|endpoint(creation)?type|azure.*|(edge)?checkininterval|containerengine|kubeconfig)$/i;
function readExtraFields(source) {
  const seen = /* @__PURE__ */ new Set();
  return (source.pairs("extra-fields") ?? []).map(([field, value]) => {
    if (seen.has(field)) throw new InputError(`'extra-fields' names ${quote(field)} twice.`);
    seen.add(field);
    if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(field))
      throw invalid("extra-fields", field, "a field name such as 'Gpus'");
    if (OWN_FIELDS.test(field)) {
      throw new InputError(
        `'extra-fields' names ${quote(field)}, which an input of its own stands for; use that.`
      );
    }
    return [field, value];
  });
}
function checkClear(source, clear) {
  for (const name of clear) {
    if (source.text(name) !== void 0 || source.list(name) !== void 0) {
      throw new InputError(
        `'clear' names '${name}', and '${name}' is given as well; only one of them is allowed.`
      );
    }
  }
}

// src/inputs/list.ts
var fs3 = require("node:fs");
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
  const [error2] = document.errors;
  if (error2 !== void 0) {
    throw new InputError(`'endpoints', ${place(error2.pos[0])}: not valid YAML (${error2.code}).`);
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
var MAX_ERRORS = 10;
async function readList(input, step) {
  for (const name of ["name", "id"]) {
    if (step.text(name) !== void 0) {
      throw new InputError(`'${name}' can't be given beside 'endpoints': each item has its own.`);
    }
  }
  const items = await readItems(input);
  const desired2 = [];
  const errors = [];
  const seen = /* @__PURE__ */ new Map();
  for (const item of items) {
    try {
      const read = readEndpoint(itemInputs(item.values, step));
      const { id, name } = read.selector;
      for (const [key, what] of [
        [id === void 0 ? "" : `id ${id}`, "'id'"],
        [name === void 0 ? "" : `name ${name}`, "'name'"]
      ]) {
        if (key === "") continue;
        const before = seen.get(key);
        if (before !== void 0) throw new InputError(`${what} is the same as that of item ${before}.`);
        seen.set(key, item.number);
      }
      desired2.push(read);
    } catch (error2) {
      if (!(error2 instanceof InputError)) throw error2;
      errors.push({ item, error: error2 });
    }
  }
  if (errors.length === 0) return desired2;
  const shown = errors.slice(0, MAX_ERRORS).map(({ item, error: error2 }) => `'endpoints', item ${item.number} (${item.where()}): ${error2.message}`);
  const more = errors.length - shown.length;
  const hint = errors.find(({ error: error2 }) => error2.hint !== void 0)?.error.hint;
  throw new InputError([...shown, ...more > 0 ? [`\u2026 and ${more} items more.`] : []].join("\n"), { hint });
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
    file = fs3.realpathSync(path2.resolve(workspace, input));
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
async function readInputs() {
  const source = stepInputs();
  maskSecrets(source);
  const connection = readConnection(source);
  const list = source.text("endpoints");
  return {
    connection,
    isList: list !== void 0,
    cleanup: readBoolean(source, "cleanup") ?? false,
    waitUntilUp: readNumber(source, "wait-until-up", 0, 3600) ?? 0,
    dryRun: readBoolean(source, "dry-run") ?? false,
    concurrency: readConcurrency(source),
    deployment: readDeployment(source, list !== void 0),
    items: list === void 0 ? [readEndpoint(source)] : await readList(list, source)
  };
}
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
function readDeployment(source, isList) {
  const environment = source.text("deployment");
  if (environment === void 0) return void 0;
  if (isList)
    throw new InputError("'deployment' can't be given beside 'endpoints': it is about one endpoint.");
  if (hasControl(environment) || environment.length > 255) {
    throw invalid("deployment", environment, "one line of at most 255 characters");
  }
  const token = source.text("github-token");
  if (token === void 0) {
    warning(
      `'deployment' needs 'github-token', which is empty: no deployment is reported. ${EMPTY_SECRET}`
    );
    return void 0;
  }
  return { environment, token };
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

// src/portainer/receive.ts
var MAX_BODY_BYTES = 8 * 1024 * 1024;
function receive(response, asked, fail, done2) {
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
    } catch (error2) {
      fail("BAD_LIST", error2 instanceof ActionError ? error2.message : "the answer could not be read", error2);
    }
  });
  response.on("end", () => {
    if (response.complete) done2({ status, headers: response.headers, body: body.take() });
    else fail("CUT_SHORT", `the answer (status ${status}) was cut short after ${length} bytes`);
  });
  response.on(
    "close",
    () => fail("CUT_SHORT", `the answer (status ${status}) was cut short after ${length} bytes`)
  );
  response.on("error", (error2) => {
    fail("CUT_SHORT", `the answer (status ${status}) was cut short after ${length} bytes`, error2);
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
function hintForRefused(text, capabilities2) {
  if (/node allowance/.test(text))
    return "The Business Edition licence's number of nodes is used up: remove an endpoint, or extend the licence.";
  if (/api server url not set|edge compute settings/.test(text)) {
    return "Set Portainer's API server URL under Settings, Edge Compute, before edge endpoints are created.";
  }
  if (/already paired|invalid request signature/.test(text)) {
    const also = capabilities2.takesUnknownForPaired ? " Portainer 2.13-2.15 say the same when they do not trust its certificate." : "";
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
var MAX_LENGTH2 = 4e3;
function hintForAnswer(response, errorBody, at) {
  const { status } = response;
  const text = `${errorBody.message.slice(0, MAX_LENGTH2)} ${errorBody.details.slice(0, MAX_LENGTH2)}`.toLowerCase();
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
  } catch (error2) {
    const errorBody = error2 instanceof Error ? error2.message : "";
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
      const list = parse2(begun.take().toString("utf8"), whyNotJson);
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
    onElement(parse2(bytes.toString("utf8")));
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
function parse2(text, tell2 = () => "") {
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
function mayRetry(error2, repeatable) {
  if (error2 instanceof ConnectionError) {
    return !LASTING.test(error2.code) && (!error2.sent || repeatable === "repeatable");
  }
  if (!(error2 instanceof ResponseError) || repeatable !== "repeatable") return false;
  const isLasting = error2.fromPortainer && error2.status === 503;
  return !isLasting && [408, 429, 502, 503, 504].includes(error2.status);
}
function isUnsure(error2) {
  if (error2 instanceof ConnectionError) return error2.sent;
  if (!(error2 instanceof ResponseError)) return false;
  return error2.status < 300 || !error2.fromPortainer && (error2.status === 408 || error2.status >= 500);
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
    } catch (error2) {
      const pause = pauseAfter(number, retryAfterOf(error2), clock.random());
      if (number >= MAX_ATTEMPTS || !mayRetry(error2, repeatable) || clock.now() + pause >= end) throw error2;
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
      } catch (error2) {
        const expired = error2 instanceof ResponseError && error2.status === 401 && !call.anonymous;
        if (!expired || client.renew === void 0) throw error2;
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
        const error2 = responseError(call.purpose, response, errorContext(client, call.step));
        const wait = readRetryAfter(response.headers["retry-after"], /* @__PURE__ */ new Date());
        if (wait !== void 0) waits.set(error2, wait);
        throw error2;
      },
      (error2) => typeof error2 === "object" && error2 !== null ? waits.get(error2) : void 0
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

// src/portainer/named.ts
var routes = {
  groups: { path: "/api/endpoint_groups", id: "Id", name: "Name", one: "group" },
  tags: { path: "/api/tags", id: "ID", name: "Name", one: "tag" },
  users: { path: "/api/users", id: "Id", name: "Username", one: "user" },
  teams: { path: "/api/teams", id: "Id", name: "Name", one: "team" }
};
async function listNamed(client, kind) {
  const route = routes[kind];
  const mayBeNull = kind === "tags" || kind === "teams";
  const call = {
    purpose: `list the ${kind}`,
    method: "GET",
    path: route.path,
    step: "read",
    mayBeNull
  };
  const all = await callList(client, call, (element) => {
    const named = readNamed(element, route);
    if (named === void 0) throw new ActionError("an element of the list has no usable id");
    return named;
  });
  return all.sort((a, b) => a.id - b.id);
}
async function createNamed(client, kind, name) {
  const route = routes[kind];
  const purpose = `create the ${route.one} ${quote(name)}`;
  const fields = kind === "groups" ? { Name: name, Description: "", AssociatedEndpoints: [] } : { Name: name };
  try {
    const json = await callJson(client, {
      purpose,
      method: "POST",
      path: route.path,
      body: jsonBody(fields),
      step: "write"
    });
    const named = readNamed(json, route);
    if (named !== void 0) return named;
    throw new ResponseError(`Could not ${purpose}: the answer has no usable id.`, { status: 200 });
  } catch (error2) {
    const mayBe = isUnsure(error2) || error2 instanceof ResponseError && (error2.status === 409 || error2.status >= 500);
    if (!(error2 instanceof ActionError) || !mayBe) throw error2;
    const all = await listNamed(client, kind).catch((cause) => {
      throw cause instanceof ActionError ? addContext(error2, `The ${route.one} may exist all the same: ${cause.message}`, RUN_AGAIN) : cause;
    });
    const existing = all.find((named) => named.name === name);
    if (existing === void 0) throw error2;
    return existing;
  }
}
function readNamed(json, route) {
  if (!isObject(json)) return void 0;
  const id = idOf(json, route.id);
  return id === void 0 ? void 0 : { id, name: textOf2(json, route.name) };
}
async function deleteGroup(client, id) {
  await client.call({
    purpose: `remove the group ${id}`,
    method: "DELETE",
    path: `/api/endpoint_groups/${id}`,
    step: "write",
    repeatable: "repeatable",
    accept: [404]
  });
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
var MAX_RESPONSE_BYTES = 64 * 1024;
function tellOfConnections(agent) {
  const connect2 = agent.createConnection.bind(agent);
  agent.createConnection = (options, done2) => {
    const connection = connect2(options, done2);
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
    if ((connection.bytesRead ?? 0) <= MAX_RESPONSE_BYTES) return;
    const error2 = new Error("the answer of the proxy is longer than 64 KiB");
    connection.destroy(Object.assign(error2, { code: "ERR_PROXY_ANSWER" }));
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
        finish2();
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
          finish2();
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
        finish2();
        disconnect();
        reject(new CancelledError(`The job was cancelled while trying to ${asked.purpose}.`));
      };
      const finish2 = () => {
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
      wire.on("error", (error2) => {
        const code = error2.code ?? "ERROR";
        const give = (hint) => fail(code, describeError(error2), error2, hint);
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
function describeError(error2) {
  const openssl = /:SSL routines:[^:]*:([^:]+):/.exec(error2.message)?.[1];
  const text = openssl ?? error2.message.replace(/; if the root CA is installed locally.*$/s, "");
  return safe(text || (error2.code ?? "the connection failed"), 300);
}
async function tlsOptions(connection) {
  const options = { rejectUnauthorized: !connection.skipTlsVerify, minVersion: "TLSv1.2" };
  if (connection.ca.length === 0) return options;
  const tls = await Promise.resolve().then(() => require("node:tls"));
  return { ...options, ca: [...tls.getCACertificates("default"), ...connection.ca] };
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
var MAX_RESPONSE_BYTES2 = 8 * 1024 * 1024;
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
    if (bytes.length > MAX_RESPONSE_BYTES2) throw new Error("the answer is longer than 8 MiB");
  }
  return bytes.take();
}

// src/github/own-deployments.ts
var TASK = "portainer-endpoint";
var MARK = { made_by: "portainer-endpoint-action" };
var MAX_PAGES = 3;
var ENOUGH_INACTIVE = 10;
var MAX_DESCRIPTION = 140;
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
async function createOwnDeployment({ api, where, sha, runUrl }, { environment, transient, state, url, ...rest }) {
  const description = safe(rest.description).slice(0, MAX_DESCRIPTION).toWellFormed();
  const { data } = await api.createDeployment({
    ...where,
    ref: sha,
    task: TASK,
    payload: { ...MARK },
    environment,
    description,
    transient_environment: transient,
    production_environment: false,
    // The commit is deployed as it is and whatever its checks say: this very run may be one of them.
    auto_merge: false,
    required_contexts: []
  });
  if (!("id" in data)) throw new Error(data.message ?? "the answer has no deployment in it");
  await api.createDeploymentStatus({
    ...where,
    deployment_id: data.id,
    state,
    description,
    // GitHub's own rule leaves transient environments out, and takes in what others deployed.
    auto_inactive: false,
    ...url === void 0 ? {} : { environment_url: url },
    ...runUrl === void 0 ? {} : { log_url: runUrl }
  });
  return data.id;
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
async function announceDeployment(target, endpoint, log) {
  await withRepository(target, "reported", log, async (repository) => {
    const own2 = await findOwnDeployments(repository, target.environment);
    const state = endpoint.failed === true ? "failure" : "success";
    const url = webUrl(endpoint.dashboardUrl);
    const last = own2.find((deployment) => deployment.state !== "inactive");
    const about = `${quote(target.environment)} of commit ${repository.sha.slice(0, 7)}`;
    let current = last?.id;
    if (last?.sha === repository.sha && last.state === state && webUrl(last.url) === url) {
      log.info(`The deployment to ${about} is reported already.`);
    } else {
      current = await createOwnDeployment(repository, {
        environment: target.environment,
        transient: isTransient(target.environment, repository.eventName),
        description: `Portainer endpoint ${endpoint.name}`,
        state,
        url
      });
      log.info(`Reported a deployment to ${about}${url === void 0 ? "" : `: ${url}`}`);
    }
    if (state === "failure") return;
    const earlier = own2.filter((deployment) => deployment.id !== current);
    for await (const id of retireOwnDeployments(repository, earlier)) {
      log.info(`Deployment ${id} to ${quote(target.environment)} is now inactive.`);
    }
  });
}
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
function isTransient(environment, eventName) {
  if (eventName === "pull_request" || eventName === "pull_request_target") return true;
  return new RegExp(String.raw`^(?:preview|pr|review)s?(?!\p{Letter})`, "iu").test(environment);
}
async function withRepository(target, attempt, log, act) {
  if (target.token.trim() === "") {
    log.warning(noTokenMessage(target.environment));
    return;
  }
  try {
    await act(await openRepository(target.token));
  } catch (error2) {
    log.warning(failureMessage(attempt, error2));
  }
}
function webUrl(text) {
  const url = text === void 0 ? null : URL.parse(text);
  return url?.protocol === "http:" || url?.protocol === "https:" ? url.href : void 0;
}
var PERMISSIONS = "permissions:\n  deployments: write";
var MAX_LENGTH3 = 300;
function noTokenMessage(environment) {
  return `No deployment is reported for ${quote(environment)}: \`github-token\` is empty. That is normal for a pull request from a fork or by Dependabot, whose runs get no secrets; otherwise pass \`github-token: \${{ github.token }}\` and allow it to:
` + PERMISSIONS;
}
function failureMessage(attempt, error2) {
  const status = statusOf(error2);
  const why = status === void 0 ? tell(error2) : `GitHub answered ${status} (${tell(error2)})`;
  const what = `The deployment could not be ${attempt}: ${why}.`;
  if (status === 401) return `${what} The token in \`github-token\` is wrong or has expired.`;
  if (status !== 403 && status !== 404 || isRateLimit(error2)) return what;
  return `${what} The token may not write deployments. Add to the job, beside the permissions that it lists already (those not listed are taken away):
${PERMISSIONS}
The token of a run for a fork or for Dependabot can only read, whatever the workflow says. A token of your own needs write access to the deployments of this repository.`;
}
function statusOf(error2) {
  if (!(error2 instanceof Error) || !("response" in error2) || error2.response === void 0) return void 0;
  return "status" in error2 && typeof error2.status === "number" ? error2.status : void 0;
}
function isRateLimit(error2) {
  if (!(error2 instanceof Error) || !("response" in error2)) return false;
  const headers = error2.response?.headers ?? {};
  return headers["x-ratelimit-remaining"] === "0" || headers["retry-after"] !== void 0;
}
function tell(error2) {
  const message = error2 instanceof Error ? error2.message || codeOf(error2) : String(error2);
  return safe(message, MAX_LENGTH3).replace(/\.$/, "");
}
function codeOf(error2) {
  for (let at = error2; at instanceof Error; at = at.cause) {
    if ("code" in at && typeof at.code === "string") return at.code;
  }
  return "no answer came";
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

// src/report/outputs.ts
var outputNames = [
  "id",
  "name",
  "type",
  "endpoint-url",
  "public-url",
  "group-id",
  "status",
  "result",
  "edge-id",
  "edge-key",
  "dashboard-url",
  "portainer-version",
  "endpoint",
  "endpoints",
  "edge-keys"
];
function outputsOf(report2, server) {
  const { endpoint } = report2;
  const gone = report2.result === "deleted";
  const edge = endpoint !== void 0 && isEdge(endpoint.type) ? endpoint : void 0;
  return {
    id: endpoint ? String(endpoint.id) : "",
    name: endpoint?.name ?? "",
    type: endpoint ? String(endpoint.type) : "",
    "endpoint-url": endpoint?.url ?? "",
    "public-url": endpoint?.publicUrl ?? "",
    "group-id": endpoint ? String(endpoint.groupId) : "",
    status: gone ? "" : endpoint?.status ?? "",
    result: report2.error === void 0 ? report2.result ?? "" : "",
    "edge-id": edge?.edgeId ?? "",
    "edge-key": gone || edge === void 0 ? "" : edgeKeyOutput(edge),
    "dashboard-url": endpoint && !gone ? dashboardUrl(endpoint, server) : "",
    "portainer-version": server.version
  };
}
function dashboardUrl(endpoint, server) {
  if (server.version.startsWith("1.")) return `${server.url}/#/endpoints/${endpoint.id}`;
  return `${server.url}/#!/${endpoint.id}/${dashboardOf(endpoint.type)}/dashboard`;
}
function describeEndpoint(endpoint) {
  return {
    Id: endpoint.id,
    Name: endpoint.name,
    Type: endpoint.type,
    URL: endpoint.url,
    PublicURL: endpoint.publicUrl,
    GroupId: endpoint.groupId,
    TagIds: endpoint.tagIds,
    Tags: endpoint.tags,
    Status: { up: 1, down: 2, "": void 0 }[endpoint.status],
    ContainerEngine: endpoint.containerEngine,
    TLS: endpoint.tls.on,
    TLSSkipVerify: endpoint.tls.skipVerify,
    TLSSkipClientVerify: endpoint.tls.on && !endpoint.tls.hasClientCertificate,
    Agent: endpoint.agentVersion && { Version: endpoint.agentVersion },
    EdgeID: endpoint.edgeId,
    EdgeCheckinInterval: endpoint.checkinInterval,
    Users: [...endpoint.users.keys()],
    Teams: [...endpoint.teams.keys()]
  };
}
function setItemOutputs(report2, server) {
  const outputs = outputsOf(report2, server);
  if (report2.endpoint) maskEdgeKey(report2.endpoint);
  for (const [name, value] of Object.entries(outputs)) setIfNew(name, keepSecret(name, value));
  setIfNew("endpoint", report2.endpoint ? JSON.stringify(describeEndpoint(report2.endpoint), scrubTexts) : "");
}
var MAX_BETWEEN_JOBS = 5e5;
var lastSet = /* @__PURE__ */ new Map();
function setIfNew(name, value) {
  if (lastSet.get(name) === value) return;
  lastSet.set(name, value);
  setOutput(name, value);
}
function setListOutputs(reports, server, isList) {
  const edgeKeys = [];
  const rows = reports.map((report2) => {
    const { "edge-key": edgeKey, ...outputs } = outputsOf(report2, server);
    if (edgeKey !== "") edgeKeys.push([scrub(outputs.name), edgeKey]);
    if (report2.endpoint) maskEdgeKey(report2.endpoint);
    const asked = report2.item.selector.name ?? "";
    return {
      ...outputs,
      name: outputs.name || asked,
      endpoint: report2.endpoint ? describeEndpoint(report2.endpoint) : null,
      error: report2.error?.message ?? ""
    };
  });
  const all = JSON.stringify(rows, scrubTexts);
  setOutput("endpoints", all);
  setOutput("edge-keys", JSON.stringify(Object.fromEntries(edgeKeys)));
  warnOfLeftOutKeys(reports.flatMap(({ endpoint }) => endpoint ?? []));
  if (all.length > MAX_BETWEEN_JOBS) {
    notice(
      `The output 'endpoints' has ${all.length} characters. The steps of this job can read all of it, but GitHub passes at most 1 MB of outputs on to other jobs: split the list for that, or pass it on in an artifact.`
    );
  }
  if (!isList) return;
  for (const name of outputNames) {
    if (name === "portainer-version") setOutput(name, scrub(server.version));
    else if (name !== "endpoints" && name !== "edge-keys") setOutput(name, "");
  }
}
var scrubTexts = (name, value) => typeof value === "string" ? keepSecret(name, value) : value;
var AS_IT_IS = /* @__PURE__ */ new Set(["edge-key", "id", "type", "group-id"]);
var keepSecret = (name, value) => AS_IT_IS.has(name) ? value : scrub(value);
var KEY = /^[A-Za-z0-9+/=_-]{16,4096}$/;
var keyOf = ({ type, edgeKey }) => isEdge(type) && KEY.test(edgeKey) ? edgeKey : "";
function edgeKeyOutput(endpoint) {
  const key = keyOf(endpoint);
  return holdsSecret(key) ? "" : key;
}
function maskEdgeKey(endpoint) {
  const key = keyOf(endpoint);
  if (key !== "") mask(key, "as written");
}
function warnOfLeftOutKeys(endpoints) {
  const { length } = endpoints.filter((endpoint) => holdsSecret(keyOf(endpoint)));
  if (length === 0) return;
  warning(
    `The edge key of ${plural(length, "endpoint")} holds a secret that this run was given, so it is no output. Perhaps a password or a header's value is part of 'endpoint-url'.`
  );
}

// src/report/deployment.ts
async function reportDeployment(target, report2, server) {
  const log = { info, warning: (text) => warning(text) };
  if (report2.item.state === "absent") {
    if (report2.error === void 0) await retireDeployments(target, log);
    return;
  }
  const outputs = outputsOf(report2, server);
  await announceDeployment(
    target,
    {
      name: outputs.name || (report2.item.selector.name ?? ""),
      dashboardUrl: outputs["dashboard-url"] || void 0,
      failed: report2.error !== void 0
    },
    log
  );
}

// src/report/failures.ts
var MAX_ANNOTATIONS = 9;
function describeFailure(error2) {
  const message = error2 instanceof Error ? error2.message : String(error2);
  const isExpected = error2 instanceof ActionError || error2 instanceof CancelledError;
  const hint = error2 instanceof ActionError ? error2.hint : void 0;
  const text = [isExpected ? message : `An error of the action itself: ${message}`, hint ?? ""].join("\n");
  return text.trim().split("\n").map((line) => safe(line, 4e3)).join("\n");
}
function failRun(error2, about = "") {
  error(about + describeFailure(error2));
  process.exitCode = 1;
  if (!(error2 instanceof ActionError) && error2 instanceof Error) debug(scrub(error2.stack ?? ""));
  for (let cause = error2 instanceof Error ? error2.cause : void 0, depth = 0; cause instanceof Error && depth < 5; depth += 1) {
    debug(`caused by ${safe(`${cause.name}: ${cause.message}`)}`);
    cause = cause.cause;
  }
}
function failItems(reports) {
  const failed = reports.filter(({ error: error2 }) => error2 !== void 0);
  for (const report2 of failed.slice(0, MAX_ANNOTATIONS)) failRun(report2.error, aboutOf(report2, reports));
  const rest = failed.slice(MAX_ANNOTATIONS);
  if (rest.length === 0) return;
  startGroup(`${rest.length} more failures`);
  for (const report2 of rest) info(aboutOf(report2, reports) + describeFailure(report2.error));
  endGroup();
  error(`${rest.length} more endpoints failed; the log has all of them.`);
}
function aboutOf({ item, error: error2 }, reports) {
  const { id, name } = item.selector;
  const whose = name === void 0 ? `id ${id}` : quote(name);
  return reports.length > 1 && error2?.message.includes(whose) !== true ? `Endpoint ${whose}: ` : "";
}

// src/report/log.ts
var done = {
  created: "Created",
  updated: "Updated",
  unchanged: "Left unchanged",
  reused: "Reused",
  recreated: "Recreated",
  deleted: "Removed",
  absent: "Not there, as wanted:"
};
function describeReport(report2) {
  const { endpoint, item, result } = report2;
  const name = quote(endpoint?.name ?? item.selector.name ?? `id ${item.selector.id ?? 0}`);
  const where = endpoint === void 0 ? "" : ` (id ${endpoint.id}${endpoint.url === "" ? "" : `, ${safe(endpoint.url)}`})`;
  if (report2.error !== void 0) return `Failed: endpoint ${name}${where}`;
  return `${done[result ?? "unchanged"]} endpoint ${name}${where}.`;
}
function describeChanges(changes) {
  return changes.map(({ field, now: now2, then }) => `  ${field}: ${safe(now2, 200)} -> ${safe(then, 200)}`);
}
var would = {
  create: "would be created",
  update: "would be updated",
  recreate: "would be recreated",
  remove: "would be removed",
  nothing: "is not there, as wanted",
  leave: "would be left as it is"
};
function describePlan(report2) {
  const { plan, item } = report2;
  if (plan === void 0) return [];
  const name = "existing" in plan ? plan.existing.name : item.selector.name ?? "";
  const title = `Endpoint ${quote(name)} ${would[plan.do]}.`;
  const rows = plan.changes.map(({ field, now: now2, then }) => [field, safe(now2, 120), safe(then, 120)]);
  if (rows.length === 0) return [title, ...plan.notices];
  const all = [["field", "now", "then"], ...rows];
  const width = (column) => Math.max(...all.map((row) => row[column].length));
  const lines = all.map(
    ([field, now2, then]) => `  ${field.padEnd(width(0))}  ${now2.padEnd(width(1))}  ${then}`
  );
  return [title, ...lines, ...plan.notices];
}
function describeTotals(reports) {
  const totals = /* @__PURE__ */ new Map();
  for (const { error: error2, result } of reports) {
    const key = error2 === void 0 ? result ?? "not reached" : "failed";
    totals.set(key, (totals.get(key) ?? 0) + 1);
  }
  const parts = [...totals].map(([key, number]) => `${number} ${key}`);
  return `${plural(reports.length, "endpoint")}: ${parts.join(", ")}.`;
}
var EVERY_MILLISECONDS = 3e3;
var MAX_DETAILED = 20;
function createProgress(total, clock) {
  const finished = /* @__PURE__ */ new Set();
  const failed = /* @__PURE__ */ new Set();
  const told = /* @__PURE__ */ new Map();
  let ended = false;
  const sayHowFar = async () => {
    for (; ; ) {
      await clock.sleep(EVERY_MILLISECONDS);
      if (ended) return;
      const done2 = finished.size - failed.size;
      info(`${done2} done, ${failed.size} failed, ${total - finished.size} left.`);
    }
  };
  if (total > MAX_DETAILED) sayHowFar().catch(() => void 0);
  return {
    tell(report2) {
      if (total === 0) return;
      finished.add(report2);
      if (report2.error !== void 0 && !failed.has(report2)) {
        failed.add(report2);
        if (total > 1) {
          startGroup(describeReport(report2));
          info(describeFailure(report2.error));
          endGroup();
        }
      } else if (total <= MAX_DETAILED && report2.error === void 0) {
        const line = describeReport(report2);
        if (told.get(report2) !== line) {
          told.set(report2, line);
          info(line);
          for (const change of report2.plan?.do === "update" ? describeChanges(report2.plan.changes) : [])
            info(change);
        }
      }
    },
    end(reports) {
      ended = true;
      if (total > 1) info(describeTotals(reports));
    }
  };
}

// src/report/summary.ts
var fs4 = require("node:fs");
var MAX_ROWS = 500;
var MAX_BYTES = 1e6;
var entities = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;"
};
function cell(text) {
  return safe(text, 500).replace(
    /[&<>"'\\`*_[\]()#!|~@]/g,
    (character) => entities[character] ?? `&#${character.charCodeAt(0)};`
  );
}
function attribute(url) {
  return safe(url, 2e3).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
function writeSummary(reports, server, dryRun) {
  const file = process.env["GITHUB_STEP_SUMMARY"];
  if (!file) return;
  const failed = reports.filter(({ error: error2 }) => error2 !== void 0);
  const others = reports.filter(({ error: error2 }) => error2 === void 0);
  const header = ["Endpoint", "Id", "Type", "URL", dryRun ? "Would be" : "Result"];
  const rows = [];
  let bytes = 0;
  for (const report2 of [...failed, ...others].slice(0, MAX_ROWS)) {
    const row = htmlRow("td", describeRow(report2, server));
    bytes += Buffer.byteLength(row);
    if (bytes > MAX_BYTES) break;
    rows.push(row);
  }
  const left = reports.length - rows.length;
  const table = `<table>${htmlRow("th", header)}${rows.join("")}</table>`;
  const rest = left > 0 ? `\u2026 and ${left} more.
` : "";
  fs4.appendFileSync(file, `<h3>Portainer ${cell(server.version)}</h3>
${table}
${rest}`);
}
function describeRow(report2, server) {
  const outputs = outputsOf(report2, server);
  const desired2 = report2.endpoint === void 0 && report2.item.state === "present" ? report2.item : void 0;
  const name = cell(outputs.name || report2.item.selector.name || "");
  const link = outputs["dashboard-url"];
  return [
    link === "" ? name : `<a href="${attribute(link)}">${name}</a>`,
    cell(outputs.id),
    cell(desired2?.type ?? outputs.type),
    cell(desired2?.url ?? outputs["endpoint-url"]),
    report2.error === void 0 ? cell(outputs.result) : `failed: ${cell(report2.error.message)}`
  ];
}
var htmlRow = (tag, cells) => `<tr>${cells.map((text) => `<${tag}>${text}</${tag}>`).join("")}</tr>`;

// src/run-state.ts
var import_node_crypto3 = require("node:crypto");

// src/certificates/secret-files.ts
var import_node_fs = require("node:fs");
var path3 = require("node:path");
var PREFIX = "portainer-endpoint-";
function createFolder(parent) {
  return (0, import_node_fs.mkdtempSync)(path3.join(parent, PREFIX));
}
function writeSecretFile(folder, name, text) {
  const file = path3.join(folder, name);
  (0, import_node_fs.writeFileSync)(file, text, { mode: 384, flag: "wx" });
  return file;
}
function removeFolder(folder) {
  try {
    (0, import_node_fs.rmSync)(folder, { recursive: true, force: true });
    return true;
  } catch {
    return false;
  }
}

// src/run-state.ts
var PER_VARIABLE = 20;
var TRUST = ["NODE_EXTRA_CA_CERTS", "NODE_USE_SYSTEM_CA", "SSL_CERT_FILE", "SSL_CERT_DIR"];
function describeServer(connection) {
  return {
    url: connection.url,
    caHash: (0, import_node_crypto3.createHash)("sha256").update(connection.ca.join("")).digest("hex"),
    skipTlsVerify: connection.skipTlsVerify,
    headerNames: connection.headers.map(([name]) => name.toLowerCase()),
    proxies: describeProxies(),
    trust: TRUST.map((name) => `${name}=${process.env[name] ?? ""}`).join(" ")
  };
}
function reserveState() {
  saveState("server", "");
}
function openState(connection, deployment = "") {
  const batches = [];
  const creating = [];
  const mark = (0, import_node_crypto3.randomUUID)();
  saveState("server", JSON.stringify({ ...describeServer(connection), mark, deployment }));
  const save = (variable, list) => {
    saveState(variable, JSON.stringify({ mark, list }));
  };
  return {
    start(name) {
      const free = creating.indexOf(void 0);
      const slot = free < 0 ? creating.length : free;
      creating[slot] = name;
      save(`creating-${slot}`, [name]);
      return () => {
        creating[slot] = void 0;
        save(`creating-${slot}`, []);
      };
    },
    add(created) {
      const last = batches.at(-1);
      if (last === void 0 || last.length >= PER_VARIABLE) batches.push([created]);
      else last.push(created);
      save(`created-${batches.length - 1}`, batches.at(-1));
    },
    remove(id) {
      const index = batches.findIndex((batch2) => batch2.some((one) => one.id === id));
      const batch = batches[index];
      if (batch === void 0) return;
      batches[index] = batch.filter((one) => one.id !== id);
      save(`created-${index}`, batches[index]);
    }
  };
}
function openRunFolder() {
  let folder;
  return {
    path() {
      if (folder === void 0) {
        folder = createFolder(temporaryFolder());
        saveState("folder", folder);
      }
      return folder;
    },
    remove() {
      if (folder !== void 0) removeRunFolder(folder);
    }
  };
}
function removeRunFolder(folder) {
  if (!removeFolder(folder)) warning(`The folder ${safe(folder)} for TLS files could not be removed.`);
}
var temporaryFolder = () => process.env["RUNNER_TEMP"] || process.cwd();

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
async function waitForPortainer(client) {
  const { clock, connection } = client;
  const start = clock.now();
  const left = () => connection.waitSeconds - (clock.now() - start) / 1e3;
  let lastSaid = -Infinity;
  for (let pause = 500; ; pause = Math.min(pause * 1.5, 5e3)) {
    try {
      await readServerStatus(client, Math.max(1, Math.min(10, left())));
      return;
    } catch (error2) {
      const maySettle = error2 instanceof ConnectionError || error2 instanceof ResponseError && error2.status >= 500;
      if (!maySettle || left() <= pause / 1e3) {
        if (maySettle)
          info(`Portainer did not answer within ${plural(connection.waitSeconds, "second")}.`);
        throw error2;
      }
      if (clock.now() - lastSaid >= 5e3) {
        lastSaid = clock.now();
        info(
          `Waiting for Portainer at ${connection.url} (${error2.message}) for ${Math.ceil(left())} s more.`
        );
      }
      await clock.sleep(pause);
    }
  }
}
async function createAdministrator(client) {
  const { username, credentials, setupToken } = client.connection;
  if (credentials.kind !== "password") return false;
  const response = await client.call({
    purpose: `create the administrator ${quote(username)}`,
    method: "POST",
    path: "/api/users/admin/init",
    body: jsonBody({ Username: username, Password: credentials.password }),
    headers: setupToken === void 0 ? {} : { "x-setup-token": setupToken },
    // Done twice it answers 409, as for any administrator that exists already.
    repeatable: "repeatable",
    step: "init",
    anonymous: true,
    accept: [409]
  });
  const json = parseJson(response.body.toString("utf8"));
  if (response.status === 409) return false;
  if (!isObject(json)) {
    throw responseError(`create the administrator ${quote(username)}`, response, errorContext(client, "init"));
  }
  const hash = textOf2(json, "Password");
  if (/^\$2[\x21-\x7e]{1,100}$/.test(hash)) mask(hash);
  return true;
}
async function readPasswordLength(client) {
  const response = await client.call({
    purpose: "read the public settings",
    method: "GET",
    path: "/api/settings/public",
    step: "read",
    anonymous: true,
    accept: [303, 401, 403, 404]
  });
  const json = parseJson(response.body.toString("utf8"));
  return isObject(json) ? numberOf(json, "RequiredPasswordLength") : void 0;
}
async function hasAdministrator(client) {
  const response = await client.call({
    purpose: "ask whether there is an administrator",
    method: "GET",
    path: "/api/users/admin/check",
    step: "init",
    anonymous: true,
    accept: [404]
  });
  return response.status !== 404;
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
    } catch (error2) {
      if (!(error2 instanceof ResponseError && error2.status === 503 && (await status).open)) throw error2;
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
    renewing ??= getToken().catch((error2) => {
      if (error2 instanceof ResponseError && !mayRetry(error2, "repeatable")) refusal = error2;
      throw error2;
    }).finally(() => {
      renewals += 1;
      renewing = void 0;
    });
    await renewing;
  };
}
function checkApiKey(client, status) {
  if (client.connection.credentials.kind === "api-key" && !capabilitiesOf(client.version).apiKeys) {
    throw new RefusedError(`Portainer ${safe(status.text, 100)} knows no API keys (2.11 and later do).`, {
      hint: "Use 'username' and 'password'."
    });
  }
}

// src/steps/connect.ts
async function connect(client, dryRun, look2) {
  const { connection } = client;
  if (connection.waitSeconds > 0) await waitForPortainer(client);
  const status = readServerStatus(client);
  const rest = (async () => {
    if (connection.initAdmin && !await initialise(client, dryRun)) return void 0;
    await signIn(client, status);
    return look2();
  })();
  const [read, found] = await Promise.allSettled([status, rest]);
  if (read.status === "rejected") throw read.reason;
  const known3 = read.value;
  checkApiKey(client, known3);
  if (found.status === "rejected") throw found.reason;
  return { server: { url: connection.url, version: known3.text }, found: found.value };
}
async function initialise(client, dryRun) {
  const { connection } = client;
  if (dryRun) {
    const exists2 = await hasAdministrator(client);
    if (!exists2) info("Portainer has no administrator yet: it would be created first.");
    return exists2;
  }
  try {
    if (await createAdministrator(client)) info("Created the administrator.");
    return true;
  } catch (error2) {
    if (!(error2 instanceof ResponseError) || error2.status !== 400) throw error2;
    const least = await readPasswordLength(client).catch(() => void 0);
    if (least === void 0 || connection.credentials.kind !== "password") throw error2;
    if (connection.credentials.password.length >= least) throw error2;
    throw new ResponseError(error2.message, {
      status: error2.status,
      errorBody: error2.errorBody,
      fromPortainer: error2.fromPortainer,
      hint: `This Portainer wants passwords of at least ${least} characters.`,
      cause: error2
    });
  }
}

// src/steps/context.ts
var capabilities = (context) => capabilitiesOf(context.client.version);
async function withFiles(context, files, use) {
  const given = Object.entries(files);
  if (given.length === 0) return use({});
  const folder = onDisk(() => createFolder(context.folder()));
  try {
    const paths = onDisk(
      () => Object.fromEntries(given.map(([file, text]) => [file, writeSecretFile(folder, `${file}.pem`, text)]))
    );
    return await use(paths);
  } finally {
    if (!removeFolder(folder))
      context.log.warning(`The folder ${folder} with TLS files could not be removed.`);
  }
}
function onDisk(write) {
  try {
    return write();
  } catch (cause) {
    const code = cause.code ?? "unknown error";
    throw new ActionError(`Could not write the TLS files below RUNNER_TEMP: ${code}.`, { cause });
  }
}

// src/portainer/endpoint-forms.ts
var fs5 = require("node:fs");
var LOCAL_SOCKET = "unix:///var/run/docker.sock";
var FILE_FIELDS = { ca: "TLSCACertFile", cert: "TLSCertFile", key: "TLSKeyFile" };
function createForm(endpoint, capabilities2, files) {
  const type = String(creationTypes[endpoint.type]);
  const fields = [
    ["Name", endpoint.name],
    ["EndpointType", type],
    ["EndpointCreationType", type]
  ];
  const add = (field, value) => {
    if (value !== void 0) fields.push([field, String(value)]);
  };
  add("URL", urlField(endpoint, capabilities2));
  add("PublicURL", endpoint.publicUrl);
  add("GroupID", endpoint.groupId);
  if (endpoint.tags !== void 0) {
    if (capabilities2.tagIds) add("TagIds", JSON.stringify(endpoint.tags.ids));
    else add("Tags", JSON.stringify(endpoint.tags.names));
  }
  add("ContainerEngine", endpoint.containerEngine ?? usualEngine(endpoint.type, capabilities2));
  if (endpoint.tls !== void 0) {
    add("TLS", "true");
    add("TLSSkipVerify", String(endpoint.tls.skipVerify));
    add("TLSSkipClientVerify", String(endpoint.tls.skipClientVerify));
  }
  add("AzureApplicationID", endpoint.azure.applicationId);
  add("AzureTenantID", endpoint.azure.tenantId);
  add("AzureAuthenticationKey", endpoint.azure.authenticationKey);
  add("CheckinInterval", endpoint.checkinInterval);
  add("EdgeCheckinInterval", endpoint.checkinInterval);
  if (endpoint.kubeconfig !== void 0)
    add("KubeConfig", Buffer.from(endpoint.kubeconfig).toString("base64"));
  fields.push(...endpoint.extraFields);
  return {
    fields,
    files: ["ca", "cert", "key"].flatMap((file) => {
      const path4 = files[file];
      return path4 === void 0 ? [] : [[FILE_FIELDS[file], path4]];
    })
  };
}
function usualEngine(type, capabilities2) {
  return type === "edge-agent" && capabilities2.containerEngine ? "docker" : void 0;
}
function urlField(endpoint, capabilities2) {
  const local = endpoint.type === "docker" && (endpoint.url === void 0 || isLocalSocket(endpoint.url));
  if (!local) return endpoint.url;
  if (capabilities2.localSocket === "url") return endpoint.url ?? LOCAL_SOCKET;
  return capabilities2.localSocket === "no-url" ? void 0 : endpoint.url;
}
var boundary;
var loadLibrary = () => Promise.resolve().then(() => __toESM(require_form_data(), 1));
var library;
async function encodeForm({ fields, files }) {
  library ??= loadLibrary();
  const { default: FormData } = await library;
  const form = new FormData();
  boundary ??= form.getBoundary();
  form.setBoundary(boundary);
  for (const [name, value] of fields) form.append(name, value);
  for (const [field, path4] of files) {
    form.append(field, fs5.readFileSync(path4), {
      filename: `${field}.pem`,
      contentType: "application/x-pem-file"
    });
  }
  return { contentType: `multipart/form-data; boundary=${boundary}`, bytes: form.getBuffer() };
}
function updateFields(change, existing, capabilities2) {
  const tls = change.tls ?? (capabilities2.updateDropsTls ? {
    on: existing.tls.on,
    skipVerify: existing.tls.skipVerify,
    skipClientVerify: !existing.tls.hasClientCertificate
  } : void 0);
  const policies = (access) => access && Object.fromEntries([...access].map(([id, role]) => [String(id), { RoleId: role }]));
  const fields = {
    Name: change.name,
    URL: change.url,
    PublicURL: change.publicUrl,
    GroupID: change.groupId,
    ...capabilities2.tagIds ? { TagIDs: change.tags?.ids } : { Tags: change.tags?.names },
    TLS: tls?.on,
    TLSSkipVerify: tls?.skipVerify,
    TLSSkipClientVerify: tls?.skipClientVerify,
    AzureApplicationID: change.azure?.applicationId,
    AzureTenantID: change.azure?.tenantId,
    AzureAuthenticationKey: change.azure?.authenticationKey,
    KubeConfig: change.kubeconfig && Buffer.from(change.kubeconfig).toString("base64"),
    EdgeCheckinInterval: change.checkinInterval,
    ...capabilities2.accessPolicies ? { UserAccessPolicies: policies(change.users), TeamAccessPolicies: policies(change.teams) } : {}
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== void 0));
}

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
async function postEndpoint(client, name, form) {
  const purpose = `create endpoint ${quote(name)}`;
  return endpointOf(
    purpose,
    await client.call({ purpose, method: "POST", path: "/api/endpoints", body: form, step: "create" })
  );
}
async function putEndpoint(client, id, fields) {
  const purpose = `update endpoint ${id}`;
  return endpointOf(
    purpose,
    await client.call({
      purpose,
      method: "PUT",
      path: `/api/endpoints/${id}`,
      body: jsonBody(fields),
      step: "write"
    }),
    id
  );
}
async function putAccess(client, id, users, teams) {
  await callJson(client, {
    purpose: `set who may use endpoint ${id}`,
    method: "PUT",
    path: `/api/endpoints/${id}/access`,
    body: jsonBody({ AuthorizedUsers: users, AuthorizedTeams: teams }),
    step: "write"
  });
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
async function uploadTlsFile(client, id, file, form) {
  await callEmpty(client, {
    purpose: `upload the TLS ${file} of endpoint ${id}`,
    method: "POST",
    path: `/api/upload/tls/${file}`,
    body: form,
    step: "write",
    // The same file again is the same file.
    repeatable: "repeatable"
  });
}
async function pingThrough(client, id, seconds) {
  const response = await client.call({
    purpose: `reach endpoint ${id} through Portainer`,
    method: "GET",
    path: `/api/endpoints/${id}/docker/_ping`,
    step: "read",
    seconds,
    // Those of the engine, which are not tried again; what is between here and Portainer may fail for a moment.
    accept: [400, 403, 404, 500, 502, 503, 504]
  });
  if (response.status === 200 && response.body.toString("utf8").trim() === "OK") return void 0;
  const { message } = readErrorBody(response);
  return `Portainer answered ${response.status}${message === "" ? "" : `: ${quote(message)}`}`;
}
async function takeSnapshot(client, id) {
  await client.call({
    purpose: `take a snapshot of endpoint ${id}`,
    method: "POST",
    path: `/api/endpoints/${id}/snapshot`,
    step: "write",
    repeatable: "repeatable",
    accept: [400, 404, 405, 500]
  });
}
function endpointOf(purpose, response, id) {
  const text = response.body.toString("utf8");
  const json = parseJson(text);
  const endpoint = readEndpoint2(json);
  if (endpoint !== void 0 && (id === void 0 || endpoint.id === id)) return endpoint;
  const what = json === void 0 ? `the answer (status ${response.status}) is not JSON${whyNotJson(text)}` : endpoint === void 0 ? `the answer (status ${response.status}) has no usable Id and Name: ${whyUnusable(json)}` : `the answer (status ${response.status}) is about endpoint ${endpoint.id}`;
  throw new ResponseError(`Could not ${purpose}: ${what}.`, { status: response.status });
}

// src/decisions/access.ts
var nobody = { users: /* @__PURE__ */ new Map(), teams: /* @__PURE__ */ new Map() };
function accessAfter(desired2, now2, directory) {
  const of = (kind) => {
    const names = desired2.clear.has(kind) ? [] : desired2[kind];
    if (names === void 0) return void 0;
    return new Map(findPeople(names, kind, directory).map((id) => [id, now2[kind].get(id) ?? 0]));
  };
  return { users: of("users"), teams: of("teams") };
}
function planAccess(desired2, now2, directory) {
  const { users, teams } = accessAfter(desired2, now2, directory);
  const unlessSame = (then, existing) => then === void 0 || isSame(then, existing) ? void 0 : then;
  return { users: unlessSame(users, now2.users), teams: unlessSame(teams, now2.teams) };
}
var isSame = (one, other) => one.size === other.size && [...one.keys()].every((id) => other.has(id));

// src/decisions/changes.ts
var NONE = "none";
function startNoting() {
  const changes = [];
  return {
    changes,
    changed(field, differs, now2, then, value) {
      if (!differs) return void 0;
      changes.push({ field, now: now2 || NONE, then: then || NONE });
      return value;
    }
  };
}
var listed2 = (names) => names.join(", ");

// src/decisions/tls-mode.ts
function tlsModeForCreate(tls, type) {
  const on = tls.on ?? (type === "agent" ? true : void 0);
  if (on !== true) return void 0;
  return { on, skipVerify: tls.files.ca === void 0, skipClientVerify: tls.files.cert === void 0 };
}
function tlsModeForUpdate(tls, existing) {
  if (!tls.provided) return void 0;
  const on = tls.on ?? existing.tls.on;
  if (!on) return { on, skipVerify: false, skipClientVerify: false };
  const skipVerify = tls.skipVerify ?? (tls.files.ca === void 0 && existing.tls.on && existing.tls.skipVerify);
  const skipClientVerify = tls.skipClientVerify ?? (tls.files.cert === void 0 && existing.tls.on && !existing.tls.hasClientCertificate);
  const lacks = (input, flag) => new RefusedError(
    `Endpoint ${existing.id} has no ${input === "tls-ca-cert" ? "CA" : "client certificate"} stored.`,
    {
      hint: `Give '${input}', or write '${flag}: true' if you mean that.`
    }
  );
  if (!skipVerify && tls.files.ca === void 0 && !(existing.tls.on && existing.tls.hasCa)) {
    throw lacks("tls-ca-cert", "tls-skip-verify");
  }
  if (!skipClientVerify && tls.files.cert === void 0 && !(existing.tls.on && existing.tls.hasClientCertificate)) {
    throw lacks("tls-cert' and 'tls-key", "tls-skip-client-verify");
  }
  if (isAgent(existing.type) && skipVerify !== skipClientVerify) {
    throw new RefusedError(
      `Endpoint ${existing.id} is an agent, which takes either all TLS files or both checks skipped (Portainer 2.x swaps the two flags on the way to an agent).`,
      { hint: "Give 'tls-ca-cert', 'tls-cert' and 'tls-key' together, or write both skip flags." }
    );
  }
  return { on, skipVerify, skipClientVerify };
}
function describeMode(mode) {
  if (!mode.on) return "off";
  if (mode.skipVerify && mode.skipClientVerify) return "on, nothing verified";
  if (mode.skipVerify) return "on, engine not verified";
  return mode.skipClientVerify ? "on, without client certificate" : "on, both sides verified";
}
function modeOf(existing) {
  const { on, skipVerify, hasClientCertificate } = existing.tls;
  return { on, skipVerify: on && skipVerify, skipClientVerify: on && !hasClientCertificate };
}
function planTls(tls, existing, changed) {
  if (tls.provided && !hasTls(existing.type)) {
    throw new RefusedError(
      `Endpoint ${existing.id} is neither a Docker engine nor an agent: TLS inputs do not apply to it.`
    );
  }
  const mode = tlsModeForUpdate(tls, existing);
  if (mode === void 0) return void 0;
  const { files, fingerprints } = tls;
  const now2 = modeOf(existing);
  const differs = mode.on !== now2.on || mode.on && (mode.skipVerify !== now2.skipVerify || mode.skipClientVerify !== now2.skipClientVerify);
  const sent = (field, source, shown) => changed(field, source, "not shown", shown, true);
  const changes = [
    changed("tls", differs, describeMode(now2), describeMode(mode), true),
    sent("tls-ca-cert", files.ca !== void 0, listed2(fingerprints.ca ?? [])),
    sent("tls-cert", files.cert !== void 0, fingerprints.cert ?? "")
  ];
  return changes.includes(true) ? { mode, files } : void 0;
}

// src/decisions/update.ts
function planUpdate(desired2, existing, directory, capabilities2) {
  const { changes, changed } = startNoting();
  const notices = [];
  const name = desired2.selector.name ?? existing.name;
  const update = {
    name: changed("name", name !== existing.name, existing.name, name, name),
    url: planUrl(desired2.url, existing, changed),
    publicUrl: planPublicUrl(desired2, existing, capabilities2, changed),
    group: planGroup(desired2, existing, directory, notices, changed),
    tags: planTags(desired2, existing, directory, changed),
    tls: planTls(desired2.tls, existing, changed),
    ...planUnreadable(desired2, existing, changed),
    checkinInterval: planInterval(desired2.checkinInterval, existing, notices, changed),
    ...planPeople(desired2, existing, directory, changed)
  };
  if (desired2.containerEngine !== void 0)
    notices.push("'container-engine' counts on create only; it was left as it is.");
  if (desired2.extraFields.length > 0) notices.push("'extra-fields' count on create only; they were not sent.");
  return { update, changes, notices };
}
function planPublicUrl(desired2, existing, capabilities2, changed) {
  const url = desired2.clear.has("public-url") ? "" : desired2.publicUrl;
  if (url === void 0) return void 0;
  if (url === "" && existing.publicUrl !== "" && capabilities2.updateDropsTls) {
    throw new RefusedError("Portainer 1.18 and 1.19 can't empty the public URL.", {
      hint: "Portainer 1.20 and later can."
    });
  }
  return changed("public-url", url !== existing.publicUrl, existing.publicUrl, url, url);
}
function planGroup(desired2, existing, directory, notices, changed) {
  if (desired2.group === void 0) return void 0;
  const { target, notice: notice2 } = findGroup(desired2.group, directory);
  if (notice2 !== void 0) notices.push(notice2);
  return changed("group", target.id !== existing.groupId, groupName(existing, directory), target.name, target);
}
function planTags(desired2, existing, directory, changed) {
  const names = desired2.clear.has("tags") ? [] : desired2.tags;
  if (names === void 0) return void 0;
  const tags = findTags(names, directory);
  const now2 = listed2(tagNames(existing, directory));
  return changed("tags", !hasTags(existing, tags), now2, listed2(tags.map(({ name }) => name)), tags);
}
function planUnreadable(desired2, existing, changed) {
  const azure = isAzure(existing.type) ? desired2.azure : {};
  for (const key of Object.keys(azure)) changed(`azure ${key}`, true, "not shown", "sent", key);
  const { kubeconfig } = desired2;
  return {
    azure,
    kubeconfig: changed("kubeconfig", kubeconfig !== void 0, "not shown", "sent", kubeconfig)
  };
}
function planInterval(interval, existing, notices, changed) {
  const now2 = existing.checkinInterval;
  if (interval === void 0) return void 0;
  if (now2 !== void 0)
    return changed("edge-checkin-interval", interval !== now2, String(now2), String(interval), interval);
  notices.push(
    "Portainer before 2.0 has one check-in interval for all: 'edge-checkin-interval' was not sent."
  );
  return void 0;
}
function planPeople(desired2, existing, directory, changed) {
  const access = planAccess(desired2, existing, directory);
  const of = (kind) => {
    const then = access[kind];
    if (then === void 0) return void 0;
    const names = (map) => listed2(peopleNames(map, directory[kind]));
    return changed(kind, true, names(existing[kind]), names(then), then);
  };
  return { users: of("users"), teams: of("teams") };
}
function isSameUrl(desired2, stored) {
  const plain = (url) => url.replace(/^tcp:\/\//i, "").replace(/\/$/, "");
  return isLocalSocket(desired2) ? desired2 === stored : plain(desired2) === plain(stored);
}
function urlInEdgeKey(key) {
  return Buffer.from(key, "base64").toString("utf8").split("|")[0] ?? "";
}
function planUrl(url, existing, changed) {
  if (url === void 0) return void 0;
  if (!isEdge(existing.type))
    return changed("endpoint-url", !isSameUrl(url, existing.url), existing.url, url, url);
  const inKey = urlInEdgeKey(existing.edgeKey);
  if (existing.edgeKey === "" || isSameUrl(url, inKey)) return void 0;
  throw new RefusedError(
    `The edge agent of endpoint ${existing.id} calls ${quote(inKey)}, which is part of its key and can't be changed.`,
    {
      hint: "'if-exists: recreate' makes a new endpoint with a new key; the agent must then be started with it."
    }
  );
}

// src/steps/remove.ts
var MAX_ATTEMPTS2 = 3;
async function removeEndpoint(client, id) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      if (await deleteEndpoint(client, id)) return true;
      await checkGone(client, id);
      return attempt > 1;
    } catch (error2) {
      const failed = error2 instanceof ResponseError && error2.status >= 500;
      if (!isUnsure(error2) && !failed) throw error2;
      if (!await exists(client, id, error2)) return true;
      if (!isUnsure(error2) || attempt >= MAX_ATTEMPTS2) throw error2;
    }
  }
}
async function checkGone(client, id) {
  if (await getEndpoint(client, id) === void 0) return;
  throw new RefusedError(`Could not remove endpoint ${id}: the response was 404, and it still exists.`, {
    hint: "A proxy in front of Portainer probably does not let DELETE requests pass."
  });
}
async function exists(client, id, error2) {
  try {
    return await getEndpoint(client, id) !== void 0;
  } catch (cause) {
    if (!(cause instanceof ActionError)) throw cause;
    throw addContext(error2, `Endpoint ${id} may be gone all the same: ${cause.message}`, RUN_AGAIN);
  }
}

// src/steps/check-created.ts
async function checkCreated(context, desired2, creation, created) {
  const shortfall = shortfallOf(desired2, creation, created);
  if (shortfall !== void 0) {
    try {
      await removeEndpoint(context.client, created.id);
    } catch (error2) {
      throw addContext(
        error2,
        `${shortfall.what}; it may still exist with the id ${created.id}.`,
        shortfall.hint
      );
    }
    context.onRemoved(created.id);
    throw new RefusedError(`${shortfall.what}; it was removed again.`, { hint: shortfall.hint });
  }
  if (desired2.url !== void 0 && hasTls(created.type) && !isSameUrl(desired2.url, created.url)) {
    context.log.warning(
      `Endpoint ${quote(created.name)} was created at ${quote(created.url)}, not at ${quote(desired2.url)} as asked.`
    );
  }
}
async function checkUnconfirmed(context, desired2, creation, existing) {
  await removeBroken(context, creation, existing);
  const [only] = existing;
  if (only === void 0 || existing.length > 1) return;
  const shortfall = shortfallOf(desired2, creation, only);
  if (shortfall === void 0) return;
  throw new RefusedError(
    `${shortfall.what}; it was left with the id ${only.id}: the response to the create was lost, so it may be another run's.`,
    { hint: shortfall.hint }
  );
}
async function removeBroken(context, creation, existing) {
  const goneOf = async (type, targets) => {
    const asked = targets.filter(({ id }) => id !== void 0);
    if (asked.length === 0) return [];
    const ids = new Set((await listNamed(context.client, type)).map(({ id }) => id));
    return asked.filter(({ id = 0 }) => !ids.has(id));
  };
  const groups = await goneOf("groups", creation.group ? [creation.group] : []);
  const tags = await goneOf("tags", creation.tags ?? []);
  const broken = existing.filter(
    ({ groupId, tagIds = [] }) => groups.some(({ id }) => id === groupId) || tags.some(({ id = 0 }) => tagIds.includes(id))
  );
  if (broken.length === 0) return;
  for (const { id } of broken) await removeEndpoint(context.client, id);
  const what = [...groups, ...tags].map(({ id = 0, name }) => `${quote(name)} (id ${id})`).join(", ");
  throw new OutcomeError(
    `While endpoint ${quote(creation.name)} was being created, ${what} was removed from Portainer; the endpoint was removed again.`,
    { hint: RUN_AGAIN }
  );
}
function shortfallOf(desired2, creation, created) {
  const subject = `Portainer created endpoint ${quote(created.name)}`;
  if (!isOfType(created.type, desired2.type)) {
    return {
      what: `${subject} of type ${created.type}, and 'type' is '${desired2.type}'`,
      hint: desired2.type === "kubeconfig" ? "Only Portainer Business Edition accepts a kubeconfig." : isAgent(created.type) ? "What answers at 'endpoint-url' is a Portainer agent: use 'type: agent'." : "Check that 'type' fits what answers at 'endpoint-url', and that this Portainer supports that type."
    };
  }
  if (creation.tls === void 0) return void 0;
  if (!created.tls.on && !isAgentOnKubernetes(created.type)) {
    return { what: `${subject} with TLS off, which is less than was asked for` };
  }
  if (!creation.tls.skipVerify && created.tls.skipVerify) {
    return { what: `${subject} without verification of the engine, which is less than was asked for` };
  }
  return void 0;
}

// src/steps/groups-and-tags.ts
async function createGroupAndTags(context, wanted) {
  const group = wanted.group && await createIfMissing(context, "groups", wanted.group);
  const tags = [];
  for (const tag of wanted.tags ?? []) tags.push(await createIfMissing(context, "tags", tag));
  return { ...wanted, group, tags: wanted.tags && tags };
}
function tagFields(tags) {
  return tags && {
    names: tags.map(({ name }) => name),
    ids: tags.flatMap(({ id }) => id === void 0 ? [] : [id])
  };
}
var pendingCreates = /* @__PURE__ */ new WeakMap();
function createIfMissing(context, kind, target) {
  const { directory } = context;
  const all = directory[kind];
  if (target.id !== void 0 || all === void 0) return target;
  const [existing] = findNamed(all, target.name);
  if (existing !== void 0) return existing;
  const pending = pendingCreates.get(directory) ?? {
    targets: /* @__PURE__ */ new Map(),
    groups: createQueue(1)
  };
  pendingCreates.set(directory, pending);
  const key = `${kind} ${target.name}`;
  const make = () => kind === "groups" ? pending.groups(() => createGroup(context, all, target.name)) : createTag(context, all, target.name);
  const created = pending.targets.get(key) ?? make();
  pending.targets.set(key, created);
  return created;
}
async function createTag(context, all, name) {
  const created = await createNamed(context.client, "tags", name);
  all.push(created);
  context.log.info(`Created the tag ${quote(created.name)} (id ${created.id}).`);
  return created;
}
async function createGroup(context, all, name) {
  const highest = all.reduce((most, { id }) => Math.max(most, id), 0);
  const created = await createNamed(context.client, "groups", name);
  const settled = created.id === highest + 1 ? created : await keepLowestGroup(context.client, created);
  all.push(settled);
  context.log.info(
    settled.id === created.id ? `Created the group ${quote(created.name)} (id ${created.id}).` : `Another run created the group ${quote(created.name)} at the same time; using that one (id ${settled.id}).`
  );
  return settled;
}
async function keepLowestGroup(client, mine) {
  const [first] = (await listNamed(client, "groups")).filter(({ name }) => name === mine.name);
  if (first === void 0 || first.id === mine.id) return mine;
  await deleteGroup(client, mine.id).catch(async (error2) => {
    if (!isUnsure(error2)) throw error2;
    const all = await listNamed(client, "groups").catch(() => {
      throw error2;
    });
    if (all.some(({ id }) => id === mine.id)) throw error2;
  });
  return first;
}

// src/steps/look.ts
function lookByName(client, name) {
  return listEndpoints(client, name, (endpoint) => endpoint.name === name);
}
async function lookFor(client, selector) {
  if (selector.id === void 0) return lookByName(client, selector.name);
  const endpoint = await getEndpoint(client, selector.id);
  return endpoint === void 0 ? [] : [endpoint];
}
async function lookForAll(client, selector, onName = () => void 0) {
  const [only] = selector;
  if (selector.length === 1 && only !== void 0) return [await lookFor(client, only)];
  const byName = /* @__PURE__ */ new Map();
  const byId = /* @__PURE__ */ new Map();
  for (const { id, name } of selector) {
    if (id !== void 0) byId.set(id, []);
    else byName.set(name, []);
  }
  const kept = await listEndpoints(client, void 0, ({ id, name }) => {
    onName(name);
    return byName.has(name) || byId.has(id);
  });
  for (const endpoint of kept) {
    byName.get(endpoint.name)?.push(endpoint);
    byId.get(endpoint.id)?.push(endpoint);
  }
  return selector.map(({ id, name }) => (id === void 0 ? byName.get(name) : byId.get(id)) ?? []);
}
async function waitForStableName(context, name, seconds) {
  const { client } = context;
  const end = client.clock.now() + seconds * 1e3;
  let before;
  for (; ; ) {
    const existing = await lookByName(client, name);
    const now2 = existing.length > 1 ? void 0 : existing[0]?.id ?? 0;
    if (now2 !== void 0 && now2 === before) return existing;
    if (client.clock.now() >= end) return existing;
    before = now2;
    await client.clock.sleep(250 + 250 * client.clock.random());
  }
}

// src/steps/put.ts
function putWithRecovery(context, existing, change) {
  const fields = updateFields(change, existing, capabilities(context));
  return sendWithRecovery(context, existing.id, () => putEndpoint(context.client, existing.id, fields));
}
async function setAccess(context, existing, access) {
  if (access.users === void 0 && access.teams === void 0) return;
  if (capabilities(context).accessPolicies) return;
  const ids = (map) => [...map.keys()];
  const [users, teams] = [ids(access.users ?? existing.users), ids(access.teams ?? existing.teams)];
  await sendWithRecovery(context, existing.id, () => putAccess(context.client, existing.id, users, teams));
}
async function sendWithRecovery(context, id, send) {
  const doubtful = (error2, why) => addContext(error2, `The change may have been made all the same${why}`, RUN_AGAIN);
  try {
    return await send();
  } catch (error2) {
    if (!isUnsure(error2)) throw error2;
    const existing = await getEndpoint(context.client, id).catch((cause) => {
      throw cause instanceof ActionError ? doubtful(error2, `: ${cause.message}`) : cause;
    });
    if (existing === void 0) throw error2;
    return await send().catch((cause) => {
      throw doubtful(cause, ".");
    });
  }
}

// src/steps/create.ts
var LOOK_PAUSES = [0, 500, 1e3, 2e3, 4e3, 8e3];
var FOLLOW_SECONDS = 10;
async function createEndpoint(context, desired2, planned, creates) {
  const { clock } = context.client;
  const creation = await createGroupAndTags(context, planned);
  let end;
  for (let pause = 1e3; ; pause = Math.min(pause * 1.5, 5e3)) {
    const attempt = await creates(() => {
      end ??= clock.now() + context.waitUntilUp * 1e3;
      return attemptCreate(context, desired2, creation);
    });
    if (attempt.outcome !== "refused") return attempt;
    const { error: error2 } = attempt;
    const left = (end ?? 0) - clock.now();
    if (!mayPass(error2) || pause >= left) throw isUnsure(error2) ? mayStillAppear(error2, creation.name) : error2;
    context.log.info(`${asSentence(error2.message)} Waiting for the engine, ${Math.ceil(left / 1e3)} s more.`);
    await clock.sleep(pause);
  }
}
async function attemptCreate(context, desired2, creation) {
  const { name } = creation;
  const forgetName = context.onCreating(name);
  let outcome;
  try {
    outcome = await sendCreate(context, desired2, creation);
  } catch (error2) {
    if (!(error2 instanceof CancelledError)) forgetName();
    throw error2;
  }
  if (outcome.outcome !== "unconfirmed") forgetName();
  if (outcome.outcome === "created") await checkCreated(context, desired2, creation, outcome.endpoint);
  return outcome;
}
async function sendCreate(context, desired2, creation) {
  const { name } = creation;
  try {
    const endpoint = await post(context, desired2, creation);
    context.onCreated(endpoint.id, name);
    return { outcome: "created", endpoint };
  } catch (error2) {
    if (!(error2 instanceof ActionError)) throw error2;
    if (error2 instanceof ResponseError && error2.status === 409) {
      return { outcome: "name-taken", existing: await waitForStableName(context, name, FOLLOW_SECONDS) };
    }
    if (!isUnsure(error2) && !(error2 instanceof ResponseError && error2.status >= 500)) throw error2;
    const existing = await lookAfterFailure(context, name, error2);
    if (existing.length === 0) return { outcome: "refused", error: error2 };
    context.log.info(`${asSentence(error2.message)} The endpoint exists all the same.`);
    await checkUnconfirmed(context, desired2, creation, existing).catch((cause) => {
      throw cause instanceof OutcomeError ? cause : mayExist(error2, cause, name);
    });
    return { outcome: "unconfirmed", existing };
  }
}
function post(context, desired2, creation) {
  const endpoint = {
    ...desired2,
    name: creation.name,
    publicUrl: creation.publicUrl,
    groupId: creation.group?.id,
    tags: tagFields(creation.tags),
    tls: creation.tls
  };
  const files = creation.tls === void 0 ? {} : desired2.tls.files;
  return withFiles(
    context,
    files,
    async (paths) => postEndpoint(
      context.client,
      creation.name,
      await encodeForm(createForm(endpoint, capabilities(context), paths))
    )
  );
}
async function lookAfterFailure(context, name, error2) {
  try {
    for (const pause of isUnsure(error2) ? LOOK_PAUSES : [0]) {
      await context.client.clock.sleep(pause);
      const existing = await lookByName(context.client, name);
      if (existing.length > 0) return existing;
    }
    return [];
  } catch (cause) {
    throw mayExist(error2, cause, name);
  }
}
var mayExist = (error2, cause, name) => cause instanceof ActionError ? addContext(error2, `Endpoint ${quote(name)} may exist all the same: ${cause.message}`, RUN_AGAIN) : cause;
var mayStillAppear = (error2, name) => addContext(
  error2,
  `Endpoint ${quote(name)} did not exist afterwards, but may still appear if Portainer is connecting to the engine.`,
  RUN_AGAIN
);
function mayPass(error2) {
  if (!(error2 instanceof ResponseError) || error2.status !== 500) return false;
  const text = `${error2.errorBody.message} ${error2.errorBody.details}`;
  return !/x509|tls:|already paired|invalid request signature|azure|allowance|podman|edge compute/i.test(text);
}
async function completeEndpoint(context, created, creation) {
  const unlessEmpty = (access) => access?.size ? access : void 0;
  const users = unlessEmpty(creation.users);
  const teams = unlessEmpty(creation.teams);
  const publicUrl = creation.publicUrl === created.publicUrl ? void 0 : creation.publicUrl;
  const hasAccess = users !== void 0 || teams !== void 0;
  const { accessPolicies } = capabilities(context);
  try {
    const needsPut = publicUrl !== void 0 || hasAccess && accessPolicies;
    const changed = needsPut ? await putWithRecovery(context, created, { publicUrl, users, teams }) : created;
    if (!hasAccess || accessPolicies) return changed;
    await setAccess(context, changed, { users, teams });
    return { ...changed, users: users ?? changed.users, teams: teams ?? changed.teams };
  } catch (error2) {
    const what = hasAccess ? "its users and teams" : "its public URL";
    const sentence = `Endpoint ${quote(created.name)} (id ${created.id}) exists, but ${what} could not be set.`;
    throw addContext(error2, sentence, "Running the step again sets them.");
  }
}

// src/decisions/support.ts
function checkSupport(item, { capabilities: capabilities2, version }) {
  const server = `Portainer ${version === void 0 ? "" : formatVersion(version)}`.trim();
  if (item.type === "kubernetes" && !capabilities2.kubernetes) {
    throw new RefusedError(`${server} knows no Kubernetes and would make a Docker endpoint of it.`, {
      hint: "Portainer 2.0 and later know it."
    });
  }
  if (item.type === "edge-agent" && !capabilities2.edgeAgents) {
    throw new RefusedError(`${server} knows no edge agents and would make a Docker endpoint of it.`, {
      hint: "Portainer 1.22 and later know them."
    });
  }
  if (item.type === "kubeconfig" && !capabilities2.kubernetes) {
    throw new RefusedError(`${server} takes no kubeconfig and would make a Docker endpoint of it.`, {
      hint: "Portainer Business Edition takes one."
    });
  }
  if (item.containerEngine !== void 0 && !capabilities2.containerEngine) {
    throw new RefusedError(`${server} ignores 'container-engine'.`, {
      hint: `Leave it out; Portainer 2.22 and later know ${oneOf(["docker", "podman"])}.`
    });
  }
  if (item.type === "docker" && item.tls.on === true && capabilities2.dockerTlsBroken) {
    throw new RefusedError(`${server} can't create a Docker endpoint with TLS: it dials it in plain text.`, {
      hint: "Portainer 2.20.2 has this mended; agents work on 2.20.0 and 2.20.1 too."
    });
  }
  const otherSocket = item.url !== void 0 && /^unix:/.test(item.url) && item.url !== "unix:///var/run/docker.sock";
  if (otherSocket && capabilities2.localSocket === "no-url") {
    throw new RefusedError(`${server} knows the local socket /var/run/docker.sock only.`, {
      hint: "Portainer 2.0 and later take another path."
    });
  }
}

// src/decisions/create.ts
function planCreate(item, known3) {
  if (item.selector.id !== void 0) {
    throw new RefusedError(`There is no endpoint with the id ${item.selector.id}.`, {
      hint: "Leave 'id' out to create one by 'name'."
    });
  }
  if (item.ifMissing === "fail") {
    throw new RefusedError(
      `There is no endpoint named ${quote(item.selector.name)}, and 'if-missing' is 'fail'.`
    );
  }
  const { creation, notices } = planCreation(item, item.selector.name, known3);
  return {
    do: "create",
    desired: item,
    creation,
    changes: describeCreation(item, creation, known3.directory),
    notices
  };
}
function planRecreate(item, found, known3) {
  checkRecreatable(item, found);
  const { creation, notices } = planCreation(item, item.selector.name ?? found.name, known3);
  const clears = item.clear;
  const access = accessAfter(item, found, known3.directory);
  const kept = {
    ...creation,
    group: creation.group ?? { name: groupName(found, known3.directory), id: found.groupId },
    publicUrl: clears.has("public-url") ? void 0 : creation.publicUrl ?? (found.publicUrl || void 0),
    tags: clears.has("tags") ? void 0 : creation.tags ?? tagsOf(found, known3.directory),
    users: access.users ?? found.users,
    teams: access.teams ?? found.teams
  };
  const changes = [
    { field: "id", now: String(found.id), then: "a new one" },
    ...describeCreation(item, kept, known3.directory)
  ];
  return { do: "recreate", desired: item, existing: found, creation: kept, changes, notices };
}
function checkRecreatable(item, found) {
  const what = `Endpoint ${quote(found.name)} (id ${found.id})`;
  if (!item.typeGiven && !isOfType(found.type, item.type)) {
    throw new RefusedError(
      `${what} is stored as type ${found.type}, and 'type' is left out: recreating it would make it '${item.type}'.`,
      { hint: "Write 'type' out." }
    );
  }
  if (item.type === "docker" && item.url === void 0 && !isLocalSocket(found.url)) {
    throw new RefusedError(
      `${what} is at ${quote(found.url)}, and 'endpoint-url' is left out: recreating it would make it Portainer's local socket.`,
      { hint: "Write 'endpoint-url' out." }
    );
  }
  const usual = item.type === "agent" && found.tls.skipVerify && !found.tls.hasClientCertificate;
  if (found.tls.on && !item.tls.provided && !usual && ["docker", "agent"].includes(item.type)) {
    throw new RefusedError(
      `${what} has TLS, and its files can't be read back: recreating it without TLS inputs would lose them.`,
      { hint: "Give the TLS inputs again, or write 'tls: false' if you mean that." }
    );
  }
}
function tagsOf(found, directory) {
  const names = tagNames(found, directory);
  return names.map((name, index) => ({ name, id: found.tagIds?.[index] }));
}
function planCreation(item, name, known3) {
  checkSupport(item, known3);
  const notices = [];
  let group;
  if (item.group !== void 0) {
    const found = findGroup(item.group, known3.directory);
    group = found.target;
    if (found.notice !== void 0) notices.push(found.notice);
    if (group.id === void 0) notices.push(`The group ${quote(group.name)} does not exist yet.`);
  }
  if (item.type === "docker" && item.url === void 0) {
    notices.push("'endpoint-url' is left out: this is Portainer's local socket, which is root on its host.");
  }
  if (!known3.capabilities.uniqueNames) {
    notices.push(
      "Names are not unique before Portainer 2.14: keep runs for one name apart with GitHub's 'concurrency'."
    );
  }
  return {
    creation: {
      name,
      group,
      tags: item.tags === void 0 ? void 0 : findTags(item.tags, known3.directory),
      tls: tlsModeForCreate(item.tls, item.type),
      publicUrl: item.publicUrl,
      // Unknown names are refused here, before anything is made.
      ...accessAfter(item, nobody, known3.directory)
    },
    notices
  };
}
function describeCreation(item, creation, directory) {
  const { tls } = creation;
  const rows = [
    ["name", creation.name],
    ["type", item.type],
    ["endpoint-url", item.url ?? (item.type === "docker" ? "the local socket" : void 0)],
    ["public-url", creation.publicUrl],
    ["group", creation.group && nameOf2(creation.group)],
    ["tags", creation.tags?.map(nameOf2).join(", ")],
    ["container-engine", item.containerEngine],
    ["tls", tls && describeMode(tls)],
    ["tls-ca-cert", item.tls.fingerprints.ca?.join(", ")],
    ["tls-cert", item.tls.fingerprints.cert],
    ["edge-checkin-interval", item.checkinInterval?.toString()],
    ["extra-fields", item.extraFields.map(([field, value]) => `${field}=${value}`).join(", ")],
    ["users", creation.users && peopleNames(creation.users, directory.users).join(", ")],
    ["teams", creation.teams && peopleNames(creation.teams, directory.teams).join(", ")]
  ];
  return rows.flatMap(
    ([field, then]) => then === void 0 || then === "" ? [] : [{ field, now: "none", then }]
  );
}
var nameOf2 = (target) => target.id === void 0 ? `${target.name} (new)` : target.name;

// src/decisions/plan.ts
function planFor(item, known3) {
  const { existing } = known3;
  if (existing.length > 1) {
    const list = existing.map(({ id, url }) => `id ${id} (${quote(url)})`).join(", ");
    throw new RefusedError(
      `${plural(existing.length, "endpoint")} are named ${quote(item.selector.name ?? "")}: ${list}.`,
      {
        hint: "Portainer before 2.14 allows that. Say with 'id' which one is meant, or remove the others."
      }
    );
  }
  const [found] = existing;
  if (item.state === "absent") return planAbsent(item, found, known3);
  if (found === void 0) return planCreate(item, known3);
  switch (item.ifExists) {
    case "fail":
      throw new RefusedError(
        `Endpoint ${quote(found.name)} exists already, with the id ${found.id}, and 'if-exists' is 'fail'.`
      );
    case "reuse":
      return { do: "leave", existing: found, result: "reused", changes: [], notices: [] };
    case "update": {
      if (item.typeGiven && !isOfType(found.type, item.type)) {
        throw new RefusedError(
          `Endpoint ${quote(found.name)} (id ${found.id}) is stored as type ${found.type}, and 'type' says '${item.type}'; a kind can't be changed.`,
          { hint: "'if-exists: recreate' removes it and makes a new one, with a new id." }
        );
      }
      const { update, changes, notices } = planUpdate(item, found, known3.directory, known3.capabilities);
      if (changes.length === 0) return { do: "leave", existing: found, result: "unchanged", changes, notices };
      return { do: "update", desired: item, existing: found, update, changes, notices };
    }
    case "recreate":
      return planRecreate(item, found, known3);
  }
}
function planAbsent(item, found, known3) {
  if (found === void 0) return { do: "nothing", changes: [], notices: [] };
  const differs = (what) => new RefusedError(`Endpoint ${found.id} (${quote(found.name)}) was not removed: ${what}.`, {
    hint: "With 'state: absent', 'id', 'name', 'tags' and 'group' must all match where they are given."
  });
  if (item.selector.name !== void 0 && item.selector.name !== found.name) {
    throw differs(`its name is not ${quote(item.selector.name)}`);
  }
  if (item.group !== void 0) {
    const group = item.group;
    const matches = group.by === "id" ? found.groupId === group.id : (known3.directory.groups ?? []).some(({ id, name }) => id === found.groupId && name === group.name);
    if (!matches) throw differs(`it is not in the group ${group.by === "id" ? group.id : quote(group.name)}`);
  }
  for (const tag of findTags(item.tags ?? [], known3.directory)) {
    const has = found.tagIds === void 0 ? found.tags?.includes(tag.name) : tag.id !== void 0 && found.tagIds.includes(tag.id);
    if (!has) throw differs(`it does not have the tag ${quote(tag.name)}`);
  }
  return {
    do: "remove",
    existing: found,
    changes: [{ field: "endpoint", now: found.name, then: "gone" }],
    notices: []
  };
}

// src/steps/duplicates.ts
var OLDEST_WAITS_MILLISECONDS = 2e3;
var FOLLOW_SECONDS2 = 60;
var UNCONFIRMED_SECONDS = 10;
async function resolveDuplicates(context, created, seen) {
  const isOurs = ({ id }) => id === created.id;
  let existing = seen;
  if (existing.length > 1 && existing.some(isOurs) && existing.every(({ id }) => id >= created.id)) {
    await context.client.clock.sleep(OLDEST_WAITS_MILLISECONDS);
    existing = await lookByName(context.client, created.name);
  }
  const ours = existing.find(isOurs);
  if (ours !== void 0 && existing.length === 1) return { outcome: "created", endpoint: ours };
  if (ours !== void 0) await removeEndpoint(context.client, created.id);
  context.onRemoved(created.id);
  context.log.info(
    `Another run created ${quote(created.name)} at the same time. Continuing with that endpoint.`
  );
  const left = await waitForStableName(context, created.name, FOLLOW_SECONDS2);
  return { outcome: "name-taken", existing: left.slice(0, 1) };
}
async function resolveUnconfirmed(context, name, first, seen = first) {
  let existing = seen;
  while (existing.length > 1) {
    existing = await waitForStableName(context, name, UNCONFIRMED_SECONDS);
    const later = existing.filter(({ id }) => !first.some((one) => one.id === id));
    const last = later.at(-1) ?? existing.at(-1);
    if (existing.length < 2 || last === void 0) break;
    await removeEndpoint(context.client, last.id);
    context.log.info(
      `Another run created ${quote(name)} at the same time. Removed endpoint ${last.id}; continuing with the other one.`
    );
    existing = await lookByName(context.client, name);
  }
  return existing;
}

// src/steps/recreate.ts
var import_node_crypto4 = require("node:crypto");
function temporaryName(name) {
  const hash = (0, import_node_crypto4.createHash)("sha256").update(name).digest("hex").slice(0, 8);
  return `${name.slice(0, 220).toWellFormed()} (being recreated, ${hash})`;
}
var isTemporaryName = (name) => / \(being recreated, [0-9a-f]{8}\)$/.test(name);
async function lookForLeftovers({ client, temporaryNames }, name) {
  return temporaryNames?.has(name) === false ? [] : lookByName(client, name);
}
async function recreateEndpoint(runContext, { desired: desired2, existing, creation }, creates, onReplaced) {
  const { name } = creation;
  const ignore2 = () => void 0;
  const context = {
    ...runContext,
    onCreating: () => ignore2,
    onCreated: ignore2,
    onRemoved: ignore2
  };
  const temporary = temporaryName(name);
  await removeLeftovers(context, temporary);
  const outcome = await createEndpoint(context, desired2, { ...creation, name: temporary }, creates);
  const fresh = outcome.outcome === "created" ? outcome.endpoint : outcome.existing[0];
  const isUnclear = outcome.outcome === "unconfirmed" && outcome.existing.length > 1;
  if (fresh === void 0 || outcome.outcome === "name-taken" || isUnclear) {
    throw new RefusedError(`Endpoint ${quote(name)} is being recreated by another run.`, {
      hint: "Keep runs for one name apart with GitHub's 'concurrency'."
    });
  }
  const rollBackOnError = (step) => step().catch((error2) => rollBack(context, fresh, error2));
  const checkStillOurs = (seen) => {
    if (seen?.name !== temporary) throw overwritten(name, fresh, existing);
  };
  if (!capabilities(context).uniqueNames) {
    checkStillOurs(await rollBackOnError(() => getEndpoint(context.client, fresh.id)));
  }
  const created = await rollBackOnError(() => completeEndpoint(context, fresh, creation));
  checkStillOurs(created);
  await removeEndpoint(context.client, existing.id).catch((error2) => {
    if (!(error2 instanceof OutcomeError)) return rollBack(context, created, error2);
    throw addContext(error2, `${existsAs(created)}.`, "Running the step again finishes it.");
  });
  onReplaced(created);
  try {
    return await putWithRecovery(context, created, { name });
  } catch (error2) {
    throw addContext(
      error2,
      `Endpoint ${quote(name)} was recreated with the id ${created.id}, but is still named ${quote(temporary)}.`,
      "Running the step again gives it its name."
    );
  }
}
function overwritten(name, { id }, existing) {
  return new OutcomeError(
    `Endpoint ${quote(name)} was not recreated: the new one (id ${id}) is gone, because another run was given the same id or removed it. The old one (id ${existing.id}) is as it was.`,
    { hint: "Keep runs that create endpoints apart with GitHub's 'concurrency', and run the step again." }
  );
}
var existsAs = ({ name, id }) => `The new one exists as ${quote(name)} (id ${id})`;
async function rollBack(context, created, error2) {
  if (!(error2 instanceof CancelledError)) {
    await removeEndpoint(context.client, created.id).catch((cause) => {
      if (!(cause instanceof ActionError)) throw cause;
      throw addContext(
        error2,
        `${existsAs(created)}, too: ${cause.message}`,
        "Running the step again removes it first."
      );
    });
  }
  throw error2;
}
async function removeLeftovers(context, name) {
  for (const leftover of await lookForLeftovers(context, name)) {
    await removeEndpoint(context.client, leftover.id);
    context.log.info(`Removed endpoint ${leftover.id}, which an interrupted run had left as ${quote(name)}.`);
  }
}
async function resumeInterrupted(context, item, existing, dryRun) {
  const { selector } = item;
  const mayBe = item.state === "present" && item.ifExists === "recreate" && selector.id === void 0;
  if (!mayBe || existing.length > 0) return existing;
  const left = await lookForLeftovers(context, temporaryName(selector.name));
  const [only] = left;
  if (only === void 0 || left.length > 1 || dryRun) return left;
  context.log.info(
    `Continuing with endpoint ${only.id}, which an interrupted run had left as ${quote(only.name)}.`
  );
  return [await putWithRecovery(context, only, { name: selector.name })];
}

// src/steps/wait.ts
var LOOK_SECONDS = 20;
async function waitUntilUp(context, endpoint, end) {
  const { clock } = context.client;
  let seen = "";
  const options = {
    end: () => end,
    onWait: (secondsLeft) => {
      context.log.info(
        `Waiting for endpoint ${quote(endpoint.name)} to be up, ${secondsLeft} s more; last seen: ${seen}.`
      );
    }
  };
  const up = await poll(clock, options, async () => {
    const left = Math.ceil((end - clock.now()) / 1e3);
    const looked = await look(context, endpoint, Math.max(1, Math.min(LOOK_SECONDS, left)));
    if (typeof looked !== "string") return looked;
    seen = looked;
    return void 0;
  });
  if (up !== void 0) return up;
  throw new OutcomeError(
    `Endpoint ${quote(endpoint.name)} (id ${endpoint.id}) exists, but was not up within ${context.waitUntilUp} s; last seen: ${seen}.`,
    {
      hint: isEdge(endpoint.type) ? "Start the edge agent with the edge key, and check that it reaches Portainer." : "Check the engine, and that Portainer's host reaches it; 'wait-until-up' is how long to wait."
    }
  );
}
async function look(context, endpoint, seconds) {
  const { client } = context;
  const { id, type } = endpoint;
  try {
    if (isDocker(type)) {
      const trouble = await pingEngine(context, id, seconds);
      if (trouble !== void 0) return trouble;
    }
    if (!isEdge(type) && (!isDocker(type) || endpoint.status === "down")) await takeSnapshot(client, id);
    const now2 = await getEndpoint(client, id);
    if (now2 === void 0) return "it is gone";
    if (isDocker(type)) return { ...now2, status: "up" };
    if (now2.status === "up") return now2;
    return isEdge(type) && now2.status === "" ? "the edge agent has not checked in yet" : `status '${now2.status}'`;
  } catch (error2) {
    return withoutFullStop(error2);
  }
}
async function pingEngine(context, id, seconds) {
  const { client } = context;
  try {
    const trouble = await pingThrough(client, id, seconds);
    if (trouble === void 0 || !capabilities(context).refusesDown) return trouble;
    await takeSnapshot(client, id);
    return await pingThrough(client, id, seconds);
  } catch (error2) {
    return withoutFullStop(error2);
  }
}
function withoutFullStop(error2) {
  if (!(error2 instanceof ActionError)) throw error2;
  return error2.message.replace(/\.$/, "");
}

// src/steps/verify-update.ts
var PING_SECONDS = 30;
async function verifyUpdate(context, existing, changed, update) {
  const { keepsOldConnection } = capabilities(context);
  const urlOrOff = update.url !== void 0 || update.tls?.mode.on === false;
  if (keepsOldConnection === "always" || keepsOldConnection === "url-or-tls-off" && urlOrOff) {
    context.log.warning(
      `Portainer 2.15-2.19 keeps the old connection to endpoint ${quote(changed.name)} until it is restarted: the new address or TLS could not be tested, and is used from then on.`
    );
    return changed;
  }
  if (!isDocker(changed.type)) return changed;
  const { clock } = context.client;
  const end = clock.now() + context.waitUntilUp * 1e3;
  let trouble = "";
  const up = await poll(clock, { end: () => end }, async () => {
    const seen = await pingEngine(context, changed.id, PING_SECONDS);
    trouble = seen ?? "";
    return seen === void 0 ? true : void 0;
  });
  if (up) return { ...changed, status: "up" };
  throw await putBack(context, existing, changed, update, trouble);
}
async function putBack(context, existing, changed, update, trouble) {
  const what = `Endpoint ${quote(changed.name)} (id ${changed.id}) could not be reached after the update: ${trouble}.`;
  const files = existing.tls.on ? Object.keys(update.tls?.files ?? {}) : [];
  const kept = [
    ...files.length > 0 ? [`the TLS files (${files.join(", ")})`] : [],
    ...update.kubeconfig === void 0 ? [] : ["the kubeconfig"],
    ...Object.keys(update.azure).length === 0 ? [] : ["the Azure credentials"]
  ].join(", ");
  const lost = kept === "" ? "" : ` What was sent of ${kept} stays: Portainer does not show what it had before.`;
  const hint = "Check 'endpoint-url' and the TLS inputs; Portainer's host must reach the engine.";
  try {
    await putWithRecovery(context, changed, changeBack(existing, update));
    await setAccess(context, existing, {
      users: update.users && existing.users,
      teams: update.teams && existing.teams
    });
    return new OutcomeError(`${what} It was put back as it was.${lost}`, { hint });
  } catch (cause) {
    if (!(cause instanceof ActionError)) throw cause;
    return new OutcomeError(`${what} Putting it back as it was failed too (${cause.message}).${lost}`, {
      hint,
      cause
    });
  }
}
function changeBack(existing, update) {
  return {
    name: update.name && existing.name,
    url: update.url && existing.url,
    publicUrl: update.publicUrl === void 0 ? void 0 : existing.publicUrl,
    groupId: update.group && existing.groupId,
    tags: update.tags && { names: existing.tags ?? [], ids: existing.tagIds ?? [] },
    tls: update.tls && modeOf(existing),
    users: update.users && existing.users,
    teams: update.teams && existing.teams
  };
}

// src/steps/update.ts
async function updateEndpoint(context, existing, update) {
  await checkName(context, existing, update.name);
  const { group, tags } = await createGroupAndTags(context, { group: update.group, tags: update.tags });
  await uploadFiles(context, existing, update);
  const change = {
    ...update,
    groupId: group?.id,
    tags: tagFields(tags),
    tls: update.tls?.mode
  };
  const changed = await putWithRecovery(context, existing, change).catch((error2) => {
    throw withFilesSent(error2, existing, update);
  });
  await setAccess(context, existing, update).catch((error2) => {
    throw addContext(error2, `Everything else that differed on endpoint ${existing.id} was changed.`);
  });
  if (update.url === void 0 && update.tls === void 0) return changed;
  return verifyUpdate(context, existing, changed, update);
}
async function checkName(context, existing, name) {
  if (name === void 0 || capabilities(context).uniqueNames) return;
  const [other] = (await lookByName(context.client, name)).filter(({ id }) => id !== existing.id);
  if (other === void 0) return;
  throw new RefusedError(
    `Endpoint ${existing.id} was not renamed: endpoint ${other.id} is named ${quote(name)} already.`
  );
}
async function uploadFiles(context, existing, update) {
  if (update.tls === void 0) return;
  await withFiles(context, update.tls.files, async (paths) => {
    for (const file of ["ca", "cert", "key"]) {
      const path4 = paths[file];
      if (path4 === void 0) continue;
      const form = await encodeForm({ fields: [["folder", String(existing.id)]], files: [["file", path4]] });
      await uploadTlsFile(context.client, existing.id, file, form);
    }
  });
}
function withFilesSent(error2, existing, update) {
  const files = Object.keys(update.tls?.files ?? {});
  if (files.length === 0) return error2;
  return addContext(
    error2,
    `The TLS files sent before it (${files.join(", ")}) are stored with endpoint ${existing.id} and stay.`
  );
}

// src/steps/item.ts
var MAX_CREATES = 3;
var RACE_SECONDS = 10;
var results = {
  create: "created",
  update: "updated",
  recreate: "recreated",
  remove: "deleted",
  nothing: "absent"
};
function resultOf(plan) {
  return plan.do === "leave" ? plan.result : results[plan.do];
}
async function waitForRace(context, selector, existing) {
  if (existing.length < 2 || selector.id !== void 0) return existing;
  context.log.info(
    `${plural(existing.length, "endpoint")} are named ${quote(selector.name)}; waiting a moment in case two runs are creating it.`
  );
  return waitForStableName(context, selector.name, RACE_SECONDS);
}
function planItem(context, report2, existing) {
  report2.plan = decide(context, report2.item, existing);
  report2.result = resultOf(report2.plan);
}
function decide(context, item, existing) {
  const { client, directory } = context;
  return planFor(item, { existing, directory, version: client.version, capabilities: capabilities(context) });
}
async function applyItem(context, report2, found, creates, firstFoundAs = "first-look") {
  let existing = found;
  let foundAs = firstFoundAs;
  for (let attempt = 1; ; attempt += 1) {
    const item = relaxFor(report2.item, foundAs);
    const plan = decide(context, item, existing);
    report2.plan = plan;
    for (const notice2 of plan.notices) context.log.info(notice2);
    if (plan.do !== "create") {
      await carryOut(context, report2, plan, creates, foundAs);
      return;
    }
    const created = await createEndpoint(context, plan.desired, plan.creation, creates);
    if (created.outcome === "created") {
      report2.endpoint = created.endpoint;
      report2.result = "created";
      return;
    }
    if (attempt >= MAX_CREATES) throw nameNeverStable(plan.creation.name);
    report2.unconfirmed = created.outcome === "unconfirmed" && created.existing.length === 1;
    foundAs = report2.unconfirmed ? "unconfirmed" : "name-taken";
    existing = created.outcome === "unconfirmed" ? await resolveUnconfirmed(context, plan.creation.name, created.existing) : await waitForRace(context, item.selector, created.existing);
    if (existing.length === 1) report2.endpoint = existing[0];
  }
}
async function carryOut(context, report2, plan, creates, foundAs) {
  switch (plan.do) {
    case "update":
      report2.endpoint = await updateEndpoint(context, plan.existing, plan.update).catch((error2) => {
        if (foundAs !== "unconfirmed") throw error2;
        const { name, id } = plan.existing;
        throw addContext(
          error2,
          `Endpoint ${quote(name)} (id ${id}) exists, but is not finished.`,
          "Running the step again finishes it."
        );
      });
      break;
    case "recreate":
      report2.endpoint = await recreateEndpoint(context, plan, creates, (created) => {
        report2.endpoint = created;
      });
      break;
    case "leave":
      report2.endpoint = plan.existing;
      break;
    case "remove":
      report2.endpoint = plan.existing;
      report2.result = await removeEndpoint(context.client, plan.existing.id) ? "deleted" : "absent";
      return;
    case "nothing":
      break;
  }
  report2.result = foundAs === "unconfirmed" ? "created" : resultOf(plan);
}
function relaxFor(item, foundAs) {
  if (item.state === "absent" || foundAs === "first-look") return item;
  if (foundAs === "name-taken") {
    return item.ifExists === "recreate" ? { ...item, ifExists: "update" } : item;
  }
  const tls = { ...item.tls, provided: false, files: {}, fingerprints: {} };
  const sent = { azure: {}, kubeconfig: void 0, containerEngine: void 0, extraFields: [] };
  return { ...item, ...sent, tls, ifExists: "update" };
}
async function confirmCreated(context, report2, seen, creates) {
  let existing = seen;
  for (let attempt = 1; report2.endpoint !== void 0 && report2.result === "created"; attempt += 1) {
    const { endpoint } = report2;
    const resolved = await resolveOne(context, report2, endpoint, existing).catch((error2) => {
      throw notConfirmed(endpoint, error2);
    });
    if (resolved.outcome === "created") {
      report2.endpoint = resolved.endpoint;
      return;
    }
    if (attempt >= MAX_CREATES) throw nameNeverStable(endpoint.name);
    report2.endpoint = void 0;
    report2.result = void 0;
    report2.unconfirmed = false;
    await applyItem(context, report2, resolved.existing, creates, "name-taken");
    existing = await lookByName(context.client, endpoint.name);
  }
}
async function resolveOne(context, { unconfirmed }, endpoint, existing) {
  if (!unconfirmed) return resolveDuplicates(context, endpoint, existing);
  const left = await resolveUnconfirmed(context, endpoint.name, [endpoint], existing);
  const [first] = left;
  return first?.id === endpoint.id ? { outcome: "created", endpoint: first } : { outcome: "name-taken", existing: left.slice(0, 1) };
}
function notConfirmed({ name, id }, error2) {
  return addContext(
    error2,
    `Endpoint ${quote(name)} (id ${id}) was created; whether it is the only one of that name is not known.`,
    "Running the step again finishes it."
  );
}
function nameNeverStable(name) {
  return new OutcomeError(
    `Could not create endpoint ${quote(name)}: other runs keep creating and removing one of this name.`,
    { hint: "Keep runs for one name apart with GitHub's 'concurrency'." }
  );
}

// src/steps/run-items.ts
async function lookForItems(context, items) {
  const temporaryNames = /* @__PURE__ */ new Set();
  const selectors = items.map(({ selector }) => selector);
  const found = await lookForAll(context.client, selectors, (name) => {
    if (isTemporaryName(name)) temporaryNames.add(name);
  });
  if (items.length > 1) context.temporaryNames = temporaryNames;
  return found;
}
function openReports(items) {
  return items.map((item) => ({
    item,
    plan: void 0,
    endpoint: void 0,
    result: void 0,
    error: void 0,
    unconfirmed: false
  }));
}
async function runItems(context, reports, found, options) {
  const { clock } = context.client;
  const creates = createQueue(capabilities(context).uniqueNames ? options.concurrency : 1);
  const ends = /* @__PURE__ */ new Map();
  const forEach = (some, job) => forEachConcurrent(options.concurrency, some, async (report2, index) => {
    try {
      await job(report2, index);
    } catch (error2) {
      if (!(error2 instanceof ActionError)) throw error2;
      report2.error = error2;
    }
    options.onReport(report2);
  });
  await forEach(reports, async (report2, index) => {
    const startTime = () => ends.set(report2, clock.now() + context.waitUntilUp * 1e3);
    startTime();
    let waited = false;
    const ownCreates = (job) => creates(() => {
      if (!waited) startTime();
      waited = true;
      return job();
    });
    const seen = await waitForRace(context, report2.item.selector, found[index] ?? []);
    const existing = await resumeInterrupted(context, report2.item, seen, options.dryRun);
    if (existing.length === 1) report2.endpoint = existing[0];
    if (options.dryRun) planItem(context, report2, existing);
    else await applyItem(context, report2, existing, ownCreates);
  });
  if (options.dryRun) return;
  const created = reports.filter((report2) => report2.result === "created" && report2.error === void 0);
  if (created.length > 0) {
    const selectors = created.map((report2) => ({
      id: void 0,
      name: report2.endpoint?.name ?? ""
    }));
    const seen = await lookForAll(context.client, selectors).catch((error2) => ({ error: error2 }));
    await forEach(created, async (report2, index) => {
      if ("error" in seen) throw report2.endpoint ? notConfirmed(report2.endpoint, seen.error) : seen.error;
      await confirmCreated(context, report2, seen[index] ?? [], creates);
    });
  }
  const present = reports.filter(
    ({ item, endpoint, error: error2 }) => item.state === "present" && endpoint !== void 0 && error2 === void 0
  );
  await forEach(present, (report2) => finish(context, report2, ends.get(report2) ?? 0));
}
async function finish(context, report2, end) {
  const { endpoint, plan } = report2;
  if (endpoint === void 0 || plan === void 0) return;
  if (plan.do === "create") report2.endpoint = await completeEndpoint(context, endpoint, plan.creation);
  if (context.waitUntilUp > 0) {
    report2.endpoint = await waitUntilUp(context, report2.endpoint ?? endpoint, end);
  }
}

// src/run.ts
async function run() {
  const cancelled = new AbortController();
  const cancel = () => {
    cancelled.abort();
  };
  process.once("SIGINT", cancel).once("SIGTERM", cancel);
  reserveState();
  try {
    const inputs = await readInputs();
    for (const warning2 of connectionWarnings(inputs.connection)) warning(warning2);
    const transport = await openTransport(inputs.connection, cancelled.signal);
    const client = createClient(inputs.connection, transport, systemClock(cancelled.signal));
    const folder = openRunFolder();
    try {
      await apply(inputs, client, () => folder.path());
    } finally {
      client.close();
      cancelled.abort();
      folder.remove();
    }
  } catch (error2) {
    failRun(error2);
  } finally {
    process.off("SIGINT", cancel).off("SIGTERM", cancel);
  }
}
async function apply(inputs, client, folder) {
  const { items, dryRun } = inputs;
  const context = startWork(inputs, client, folder);
  const { server, found } = await connect(client, dryRun, () => lookForItems(context, items));
  setOutput("portainer-version", scrub(server.version));
  const existing = found ?? items.map(() => []);
  if (found !== void 0) await lookUp(context, inputs, found);
  else context.temporaryNames = /* @__PURE__ */ new Set();
  const reports = openReports(items);
  const progress = createProgress(dryRun ? 0 : items.length, client.clock);
  try {
    await runItems(context, reports, existing, {
      concurrency: inputs.concurrency,
      dryRun,
      onReport(report2) {
        if (!inputs.isList) setItemOutputs(report2, server);
        progress.tell(report2);
      }
    });
  } catch (error2) {
    setOutputs(inputs, reports, server);
    writeSummary(reports, server, dryRun);
    throw error2;
  } finally {
    progress.end(reports);
  }
  await report(inputs, reports, server);
}
function setOutputs({ isList }, reports, server) {
  const [only] = reports;
  if (!isList && only !== void 0) setItemOutputs(only, server);
  setListOutputs(reports, server, isList);
}
function startWork(inputs, client, folder) {
  const state = inputs.cleanup && !inputs.dryRun ? openState(inputs.connection, inputs.deployment?.environment) : void 0;
  return {
    client,
    log: { info: (text) => info(safe(text)), warning: (text) => warning(safe(text)) },
    waitUntilUp: inputs.waitUntilUp,
    directory: {},
    temporaryNames: void 0,
    onCreating: (name) => state?.start(name) ?? (() => void 0),
    onCreated: (id, name) => state?.add({ id, name }),
    onRemoved: (id) => state?.remove(id),
    folder
  };
}
async function lookUp(context, { items }, found) {
  const compared = items.filter((item, index) => {
    const { length } = found[index] ?? [];
    if (item.state === "absent") return length > 0;
    return length !== 1 || item.ifExists === "update" || item.ifExists === "recreate";
  });
  const lists = neededKinds(compared).map(
    async (kind) => [kind, await listNamed(context.client, kind)]
  );
  Object.assign(context.directory, Object.fromEntries(await Promise.all(lists)));
}
async function report(inputs, reports, server) {
  if (inputs.dryRun) for (const planned of reports) for (const line of describePlan(planned)) info(line);
  setOutputs(inputs, reports, server);
  failItems(reports);
  writeSummary(reports, server, inputs.dryRun);
  const [only] = reports;
  if (inputs.deployment !== void 0 && only !== void 0 && !inputs.dryRun) {
    await reportDeployment(inputs.deployment, only, server);
  }
}

// src/main.ts
void run();
