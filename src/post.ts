// Nothing is loaded before there is something to do: most runs leave nothing behind.
if (process.env['STATE_folder'] || process.env['STATE_server']) {
  void import('./cleanup.ts').then(({ cleanUp }) => cleanUp())
}
